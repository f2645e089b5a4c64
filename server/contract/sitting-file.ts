import { type Static, Type } from 'typebox';
import { AgendaItem, MAX_AGENDA_ITEMS } from './agenda.ts';
import { Contest } from './contest.ts';

/**
 * A sitting as a file, for the first start: its title, its roll, and what it goes through: an agenda, whose votes are drafted
 * when the hall comes to them, or contests alone, which are drafted at once and follow each other.
 */
const closed = { additionalProperties: false } as const;
const text = (maxLength: number) => Type.String({ minLength: 1, maxLength });

export const SittingFile = Type.Object(
  {
    congress: text(100),
    meeting: text(100),
    /** A day of the calendar, 2027-03-12. */
    date: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
    seats: Type.Array(
      Type.Object(
        {
          name: text(100),
          group: Type.Optional(Type.String({ maxLength: 100 })),
          keypad: Type.Integer({ minimum: 1, maximum: 65_534 }),
        },
        closed,
      ),
      { minItems: 1, maxItems: 65_534 },
    ),
    agenda: Type.Optional(Type.Array(AgendaItem, { minItems: 1, maxItems: MAX_AGENDA_ITEMS })),
    contests: Type.Optional(Type.Array(Contest, { maxItems: 100 })),
  },
  closed,
);
export type SittingFile = Static<typeof SittingFile>;
