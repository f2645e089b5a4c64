import { type Static, Type } from 'typebox';

/**
 * A contest as a file: what is voted on and by which rules (RULES §1).
 * Every object refuses fields it does not know, so that a misspelt rule is an error and never silently the default.
 */
const closed = { additionalProperties: false } as const;

/** Most candidates on one paper: 120 bits of a ballot hold 60 candidates (PROTOCOL BAL2). */
export const MAX_CANDIDATES = 60;
/** Candidate numbers are what a deputy keys in: one or two digits. */
export const MAX_CANDIDATE_NO = 99;

/** A share of a base, compared in integers: `strict` is 过半数 / 超过 (more than), not strict is 以上 (at least). */
export const Fraction = Type.Object(
  {
    num: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
    den: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    strict: Type.Boolean(),
  },
  closed,
);
export type Fraction = Static<typeof Fraction>;

/** all = N 全体代表, present = P 实到, returned = R 收回, valid = V 有效, forAgainst = 赞成 + 反对. */
export const Base = Type.Union([
  Type.Literal('all'),
  Type.Literal('present'),
  Type.Literal('returned'),
  Type.Literal('valid'),
  Type.Literal('forAgainst'),
]);
export type Base = Static<typeof Base>;

export const Majority = Type.Object({ ...Fraction.properties, base: Base }, closed);
export type Majority = Static<typeof Majority>;

export const Rules = Type.Object(
  {
    /** S 应选 */
    seats: Type.Integer({ minimum: 1, maximum: MAX_CANDIDATES }),
    maxMarks: Type.Integer({ minimum: 1, maximum: MAX_CANDIDATES }),
    minMarks: Type.Integer({ minimum: 0, maximum: MAX_CANDIDATES }),
    /** Fewer than `maxMarks` is invalid too. */
    exactly: Type.Boolean(),
    quorum: Fraction,
    /** null = plurality: most votes first, nobody needs a majority. */
    majority: Type.Union([Majority, Type.Null()]),
    /** What 得票率 is a share of; it is printed beside every rate and never ranks anybody. */
    rateBase: Base,
    tie: Type.Literal('runoff'),
    /** Which complete submission of a voter counts. */
    press: Type.Union([Type.Literal('last'), Type.Literal('first')]),
    /** When the hall sees the figures. Default: atClose. */
    reveal: Type.Optional(Type.Union([Type.Literal('atClose'), Type.Literal('afterConfirmation')])),
  },
  closed,
);
export type Rules = Static<typeof Rules>;

const text = (maxLength: number) => Type.String({ maxLength });

export const Candidate = Type.Object(
  {
    no: Type.Integer({ minimum: 1, maximum: MAX_CANDIDATE_NO }),
    name: Type.Optional(text(400)),
    /** 责任单位 */
    unit: Type.Optional(text(200)),
    /** 投资, as it is printed: "120万元" */
    budget: Type.Optional(text(100)),
    /** 建设地点 */
    site: Type.Optional(text(200)),
    /** 年度目标 */
    target: Type.Optional(text(400)),
    /** Cost as public participatory-budgeting files give it. */
    cost: Type.Optional(text(60)),
  },
  closed,
);
export type Candidate = Static<typeof Candidate>;

/** all = N 应到, present = P 实到, issued = I 发出. */
export const RollFigures = Type.Object(
  {
    all: Type.Integer({ minimum: 0, maximum: 65_534 }),
    present: Type.Integer({ minimum: 0, maximum: 65_534 }),
    issued: Type.Integer({ minimum: 0, maximum: 65_534 }),
  },
  closed,
);
export type RollFigures = Static<typeof RollFigures>;

export const Kind = Type.Literal('selection');
export type Kind = Static<typeof Kind>;

export const Contest = Type.Object(
  {
    title: Type.Optional(text(200)),
    kind: Kind,
    candidates: Type.Array(Candidate, { minItems: 1, maxItems: MAX_CANDIDATES }),
    rules: Rules,
    /** Only in files that play or count a vote without a sitting. */
    roll: Type.Optional(RollFigures),
    source: Type.Optional(text(400)),
    expectedVotes: Type.Optional(Type.Array(Type.Integer({ minimum: 0 }))),
  },
  closed,
);
export type Contest = Static<typeof Contest>;

/** A case for `piaojue count`: ballots by number of papers with the same marks. */
export const CountCase = Type.Object(
  {
    id: Type.String(),
    title: Type.Optional(Type.String()),
    contest: Contest,
    ballots: Type.Array(
      Type.Object({ n: Type.Integer({ minimum: 0, maximum: 65_534 }), marks: Type.Array(Type.Integer()) }, closed),
    ),
    /** R as counted by hand; without it the number of ballots. */
    returned: Type.Optional(Type.Integer({ minimum: 0 })),
    expect: Type.Optional(Type.Unknown()),
  },
  closed,
);
export type CountCase = Static<typeof CountCase>;
