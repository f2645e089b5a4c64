import type { RoundState } from '@piaojue/contract/console-view';
import type { TypedTotals } from '@piaojue/contract/commands';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { recordLines } from '../record/record-lines.ts';
import { motionData, totals } from '../rules/test-contest.ts';
import { HEALTH, MONITOR_PIN, STAMP, type TestHall, testHall, type TestHallOptions } from '../sitting/test-hall.ts';
import { officersView } from '../sitting/officers-view.ts';
import { consoleView } from '../sitting/views.ts';

let t: TestHall;
afterEach(() => t.dispose());
const state = (id: number): RoundState | undefined => t.store.round(id)?.state;
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const view = () => consoleView(t.hall, STAMP, HEALTH);
const type = (roundId: number, typed: TypedTotals, by: 'operator' | 'monitor' | 'chiefMonitor') =>
  t.order('round:typeTotals', { roundId, totals: typed }, by);
const events = (name: string) =>
  t.store
    .record()
    .map(({ event }) => event)
    .filter(({ event }) => event === name);
const wordsOf = (name: string) =>
  recordLines(t.store.record())
    .filter(({ event }) => event === name)
    .map(({ words }) => words);
const bundle = (id: number) => JSON.parse(readFileSync(join(t.runner.bundleFolder(id), 'bundle.json'), 'utf8'));

/** The server is killed as it stands and started again on its folder. */
async function restart(): Promise<void> {
  const { folder, boxSays } = t;
  await t.stop();
  t = testHall({ folder } satisfies TestHallOptions);
  Object.assign(t.boxSays, boxSays);
  await t.runner.recover();
}

/** Six deputies; their round was aborted, and they vote by hand. */
async function handRound(): Promise<number> {
  t = testHall();
  const aborted = await t.openRound();
  t.box.turnout(4);
  await t.must('round:abort', { roundId: aborted, reason: '停电' });
  await t.runner.settled();
  const roundId = await t.must('round:byHand', { roundId: aborted });
  await t.must('round:ready', { roundId });
  return roundId;
}
const FIVE: TypedTotals = { returned: 5, invalid: 1, votes: [4, 0, 0] };

describe('RULES §4 a round by hand, after an abort', () => {
  it('has no box and asks nobody to be heard: opened, closed, and counted when two people typed the same', async () => {
    const roundId = await handRound();
    const boxes = t.boxes.length;
    t.hub.up = false;
    await t.must('round:open', { roundId });
    expect(t.store.round(roundId)).toMatchObject({ state: 'open', method: 'hand', parent: 1, turn: 1, files: null });
    expect([view().current?.returned, officersView(t.hall, STAMP).round?.figures.returned]).toEqual([null, null]);
    expect(t.store.round(roundId)?.presence).toMatchObject({ present: 6, issued: 6 });
    // The keypads go on with what they know of the round that was aborted.
    expect(t.hall.order()).toMatchObject({ round: 1, state: 'closed' });
    // Nothing of the round before is told of this one.
    expect(view().screen.picture).toMatchObject({ kind: 'paper', turnout: { issued: 6, returned: 0 } });
    t.hall.tick();
    expect([view().current?.absent, view().seats[0]?.submitted, t.store.heard(roundId)]).toEqual([
      null,
      null,
      undefined,
    ]);
    await t.must('round:close', { roundId });
    expect([state(roundId), view().next?.label, view().screen.picture.kind]).toEqual([
      'counting',
      'typeTotals',
      'paper',
    ]);

    expect((await type(roundId, FIVE, 'operator')).ok).toBe(true);
    expect([state(roundId), view().current?.paper]).toEqual([
      'counting',
      { issued: 6, awaited: true, typedBy: 'operator', agreed: false },
    ]);
    expect((await type(roundId, FIVE, 'monitor')).ok).toBe(true);
    await t.runner.settled();
    expect(t.store.round(roundId)).toMatchObject({
      state: 'closed',
      totals: totals([4, 0, 0], 4, 1),
      decision: { outcome: 'complete', chosen: [1] },
      patterns: null,
      participation: null,
      columns: { keypads: null, paper: { returned: 5, valid: 4, invalid: 1, totals: totals([4, 0, 0], 4, 1) } },
      hand: { first: { by: 'operator', totals: null }, second: { by: 'monitor', totals: null } },
    });
    expect(t.boxes.length).toBe(boxes);
    expect(view().current?.result).toMatchObject({
      byHand: { method: 'hand', keypads: null, paper: { returned: 5, valid: 4, invalid: 1 } },
    });
    expect(bundle(roundId)).toMatchObject({ method: 'hand', paperIssued: 6, returned: 5, patternsHash: '' });
    expect(existsSync(join(t.runner.bundleFolder(roundId), 'patterns.sealed'))).toBe(false);
    expect(wordsOf('round closed').at(-1)).toEqual({
      'zh-CN': `第${roundId}号票决：关闭`,
      en: `round ${roundId}: closed`,
    });
  });

  it('two typings that differ are both void, and say in what, without a figure', async () => {
    const roundId = await handRound();
    await t.must('round:open', { roundId });
    await t.must('round:close', { roundId });
    await type(roundId, FIVE, 'chiefMonitor');
    const differs = await type(roundId, { ...FIVE, votes: [3, 1, 0] }, 'operator');
    expect(differs).toMatchObject({
      error: { code: 'totals-differ', detail: expect.stringContaining('votes of no. 1, votes of no. 2') },
    });
    expect(t.store.round(roundId)?.hand).toEqual({ first: null, second: null });
    expect(events('paper totals differ')).toEqual([
      {
        event: 'paper totals differ',
        round: roundId,
        first: 'chiefMonitor',
        fields: 'votes of no. 1, votes of no. 2',
        by: 'operator',
      },
    ]);
    // Asked again by a console that lost the answer it is answered alike, and is no first typing.
    const again = { commandId: 'the same command', roundId, totals: { ...FIVE, invalid: 0, votes: [5, 0, 0] } };
    await type(roundId, FIVE, 'chiefMonitor');
    const answer = await t.hall.command('round:typeTotals', again, 'operator');
    expect(answer).toMatchObject({ error: { code: 'totals-differ' } });
    expect(await t.hall.command('round:typeTotals', again, 'operator')).toEqual(answer);
    expect(t.store.round(roundId)?.hand).toEqual({ first: null, second: null });
    // The one who was right has to type again, too.
    await type(roundId, FIVE, 'chiefMonitor');
    expect(state(roundId)).toBe('counting');
    await type(roundId, FIVE, 'operator');
    await t.runner.settled();
    expect(state(roundId)).toBe('closed');
  });

  it('one person alone does not make two: typing again takes the place of the first', async () => {
    const roundId = await handRound();
    await t.must('round:open', { roundId });
    await t.must('round:close', { roundId });
    await type(roundId, { ...FIVE, votes: [3, 0, 0] }, 'monitor');
    await type(roundId, FIVE, 'monitor');
    await t.runner.settled();
    expect(state(roundId)).toBe('counting');
    expect((await type(roundId, FIVE, 'operator')).ok).toBe(true);
    await t.runner.settled();
    expect(state(roundId)).toBe('closed');
    expect(await type(roundId, FIVE, 'monitor')).toMatchObject({ error: { code: 'wrong-state' } });
  });

  it('sums that can not be true are refused and void nothing', async () => {
    const roundId = await handRound();
    await t.must('round:open', { roundId });
    expect(await type(roundId, FIVE, 'operator')).toMatchObject({ error: { code: 'wrong-state' } });
    await t.must('round:close', { roundId });
    await type(roundId, FIVE, 'operator');
    expect(await type(roundId, { ...FIVE, votes: [5, 0, 0] }, 'monitor')).toMatchObject({
      error: { code: 'bad-payload', detail: expect.stringMatching(/votes\/0: expected .* at most V = 4, got 5/) },
    });
    expect((await type(roundId, FIVE, 'monitor')).ok).toBe(true);
  });

  it('RULES §1 more ballots than were given out void it: no figure of a candidate anywhere', async () => {
    const roundId = await handRound();
    await t.must('round:open', { roundId });
    await t.must('round:close', { roundId });
    const seven = { returned: 7, invalid: 0, votes: [7, 0, 0] };
    await type(roundId, seven, 'operator');
    await type(roundId, seven, 'monitor');
    await t.runner.settled();
    expect(t.store.round(roundId)?.decision?.outcome).toBe('void');
    expect(view().current?.result).toMatchObject({ outcome: 'void', byHand: null });
    expect(bundle(roundId)).toMatchObject({ votes: [], columns: { paper: { returned: 7 } } });
    expect(JSON.stringify(bundle(roundId).columns)).not.toContain('votes');
    // Only R is shown (RULES §4 Void), in the record as well.
    expect(events('round tallied')).toMatchObject([{ returned: 7, valid: null, invalid: null }]);
    expect(wordsOf('round tallied').at(-1)).toEqual({
      'zh-CN': `第${roundId}号票决：计票完成，收回7张`,
      en: `round ${roundId}: counted, 7 returned`,
    });
  });

  it('can be aborted while its sums are awaited, and a restart waits for them as before', async () => {
    const roundId = await handRound();
    await t.must('round:open', { roundId });
    await restart();
    expect(state(roundId)).toBe('open');
    await t.must('round:close', { roundId });
    await type(roundId, FIVE, 'operator');
    await restart();
    expect([state(roundId), view().current?.paper?.typedBy]).toEqual(['counting', 'operator']);
    await t.must('round:abort', { roundId, reason: '重新计票' });
    await t.runner.settled();
    expect(t.store.round(roundId)).toMatchObject({ state: 'aborted', returned: null, totals: null, columns: null });
    // How many papers had come back nobody knows: no figure, and no box that was destroyed.
    expect(view().screen.picture).toMatchObject({ kind: 'aborted', issued: 6, returned: null });
    expect(wordsOf('round aborted').at(-1)).toEqual({
      'zh-CN': `第${roundId}号票决：已中止`,
      en: `round ${roundId}: aborted`,
    });
  });

  it('killed between the second typing and the count: the next start counts', async () => {
    const roundId = await handRound();
    await t.must('round:open', { roundId });
    await t.must('round:close', { roundId });
    const typing = { at: 1, totals: totals([4, 0, 0], 4, 1) };
    const round = t.store.round(roundId);
    if (!round) throw new Error('no round');
    const hand = { first: { ...typing, by: 'operator' }, second: { ...typing, by: 'monitor' } } as const;
    t.store.putRound({ ...round, hand });
    await restart();
    expect(t.store.round(roundId)).toMatchObject({ state: 'closed', totals: { returned: 5 } });
  });

  it('a draft can be made one by hand, and back; it is frozen with it', async () => {
    t = testHall();
    t.present(6);
    const roundId = await t.must('contest:import', { contest: motionData() });
    await t.must('round:byHand', { roundId });
    expect(t.store.round(roundId)?.method).toBe('hand');
    await t.must('round:ready', { roundId });
    const byHand = t.store.round(roundId)?.frozen?.hash;
    expect(await t.order('round:byHand', { roundId })).toMatchObject({ error: { code: 'wrong-state' } });
    await t.must('round:draft', { roundId });
    await t.must('round:byHand', { roundId, byHand: false });
    await t.must('round:ready', { roundId });
    expect(t.store.round(roundId)).toMatchObject({ method: 'keypads' });
    expect(t.store.round(roundId)?.frozen?.hash).not.toBe(byHand);
  });
});

const ONE: TypedTotals = { returned: 1, invalid: 0, votes: [1, 0, 0] };

describe('RULES §4 a mixed round', () => {
  const toPaper = (roundId: number, slots: number[], monitorPin = MONITOR_PIN) =>
    t.order('round:toPaper', { roundId, slots, monitorPin });

  it('moves voters to paper; counts only when their sums agree; adds the columns and keeps them apart', async () => {
    t = testHall({ voters: 12 });
    const roundId = await t.openRound();
    await t.must('round:toPaper', { roundId, slots: [8, 9, 10, 11], monitorPin: MONITOR_PIN });
    expect(t.store.round(roundId)).toMatchObject({ method: 'mixed', state: 'open' });
    expect(view().current?.warnings).not.toContain('few-on-paper');
    expect(view().seats.map(({ onPaper }) => onPaper)).toEqual([...Array(8).fill(false), ...Array(4).fill(true)]);
    t.boxSays.totals = totals([5, 1, 1], 7, 1);
    await t.must('round:close', { roundId });
    await t.runner.settled();
    // The box keeps its ballots sealed: nobody asked it to count.
    expect([state(roundId), t.box.asked, view().next?.label]).toEqual([
      'counting',
      ['create', 'open', 'withdraw', 'cutoff'],
      'typeTotals',
    ]);
    expect(JSON.stringify(view().current)).not.toContain('"votes"');
    const paper = { returned: 4, invalid: 0, votes: [0, 3, 1] };
    await type(roundId, paper, 'chiefMonitor');
    expect(t.box.asked.at(-1)).toBe('cutoff');
    await type(roundId, paper, 'operator');
    await t.runner.settled();
    expect(t.store.round(roundId)).toMatchObject({
      state: 'closed',
      totals: totals([5, 4, 2], 11, 1),
      columns: {
        keypads: { returned: 8, totals: totals([5, 1, 1], 7, 1) },
        paper: { returned: 4, totals: totals([0, 3, 1], 4) },
      },
    });
    expect(view().current?.result).toMatchObject({
      figures: { issued: 12, returned: 12, valid: 11, invalid: 1, notSubmitted: 0 },
      byHand: {
        method: 'mixed',
        keypads: { returned: 8, valid: 7, invalid: 1 },
        paper: { returned: 4, valid: 4, invalid: 0 },
      },
    });
    expect(bundle(roundId)).toMatchObject({ method: 'mixed', paperIssued: 4, returned: 12, votes: [5, 4, 2] });
    expect(events('voters moved to paper')).toMatchObject([{ voters: 4, seats: '9, 10, 11, 12', by: 'operator' }]);
  });

  it('RULES §1 decision 13: of three ballots or fewer in a column no figure per candidate is kept, of the other one neither', async () => {
    t = testHall({ voters: 12 });
    const roundId = await t.openRound();
    await t.must('round:toPaper', { roundId, slots: [3], monitorPin: MONITOR_PIN });
    expect(view().current?.warnings).toContain('few-on-paper');
    t.boxSays.totals = totals([6, 1, 0], 7);
    await t.must('round:close', { roundId });
    await t.runner.settled();
    await type(roundId, ONE, 'monitor');
    await type(roundId, ONE, 'operator');
    await t.runner.settled();
    const { totals: sum, columns, hand } = t.store.round(roundId) ?? {};
    expect(sum).toEqual(totals([7, 1, 0], 8));
    expect(columns).toEqual({
      keypads: { returned: 7, valid: 7, invalid: 0, totals: null },
      paper: { returned: 1, valid: 1, invalid: 0, totals: null },
    });
    expect([hand?.first?.totals, hand?.second?.totals]).toEqual([null, null]);
    expect(JSON.stringify(bundle(roundId).columns)).not.toContain('votes');
  });

  it('few who are left at the keypads are warned of as few on paper are: whoever knows one column and the sum knows the other', async () => {
    t = testHall({ voters: 12 });
    const roundId = await t.openRound();
    await t.must('round:toPaper', { roundId, slots: [4, 5, 6, 7, 8, 9, 10, 11], monitorPin: MONITOR_PIN });
    expect(view().current?.warnings).not.toContain('few-at-keypads');
    await t.must('round:toPaper', { roundId, slots: [3], monitorPin: MONITOR_PIN });
    expect(view().current?.warnings).toContain('few-at-keypads');
    expect(view().current?.warnings).not.toContain('few-on-paper');
    await t.must('round:toPaper', { roundId, slots: [0, 1, 2], monitorPin: MONITOR_PIN });
    expect(view().current?.warnings).not.toContain('few-at-keypads');
  });

  it('nobody is moved who submitted already: all or none, and the seats are named', async () => {
    t = testHall();
    const roundId = await t.openRound();
    t.boxSays.voted = Uint8Array.of(0b0000_0100);
    expect(await toPaper(roundId, [1, 2])).toMatchObject({
      error: { code: 'blocked', detail: 'nobody was moved: 1 submitted already, at seat 3' },
    });
    expect(t.store.round(roundId)).toMatchObject({ method: 'keypads', withdrawn: null });
    t.boxSays.voted = new Uint8Array();
    expect((await toPaper(roundId, [1, 2])).ok).toBe(true);
    expect(await toPaper(roundId, [2])).toMatchObject({ error: { code: 'bad-payload', detail: /seat|got 3/ } });
    expect((await toPaper(roundId, [4])).ok).toBe(true);
    expect(t.store.round(roundId)?.withdrawn).toEqual(Uint8Array.of(0b0001_0110));
  });

  it('takes a monitor, an open round and a secret vote', async () => {
    t = testHall();
    const roundId = await t.openRound(motionData({}, 'namedResolution'));
    expect(await toPaper(roundId, [1], '1')).toMatchObject({ error: { code: 'forbidden' } });
    expect(await toPaper(roundId, [1])).toMatchObject({ error: { code: 'wrong-state', detail: /named vote/ } });
    expect(await toPaper(roundId + 1, [1])).toMatchObject({ error: { code: 'unknown-round' } });
  });

  it('a box that was started again takes nothing from who was moved, also after a restart of the server', async () => {
    t = testHall();
    const roundId = await t.openRound();
    await t.must('round:toPaper', { roundId, slots: [0, 5], monitorPin: MONITOR_PIN });
    t.boxSays.totals = totals([1, 0, 0], 1);
    t.box.die();
    await settle();
    expect([t.boxes.length, t.box.presence?.authorised, t.box.presence?.issued]).toEqual([
      2,
      Uint8Array.of(0b0001_1110),
      6,
    ]);
    await restart();
    expect(t.box.presence?.authorised).toEqual(Uint8Array.of(0b0001_1110));
  });

  it('a restart while the sums are awaited opens the box, counts nothing, and counts when they agree', async () => {
    t = testHall();
    const roundId = await t.openRound();
    await t.must('round:toPaper', { roundId, slots: [5], monitorPin: MONITOR_PIN });
    await t.must('round:close', { roundId });
    await t.runner.settled();
    await type(roundId, ONE, 'operator');
    t.boxSays.totals = totals([2, 0, 0], 2);
    await restart();
    expect([state(roundId), t.box.asked]).toEqual(['counting', ['resume']]);
    await type(roundId, ONE, 'monitor');
    await t.runner.settled();
    expect([state(roundId), t.store.round(roundId)?.totals]).toEqual(['closed', totals([3, 0, 0], 3)]);
  });

  it('a box process that dies while the sums are awaited is started again for the count: its file is whole', async () => {
    t = testHall();
    const roundId = await t.openRound();
    await t.must('round:toPaper', { roundId, slots: [5], monitorPin: MONITOR_PIN });
    t.boxSays.totals = totals([2, 0, 0], 2);
    await t.must('round:close', { roundId });
    await t.runner.settled();
    t.box.die();
    await type(roundId, ONE, 'operator');
    await type(roundId, ONE, 'monitor');
    await t.runner.settled();
    expect([state(roundId), t.store.round(roundId)?.totals]).toEqual(['closed', totals([3, 0, 0], 3)]);
    expect(t.box.asked).toEqual(['resume', 'recount', 'destroy']);
    expect(events('round disputed')).toEqual([]);
  });

  it('… and one whose file is broken is disputed, with its reason: nothing waits for ever', async () => {
    t = testHall();
    const roundId = await t.openRound();
    await t.must('round:toPaper', { roundId, slots: [5], monitorPin: MONITOR_PIN });
    await t.must('round:close', { roundId });
    await t.runner.settled();
    t.box.die();
    t.boxSays.fails.resume = { code: 'broken', detail: 'frame 2 does not open' };
    await type(roundId, ONE, 'operator');
    await type(roundId, ONE, 'monitor');
    await t.runner.settled();
    expect([state(roundId), view().current?.dispute]).toEqual([
      'disputed',
      expect.stringContaining('frame 2 does not open'),
    ]);
  });

  it('RULES §1 more papers than were given out void the round, although R ≤ I', async () => {
    t = testHall();
    const roundId = await t.openRound();
    await t.must('round:toPaper', { roundId, slots: [5], monitorPin: MONITOR_PIN });
    t.boxSays.totals = totals([2, 0, 0], 2);
    await t.must('round:close', { roundId });
    await t.runner.settled();
    const two = { returned: 2, invalid: 0, votes: [1, 1, 0] };
    await type(roundId, two, 'operator');
    await type(roundId, two, 'monitor');
    await t.runner.settled();
    expect(t.store.round(roundId)?.decision?.outcome).toBe('void');
  });

  it('a disputed box is taken as it is by two people only when the sums of the paper agree', async () => {
    t = testHall();
    const roundId = await t.openRound();
    await t.must('round:toPaper', { roundId, slots: [5], monitorPin: MONITOR_PIN });
    t.boxSays.totals = totals([2, 0, 0], 2);
    t.boxSays.fails.cutoff = { code: 'disk', detail: 'EIO' };
    await t.must('round:close', { roundId });
    await t.runner.settled();
    expect([state(roundId), view().next?.label]).toEqual(['disputed', 'typeTotals']);
    const accept = () => t.order('round:accept', { roundId, monitorPin: MONITOR_PIN });
    expect(await accept()).toMatchObject({ error: { code: 'blocked' } });
    await type(roundId, ONE, 'monitor');
    await type(roundId, ONE, 'operator');
    await t.runner.settled();
    expect([state(roundId), view().next?.label]).toEqual(['disputed', 'acceptBox']);
    expect((await accept()).ok).toBe(true);
    await t.runner.settled();
    expect([state(roundId), t.store.round(roundId)?.totals]).toEqual(['closed', totals([3, 0, 0], 3)]);
  });

  it('aborted while the sums are awaited: the box is destroyed unopened, no totals of either column exist', async () => {
    t = testHall();
    const roundId = await t.openRound();
    await t.must('round:toPaper', { roundId, slots: [5], monitorPin: MONITOR_PIN });
    t.boxSays.totals = totals([2, 0, 0], 2);
    await t.must('round:close', { roundId });
    await t.runner.settled();
    const { box } = t;
    await type(roundId, ONE, 'operator');
    await t.must('round:abort', { roundId, reason: '纸质票遗失' });
    await t.runner.settled();
    expect([state(roundId), box.asked.includes('recount'), box.asked.at(-1)]).toEqual(['aborted', false, 'destroy']);
    expect(t.store.round(roundId)).toMatchObject({ totals: null, columns: null, hand: null });
    // R of a mixed round takes the papers too, which were never counted.
    expect(view().screen.picture).toMatchObject({ kind: 'aborted', returned: null });
    expect(wordsOf('round aborted').at(-1)?.en).toContain('its box destroyed unopened');
  });
});
