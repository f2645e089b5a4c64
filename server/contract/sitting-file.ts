import { type Static, Type } from 'typebox';
import { Contest } from './contest.ts';

/** A sitting as a file, for the first start: its title, its roll, and the contests that are drafted at once. */
const closed = { additionalProperties: false } as const;
const text = (maxLength: number) => Type.String({ minLength: 1, maxLength });

export const SittingFile = Type.Object(
  {
    congress: text(100),
    meeting: text(100),
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
    contests: Type.Optional(Type.Array(Contest, { maxItems: 100 })),
  },
  closed,
);
export type SittingFile = Static<typeof SittingFile>;
