import { type Static, Type } from 'typebox';
import { AgendaItem, MAX_AGENDA_ITEMS } from './agenda.ts';
import { Contest } from './contest.ts';

/**
 * A sitting as a file, for the first start: its title, its roll, and what it goes through: an agenda, whose votes are drafted
 * when the hall comes to them, or contests alone, which are drafted at once and follow each other.
 */
const closed = { additionalProperties: false } as const;
const text = (maxLength: number) => Type.String({ minLength: 1, maxLength });

const people = Type.Union([Type.Integer({ minimum: 0, maximum: 65_534 }), Type.Array(text(100), { maxItems: 65_534 })]);
/** A number of people, or their names. */
export type People = Static<typeof people>;

/** How the hall's screen is set, and where it hangs (metres). What a file does not say is as it comes. */
export const ScreenOfFile = Type.Object(
  {
    theme: Type.Optional(Type.Union([Type.Literal('light'), Type.Literal('dark')])),
    language: Type.Optional(Type.Union([Type.Literal('zh-CN'), Type.Literal('en')])),
    /** Distance of the last row ÷ height of the image. */
    r: Type.Optional(Type.Number({ minimum: 2, maximum: 20 })),
    motion: Type.Optional(Type.Boolean()),
    safe: Type.Optional(Type.Union([Type.Literal(3.5), Type.Literal(5)])),
    arrivals: Type.Optional(Type.Boolean()),
    position: Type.Optional(
      Type.Object(
        {
          lastRow: Type.Number({ minimum: 1, maximum: 200 }),
          imageHeight: Type.Number({ minimum: 0.3, maximum: 40 }),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type ScreenOfFile = Static<typeof ScreenOfFile>;

/** 执行主席, 总监票人, 监票人, 计票人, 主持人 */
export const Officers = Type.Object(
  {
    presiding: Type.Optional(text(100)),
    chiefMonitor: Type.Optional(text(100)),
    monitors: Type.Optional(Type.Array(text(100), { maxItems: 50 })),
    teller: Type.Optional(text(100)),
    host: Type.Optional(text(100)),
  },
  closed,
);
export type Officers = Static<typeof Officers>;

export const SittingFile = Type.Object(
  {
    congress: text(100),
    meeting: text(100),
    /** A day of the calendar, 2027-03-12. */
    date: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
    seats: Type.Array(
      Type.Object(
        {
          /** Of the deputy; none in a handout without a list. */
          name: Type.Optional(text(100)),
          group: Type.Optional(Type.String({ maxLength: 100 })),
          keypad: Type.Integer({ minimum: 1, maximum: 65_534 }),
        },
        closed,
      ),
      { minItems: 1, maxItems: 65_534 },
    ),
    /**
     * How keypads are handed out. `listed`: each to the deputy of its seat. `unlisted`: as tokens, so that nobody can join a
     * name to a keypad; then no seat has a name and `deputies` says how many there are. Default: listed where seats have names.
     */
    handout: Type.Optional(Type.Union([Type.Literal('unlisted'), Type.Literal('listed')])),
    /** N 应到: how many deputies there are, or their names, in no order of keypads. Default: one for each seat. */
    deputies: Type.Optional(people),
    /** 列席: shown, and never counted. */
    observers: Type.Optional(people),
    /** Names for the report. */
    officers: Type.Optional(Officers),
    agenda: Type.Optional(Type.Array(AgendaItem, { minItems: 1, maxItems: MAX_AGENDA_ITEMS })),
    contests: Type.Optional(Type.Array(Contest, { maxItems: 100 })),
    screen: Type.Optional(ScreenOfFile),
  },
  closed,
);
export type SittingFile = Static<typeof SittingFile>;
