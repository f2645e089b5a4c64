import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contest } from '@piaojue/contract/contest';
import { afterEach, describe, expect, it } from 'vitest';
import { choiceTotals, contestData, evaluationData, gradeTotals, motionData, totals } from '../rules/test-contest.ts';
import { HEALTH, STAMP, type TestHall, testHall } from '../sitting/test-hall.ts';
import { screenView } from '../sitting/screen-views.ts';
import { consoleView } from '../sitting/views.ts';

let t: TestHall;
afterEach(() => t.dispose());
const picture = () => screenView(t.hall, STAMP).picture;
const result = () => consoleView(t.hall, STAMP, HEALTH).current?.result;
const LIVE = { for: 3, against: 1, abstained: 0 };
/** 赞成 ×3, 反对, and 弃权 last; slot 4 did not submit. */
const ANSWERS = Uint8Array.of(1, 1, 1, 2, 0, 3);

describe('RULES §2 a named vote in the hall', () => {
  it('shows live how many answered what, and at its end who; it stands in the bundle, too', async () => {
    t = testHall();
    const roundId = await t.openRound(motionData({}, 'namedResolution'));
    expect(picture()).toMatchObject({ kind: 'voting', named: true, live: null });
    t.box.handlers.live(LIVE);
    expect(picture()).toMatchObject({ kind: 'voting', named: true, live: LIVE });
    t.boxSays.totals = choiceTotals([[3, 1, 1]]);
    t.boxSays.answers = ANSWERS;
    await t.must('round:close', { roundId });
    await t.runner.settled();
    expect(t.store.round(roundId)?.named).toEqual(ANSWERS);
    const named = [
      { name: '代表1', answer: 'for' },
      { name: '代表2', answer: 'for' },
      { name: '代表3', answer: 'for' },
      { name: '代表4', answer: 'against' },
      { name: '代表5', answer: 'notSubmitted' },
      { name: '代表6', answer: 'abstained' },
    ];
    expect(result()).toMatchObject({ form: 'motion', for: 3, named });
    const bundle = JSON.parse(readFileSync(join(t.runner.bundleFolder(roundId), 'bundle.json'), 'utf8'));
    expect(bundle.answers).toEqual(named.map((row, slot) => ({ slot, ...row })));
    expect(picture()).not.toHaveProperty('live');
  });

  it('who was not there is not among those who did not submit (未按 = I − R), on the page and in the bundle', async () => {
    t = testHall();
    t.present(5);
    const roundId = await t.must('contest:import', { contest: motionData({}, 'namedResolution') });
    await t.must('round:ready', { roundId });
    await t.must('round:open', { roundId });
    // Slot 4 did not submit, slot 5 was not there.
    t.boxSays.totals = choiceTotals([[3, 1, 0]]);
    t.boxSays.answers = Uint8Array.of(1, 1, 1, 2, 0, 0);
    await t.must('round:close', { roundId });
    await t.runner.settled();
    const bundle = JSON.parse(readFileSync(join(t.runner.bundleFolder(roundId), 'bundle.json'), 'utf8'));
    expect([bundle.issued, bundle.returned]).toEqual([5, 4]);
    expect(result()).toMatchObject({ named: { length: 5 } });
    expect(bundle.answers).toHaveLength(5);
    expect(bundle.answers.at(-1)).toEqual({ slot: 4, name: '代表5', answer: 'notSubmitted' });
  });

  it.each<[string, Contest, ReturnType<typeof totals>]>([
    ['selection', contestData({ field: 3, seats: 1 }), totals([4, 1, 0], 5)],
    ['resolution', motionData(), choiceTotals([[3, 1, 1]])],
    ['evaluation', evaluationData(1), gradeTotals([[3, 1, 1, 0]])],
  ])(
    'RULES §3 of a secret %s nothing of the kind is shown or kept, whatever a box says',
    async (_kind, contest, sums) => {
      t = testHall();
      const roundId = await t.openRound(contest);
      t.box.handlers.live(LIVE);
      expect([t.runner.live, JSON.stringify(picture()).includes('"against"')]).toEqual([null, false]);
      t.boxSays.totals = sums;
      t.boxSays.answers = ANSWERS;
      await t.must('round:close', { roundId });
      await t.runner.settled();
      expect(t.store.round(roundId)).toMatchObject({ state: 'closed', named: null });
      expect(result()).not.toMatchObject({ named: expect.anything() });
      expect(readFileSync(join(t.runner.bundleFolder(roundId), 'bundle.json'), 'utf8')).not.toContain('"answer');
    },
  );

  it('a void one names nobody', async () => {
    t = testHall();
    t.boxSays.answers = ANSWERS;
    await t.closedRound({ ...choiceTotals([[5, 1, 1]]), returned: 7 }, motionData({}, 'namedResolution'));
    expect(result()).toMatchObject({ outcome: 'void', for: null, named: null });
  });
});

const clockOf = (closes: boolean) => contestData({ field: 3, seats: 1, clock: { seconds: 10, closes } });

describe('RULES §2 the clock', () => {
  it('an advisory one runs out, and nothing happens', async () => {
    t = testHall();
    const roundId = await t.openRound(clockOf(false));
    expect(picture()).toMatchObject({
      clock: { endsAt: (t.store.round(roundId)?.openedAt ?? 0) + 10_000, closes: false },
    });
    t.later(60_000);
    t.hall.tick();
    expect(t.store.round(roundId)?.state).toBe('open');
  });

  it('a closing one closes the round by itself, not a second before; the record says that nobody ordered it', async () => {
    t = testHall();
    const roundId = await t.openRound(clockOf(true));
    t.boxSays.totals = totals([4, 1, 0], 5);
    t.later(9_000);
    t.hall.tick();
    expect(t.store.round(roundId)?.state).toBe('open');
    t.later(1_000);
    t.hall.tick();
    await t.runner.settled();
    expect(t.store.round(roundId)).toMatchObject({ state: 'closed', totals: { returned: 5 } });
    expect(t.store.record().map(({ event }) => event)).toContainEqual({
      event: 'round closing',
      round: roundId,
      by: 'server',
    });
  });

  it('the operator may close before it runs out', async () => {
    t = testHall();
    await t.closedRound(totals([4, 1, 0], 5), clockOf(true));
    expect(t.store.round(1)?.state).toBe('closed');
    t.later(20_000);
    t.hall.tick();
    expect(t.store.record().filter(({ event }) => event.event === 'round closing')).toHaveLength(1);
  });

  it('that ran out while the server was down closes at the start, before anybody can vote; the drain comes with the receivers', async () => {
    t = testHall();
    const roundId = await t.openRound(clockOf(true));
    const { folder } = t;
    await t.stop();
    t = testHall({ folder });
    t.later(11_000);
    t.boxSays.totals = totals([4, 1, 0], 5);
    await t.runner.recover();
    expect([t.store.round(roundId)?.state, t.hall.order().state]).toEqual(['closing', 'closing']);
    t.runner.resumeClosing();
    await t.runner.settled();
    expect(t.store.round(roundId)?.state).toBe('closed');
  });

  it('waits for a box that is being started again', async () => {
    t = testHall();
    const roundId = await t.openRound(clockOf(true));
    t.boxSays.totals = totals([4, 1, 0], 5);
    t.boxSays.holds = 'resume';
    t.box.die();
    t.later(10_000);
    t.hall.tick();
    expect(t.store.round(roundId)?.state).toBe('open');
    t.box.release();
    await new Promise((resolve) => setImmediate(resolve));
    t.hall.tick();
    await t.runner.settled();
    expect(t.store.round(roundId)?.state).toBe('closed');
  });

  it('closes a round by hand, too: its sums are awaited', async () => {
    t = testHall();
    t.present(6);
    const roundId = await t.must('contest:import', { contest: clockOf(true) });
    await t.must('round:byHand', { roundId });
    await t.must('round:ready', { roundId });
    await t.must('round:open', { roundId });
    t.later(10_000);
    t.hall.tick();
    expect(t.store.round(roundId)?.state).toBe('counting');
  });
});
