import type { AgendaItem, AgendaKind } from '@piaojue/contract/agenda';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { chainOf } from '../rounds/chain.ts';
import { contestData, totals } from '../rules/test-contest.ts';
import { courseOf, hasBegun, itemNow, nextItem, roundNow } from './agenda.ts';
import { type TestHall, testHall } from './test-hall.ts';

/**
 * Random orders to one hall, sensible and not. After each: an item is there once and a round belongs to one item; what has
 * begun keeps its order and its words; nothing is under way at another item than the one that the hall is at; and a restart
 * changes nothing.
 */
const IDS = ['a', 'b', 'c', 'd', 'e'] as const;
const contest = contestData({ field: 3, seats: 1, majority: null });
const id = fc.constantFrom(...IDS);
const before = fc.option(id, { freq: 3 });
const item = fc.record({
  id,
  title: fc.constantFrom('一', '二', '三'),
  kind: fc.constantFrom<AgendaKind>('plenary', 'vote', 'note'),
  withContest: fc.boolean(),
});
type Act = (t: TestHall) => Promise<unknown>;
const itemOf = ({
  withContest,
  ...rest
}: {
  id: string;
  title: string;
  kind: AgendaKind;
  withContest: boolean;
}): AgendaItem => ({
  ...rest,
  ...(withContest && rest.kind === 'vote' && { contest }),
});

const START: readonly AgendaItem[] = [
  { id: 'a', title: '一', kind: 'plenary' },
  { id: 'b', title: '二', kind: 'vote', contest },
  { id: 'c', title: '三', kind: 'vote', contest },
];

const current = (t: TestHall): number => roundNow(courseOf(t.store))?.id ?? 1;
const announce = async (t: TestHall, votes: readonly number[]): Promise<void> => {
  t.boxSays.totals = totals(votes, 6);
  const roundId = current(t);
  await t.order('round:close', { roundId });
  await t.runner.settled();
  await t.order('round:announce', { roundId });
};
const open = async (t: TestHall): Promise<void> => {
  t.present(6);
  await t.order('round:open', { roundId: current(t) });
};
const of = (weight: number, arbitrary: fc.Arbitrary<Act>) => ({ weight, arbitrary });
const always = (act: Act) => fc.constant(act);
const VOTES = fc.constantFrom([4, 1, 1], [3, 3, 0]);
const ACTS = fc.oneof(
  of(
    4,
    id.map((itemId) => (t) => t.order('agenda:go', { itemId })),
  ),
  of(
    3,
    fc.tuple(item, before).map(
      ([one, place]) =>
        (t) =>
          t.order('agenda:insert', { item: itemOf(one), before: place }),
    ),
  ),
  of(
    2,
    item.map((one) => (t) => t.order('agenda:set', { item: itemOf(one) })),
  ),
  of(
    2,
    fc.tuple(id, before).map(
      ([itemId, place]) =>
        (t) =>
          t.order('agenda:move', { itemId, before: place }),
    ),
  ),
  of(
    1,
    id.map((itemId) => (t) => t.order('agenda:drop', { itemId })),
  ),
  of(
    2,
    fc.option(id).map((itemId) => (t) => t.order('contest:import', { contest, ...(itemId && { itemId }) })),
  ),
  of(
    1,
    always((t) => t.order('contest:discard', { roundId: current(t) })),
  ),
  of(
    2,
    always((t) => t.order('round:ready', { roundId: current(t) })),
  ),
  of(
    1,
    always((t) => t.order('round:draft', { roundId: current(t) })),
  ),
  of(1, always(open)),
  of(
    2,
    VOTES.map((votes) => (t) => announce(t, votes)),
  ),
  of(
    1,
    always((t) => t.order('round:revote', { roundId: current(t) })),
  ),
  of(
    4,
    VOTES.map((votes) => async (t) => {
      await t.order('round:ready', { roundId: current(t) });
      await open(t);
      await announce(t, votes);
    }),
  ),
);

/** The hall came to it, or its vote was opened: taken back to draft, a round that was only ready has not begun. */
const begun = (t: TestHall): string[] => {
  const { agenda, rounds } = courseOf(t.store);
  const opened = (roundId: number | null) =>
    rounds.some(({ id: one, state }) => one === roundId && state !== 'draft' && state !== 'ready');
  return agenda
    .filter(({ begunAt, roundId }) => begunAt !== null || opened(roundId))
    .map((row) => `${row.id} ${row.title} ${row.kind}`);
};
/** `part` is `whole` with some left out. */
const isWithin = (part: readonly string[], whole: readonly string[]): boolean => {
  let at = 0;
  for (const one of whole) if (one === part[at]) at++;
  return at === part.length;
};

function mustHold(t: TestHall, former: readonly string[]): void {
  const course = courseOf(t.store);
  const { agenda, rounds, itemId } = course;
  expect(new Set(agenda.map((row) => row.id)).size).toBe(agenda.length);
  for (const round of rounds)
    expect(agenda.filter((row) => chainOf(row.roundId, rounds).includes(round)).map((row) => row.kind)).toEqual([
      'vote',
    ]);
  expect(isWithin(former, begun(t))).toBe(true);
  if (itemId !== null) expect(agenda.map((row) => row.id)).toContain(itemId);
  const under = rounds.find(({ state }) => !['draft', 'closed', 'aborted'].includes(state));
  if (under) expect(chainOf(itemNow(course)?.roundId ?? null, rounds)).toContain(under);
  const next = nextItem(course);
  if (next) {
    expect(next.id).not.toBe(itemId);
    const first = rounds.find((round) => round.id === next.roundId);
    expect(hasBegun(next, rounds) && first !== undefined && first.state !== 'draft').toBe(false);
  }
}

it('whatever is ordered in whatever order', async () => {
  let walked = 0;
  let counted = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(ACTS, { minLength: 10, maxLength: 40 }), async (acts) => {
      let t = testHall();
      t.hall.importAgenda(START);
      try {
        for (const act of acts) {
          const former = begun(t);
          await act(t);
          mustHold(t, former);
        }
        const course = courseOf(t.store);
        walked += begun(t).length;
        counted += course.rounds.filter(({ state }) => state === 'closed').length;
        await t.stop();
        t = testHall({ folder: t.folder });
        expect(courseOf(t.store)).toEqual(course);
      } finally {
        await t.dispose();
      }
    }),
    { numRuns: 30 },
  );
  // It did something; of most runs four times as much.
  expect([walked > 10, counted > 2], `${walked} begun, ${counted} counted`).toEqual([true, true]);
}, 60_000);
