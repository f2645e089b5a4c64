import type { OfficersView } from '@piaojue/contract/officers-view';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contestData, totals } from '../rules/test-contest.ts';
import { officersView } from './officers-view.ts';
import { MONITOR_PIN, type TestHall, testHall } from './test-hall.ts';

/** A machine that is busy with other tests. */
const PATIENT = { timeout: 10_000 } as const;

const PEOPLE = { emptyBox: true, sums: true, presiding: true } as const;
const CONTEST = contestData({ field: 3, seats: 1, people: PEOPLE });
const COUNT = totals([4, 1, 0], 5, 1);
let t: TestHall;
beforeEach(() => {
  t = testHall();
});
afterEach(() => t.dispose());

const view = (): OfficersView => officersView(t.hall, { rev: 1, run: 'r', now: 0 });

/** Every field of the view by its path: numbers in a list of as many as there are candidates would be figures of them. */
function* fields(value: unknown, path = ''): Generator<readonly [path: string, value: unknown]> {
  yield [path, value];
  if (value && typeof value === 'object')
    for (const [name, field] of Object.entries(value))
      yield* fields(field, `${path}/${Array.isArray(value) ? '*' : name}`);
}
/** What is told of a candidate; the names and numbers are on the paper. */
const toldOfCandidates = (shown: OfficersView) =>
  [...fields(shown)]
    .filter(([path]) => /\/(votes|against|abstained|rate|rank|status|grades?|counts|rows|for|result\/.*)$/.test(path))
    .map(([path]) => path);

async function toReady(): Promise<number> {
  t.present(6);
  const roundId = await t.must('contest:import', { contest: CONTEST });
  await t.must('round:ready', { roundId });
  return roundId;
}
async function toOpen(): Promise<number> {
  const roundId = await toReady();
  await t.must('round:confirm', { roundId, what: 'emptyBox' });
  await t.must('round:consent', { roundId, step: 'open' });
  return await t.must('round:open', { roundId });
}

describe('what monitors and presiding officer are sent', () => {
  it('RULES §3 has nothing of a candidate but name and number at any step before the round was counted', async () => {
    const seen: string[] = [];
    const look = (): void => {
      const shown = view();
      seen.push(shown.round?.state ?? 'none');
      expect([shown.round?.state, shown.round?.counted ?? false, toldOfCandidates(shown)]).toEqual([
        shown.round?.state,
        false,
        [],
      ]);
      for (const candidate of shown.round?.candidates ?? []) expect(Object.keys(candidate)).toEqual(['no']);
      // No list of figures has as many as there are candidates.
      for (const [path, value] of fields(shown))
        if (Array.isArray(value) && value.length === 3 && !path.endsWith('/candidates'))
          expect([path, value.every((one) => typeof one === 'number')]).toEqual([path, false]);
    };
    look();
    const roundId = await t.must('contest:import', { contest: CONTEST });
    look();
    t.present(6);
    await t.must('round:ready', { roundId });
    look();
    await t.must('round:confirm', { roundId, what: 'emptyBox' });
    await t.must('round:consent', { roundId, step: 'open' });
    t.boxSays.holds = 'create';
    const opening = t.must('round:open', { roundId });
    await expect.poll(() => t.store.round(roundId)?.state, PATIENT).toBe('opening');
    look();
    t.box.release();
    await opening;
    look();
    t.box.turnout(4);
    look();
    await t.must('round:consent', { roundId, step: 'close' });
    t.boxSays.totals = COUNT;
    t.boxSays.holds = 'recount';
    t.hub.holdsDrain = true;
    await t.must('round:close', { roundId });
    look();
    t.hub.drains.at(-1)?.done();
    await expect.poll(() => t.store.round(roundId)?.state, PATIENT).toBe('counting');
    look();
    t.box.release();
    await t.runner.settled();
    expect(seen).toEqual(['none', 'draft', 'ready', 'opening', 'open', 'open', 'closing', 'counting']);
    const after = view().round;
    if (!after?.counted) throw new Error('not counted');
    expect(after.figures).toEqual({
      all: 6,
      present: 6,
      issued: 6,
      returned: 6,
      valid: 5,
      invalid: 1,
      notSubmitted: 0,
    });
    expect(toldOfCandidates(view())).toContain('/round/result/rows');
    expect(after.result.form === 'ranking' && after.result.rows.map(({ votes }) => votes)).toEqual([4, 1, 0]);
  });

  it('seals: what was frozen, the box that was read back empty, who may vote, the bundle', async () => {
    const seals = () => view().round?.seals;
    const roundId = await toReady();
    expect(seals()).toEqual({
      frozen: t.store.round(roundId)?.frozen?.hash,
      emptyBox: null,
      presence: null,
      bundle: null,
      rebuiltAt: null,
    });
    await t.must('round:confirm', { roundId, what: 'emptyBox' });
    await t.must('round:consent', { roundId, step: 'open' });
    await t.must('round:open', { roundId });
    expect(seals()).toMatchObject({
      emptyBox: { ballots: 0, at: expect.any(Number) },
      presence: t.store.round(roundId)?.presence?.hash,
    });
    expect(t.store.record().find(({ event }) => event.event === 'round opened')?.event).toMatchObject({
      ballotsInBox: 0,
    });
    await t.must('round:consent', { roundId, step: 'close' });
    t.boxSays.totals = COUNT;
    await t.must('round:close', { roundId });
    await t.runner.settled();
    expect(seals()?.bundle).toMatch(/^[0-9a-f]{64}$/);
  });

  it('says who is asked for what now, and what stops the next step', async () => {
    const asked = () => [
      view()
        .round?.agreements.filter((one) => one.asked)
        .map(({ what, roles }) => `${what}: ${roles.join(', ')}`),
      view().round?.blockedBy,
    ];
    const roundId = await toReady();
    expect(asked()).toEqual([
      ['emptyBox: chiefMonitor, monitor', 'open: presiding'],
      ['box-not-confirmed', 'no-consent'],
    ]);
    await t.must('round:confirm', { roundId, what: 'emptyBox' }, 'monitor');
    expect(asked()).toEqual([['open: presiding'], ['no-consent']]);
    expect(view().round?.agreements[0]?.given).toEqual({ at: expect.any(Number), by: 'monitor' });
  });

  it('incidents are told in words, with who and which round, the newest first', async () => {
    const roundId = await toOpen();
    await t.must('keypad:replace', { slot: 2, keypad: 7, monitorPin: MONITOR_PIN });
    await t.must('seat:leave', { slot: 0 });
    await t.must('round:abort', { roundId, reason: '停电' });
    await t.runner.settled();
    expect(view().incidents.map(({ by, round, words }) => [by, round, words['zh-CN']])).toEqual([
      ['server', roundId, '第1号票决：已中止，票箱未开启即销毁'],
      ['operator', roundId, '第1号票决：中止：停电'],
      ['operator', null, '第1席中途退场'],
      ['operator', roundId, '第3席更换表决器：3 → 7（第1号票决进行中）'],
    ]);
    expect(view().round).toMatchObject({ state: 'aborted', replaced: 1, figures: { issued: 6 }, reason: '停电' });
  });

  it('links: which receivers are up, and how many keypads each hears', () => {
    expect(view().links).toEqual([
      { index: 0, gateway: 'g', port: 'p', state: 'up', receiver: null, channel: 1, silentMs: 0, heard: 0 },
    ]);
  });

  it('of paper totals tells who typed, and nothing of what', async () => {
    t.present(6);
    const roundId = await t.must('contest:import', {
      contest: contestData({ field: 3, seats: 1 }),
    });
    await t.must('round:byHand', { roundId, byHand: true });
    await t.must('round:ready', { roundId });
    await t.must('round:open', { roundId });
    await t.must('round:close', { roundId });
    await t.runner.settled();
    expect(view().round).toMatchObject({ state: 'counting', paper: { awaited: true, typedBy: null } });
    await t.must('round:typeTotals', { roundId, totals: { returned: 6, invalid: 1, votes: [4, 1, 0] } }, 'monitor');
    expect(view().round).toMatchObject({ counted: false, paper: { awaited: true, typedBy: 'monitor', agreed: false } });
    expect(toldOfCandidates(view())).toEqual([]);
  });
});
