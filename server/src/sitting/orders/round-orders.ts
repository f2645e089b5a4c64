import type { CommandAnswer } from '@piaojue/contract/commands';
import { checkContest } from '../../rules/contest-check.ts';
import { runoffContest } from '../../rules/revote.ts';
import { freeze } from '../../rounds/freeze.ts';
import { follow, isInProgress } from '../../rounds/machine.ts';
import type { RoundRow } from '../../store/store.ts';
import { done, HAS_ENDED, refuse } from '../answers.ts';
import type { HallKeys } from '../hall-keys.ts';
import { blockersOfOpen } from '../next-step.ts';
import type { SelfCheck } from '../self-check.ts';
import { newRound } from './contest-orders.ts';
import type { Keep, OrderDesk, Orders } from './order.ts';

export interface RoundOrderParts {
  readonly keys: HallKeys;
  readonly check: SelfCheck;
}

/** A round from its draft to its announced result. */
export const roundOrders = (
  desk: OrderDesk,
  parts: RoundOrderParts,
): Orders<
  | 'round:ready'
  | 'round:draft'
  | 'round:open'
  | 'round:close'
  | 'round:announce'
  | 'round:revote'
  | 'round:abort'
  | 'round:accept'
> => ({
  'round:ready': ({ roundId }, keep) => desk.withRound(roundId, ['draft'], (round) => ready(desk, round, keep)),
  'round:draft': ({ roundId }, keep) =>
    desk.withRound(roundId, ['ready'], (round) => {
      desk.write({ event: 'round taken back to draft', round: roundId, hash: round.frozen?.hash ?? null }, () => {
        desk.parts.store.putRound({ ...follow(round, 'draft'), frozen: null });
        keep(roundId);
      });
      return done(roundId);
    }),
  'round:open': ({ roundId }, keep) => desk.withRound(roundId, ['ready'], (round) => open(desk, parts, round, keep)),
  'round:close': ({ roundId }, keep) =>
    desk.withRound(roundId, ['open'], (round) => {
      if (!desk.parts.runner.taking)
        return refuse('box-failed', 'the ballot box is not open; the round can only be aborted');
      desk.parts.runner.close(round.id, () => keep(roundId));
      return done(roundId);
    }),
  'round:announce': ({ roundId }, keep) =>
    desk.withRound(roundId, ['closed'], (round) => {
      const at = desk.parts.now();
      desk.write({ event: 'round announced', round: roundId }, () => {
        desk.parts.store.putRound({ ...round, announcedAt: round.announcedAt ?? at });
        keep(roundId);
      });
      return done(roundId);
    }),
  'round:revote': ({ roundId }, keep) => desk.withRound(roundId, ['closed'], (round) => revote(desk, round, keep)),
  'round:abort': ({ roundId, reason }, keep) =>
    desk.withRound(roundId, ['open', 'closing', 'counting', 'disputed'], (round) => {
      desk.parts.runner.abort(round.id, reason, () => keep(roundId));
      return done(roundId);
    }),
  'round:accept': ({ roundId, monitorPin }) =>
    desk.withRound(roundId, ['disputed'], (round) => {
      if (!desk.parts.isMonitorPin(monitorPin)) return refuse('forbidden', "expected the monitor's PIN");
      desk.write({ event: 'box accepted by operator and monitor', round: roundId }, () => undefined);
      desk.parts.runner.accept(round.id);
      return done(roundId);
    }),
});

function ready(desk: OrderDesk, round: RoundRow, keep: Keep): CommandAnswer {
  const frozen = freeze(round, desk.parts.roll.seats);
  desk.write({ event: 'round ready', round: round.id, hash: frozen.hash, all: frozen.all }, () => {
    desk.parts.store.putRound({ ...follow(round, 'ready'), frozen });
    keep(round.id);
  });
  return done(round.id);
}

async function open(
  desk: OrderDesk,
  { keys, check }: RoundOrderParts,
  asked: RoundRow,
  keep: Keep,
): Promise<CommandAnswer> {
  const { store, roll, hub, runner } = desk.parts;
  const reloaded = await keys.reload();
  if (!reloaded.ok) return refuse('blocked', reloaded.error);
  // The sitting may have been ended meanwhile, or the round taken back.
  if (desk.sitting.end) return HAS_ENDED;
  const round = store.round(asked.id) ?? asked;
  const blockers = blockersOfOpen(round, {
    signInOpen: desk.sitting.signInOpen,
    all: roll.seats.length,
    present: roll.present.size,
    links: hub.links(),
    inProgress: store.rounds().some(({ state }) => isInProgress(state)),
  });
  if (blockers.length) {
    const [code] = (['round-in-progress', 'no-quorum'] as const).filter((blocker) => blockers.includes(blocker));
    return refuse(code ?? 'blocked', `${blockers.join(', ')}: ${roll.present.size} of ${roll.seats.length} present`);
  }
  check.stopTest();
  desk.show({ picture: 'round', index: null, roundId: round.id });
  const opened = await runner.open(
    round.id,
    () => roll.present,
    () => {
      // 补签到 ends when a round opens (RULES §2). The beacons then say `closed` until sign-in is opened again, and a
      // keypad that is still waiting learns whether its ballot counted (PROTOCOL CLS7).
      store.putSitting({ ...desk.sitting, signInOpen: false });
      keep(round.id);
    },
    () => roll.barredSlots,
  );
  return opened.ok ? done(round.id) : refuse('box-failed', opened.error.detail);
}

function revote(desk: OrderDesk, round: RoundRow, keep: Keep): CommandAnswer {
  const parent = checkContest(round.contest);
  if (!parent.ok || !round.decision) return refuse('wrong-state', `round ${round.id} has no decision`);
  if (round.announcedAt === null) return refuse('blocked', 'the result is announced before its re-vote');
  const made = desk.parts.store.rounds().find((other) => other.parent === round.id && other.state !== 'aborted');
  if (made) return refuse('wrong-state', `round ${made.id} is the re-vote of round ${round.id} already`);
  const child = runoffContest(parent.value, round.decision);
  if (!child.ok) return refuse('wrong-state', `expected ${child.error.expected}, got ${child.error.got}`);
  return newRound(desk, { contest: structuredClone(child.value), parent: round.id, turn: round.turn + 1 }, keep);
}
