import { type Static, Type } from 'typebox';

/**
 * What is written into the book of the year (年初问选题、年中查进度、年底问绩效, RULES §1): about a tracked project or a
 * deputies' suggestion (代表建议). Nothing written is changed later; a correction is an entry of its own.
 */
const closed = { additionalProperties: false } as const;
const text = (maxLength: number) => Type.String({ minLength: 1, maxLength });
/** One of these words. The cast gives back the type that a mapped union loses. */
const oneOf = <const W extends readonly string[]>(words: W) =>
  Type.Unsafe<W[number]>(Type.Union(words.map((word) => Type.Literal(word))));

/** Of a tracked project `2027-P03`, of a suggestion `2027-S12`: the year and a running number. */
export const REF_PATTERN = '^[0-9]{4}-[PS][0-9]{2,5}$';
export const Ref = Type.String({ pattern: REF_PATTERN });
export const isoDate = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });

/** Who allowed something: 主席团, 人大常委会, 政府常务会议 … */
export const AllowedBy = Type.Object(
  { body: text(100), date: isoDate, number: Type.Optional(Type.String({ maxLength: 100 })), words: text(2000) },
  closed,
);
export type AllowedBy = Static<typeof AllowedBy>;

/** 责任单位, 代表小组, 人大机关 */
export const AUTHORS = ['unit', 'group', 'office'] as const;
const Author = Type.Object(
  {
    role: oneOf(AUTHORS),
    name: Type.Optional(Type.String({ maxLength: 100 })),
  },
  closed,
);
export type Author = Static<typeof Author>;

/** What of a project an adjustment (调整) may change, besides a milestone's date and whether it goes on. */
export const PROJECT_FIELDS = ['name', 'unit', 'leader', 'site', 'budget', 'fund', 'target'] as const;
export type ProjectField = (typeof PROJECT_FIELDS)[number];
const Field = oneOf(PROJECT_FIELDS);

/** 代表小组 that follows the project. */
const GroupEntry = Type.Object({ kind: Type.Literal('group'), group: text(100) }, closed);
const MilestoneEntry = Type.Object({ kind: Type.Literal('milestone'), title: text(200), planned: isoDate }, closed);
const MilestoneDoneEntry = Type.Object(
  {
    kind: Type.Literal('milestoneDone'),
    /** The project's own number of it, from 1. */
    milestone: Type.Integer({ minimum: 1, maximum: 1000 }),
    done: isoDate,
    words: Type.Optional(Type.String({ maxLength: 2000 })),
  },
  closed,
);
const NoteEntry = Type.Object(
  {
    kind: Type.Literal('note'),
    date: isoDate,
    author: Author,
    words: text(4000),
    /** 形象进度, whole per cent. */
    percent: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
  },
  closed,
);
const AdjustmentEntry = Type.Object(
  {
    kind: Type.Literal('adjustment'),
    change: Type.Union([
      Type.Object({ what: Type.Literal('field'), field: Field, to: text(400) }, closed),
      Type.Object(
        {
          what: Type.Literal('milestone'),
          milestone: Type.Integer({ minimum: 1, maximum: 1000 }),
          planned: isoDate,
        },
        closed,
      ),
      /** 终止, 恢复 */
      Type.Object({ what: Type.Literal('stop') }, closed),
      Type.Object({ what: Type.Literal('resume') }, closed),
    ]),
    allowedBy: AllowedBy,
  },
  closed,
);

/** 提出 → 审核 → 立案 → 交办 → 答复 */
export const SUGGESTION_STATES = ['raised', 'checked', 'filed', 'assigned', 'answered'] as const;
export type SuggestionState = (typeof SUGGESTION_STATES)[number];

/** 已解决, 正在解决, 列入规划逐步解决, 留作参考 */
export const ANSWER_KINDS = ['solved', 'inProgress', 'planned', 'reference'] as const;
export type AnswerKind = (typeof ANSWER_KINDS)[number];
export const SuggestionAnswer = Type.Object({ kind: oneOf(ANSWER_KINDS), words: text(4000) }, closed);
export type SuggestionAnswer = Static<typeof SuggestionAnswer>;

/** One step on; over a step, or back to one, only with the reason. */
const StepEntry = Type.Object(
  {
    kind: Type.Literal('step'),
    to: oneOf(SUGGESTION_STATES),
    date: isoDate,
    /** 承办单位: with `assigned`. */
    unit: Type.Optional(text(200)),
    /** With `answered`. */
    answer: Type.Optional(SuggestionAnswer),
    reason: Type.Optional(text(1000)),
  },
  closed,
);

const plain = [GroupEntry, MilestoneEntry, MilestoneDoneEntry, NoteEntry, AdjustmentEntry, StepEntry] as const;
/** What says something by itself. */
export const PlainEntry = Type.Union([...plain]);
export type PlainEntry = Static<typeof PlainEntry>;

/** Takes an earlier entry of the same ref out, and may put one of the same kind in its place (更正). */
const CorrectionEntry = Type.Object(
  {
    kind: Type.Literal('correction'),
    /** Its number in the book. */
    entry: Type.Integer({ minimum: 1 }),
    reason: text(1000),
    instead: Type.Union([PlainEntry, Type.Null()]),
  },
  closed,
);

/** What a person may write. Adoptions, raised suggestions, evaluations and draws have orders of their own. */
export const WrittenEntry = Type.Union([...plain, CorrectionEntry]);
export type WrittenEntry = Static<typeof WrittenEntry>;

/** POST /api/projects/entries */
export const EntryRequest = Type.Object({ ref: Ref, entry: WrittenEntry }, closed);
export type EntryRequest = Static<typeof EntryRequest>;

/** A suggestion as it is raised, typed in or a row of an imported table. */
export const NewSuggestion = Type.Object(
  {
    /** 建议编号 of the congress; no two in one year. */
    number: text(60),
    title: text(200),
    words: Type.Optional(Type.String({ maxLength: 4000 })),
    /** 领衔代表 and who joined. */
    deputies: text(400),
    group: Type.Optional(Type.String({ maxLength: 100 })),
    raised: isoDate,
    state: Type.Optional(oneOf(SUGGESTION_STATES)),
    unit: Type.Optional(Type.String({ maxLength: 200 })),
    answer: Type.Optional(SuggestionAnswer),
  },
  closed,
);
export type NewSuggestion = Static<typeof NewSuggestion>;

/** What an evaluation is about: 年中查进度, 年底验收, 满意度, 建议办理, 回头看. */
export const REVIEWS = ['progress', 'acceptance', 'satisfaction', 'answers', 'lookBack'] as const;
export type Review = (typeof REVIEWS)[number];
export const ReviewSchema = oneOf(REVIEWS);

/** POST /api/projects/contest: an evaluation over these, drafted in the sitting. */
export const ReviewRequest = Type.Object(
  {
    review: ReviewSchema,
    refs: Type.Array(Ref, { minItems: 1, maxItems: 30 }),
    title: Type.Optional(text(200)),
    scale: Type.Optional(Type.Union([Type.Literal(3), Type.Literal(4)])),
    /** The rule profile to judge by. Default: evaluation. */
    profile: Type.Optional(Type.String({ maxLength: 64 })),
  },
  closed,
);
export type ReviewRequest = Static<typeof ReviewRequest>;

/** POST /api/projects/draw: which of those answered 列入规划逐步解决 are looked at again. */
export const DrawRequest = Type.Object(
  {
    date: isoDate,
    /** Public, and drawn after the pool stood: a lottery number, dice thrown in the hall. */
    seed: text(200),
    /** null: all of them. */
    size: Type.Union([Type.Integer({ minimum: 1, maximum: 1000 }), Type.Null()]),
  },
  closed,
);
export type DrawRequest = Static<typeof DrawRequest>;

/** POST /api/projects/adopt: a round of this sitting, a vote that was filed, or bundle.json with bundle.sig in hex. */
export const AdoptRequest = Type.Union([
  Type.Object({ roundId: Type.Integer({ minimum: 1, maximum: 65_534 }) }, closed),
  Type.Object({ bundleHash: Type.String({ pattern: '^[0-9a-f]{64}$' }) }, closed),
  Type.Object({ bundle: Type.Unknown(), signature: Type.String({ pattern: '^[0-9a-f]{128}$' }) }, closed),
]);
export type AdoptRequest = Static<typeof AdoptRequest>;

/** POST /api/publish: pages of a rehearsal only on request; they are marked. */
export const PublishRequest = Type.Object({ rehearsal: Type.Boolean() }, closed);
export type PublishRequest = Static<typeof PublishRequest>;
