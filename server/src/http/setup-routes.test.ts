import type { DeckView } from '@piaojue/contract/rehearsal-view';
import type { SittingFile } from '@piaojue/contract/sitting-file';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contestData } from '../rules/test-contest.ts';
import { checkSittingFile } from '../sitting/sitting-file.ts';
import { type TestHall, testHall } from '../sitting/test-hall.ts';
import { as, testApp } from './test-app.ts';

const headers = as('operator');
let t: TestHall;
let app: FastifyInstance;
beforeEach(async () => {
  t = testHall({ voters: 8 });
  app = await testApp(t.hall);
});
afterEach(async () => {
  await app.close();
  await t.dispose();
});
const get = async (url: string) => await app.inject({ url, headers });
const contest = { ...contestData({ field: 4, seats: 2 }), title: '民生实事<项目>票决' };

describe('the test deck over HTTP', () => {
  it('none without a vote; then who presses what, with nothing counted; after the close each count beside it', async () => {
    expect((await get('/api/rehearsal/deck')).statusCode).toBe(404);
    const roundId = await t.openRound(contest);
    const before = (await get('/api/rehearsal/deck')).json<DeckView>();
    expect(before).toMatchObject({ roundId, differences: null, distinct: true });
    expect(before.ballots.map(({ keypad }) => keypad)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(before.rows.every(({ counted }) => counted === null)).toBe(true);
    const of = (figure: string) => before.figures.find((each) => each.figure === figure)?.expected ?? 0;
    const votes = before.rows.map(({ expected }) => expected);
    t.boxSays.totals = { returned: of('returned'), valid: of('valid'), invalid: of('invalid'), votes };
    await t.must('round:close', { roundId });
    await t.runner.settled();
    const after = (await get('/api/rehearsal/deck')).json<DeckView>();
    expect(after.differences).toBe(0);
    expect(after.rows.map(({ counted }) => counted)).toEqual(votes);
  });

  it('one vote that went astray is seen in its row', async () => {
    const roundId = await t.openRound(contest);
    const { rows, figures } = (await get('/api/rehearsal/deck')).json<DeckView>();
    const of = (figure: string) => figures.find((each) => each.figure === figure)?.expected ?? 0;
    const votes = rows.map(({ expected }) => expected);
    votes[0] = (votes[0] ?? 0) - 1;
    votes[1] = (votes[1] ?? 0) + 1;
    t.boxSays.totals = { returned: of('returned'), valid: of('valid'), invalid: of('invalid'), votes };
    await t.must('round:close', { roundId });
    await t.runner.settled();
    expect((await get('/api/rehearsal/deck')).json<DeckView>().differences).toBe(2);
    const page = (await get('/api/setup/report')).body;
    expect(page.match(/▲ 相差/g)).toHaveLength(2);
  });

  it('its sheet is a page that stands alone, says that it is of a rehearsal, and writes no markup of a title', async () => {
    await t.must('contest:import', { contest });
    const sheet = await get('/api/rehearsal/deck/sheet');
    expect(sheet.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(sheet.body).toContain('class="watermark"');
    expect(sheet.body).toContain('民生实事&lt;项目&gt;票决');
    expect(sheet.body).not.toMatch(/<script|https?:\/\//);
    expect((await get('/api/rehearsal/deck/sheet?lang=en')).body).toContain('Who presses what');
  });

  it('a real sitting has no route for it, and no order', async () => {
    await app.close();
    t.store.putSitting({ ...t.hall.sitting, mode: 'real' });
    app = await testApp(t.hall);
    const roundId = await t.openRound(contest);
    expect(app.allRoutes.filter(({ route }) => route.includes('rehearsal'))).toEqual([]);
    for (const url of ['/api/rehearsal/deck', '/api/rehearsal/deck/sheet'])
      expect((await get(url)).statusCode).toBe(404);
    expect(await t.order('rehearsal:deck', { roundId })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect((await get('/api/setup/report')).body).not.toContain('class="watermark"');
  });
});

describe('what a first run leaves', () => {
  it('a report with each test, passed or not, and the reason of what was skipped', async () => {
    await t.must('setup:position', { lastRow: 25, imageHeight: 4.2 });
    await t.must('setup:step', { step: 'hall', to: 'done' });
    await t.must('setup:step', { step: 'keypads', to: 'skipped', word: '<昨日已查>' });
    const page = (await get('/api/setup/report')).body;
    expect(page).toContain('末排 25 米，画面高 4.2 米，r = 6.0');
    expect(page).toContain('&lt;昨日已查&gt;');
    expect(page).toMatch(/data-step="roll" data-state="todo"/);
    expect(page).toContain('4 项待处理');
    expect((await get('/api/setup/report?lang=en')).body).toContain('last row 25 m');
  });

  it('a file that the next sitting begins with: title, roll, contests and screen, and nothing of its votes', async () => {
    await t.must('contest:import', { contest });
    await t.must('setup:position', { lastRow: 30, imageHeight: 5 });
    await t.must('screen:set', { theme: 'dark', safe: 5 });
    const answer = await get('/api/setup/sitting.json');
    const file = checkSittingFile(answer.json());
    expect(file.ok && file.value.contests?.map(({ title }) => title)).toEqual([contest.title]);
    expect(file.ok && file.value.screen).toMatchObject({
      ...{ theme: 'dark', safe: 5, r: 6 },
      position: { lastRow: 30, imageHeight: 5 },
    });
    expect(file.ok && file.value.seats).toHaveLength(8);
    // … and set up again it is the same.
    const put = await app.inject({ method: 'PUT', url: '/api/sitting', headers, payload: answer.json() });
    expect(put.statusCode).toBe(200);
    expect((await get('/api/setup/sitting.json')).json()).toMatchObject(answer.json());
  });

  it('another name or another deputy at a keypad leaves the self-check; another keypad on the roll wants a new one', async () => {
    const check = { at: 5, hash: 'ab', ready: true };
    t.store.transaction(() => t.store.putSitting({ ...t.hall.sitting, readiness: check }));
    const file = (await get('/api/setup/sitting.json')).json<SittingFile>();
    const put = async (payload: SittingFile) => {
      const { statusCode } = await app.inject({ method: 'PUT', url: '/api/sitting', headers, payload });
      return [statusCode, t.hall.sitting.readiness];
    };
    const [first, ...others] = file.seats;
    if (!first) throw new Error('the file has seats');
    expect(await put({ ...file, meeting: '第五次会议' })).toEqual([200, check]);
    expect(await put({ ...file, seats: [{ ...first, name: '尉迟䶮' }, ...others] })).toEqual([200, check]);
    expect(await put({ ...file, seats: others })).toEqual([200, null]);
  });
});
