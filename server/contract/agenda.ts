import { type Static, Type } from 'typebox';
import { Contest } from './contest.ts';

/** The agenda of a sitting (议程): what it goes through, in order. The operator walks, the hall screen follows. */
const closed = { additionalProperties: false } as const;

/** Most items of one sitting. */
export const MAX_AGENDA_ITEMS = 200;

/** What the commands name an item by: chosen by whoever wrote the agenda, unlike any other of the sitting. */
export const AgendaItemId = Type.String({ minLength: 1, maxLength: 40, pattern: '^[A-Za-z0-9._-]+$' });

/** plenary 大会 (sign-in starts anew), vote 票决, note 报告或说明, break 休会. */
export const AgendaKind = Type.Union([
  Type.Literal('plenary'),
  Type.Literal('vote'),
  Type.Literal('note'),
  Type.Literal('break'),
]);
export type AgendaKind = Static<typeof AgendaKind>;

export const AgendaItem = Type.Object(
  {
    id: AgendaItemId,
    title: Type.String({ minLength: 1, maxLength: 200 }),
    kind: AgendaKind,
    /** Who speaks, as it is shown: "镇长 王建国". */
    presenter: Type.Optional(Type.String({ maxLength: 100 })),
    /** Of votes alone; it may follow later, and must be there before the vote is made ready. */
    contest: Type.Optional(Contest),
  },
  closed,
);
export type AgendaItem = Static<typeof AgendaItem>;

/** What the console shows of the agenda. */
export interface AgendaView {
  readonly items: readonly AgendaItemView[];
  /** Id of the item that the hall is at; null before the first. */
  readonly now: string | null;
  /** Id of the item that `agenda:go` goes on to: the first that is still to come; null at the end. */
  readonly next: string | null;
}

export interface AgendaItemView {
  readonly id: string;
  readonly title: string;
  readonly kind: AgendaKind;
  /** Empty: nobody is named. */
  readonly presenter: string;
  readonly state: AgendaState;
  /** It has not begun: it can be changed, moved and dropped. */
  readonly open: boolean;
  /** Of a vote: kind and size of its contest; null where it has none yet. The whole of it is GET /api/agenda. */
  readonly contest: { readonly kind: Contest['kind']; readonly candidates: number } | null;
  /** Of a vote: the ids of its rounds, the first vote, its re-votes and what else came of it. */
  readonly rounds: readonly number[];
  /** Of a plenary that another one followed: how many were signed in at its end. */
  readonly present: number | null;
}

export type AgendaState = 'done' | 'now' | 'next';
