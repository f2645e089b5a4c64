import type { CommandAnswer, Ruling } from '@piaojue/contract/commands';
import type { Role } from '@piaojue/contract/live';
import { type Chain, chainAt, type ChainOrder, rulingStep } from '../../rounds/chain.ts';
import { foldChain, nextContest } from '../../rules/fold.ts';
import { faultInWords } from '../../rules/schema-faults.ts';
import type { RoundRow, SignedEvent } from '../../store/store.ts';
import { done, HAS_ENDED, refuse } from '../answers.ts';
import { type NewRound, newRound } from './contest-orders.ts';
import type { Keep, OrderDesk, Orders } from './order.ts';

/** What follows a round: its re-vote, the same again, or what 主席团 decides (RULES §1, §4). `rules/fold.ts` judges it. */
export const chainOrders = (desk: OrderDesk): Orders<'round:revote' | 'round:rule' | 'round:byHand'> => ({
  'round:revote': ({ roundId }, keep, by) =>
    desk.withRound(roundId, ['closed', 'aborted'], (round) => again(desk, round, 'keypads', { keep, by })),
  'round:byHand': ({ roundId, byHand = true }, keep, by) =>
    desk.withRound(roundId, ['draft', 'closed', 'aborted'], (round) =>
      round.state === 'draft'
        ? draftBy(desk, round, byHand ? 'hand' : 'keypads', { keep, by })
        : again(desk, round, byHand ? 'hand' : 'keypads', { keep, by }),
    ),
  'round:rule': ({ roundId, ruling, decision }, keep, by) =>
    desk.withRound(roundId, ['closed', 'aborted'], (round) => rule(desk, round, { ruling, decision }, { keep, by })),
});

interface Ordered {
  readonly keep: Keep;
  readonly by: Role;
}

function draftBy(desk: OrderDesk, round: RoundRow, method: 'keypads' | 'hand', { keep, by }: Ordered): CommandAnswer {
  desk.write({ event: 'method of round', round: round.id, method, by }, () => {
    desk.parts.store.putRound({ ...round, method });
    keep(round.id);
  });
  return done(round.id);
}

/** The chain, where this may be ordered of this round now, or why not. */
function allowed(desk: OrderDesk, round: RoundRow, order: ChainOrder): Chain | CommandAnswer {
  const chain = chainAt(round, desk.parts.store.rounds());
  if (chain.fault) return refuse('wrong-state', chain.fault);
  if (chain.last.id !== round.id)
    return refuse('wrong-state', `round ${chain.last.id} follows round ${round.id} already`);
  if (round.state === 'closed' && round.announcedAt === null)
    return refuse('blocked', `the result of round ${round.id} is announced before anything follows it`);
  if (chain.may.includes(order)) return chain;
  const waits = chain.pending?.kind ?? round.state;
  return refuse(
    'wrong-state',
    `expected ${chain.may.join(' or ') || 'nothing more'} after round ${round.id} (${waits})`,
  );
}

const isRefusal = (answer: Chain | CommandAnswer): answer is CommandAnswer => 'ok' in answer;

/** The re-vote of a tie, the same after a round that did not count, or after one that was aborted, which leaves no turn. */
function again(desk: OrderDesk, round: RoundRow, method: 'keypads' | 'hand', { keep, by }: Ordered): CommandAnswer {
  const chain = allowed(desk, round, method === 'hand' ? 'byHand' : 'revote');
  if (isRefusal(chain)) return chain;
  if (round.state === 'aborted') {
    const { contest, turn } = round;
    return newRound(desk, { contest: structuredClone(contest), parent: round.id, turn, method }, keep, by);
  }
  const next = nextContest(chain.steps);
  if (!next.ok) return refuse('wrong-state', faultInWords(next.error));
  return newRound(desk, { ...follower(round), contest: structuredClone(next.value), method }, keep, by);
}

/** One that was aborted leaves no turn. */
const follower = ({ id, turn, state }: RoundRow): Pick<NewRound, 'parent' | 'turn'> => ({
  parent: id,
  turn: state === 'aborted' ? turn : turn + 1,
});

interface Decided {
  readonly ruling: Ruling;
  readonly decision: string;
}

/**
 * 主席团's decision is recorded in its own words, and carried out: a vote is drafted, or the chain comes to rest. It stands with
 * the round that left the seats open, also where what followed that one was aborted.
 */
function rule(desk: OrderDesk, round: RoundRow, { ruling, decision }: Decided, { keep, by }: Ordered): CommandAnswer {
  const { store, runner, now } = desk.parts;
  const chain = allowed(desk, round, `rule:${ruling.kind}`);
  if (isRefusal(chain)) return chain;
  if (ruling.kind === 'revote' && desk.sitting.end) return HAS_ENDED;
  const left =
    chain.rounds.find(({ id }) => chain.pending && 'round' in chain.pending && id === chain.pending.round) ?? round;
  const event: SignedEvent = { event: 'presidium ruled', round: left.id, ...fieldsOf(ruling), decision, by };
  const write = (): void => store.putRound({ ...left, ruling: { ruling, decision, at: now() } });
  if (ruling.kind === 'revote') {
    const next = nextContest(chain.steps, ruling.nos);
    if (!next.ok) return refuse('bad-payload', faultInWords(next.error));
    return newRound(desk, { ...follower(round), contest: structuredClone(next.value) }, keep, by, () => {
      write();
      store.appendRecord(now(), event);
    });
  }
  const step = rulingStep(left.id, ruling);
  const judged = foldChain(step ? [...chain.steps, step] : chain.steps);
  if (!judged.ok) return refuse('bad-payload', faultInWords(judged.error));
  desk.write(event, () => {
    write();
    keep(round.id);
  });
  runner.restChain(round.id);
  return done(round.id);
}

const fieldsOf = (ruling: Ruling): { ruling: string; nos?: string; until?: string } =>
  ruling.kind === 'left'
    ? { ruling: ruling.kind, until: ruling.until }
    : { ruling: ruling.kind, nos: ruling.nos.join(', ') };
