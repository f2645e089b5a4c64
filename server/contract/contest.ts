import { type Static, type TSchema, Type } from 'typebox';
import { ReviewSchema } from './project-entry.ts';

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

/** Which complete submission of a voter counts. */
export const Press = Type.Union([Type.Literal('last'), Type.Literal('first')]);
export type Press = Static<typeof Press>;

/** What every kind of vote has rules for. */
const common = {
  quorum: Fraction,
  /** What a printed rate is a share of; it is printed beside every rate and never ranks anybody. */
  rateBase: Base,
  press: Press,
  /** When the hall sees the figures. Default: atClose. */
  reveal: Type.Optional(Type.Union([Type.Literal('atClose'), Type.Literal('afterConfirmation')])),
  /** Advisory: the hall sees it run out and nothing happens. `closes`: the round closes by itself. */
  clock: Type.Optional(
    Type.Object({ seconds: Type.Integer({ minimum: 10, maximum: 7200 }), closes: Type.Boolean() }, closed),
  ),
  /** What needs whom (RULES §4). Absent: nothing is asked. */
  people: Type.Optional(
    Type.Object(
      {
        /** Monitors confirm before the opening that the box is empty. */
        emptyBox: Type.Boolean(),
        /** Monitors confirm the sums before they are announced. */
        sums: Type.Boolean(),
        /** The presiding officer consents to opening, close and announcement. */
        presiding: Type.Boolean(),
      },
      closed,
    ),
  ),
  /** The rule profile these rules were taken from. */
  profile: Type.Optional(
    Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }), version: Type.Integer({ minimum: 1 }) }, closed),
  ),
};

const seatFields = {
  /** S 应选 */
  seats: Type.Integer({ minimum: 1, maximum: MAX_CANDIDATES }),
  /** Of a ballot per item these are limits of 赞成. */
  maxMarks: Type.Integer({ minimum: 1, maximum: MAX_CANDIDATES }),
  minMarks: Type.Integer({ minimum: 0, maximum: MAX_CANDIDATES }),
  /** Fewer than `maxMarks` is invalid too. */
  exactly: Type.Boolean(),
  ...common,
  /** null = plurality: most votes first, nobody needs a majority. */
  majority: Type.Union([Majority, Type.Null()]),
  tie: Type.Literal('runoff'),
};

/** Seats are filled by votes: 票决 by pick list and per project. */
export const SeatRules = Type.Object(seatFields, closed);
export type SeatRules = Static<typeof SeatRules>;

export const ElectionRules = Type.Object(
  {
    ...seatFields,
    /** pick: a mark is a vote. perItem: 赞成, 反对 or 弃权 for each. Default: pick. */
    form: Type.Optional(Type.Union([Type.Literal('pick'), Type.Literal('perItem')])),
    /** 差额 asks for more candidates than seats, 等额 (false) for as many. Default: true. */
    differential: Type.Optional(Type.Boolean()),
  },
  closed,
);
export type ElectionRules = Static<typeof ElectionRules>;

/** 表决 of one motion. A file may bring the fields of a seat, if they say the only thing they can. */
export const MotionRules = Type.Object(
  {
    ...common,
    majority: Majority,
    seats: Type.Optional(Type.Literal(1)),
    maxMarks: Type.Optional(Type.Literal(1)),
    minMarks: Type.Optional(Type.Literal(0)),
    exactly: Type.Optional(Type.Literal(false)),
    tie: Type.Optional(Type.Literal('runoff')),
  },
  closed,
);
export type MotionRules = Static<typeof MotionRules>;

/** 满意度测评 */
export const EvaluationRules = Type.Object(
  {
    ...common,
    /** 3: 满意, 基本满意, 不满意. 4: and 不了解. */
    scale: Type.Union([Type.Literal(3), Type.Literal(4)]),
    /** Exactly half of `gradeBase` is enough for a grade. */
    halfPasses: Type.Boolean(),
    /** What half is asked of when an item is given its grade. */
    gradeBase: Base,
    /** 不了解 stays in the bases of rates and grades. Default: true. */
    dontKnowCounts: Type.Optional(Type.Boolean()),
  },
  closed,
);
export type EvaluationRules = Static<typeof EvaluationRules>;

export type Rules = SeatRules | ElectionRules | MotionRules | EvaluationRules;

const text = (maxLength: number) => Type.String({ maxLength });

/** How a candidate came onto the list, from the gathering 征集 to the investment. */
export const Story = Type.Object(
  {
    source: Type.Optional(
      Type.Object(
        {
          kind: Type.Union([
            Type.Literal('visit'),
            Type.Literal('notice'),
            Type.Literal('form'),
            Type.Literal('platform'),
          ]),
          note: Type.Optional(text(1000)),
        },
        closed,
      ),
    ),
    /** What the screening 审查 decided, and why. */
    screening: Type.Optional(text(1000)),
    /** 资金来源 */
    fund: Type.Optional(text(200)),
    /** 责任人 */
    leader: Type.Optional(text(200)),
  },
  closed,
);
export type Story = Static<typeof Story>;

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
    /** Id of the tracked project or suggestion that is judged. */
    ref: Type.Optional(text(100)),
    story: Type.Optional(Story),
  },
  closed,
);
export type Candidate = Static<typeof Candidate>;

/** What was merged into another candidate or cut in the screening 审查: it keeps its reason and is on no ballot. */
export const Screened = Type.Object(
  {
    name: text(400),
    outcome: Type.Union([Type.Literal('merged'), Type.Literal('cut')]),
    reason: text(1000),
    /** Number of the candidate that it became part of. */
    into: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_CANDIDATE_NO })),
  },
  closed,
);
export type Screened = Static<typeof Screened>;

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

export const KINDS = ['selection', 'perProject', 'election', 'resolution', 'namedResolution', 'evaluation'] as const;
/**
 * selection 票决 by pick list · perProject 票决 with 赞成/反对/弃权 for each project · election 选举 · resolution 表决 ·
 * namedResolution 记名表决, the only kind that is not secret · evaluation 满意度测评.
 */
export type Kind = (typeof KINDS)[number];

/** Most items on one ballot of grades: 120 bits hold 30 (PROTOCOL BAL5). */
export const MAX_ITEMS = 30;

const contest = <K extends TSchema, R extends TSchema>(kind: K, rules: R, most = MAX_CANDIDATES) =>
  Type.Object(
    {
      title: Type.Optional(text(200)),
      kind,
      /** Projects or persons, the one motion, or the items that are judged. */
      candidates: Type.Array(Candidate, { minItems: 1, maxItems: most }),
      rules,
      screened: Type.Optional(Type.Array(Screened, { maxItems: 500 })),
      /** Only in files that play or count a vote without a sitting. */
      roll: Type.Optional(RollFigures),
      source: Type.Optional(text(400)),
      expectedVotes: Type.Optional(Type.Array(Type.Integer({ minimum: 0 }))),
    },
    closed,
  );

export const ProjectContest = contest(Type.Union([Type.Literal('selection'), Type.Literal('perProject')]), SeatRules);
export type ProjectContest = Static<typeof ProjectContest>;
export const ElectionContest = contest(Type.Literal('election'), ElectionRules);
export type ElectionContest = Static<typeof ElectionContest>;
export const MotionContest = contest(
  Type.Union([Type.Literal('resolution'), Type.Literal('namedResolution')]),
  MotionRules,
  1,
);
export type MotionContest = Static<typeof MotionContest>;
const evaluated = contest(Type.Literal('evaluation'), EvaluationRules, MAX_ITEMS);
export const EvaluationContest = Type.Object(
  {
    ...evaluated.properties,
    /** What the items are judged for, where they are in the book of the year. Default: satisfaction. */
    review: Type.Optional(ReviewSchema),
  },
  closed,
);
export type EvaluationContest = Static<typeof EvaluationContest>;

export const Contest = Type.Union([ProjectContest, ElectionContest, MotionContest, EvaluationContest]);
export type Contest = Static<typeof Contest>;
/** Seats are filled; the others decide each candidate by itself. */
export type SeatContest = ProjectContest | ElectionContest;

/** A case for `piaojue count`: ballots by number of papers with the same marks. */
export const CountCase = Type.Object(
  {
    id: Type.String(),
    title: Type.Optional(Type.String()),
    contest: Contest,
    ballots: Type.Array(
      Type.Object(
        {
          n: Type.Integer({ minimum: 0, maximum: 65_534 }),
          /** Numbers, words as a deck has them (`1:y`, `2:3`), or such words in one text. */
          marks: Type.Union([Type.Array(Type.Union([Type.Integer(), Type.String()])), Type.String()]),
        },
        closed,
      ),
    ),
    /** R as counted by hand; without it the number of ballots. */
    returned: Type.Optional(Type.Integer({ minimum: 0 })),
    expect: Type.Optional(Type.Unknown()),
  },
  closed,
);
export type CountCase = Static<typeof CountCase>;
