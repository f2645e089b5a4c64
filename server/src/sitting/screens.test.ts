import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RoundState } from '@piaojue/contract/console-view';
import { contestData, totals } from '../rules/test-contest.ts';
import { testSitting } from '../store/test-rows.ts';
import { Arrivals } from './arrivals.ts';
import { screenView } from './screen-views.ts';
import { settingsAt } from './screens.ts';
import { HEALTH, STAMP, type TestHall, testHall } from './test-hall.ts';
import { consoleView } from './views.ts';

const COUNT = totals([4, 1, 0], 5, 1);
const CONTEST = contestData({ field: 3, seats: 1 });
const HIDDEN = contestData({ field: 3, seats: 1, reveal: 'afterConfirmation' });
let t: TestHall;
beforeEach(() => {
  t = testHall();
});
afterEach(() => t.dispose());
const at = (place: 'hall' | 'presidium') => screenView(t.hall, STAMP, place);
const screens = () => consoleView(t.hall, STAMP, HEALTH).screens;

describe('two screens', () => {
  it('a sitting of before has what it did not know: 3.5 % and no arrivals', () => {
    expect(settingsAt(testSitting(), 'presidium')).toEqual({
      ...{ theme: 'light', language: 'zh-CN', r: 6, motion: true },
      ...{ safe: 3.5, arrivals: false },
    });
  });

  it('the presidium is set as the hall is, but for what was set for itself', async () => {
    await t.must('screen:set', { place: 'presidium', language: 'en', r: 4 });
    await t.must('screen:set', { theme: 'dark', safe: 5 });
    expect(at('hall').hall).toMatchObject({ theme: 'dark', language: 'zh-CN', r: 6, safe: 5 });
    expect(at('presidium').hall).toMatchObject({ theme: 'dark', language: 'en', r: 4, safe: 5 });
    expect([at('hall').place, at('presidium').place]).toEqual(['hall', 'presidium']);
  });

  it('the presidium follows until it is shown something, also through a vote, and follows again when it is told', async () => {
    await t.must('screen:show', { picture: 'signIn' });
    expect([at('presidium').picture.kind, screens().presidium.follow]).toEqual(['signIn', true]);
    await t.must('screen:show', { place: 'presidium', picture: 'calibration' });
    await t.openRound(CONTEST);
    expect([at('hall').picture.kind, at('presidium').picture.kind]).toEqual(['voting', 'calibration']);
    await t.must('screen:show', { place: 'presidium', picture: 'round' });
    expect(at('presidium').picture.kind).toBe('voting');
    expect(screens().presidium).toMatchObject({ follow: false, nextShow: { picture: 'idle' } });
    await t.must('screen:set', { place: 'presidium', follow: true });
    expect(screens().presidium).toMatchObject({ follow: true, nextShow: null, next: null });
    const refused = await t.order('screen:set', { follow: false });
    expect(refused).toMatchObject({ ok: false, error: { code: 'bad-payload' } });
    // Told to go its own way it stays at what it shows.
    await t.must('screen:set', { place: 'presidium', follow: false });
    expect([screens().presidium.follow, at('presidium').picture.kind]).toEqual([false, 'voting']);
  });

  it('a result that waits for its announcing: the presidium has it once it was counted, the hall has no figure', async () => {
    const roundId = await t.openRound(HIDDEN);
    t.boxSays.totals = COUNT;
    t.boxSays.holds = 'recount';
    await t.must('round:close', { roundId });
    await new Promise((resolve) => setImmediate(resolve));
    expect(t.store.round(roundId)?.state).toBe('counting');
    expect(JSON.stringify(at('presidium'))).not.toMatch(/"votes"|"rows"|"rank"/);
    t.box.release();
    await t.runner.settled();
    expect([at('presidium').picture.kind, at('hall').picture.kind]).toEqual(['result', 'unrevealed']);
    expect(JSON.stringify([at('hall'), screens().hall])).not.toMatch(/"votes"|"rows"|"rank"/);
    await t.must('round:announce', { roundId });
    expect(at('hall').picture.kind).toBe('result');
  });
});

describe('下一画面', () => {
  it('F7 goes through the sitting, and what it shows is what was previewed', async () => {
    await t.must('contest:import', { contest: CONTEST });
    const seen: string[] = [];
    for (let i = 0; i < 7; i++) {
      const { next, nextShow } = screens().hall;
      if (!next || !nextShow) throw new Error('expected a preview');
      await t.must('screen:show', nextShow);
      expect(at('hall').picture).toEqual(next.picture);
      const { picture } = at('hall');
      seen.push(picture.kind === 'candidates' ? `candidates ${picture.index ?? 'all'}` : picture.kind);
    }
    expect(seen).toEqual([
      ...['signIn', 'candidates all', 'candidates 0', 'candidates 1', 'candidates 2'],
      ...['candidates all', 'candidates 0'],
    ]);
  });

  it('while a vote decides: the end of the vote, then nothing that is not known; after it the summary of what was announced', async () => {
    const roundId = await t.openRound(CONTEST);
    expect(screens().hall).toMatchObject({ nextShow: null, next: { picture: { kind: 'closing' } } });
    t.boxSays.totals = COUNT;
    t.boxSays.holds = 'recount';
    await t.must('round:close', { roundId });
    await new Promise((resolve) => setImmediate(resolve));
    expect(screens().hall).toMatchObject({ nextShow: null, next: null });
    t.box.release();
    await t.runner.settled();
    expect(screens().hall.nextShow).toEqual({ picture: 'idle' });
    await t.must('round:announce', { roundId });
    expect(screens().hall).toMatchObject({ nextShow: { picture: 'summary' }, next: { picture: { kind: 'summary' } } });
  });

  it('no state before tallied has a figure in any picture of any place', async () => {
    const states: RoundState[] = [];
    const look = () => {
      const state = t.store.rounds()[0]?.state;
      if (state === undefined || state === 'closed') return;
      states.push(state);
      expect(JSON.stringify(screens())).not.toMatch(/"votes"|"rows"|"rank"|"rate"|"valid"/);
    };
    t.present(6);
    const roundId = await t.must('contest:import', { contest: CONTEST });
    await t.must('screen:show', { place: 'presidium', picture: 'summary' });
    for (const step of ['round:ready', 'round:open'] as const) {
      look();
      await t.must(step, { roundId });
    }
    look();
    t.boxSays.totals = COUNT;
    t.boxSays.holds = 'recount';
    await t.must('round:close', { roundId });
    look();
    await new Promise((resolve) => setImmediate(resolve));
    look();
    t.box.release();
    await t.runner.settled();
    expect(new Set(states)).toEqual(new Set(['draft', 'ready', 'open', 'counting']));
    expect(JSON.stringify(screens())).toMatch(/"votes"/);
  });
});

describe('pages', () => {
  it('a result stays at its first page until it is turned; another picture begins at its own first', async () => {
    await t.closedRound(COUNT, CONTEST);
    expect(at('hall').paging).toEqual({ page: 0, overview: false, auto: null });
    await t.must('screen:page', { page: 2 });
    expect([at('hall').paging.page, at('presidium').paging.page]).toEqual([2, 2]);
    await t.must('screen:page', { page: 2, auto: true });
    expect(at('hall').paging).toMatchObject({ page: 2, auto: { since: expect.any(Number) } });
    await t.must('screen:page', { page: 3, overview: true });
    expect(at('hall').paging).toEqual({ page: 3, overview: true, auto: null });
    await t.must('screen:show', { picture: 'idle' });
    await t.must('screen:show', { picture: 'round' });
    expect(at('hall').paging).toEqual({ page: 0, overview: false, auto: null });
  });

  it('lists that all have to read turn by themselves from when they appear, and stand when they are turned or stopped', async () => {
    await t.must('contest:import', { contest: CONTEST });
    await t.must('screen:show', { picture: 'candidates', index: null });
    const { since } = at('hall').paging.auto ?? { since: 0 };
    expect(since).toBeGreaterThan(0);
    await t.must('screen:page', { page: 0, auto: false });
    expect(at('hall').paging.auto).toBeNull();
    await t.openRound(CONTEST);
    const open = at('hall');
    expect(open.picture.kind === 'voting' && open.paging.auto?.since === open.picture.openedAt).toBe(true);
  });

  it('a screen that follows is turned with the hall’s; one that goes its own way for itself', async () => {
    const refused = await t.order('screen:page', { place: 'presidium', page: 1 });
    expect(refused).toMatchObject({ ok: false, error: { code: 'blocked' } });
    await t.closedRound(COUNT, CONTEST);
    await t.must('screen:show', { place: 'presidium', picture: 'round' });
    await t.must('screen:page', { place: 'presidium', page: 1 });
    expect([at('hall').paging.page, at('presidium').paging.page]).toEqual([0, 1]);
  });
});

describe('结果定格', () => {
  it('not before the result was announced; then all who were adopted, with their votes and the round that adopted them', async () => {
    const roundId = await t.closedRound(COUNT, CONTEST);
    await t.must('screen:show', { picture: 'summary' });
    expect(at('hall').picture.kind).toBe('result');
    await t.must('round:announce', { roundId });
    expect(at('hall').picture).toMatchObject({
      kind: 'summary',
      result: { round: { id: roundId }, announced: true },
      adopted: [{ no: 1, votes: 4, turn: 1, by: 'vote' }],
      open: { seats: 0, by: 'nothing' },
    });
  });

  it('of a tie and its re-vote: who was adopted by either, and what is open between them', async () => {
    const three = contestData({ field: 3, seats: 2 });
    const roundId = await t.closedRound(totals([6, 4, 4], 6), three);
    await t.must('round:announce', { roundId });
    await t.must('screen:show', { picture: 'summary' });
    expect(at('hall').picture).toMatchObject({ adopted: [{ no: 1, votes: 6 }], open: { seats: 1, by: 'runoff' } });
    const second = await t.must('round:revote', { roundId });
    await t.must('round:ready', { roundId: second });
    await t.must('round:open', { roundId: second });
    t.boxSays.totals = totals([2, 4], 6);
    await t.must('round:close', { roundId: second });
    await t.runner.settled();
    await t.must('round:announce', { roundId: second });
    await t.must('screen:show', { picture: 'summary' });
    expect(at('hall').picture).toMatchObject({
      result: { round: { id: roundId } },
      adopted: [
        { no: 1, votes: 6, turn: 1 },
        { no: 3, votes: 4, turn: 2 },
      ],
      open: { seats: 0, by: 'nothing' },
    });
  });
});

describe('arrivals', () => {
  const names = ['王建国', '李红', '欧阳明珠', ''] as const;
  const nameOf = (slot: number) => names[slot] ?? '';
  it('two lines of four seconds each; who was there at the start is no arrival, who may not be named is not', () => {
    const arrivals = new Arrivals();
    arrivals.look(new Set([9]), nameOf, 0);
    expect(arrivals.names).toEqual([]);
    arrivals.look(new Set([9, 0, 1, 2, 3]), nameOf, 1000);
    expect(arrivals.names).toEqual(['王建国', '李红']);
    arrivals.look(new Set([9, 0, 1, 2, 3]), nameOf, 4999);
    expect(arrivals.names).toEqual(['王建国', '李红']);
    arrivals.look(new Set([9, 0, 1, 2, 3]), nameOf, 5000);
    expect(arrivals.names).toEqual(['欧阳明珠']);
    arrivals.look(new Set([9, 0, 1, 2, 3]), nameOf, 9000);
    expect(arrivals.names).toEqual([]);
  });

  it('of a crowd the first: nobody is named long after they came', () => {
    const arrivals = new Arrivals();
    arrivals.look(new Set(), () => '', 0);
    const crowd = new Set(Array.from({ length: 100 }, (_, slot) => slot));
    arrivals.look(crowd, (slot) => `代表${slot}`, 0);
    arrivals.look(crowd, () => '', 4000);
    arrivals.look(crowd, () => '', 8000);
    expect(arrivals.names).toEqual(['代表4', '代表5']);
    arrivals.look(crowd, () => '', 12_000);
    expect(arrivals.names).toEqual([]);
  });

  it('are in the picture only where the setting is on', async () => {
    await t.must('screen:show', { picture: 'signIn' });
    t.hall.tick();
    t.present(2);
    t.hall.tick();
    const shown = () => {
      const { picture } = at('hall');
      return picture.kind === 'signIn' ? picture.arrivals : [];
    };
    expect(shown()).toEqual([]);
    await t.must('screen:set', { arrivals: true });
    expect(shown()).toEqual(['代表1', '代表2']);
  });
});
