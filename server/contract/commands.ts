import { type Static, type TSchema, Type } from 'typebox';
import { AgendaItem, AgendaItemId } from './agenda.ts';
import { Contest } from './contest.ts';
import type { Result } from './result.ts';

/**
 * What an operator can order, as `noun:verb` with an answer. Every payload has a command id: the same id sent again is
 * answered alike and done once, so a console that lost the answer may ask again.
 */
const command = <P extends Record<string, TSchema>>(fields: P) =>
  Type.Object({ commandId: Type.String({ minLength: 8, maxLength: 64 }), ...fields }, { additionalProperties: false });

const round = { roundId: Type.Integer({ minimum: 1, maximum: 65_534 }) };
const item = { itemId: AgendaItemId };
/** The item that it comes before; null: the end. */
const before = Type.Union([AgendaItemId, Type.Null()]);
const keypad = Type.Optional(Type.Integer({ minimum: 1, maximum: 65_534 }));

export const COMMANDS = {
  'signIn:start': command({}),
  'signIn:stop': command({}),
  /** All keypads, or those from … to. Not while a round is in progress (PROTOCOL SRV29). */
  'keypads:rollCall': command({ from: keypad, to: keypad }),
  /** Press test (按键测试): 签到 signs nobody in meanwhile. */
  'keypads:test': command({ action: Type.Union([Type.Literal('start'), Type.Literal('stop')]) }),
  /** The report of the self-check as it stands now goes into the record, as sums. */
  'keypads:accept': command({}),
  /** Another keypad for a seat, outside of a round: the former one is closed for the rest of the sitting (RULES §2). */
  'keypad:replace': command({
    slot: Type.Integer({ minimum: 0, maximum: 65_533 }),
    keypad: Type.Integer({ minimum: 1, maximum: 65_534 }),
  }),
  /** Nothing opens in it any more; the keypads' keys go on to the next epoch (PROTOCOL KEY9). */
  'sitting:end': command({}),
  /** The hall goes on (or back) to this item: its picture is shown, a plenary signs in anew, a vote has its round drafted. */
  'agenda:go': command(item),
  'agenda:insert': command({ item: AgendaItem, before }),
  /** Another title, speaker or contest for the item of this id, before it has begun. So are the next two. */
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
  'round:revote': command(round),
  'round:abort': command({ ...round, reason: Type.String({ minLength: 1, maxLength: 200 }) }),
  /** Two people: the operator who sends it and the monitor whose PIN it carries. */
  'round:accept': command({ ...round, monitorPin: Type.String({ maxLength: 64 }) }),
  /** What the hall sees while no vote is on; during a vote the round decides. */
  'screen:show': command({
    picture: Type.Union([
      Type.Literal('idle'),
      Type.Literal('signIn'),
      Type.Literal('candidates'),
      Type.Literal('round'),
      Type.Literal('agenda'),
      Type.Literal('item'),
    ]),
    index: Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Null()])),
  }),
  'screen:set': command({
    theme: Type.Optional(Type.Union([Type.Literal('light'), Type.Literal('dark')])),
    language: Type.Optional(Type.Union([Type.Literal('zh-CN'), Type.Literal('en')])),
    r: Type.Optional(Type.Number({ minimum: 2, maximum: 20 })),
    motion: Type.Optional(Type.Boolean()),
  }),
} as const;

export type CommandName = keyof typeof COMMANDS;
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
  | 'box-failed'
  | 'busy';

/** The value is the id of the round the command worked on or made, if any. */
export type CommandAnswer = Result<{ readonly roundId: number | null }, CommandError>;
