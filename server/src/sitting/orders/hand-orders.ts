import type { CommandAnswer, TypedTotals } from '@piaojue/contract/commands';
import type { Role } from '@piaojue/contract/live';
import { bitmap, countBits, hasBit, setBit } from '../../bitmap.ts';
import { NOTHING_TYPED, withTyping } from '../../rounds/paper-count.ts';
import { byKeypad } from '../../rounds/round-rows.ts';
import { faultInWords } from '../../rules/schema-faults.ts';
import { checkTypedTotals } from '../../rules/typed-totals.ts';
import type { RoundRow } from '../../store/store.ts';
import { done, refuse } from '../answers.ts';
import type { Keep, OrderDesk, Orders } from './order.ts';

/** Ballots on paper: who is moved to it, and what was counted by hand (RULES §4). */
export const handOrders = (desk: OrderDesk): Orders<'round:toPaper' | 'round:typeTotals'> => ({
  'round:toPaper': ({ roundId, slots, monitorPin }, keep, by) =>
    desk.withRound(roundId, ['open'], async (round) => {
      if (!desk.parts.isMonitorPin(monitorPin)) return refuse('forbidden', "expected a monitor's PIN");
      return await toPaper(desk, round, slots, { keep, by });
    }),
  'round:typeTotals': ({ roundId, totals }, keep, by) =>
    desk.withRound(roundId, ['counting', 'disputed'], (round) => typeTotals(desk, round, totals, { keep, by })),
});

interface Ordered {
  readonly keep: Keep;
  readonly by: Role;
}

const seatsOf = (slots: readonly number[]): string => slots.map((slot) => slot + 1).join(', ');

async function toPaper(
  desk: OrderDesk,
  round: RoundRow,
  slots: readonly number[],
  { keep, by }: Ordered,
): Promise<CommandAnswer> {
  const { runner } = desk.parts;
  if (round.method === 'hand') return refuse('wrong-state', `round ${round.id} is on paper already`);
  if (round.contest.kind === 'namedResolution')
    return refuse('wrong-state', 'a named vote has no paper column: abort it and hold it by hand');
  if (!runner.taking)
    return refuse(
      'box-failed',
      'the ballot box is not open: wait until it is back; a round whose box does not come back can only be aborted',
    );
  const voters = byKeypad(round);
  const strangers = slots.filter((slot) => !hasBit(voters, slot));
  if (strangers.length)
    return refuse('bad-payload', `expected seats that vote by keypad in this round, got ${seatsOf(strangers)}`);
  const bits = bitmap(round.frozen?.seats.length ?? 0);
  for (const slot of slots) setBit(bits, slot);
  const event = { event: 'voters moved to paper', round: round.id, voters: slots.length, seats: seatsOf(slots), by };
  const moved = await runner.toPaper(round.id, bits, event, () => keep(round.id));
  if (moved.ok) return done(round.id);
  const { error } = moved;
  if (error.code !== 'voted') return refuse('box-failed', error.detail);
  const voted = slots.filter((slot) => hasBit(error.slots, slot));
  return refuse('blocked', `nobody was moved: ${countBits(error.slots)} submitted already, at seat ${seatsOf(voted)}`);
}

/** Two people of different roles; what the first typed is told to nobody before the second typed the same. */
function typeTotals(desk: OrderDesk, round: RoundRow, typed: TypedTotals, { keep, by }: Ordered): CommandAnswer {
  const { store, runner, now } = desk.parts;
  if (round.method === 'keypads') return refuse('wrong-state', `round ${round.id} has no ballots on paper`);
  if (round.hand?.second)
    return refuse('wrong-state', `the sums of round ${round.id} were typed by two people already`);
  const totals = checkTypedTotals(round.contest, typed);
  if (!totals.ok) {
    const words = totals.error.map(faultInWords);
    return refuse('bad-payload', words.join('\n'));
  }
  const hand = withTyping(round.contest, round.hand, { by, at: now(), totals: totals.value });
  if (!hand.ok) {
    const fields = hand.error.join(', ');
    desk.write(
      { event: 'paper totals differ', round: round.id, first: round.hand?.first?.by ?? null, fields, by },
      () => store.putRound({ ...round, hand: NOTHING_TYPED }),
    );
    return refuse(
      'totals-differ',
      `the two typings differ in ${fields}; both are void: count again and type both anew`,
    );
  }
  const isSecond = hand.value.second !== null;
  desk.write({ event: isSecond ? 'paper totals agree' : 'paper totals typed', round: round.id, by }, () => {
    store.putRound({ ...round, hand: hand.value });
    keep(round.id);
  });
  if (isSecond) runner.paperAgreed(round.id);
  return done(round.id);
}
