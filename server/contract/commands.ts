import { type Static, type TSchema, Type } from 'typebox';
import { AgendaItem, AgendaItemId } from './agenda.ts';
import { Contest, MAX_CANDIDATE_NO, MAX_CANDIDATES, MAX_ITEMS } from './contest.ts';
import { MONITORS, type Role } from './live.ts';
import type { Result } from './result.ts';
import { SETUP_STEPS, type SetupStepId } from './setup-view.ts';

/**
 * What can be ordered, as `noun:verb` with an answer. Every payload has a command id: the same id sent again is
 * answered alike and done once, so a console that lost the answer may ask again. Who may order what: ROLES_OF_COMMAND.
 */
const command = <P extends Record<string, TSchema>>(fields: P) =>
  Type.Object({ commandId: Type.String({ minLength: 8, maxLength: 64 }), ...fields }, { additionalProperties: false });

const round = { roundId: Type.Integer({ minimum: 1, maximum: 65_534 }) };
const item = { itemId: AgendaItemId };
/** The item that it comes before; null: the end. */
const before = Type.Union([AgendaItemId, Type.Null()]);
const keypad = Type.Optional(Type.Integer({ minimum: 1, maximum: 65_534 }));
const slot = Type.Integer({ minimum: 0, maximum: 65_533 });
const monitorPin = Type.String({ maxLength: 64 });
/** Hash of what was frozen, as it was shown to whoever agrees: refused where something else is frozen by now. */
const seen = { hash: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })) };
const nos = Type.Array(Type.Integer({ minimum: 1, maximum: MAX_CANDIDATE_NO }), {
  minItems: 1,
  maxItems: MAX_CANDIDATES,
  uniqueItems: true,
});

/**
 * chosen: who of the tied ones takes the seats, after a second tie. revote: on whom another vote is held after a shortfall;
 * a single one is put as a 表决. left: the seats of a shortfall stay open.
 */
export const Ruling = Type.Union([
  Type.Object({ kind: Type.Literal('chosen'), nos }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('revote'), nos }, { additionalProperties: false }),
  Type.Object(
    { kind: Type.Literal('left'), until: Type.Union([Type.Literal('never'), Type.Literal('nextSession')]) },
    { additionalProperties: false },
  ),
]);
export type Ruling = Static<typeof Ruling>;

const count = Type.Integer({ minimum: 0, maximum: 65_534 });
const counts = Type.Array(count, { maxItems: MAX_CANDIDATES });
/**
 * Sums of paper ballots, as they were counted by hand, in the order of the candidates: `votes` marks or 赞成, `against` and
 * `abstained` where the ballot asks for them, `grades` [grade 1 … grade k, 弃权] per item. V is R − X and is not typed.
 */
export const TypedTotals = Type.Object(
  {
    returned: count,
    invalid: count,
    votes: Type.Optional(counts),
    against: Type.Optional(counts),
    abstained: Type.Optional(counts),
    grades: Type.Optional(Type.Array(Type.Array(count, { maxItems: 5 }), { maxItems: MAX_ITEMS })),
  },
  { additionalProperties: false },
);
export type TypedTotals = Static<typeof TypedTotals>;

/** By default the hall's own. */
const place = Type.Optional(Type.Union([Type.Literal('hall'), Type.Literal('presidium')]));
const showOrder = {
  picture: Type.Union([
    Type.Literal('idle'),
    Type.Literal('signIn'),
    Type.Literal('candidates'),
    Type.Literal('round'),
    Type.Literal('agenda'),
    Type.Literal('item'),
    Type.Literal('summary'),
    Type.Literal('calibration'),
  ]),
  /** Of the candidates: which of them, 0-based; null or absent: all. */
  index: Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Null()])),
};
const ShowOrder = Type.Object(showOrder);
/** A picture as `screen:show` names it. */
export type ShowOrder = Static<typeof ShowOrder>;

export const COMMANDS = {
  'signIn:start': command({}),
  'signIn:stop': command({}),
  /** All keypads, or those from … to. Not while a round is in progress (PROTOCOL SRV29). */
  'keypads:rollCall': command({ from: keypad, to: keypad }),
  /** Press test (按键测试): 签到 signs nobody in meanwhile. */
  'keypads:test': command({ action: Type.Union([Type.Literal('start'), Type.Literal('stop')]) }),
  /** The report of the self-check as it stands now goes into the record, as sums; or, with a reason, that there is none (`without`). */
  'keypads:accept': command({ without: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) }),
  /**
   * Another keypad for a seat: the former one is closed for the rest of the sitting (RULES §2). While a round is open it takes
   * two people: the operator who sends it and the monitor whose PIN it carries (RULES §4).
   */
  'keypad:replace': command({
    slot,
    keypad: Type.Integer({ minimum: 1, maximum: 65_534 }),
    monitorPin: Type.Optional(monitorPin),
  }),
  /** Somebody has seen these alarms and sees to them. */
  'alarm:acknowledge': command({
    ids: Type.Array(Type.String({ minLength: 1, maxLength: 400 }), { minItems: 1, maxItems: 200, uniqueItems: true }),
  }),
  /** 中途退场: not present from the next round on; P and I of an open round stay (RULES §1, decision 9). */
  'seat:leave': command({ slot }),
  /** … and back again. */
  'seat:return': command({ slot }),
  /** Nothing opens in it any more; the keypads' keys go on to the next epoch (PROTOCOL KEY9). */
  'sitting:end': command({}),
  /** The hall goes on (or back) to this item: its picture is shown, a plenary signs in anew, a vote has its round drafted. */
  'agenda:go': command(item),
  'agenda:insert': command({ item: AgendaItem, before }),
  /** Another title, speaker or contest for the item of this id, before it has begun; without one a vote keeps what it has. So are the next two. */
  'agenda:set': command({ item: AgendaItem }),
  'agenda:move': command({ ...item, before }),
  'agenda:drop': command(item),
  /** A vote at the end of the agenda, drafted at once; or the contest of the vote `itemId`, in the place of the one it may have. */
  'contest:import': command({ contest: Contest, itemId: Type.Optional(AgendaItemId) }),
  'contest:discard': command(round),
  'round:ready': command(round),
  'round:draft': command(round),
  'round:open': command(round),
  'round:close': command(round),
  'round:announce': command(round),
  /** The next round of a chain: the re-vote of a tie, the same again after a void round or one that was aborted (RULES §1, §4). */
  'round:revote': command(round),
  /** What 主席团 decided about seats that the votes left open: recorded in its own words, and carried out (RULES §1). */
  'round:rule': command({ ...round, ruling: Ruling, decision: Type.String({ minLength: 1, maxLength: 500 }) }),
  /**
   * By hand: a new round on paper after one that was aborted or calls for another; of a draft, that it is voted on paper, or
   * by keypads again (`byHand` false).
   */
  'round:byHand': command({ ...round, byHand: Type.Optional(Type.Boolean()) }),
  /** Mixed round: in an open one these voters, who have not submitted, leave the keypads for paper. Operator and monitor together. */
  'round:toPaper': command({
    ...round,
    slots: Type.Array(slot, { minItems: 1, maxItems: 65_534, uniqueItems: true }),
    monitorPin,
  }),
  /** What the paper ballots sum up to, typed by two people of different roles without seeing each other's (RULES §4). */
  'round:typeTotals': command({ ...round, totals: TypedTotals }),
  'round:abort': command({ ...round, reason: Type.String({ minLength: 1, maxLength: 200 }) }),
  /**
   * Two people: the operator who sends it and the monitor whose PIN it carries; or, without a PIN, operator and monitor each
   * from a session of their own.
   */
  'round:accept': command({ ...round, monitorPin: Type.Optional(monitorPin) }),
  /** A monitor: no ballot of this round exists yet, or its sums were looked over (RULES §4). */
  'round:confirm': command({ ...round, ...seen, what: Type.Union([Type.Literal('emptyBox'), Type.Literal('sums')]) }),
  /**
   * 情况: what a monitor saw and wants to stand in the record and in the report of the round, in words of his own. It is on the
   * operator's desk until he has seen it; it is on no page that the public reads.
   */
  'incident:note': command({ text: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }) }),
  /** The presiding officer agrees to a step of the operator's. */
  'round:consent': command({
    ...round,
    ...seen,
    step: Type.Union([Type.Literal('open'), Type.Literal('close'), Type.Literal('announce')]),
  }),
  /** What the hall sees while no vote is on; during a vote the round decides. A presidium shown one goes its own way from then on. */
  'screen:show': command({ place, ...showOrder }),
  /** `follow`: the presidium shows what the hall does again. `announce`: of the sitting, for rounds that are opened from now on. */
  'screen:set': command({
    place,
    theme: Type.Optional(Type.Union([Type.Literal('light'), Type.Literal('dark')])),
    language: Type.Optional(Type.Union([Type.Literal('zh-CN'), Type.Literal('en')])),
    r: Type.Optional(Type.Number({ minimum: 2, maximum: 20 })),
    motion: Type.Optional(Type.Boolean()),
    safe: Type.Optional(Type.Union([Type.Literal(3.5), Type.Literal(5)])),
    arrivals: Type.Optional(Type.Boolean()),
    follow: Type.Optional(Type.Boolean()),
    announce: Type.Optional(Type.Union([Type.Literal('whole'), Type.Literal('rows')])),
  }),
  /** A page of a long list; `auto`: pages turn by themselves from the one that is shown, or stop at it. */
  'screen:page': command({
    place,
    page: Type.Optional(Type.Integer({ minimum: 0, maximum: 999 })),
    overview: Type.Optional(Type.Boolean()),
    auto: Type.Optional(Type.Boolean()),
  }),
  /** 逐项宣读: one row more, one back, or all that are left. */
  'screen:read': command({ by: Type.Union([Type.Literal(1), Type.Literal(-1), Type.Literal('rest')]) }),
  /** A step of the first run: done, with the facts of now; skipped, with a word; or to be done again. */
  'setup:step': command({
    step: Type.Unsafe<SetupStepId>(Type.Union(SETUP_STEPS.map((id) => Type.Literal(id)))),
    to: Type.Union([Type.Literal('done'), Type.Literal('skipped'), Type.Literal('todo')]),
    word: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  }),
  /** Metres; sets r of the hall's screen. */
  'setup:position': command({
    lastRow: Type.Number({ minimum: 1, maximum: 200 }),
    imageHeight: Type.Number({ minimum: 0.3, maximum: 40 }),
  }),
  /** The wizard is put away, or taken out again. */
  'setup:close': command({ closed: Type.Boolean() }),
  /** What a browser of the hall found of the characters that the shipped font has not: by which of them some face draws something. */
  'characters:tell': command({ drawn: Type.String({ maxLength: 2000 }), missing: Type.String({ maxLength: 2000 }) }),
  /** The operator looked at these, which no face draws. */
  'characters:accept': command({ characters: Type.String({ minLength: 1, maxLength: 2000 }) }),
  /** Simulated keypads press the test deck when this round opens. Only of a rehearsal that has them at hand. */
  'rehearsal:deck': command(round),
} as const;

export type CommandName = keyof typeof COMMANDS;

const OPERATOR = ['operator'] as const;

/** Who may order it, from a session of this role. No command without a line here. */
export const ROLES_OF_COMMAND: Readonly<Record<CommandName, readonly Role[]>> = {
  'signIn:start': OPERATOR,
  'signIn:stop': OPERATOR,
  'keypads:rollCall': OPERATOR,
  'keypads:test': OPERATOR,
  'keypads:accept': OPERATOR,
  'alarm:acknowledge': OPERATOR,
  'keypad:replace': OPERATOR,
  'seat:leave': OPERATOR,
  'seat:return': OPERATOR,
  'sitting:end': OPERATOR,
  'agenda:go': OPERATOR,
  'agenda:insert': OPERATOR,
  'agenda:set': OPERATOR,
  'agenda:move': OPERATOR,
  'agenda:drop': OPERATOR,
  'contest:import': OPERATOR,
  'contest:discard': OPERATOR,
  'round:ready': OPERATOR,
  'round:draft': OPERATOR,
  'round:open': OPERATOR,
  'round:close': OPERATOR,
  'round:announce': OPERATOR,
  'round:revote': OPERATOR,
  'round:rule': OPERATOR,
  'round:byHand': OPERATOR,
  'round:toPaper': OPERATOR,
  'round:typeTotals': ['operator', ...MONITORS],
  'round:abort': OPERATOR,
  'round:accept': ['operator', ...MONITORS],
  'round:confirm': MONITORS,
  'incident:note': MONITORS,
  'round:consent': ['presiding'],
  'screen:show': OPERATOR,
  'screen:set': OPERATOR,
  'screen:page': OPERATOR,
  'screen:read': OPERATOR,
  'setup:step': OPERATOR,
  'setup:position': OPERATOR,
  'setup:close': OPERATOR,
  'characters:tell': OPERATOR,
  'characters:accept': OPERATOR,
  'rehearsal:deck': OPERATOR,
};

export type CommandPayload<N extends CommandName> = Static<(typeof COMMANDS)[N]>;

/** Why an order was not carried out. `detail` says what was expected and what came, for the log and the tooltip. */
export interface CommandError {
  readonly code: CommandFault;
  readonly detail: string;
}
export type CommandFault =
  | 'bad-payload'
  | 'forbidden'
  | 'unknown-round'
  | 'unknown-item'
  | 'wrong-state'
  | 'blocked'
  | 'bad-contest'
  | 'round-in-progress'
  | 'no-quorum'
  /** Two people typed different totals: both typings are void. */
  | 'totals-differ'
  | 'box-failed'
  | 'busy';

/** The value is the id of the round the command worked on or made, if any. */
export type CommandAnswer = Result<{ readonly roundId: number | null }, CommandError>;
