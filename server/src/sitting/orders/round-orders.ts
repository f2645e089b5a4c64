import type { CommandAnswer } from '@piaojue/contract/commands';
import { MONITORS, type Role } from '@piaojue/contract/live';
import type { AcceptedReport } from '@piaojue/contract/readiness-view';
import { crashPoint } from '../../crash-point.ts';
import { missingFor } from '../../rounds/agreements.ts';
import { freeze } from '../../rounds/freeze.ts';
import { follow, isInProgress } from '../../rounds/machine.ts';
import { awaitsPaper } from '../../rounds/paper-count.ts';
import type { RoundRow, SittingRow } from '../../store/store.ts';
import { done, HAS_ENDED, refuse } from '../answers.ts';
import type { HallKeys } from '../hall-keys.ts';
import { goWithRound } from './agenda-orders.ts';
import { blockersOfOpen } from '../next-step.ts';
import type { SelfCheck } from '../self-check.ts';
import type { Keep, OrderDesk, Orders } from './order.ts';
import { signInStopped } from './roll-orders.ts';

export interface RoundOrderParts {
  /** Characters of its paper that no face draws and nobody looked at. */
  readonly openCharacters: (round: RoundRow) => string;
  readonly keys: HallKeys;
  readonly check: SelfCheck;
}

/** How an order is answered, and whose it was. */
interface Ordered {
  readonly keep: Keep;
  readonly by: Role;
}

/** A round from its draft to its announced result. */
export const roundOrders = (
  desk: OrderDesk,
  parts: RoundOrderParts,
): Orders<
  'round:ready' | 'round:draft' | 'round:open' | 'round:close' | 'round:announce' | 'round:abort' | 'round:accept'
> => ({
  'round:ready': ({ roundId }, keep, by) =>
    desk.withRound(roundId, ['draft'], (round) => {
      const open = parts.openCharacters(round);
      return open
        ? refuse('blocked', `rare-characters: expected somebody to look at ${open}, which no face may draw`)
        : ready(desk, round, keep, by);
    }),
  'round:draft': ({ roundId }, keep, by) =>
    desk.withRound(roundId, ['ready'], (round) => {
      desk.write({ event: 'round taken back to draft', round: roundId, hash: round.frozen?.hash ?? null, by }, () => {
        desk.parts.store.putRound({ ...follow(round, 'draft'), frozen: null, agreements: {} });
        keep(roundId);
      });
      return done(roundId);
    }),
  'round:open': ({ roundId }, keep, by) =>
    desk.withRound(roundId, ['ready'], (round) => open(desk, parts, round, { keep, by })),
  'round:close': ({ roundId }, keep, by) =>
    desk.withRound(roundId, ['open'], (round) => {
      const missing = missingFor('close', round);
      if (missing.length) return refuse('blocked', missing.join(', '));
      if (round.method !== 'hand' && !desk.parts.runner.taking)
        return refuse(
          'box-failed',
          'the ballot box is not open: wait until it is back; a round whose box does not come back can only be aborted',
        );
      desk.parts.runner.close(round.id, { by, also: () => keep(roundId) });
      return done(roundId);
    }),
  'round:announce': ({ roundId }, keep, by) =>
    desk.withRound(roundId, ['closed'], (round) => {
      const missing = missingFor('announce', round);
      if (missing.length) return refuse('blocked', missing.join(', '));
      // Once: the record names one time, and who announced it.
      if (round.announcedAt !== null) return done(roundId);
      const at = desk.parts.now();
      desk.write({ event: 'round announced', round: roundId, by }, () => {
        desk.parts.store.putRound({ ...round, announcedAt: at });
        keep(roundId);
      });
      crashPoint('announce:1');
      desk.parts.runner.restChain(roundId);
      return done(roundId);
    }),
  'round:abort': ({ roundId, reason }, keep, by) =>
    desk.withRound(roundId, ['open', 'closing', 'counting', 'disputed'], (round) => {
      desk.parts.runner.abort(round.id, reason, { by, also: () => keep(roundId) });
      return done(roundId);
    }),
  'round:accept': ({ roundId, monitorPin }, keep, by) =>
    desk.withRound(roundId, ['disputed'], (round) => accept(desk, round, monitorPin, { keep, by })),
});

function ready(desk: OrderDesk, round: RoundRow, keep: Keep, by: Role): CommandAnswer {
  const withTokens = round.method !== 'hand' && desk.sitting.people?.handout === 'unlisted';
  if (round.contest.kind === 'namedResolution' && withTokens)
    return refuse('blocked', 'a named vote takes keypads that were handed out by name: nobody knows whose these are');
  const frozen = freeze(round, desk.parts.roll.seats, desk.parts.roll.all);
  desk.write({ event: 'round ready', round: round.id, hash: frozen.hash, all: frozen.all, by }, () => {
    desk.parts.store.putRound({ ...follow(round, 'ready'), frozen });
    goWithRound(desk, round, by);
    keep(round.id);
  });
  return done(round.id);
}

async function open(
  desk: OrderDesk,
  { keys, check }: RoundOrderParts,
  asked: RoundRow,
  { keep, by }: Ordered,
): Promise<CommandAnswer> {
  const { store, roll, hub, runner } = desk.parts;
  const reloaded = await keys.reload();
  if (!reloaded.ok) return refuse('blocked', reloaded.error);
  // The sitting may have been ended meanwhile, or the round taken back.
  if (desk.sitting.end) return HAS_ENDED;
  const round = store.round(asked.id) ?? asked;
  const blockers = blockersOfOpen(round, {
    signInOpen: desk.sitting.signInOpen,
    all: roll.all,
    present: roll.present.size,
    links: hub.links(),
    inProgress: store.rounds().some(({ state }) => isInProgress(state)),
  });
  if (blockers.length) {
    const [code] = (['round-in-progress', 'no-quorum'] as const).filter((blocker) => blockers.includes(blocker));
    return refuse(code ?? 'blocked', `${blockers.join(', ')}: ${roll.present.size} of ${roll.all} present`);
  }
  check.stopTest();
  desk.show({ picture: 'round', index: null, roundId: round.id });
  const checked = new Set(roll.present);
  const opened = await runner.open(
    round.id,
    // Who signs in while the box is made counts too, unless there would be more than N.
    () => (roll.present.size > roll.all ? checked : roll.present),
    {
      by,
      also: () => {
        // 补签到 ends when a round opens (RULES §2). The beacons then say `closed` until sign-in is opened again, and a
        // keypad that is still waiting learns whether its ballot counted (PROTOCOL CLS7).
        store.putSitting(toBeRead(signInStopped(desk.sitting), round.id));
        noteReadiness(desk, round.id, by);
        keep(round.id);
      },
    },
    () => roll.barredSlots,
  );
  return opened.ok ? done(round.id) : refuse('box-failed', opened.error.detail);
}

/** How a result is shown is settled before there is one. */
const toBeRead = (sitting: SittingRow, roundId: number): SittingRow =>
  sitting.announce === 'rows'
    ? { ...sitting, readings: [...(sitting.readings ?? []), { roundId, shown: 0 }] }
    : sitting;

/** With the first opening of a sitting goes what the self-check said, or that there was none. */
function noteReadiness(desk: OrderDesk, roundId: number, by: Role): void {
  const { store, now } = desk.parts;
  if (store.rounds().some(({ id, openedAt }) => id !== roundId && openedAt !== null)) return;
  const report = desk.sitting.readiness ?? null;
  const round = store.round(roundId);
  if (round) store.putRound({ ...round, readiness: report });
  store.appendRecord(now(), { event: 'sitting opened', round: roundId, ...readinessFields(report), by });
}

const readinessFields = (report: AcceptedReport | null) =>
  report === null
    ? { readiness: 'none' }
    : report.without !== undefined
      ? { readiness: 'without', reason: report.without }
      : { readiness: report.ready ? 'ready' : 'not ready', report: report.hash ?? null, ...report.sums };

/** 4x takes two: the operator with the PIN of a monitor, or each from a session of their own. */
function accept(
  desk: OrderDesk,
  round: RoundRow,
  monitorPin: string | undefined,
  { keep, by }: Ordered,
): CommandAnswer {
  const { store, runner, isMonitorPin, now } = desk.parts;
  if (monitorPin !== undefined && !isMonitorPin(monitorPin)) return refuse('forbidden', "expected a monitor's PIN");
  if (awaitsPaper(round)) return refuse('blocked', 'the sums of its paper ballots are typed first, by two people');
  const given = round.agreements?.box;
  const isMonitor = (role: Role): boolean => MONITORS.some((monitor) => monitor === role);
  const both = by === 'operator' && monitorPin !== undefined ? true : given && isMonitor(given.by) !== isMonitor(by);
  if (!both) {
    desk.write({ event: 'disputed box agreed to', round: round.id, by }, () => {
      store.putRound({ ...round, agreements: { ...round.agreements, box: { at: now(), by } } });
      keep(round.id);
    });
    return done(round.id);
  }
  const other = given && monitorPin === undefined ? given.by : 'monitor';
  desk.write({ event: 'box accepted by operator and monitor', round: round.id, other, by }, () => keep(round.id));
  crashPoint('accept:1');
  runner.accept(round.id);
  return done(round.id);
}
