import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Role, ROLES } from '@piaojue/contract/live';
import type { YearPage } from '@piaojue/contract/project-view';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VoteFiler } from '../projects/vote-filer.ts';
import { note, suggestion, type TestYear, testYear } from '../projects/test-year.ts';
import { namedByte } from '../rules/named-answers.ts';
import { contestData, motionData, totals } from '../rules/test-contest.ts';
import { newestProfile, saveProfile } from '../sitting/profiles.ts';
import { resultView } from '../sitting/result-view.ts';
import { type TestHall, testHall } from '../sitting/test-hall.ts';
import { as, testApp } from './test-app.ts';

let t: TestHall;
let year: TestYear;
let app: FastifyInstance;
let filer: VoteFiler;
let publishTo: string;
beforeEach(async () => {
  t = testHall();
  year = testYear();
  filer = new VoteFiler(year.book);
  publishTo = join(t.folder, 'public');
  app = await testApp(t.hall, { year: { book: year.book, filer, publishTo } });
});
afterEach(async () => {
  await app.close();
  year.dispose();
  await t.dispose();
});
const filed = () => filer.take(t.hall.sitting, t.store);
const post = async (path: string, payload: unknown, role: Role | undefined = 'operator') => {
  const response = await app.inject({
    method: 'POST',
    url: `/api${path}`,
    headers: { ...as(role), 'content-type': 'application/json' },
    payload: JSON.stringify(payload),
  });
  return [response.statusCode, response.json<Record<string, unknown>>()] as const;
};
const page = async () => (await app.inject({ url: '/api/projects', headers: as('operator') })).json<YearPage>();

/** One project of three is chosen by 4 of 6. */
async function chosen(): Promise<number> {
  const contest = contestData({ field: 3, seats: 1 });
  const roundId = await t.closedRound(totals([4, 1, 1], 6), { ...contest, title: '票决' });
  await t.must('round:announce', { roundId });
  filed();
  return roundId;
}

describe('who may', () => {
  const routes: readonly (readonly [string, object])[] = [
    ['/projects/adopt', { roundId: 1 }],
    ['/projects/entries', { ref: '2027-P01', entry: note('x') }],
    ['/projects/suggestions', [suggestion(1)]],
    ['/projects/suggestions/import', {}],
    ['/projects/draw', { date: '2027-12-01', seed: 's', size: null }],
    ['/projects/contest', { review: 'progress', refs: ['2027-P01'] }],
    ['/publish', { rehearsal: true }],
  ];

  it('write: the operator alone; read: the officers too', async () => {
    for (const [path, body] of routes) {
      for (const role of ROLES.filter((each) => each !== 'operator'))
        expect([path, role, (await post(path, body, role))[0]]).toEqual([path, role, 403]);
      const nobody = await app.inject({ method: 'POST', url: `/api${path}`, payload: body });
      expect([path, nobody.statusCode]).toEqual([path, 401]);
    }
    const reads = await Promise.all(
      ROLES.map(async (role) => [role, (await app.inject({ url: '/api/projects', headers: as(role) })).statusCode]),
    );
    expect(Object.fromEntries(reads)).toEqual({
      operator: 200,
      presiding: 200,
      chiefMonitor: 200,
      monitor: 200,
      screen: 403,
      presidium: 403,
    });
    expect(existsSync(publishTo)).toBe(false);
    expect(year.store.entries()).toEqual([]);
  });

  it('every route of the year stands in this table', () => {
    const mine = app.apiRoutes.filter(({ route }) => /projects|publish/.test(route)).map(({ route }) => route);
    expect(mine.toSorted()).toEqual(
      [
        ...['GET', 'HEAD'].flatMap((verb) =>
          ['', '/suggestions/template.csv', '/suggestions/template.xlsx'].map((path) => `${verb} /api/projects${path}`),
        ),
        ...routes.map(([path]) => `POST /api${path}`),
      ].toSorted(),
    );
  });
});

describe('from the vote to the page', () => {
  it('a round is adopted once it is announced, and only those of it who are new', async () => {
    const contest = contestData({ field: 3, seats: 1 });
    const roundId = await t.closedRound(totals([4, 1, 1], 6), contest);
    filed();
    expect(await post('/projects/adopt', { roundId })).toEqual([
      409,
      { error: 'not-announced', detail: expect.any(String) },
    ]);
    expect((await page()).filed).toEqual([]);
    await t.must('round:announce', { roundId });
    expect((await post('/projects/adopt', { roundId }))[1]).toEqual({ refs: ['2027-P01'] });
    expect((await post('/projects/adopt', { roundId }))[1]).toEqual({ refs: [] });
    const { projects, filed: choices, brokenAt } = await page();
    expect(projects).toMatchObject([{ ref: '2027-P01', origin: { votes: 4, rate: '66.67', no: 1 } }]);
    expect([choices[0]?.chosen, choices[0]?.adopted, brokenAt]).toEqual([1, 1, null]);
    expect(await post('/projects/adopt', { roundId, extra: 1 })).toMatchObject([400, { error: 'bad-request' }]);
  });

  it('a table of suggestions is taken as a whole, looked at before, or refused with every fault', async () => {
    const send = async (rows: readonly string[], query = '') => {
      const response = await app.inject({
        method: 'POST',
        url: `/api/projects/suggestions/import${query}`,
        headers: { ...as('operator'), 'content-type': 'text/csv' },
        payload: ['编号,标题,提出代表,提出日期', ...rows].join('\n'),
      });
      return [response.statusCode, response.json<Record<string, unknown>>()] as const;
    };
    const good = ['1,修灌渠,李秀英,2027-03-12', '2,装路灯,王芳,2027-03-12'];
    expect(await send([...good, '2,建桥,张强,2027-13-01'])).toMatchObject([
      400,
      {
        written: false,
        content: null,
        faults: [
          { row: 4, column: '提出日期' },
          { row: 4, column: '编号' },
        ],
      },
    ]);
    expect(await send(good, '?check=1')).toMatchObject([200, { written: false, rows: 2 }]);
    expect((await page()).suggestions).toEqual([]);
    expect(await send(good)).toMatchObject([200, { written: true, rows: 2 }]);
    expect((await page()).suggestions.map(({ ref, title }) => `${ref} ${title}`)).toEqual([
      '2027-S01 修灌渠',
      '2027-S02 装路灯',
    ]);
    expect(await send(good)).toMatchObject([400, { faults: [{ row: 2 }, { row: 3 }] }]);
    const template = await app.inject({ url: '/api/projects/suggestions/template.csv', headers: as('operator') });
    expect([template.statusCode, template.body.includes('承办单位')]).toEqual([200, true]);
  });

  it('a review is drafted with its refs, and joins only when it was announced', async () => {
    await post('/projects/adopt', { roundId: await chosen() });
    const [status, body] = await post('/projects/contest', { review: 'progress', refs: ['2027-P01'] });
    expect(status).toBe(201);
    const roundId = Number(body['roundId']);
    expect(t.store.round(roundId)?.contest).toMatchObject({
      kind: 'evaluation',
      review: 'progress',
      title: '民生实事项目年中进度测评',
      candidates: [{ no: 1, ref: '2027-P01', name: '1' }],
      rules: { profile: { id: 'evaluation' } },
    });
    await t.must('round:ready', { roundId });
    await t.order('round:confirm', { roundId, what: 'emptyBox' }, 'monitor');
    await t.must('round:open', { roundId });
    t.boxSays.totals = { returned: 6, valid: 6, invalid: 0, votes: [3], grades: [[3, 2, 1, 0]] };
    await t.must('round:close', { roundId });
    await t.runner.settled();
    filed();
    expect((await page()).projects[0]?.evaluations).toEqual([]);
    await t.order('round:confirm', { roundId, what: 'sums' }, 'monitor');
    await t.must('round:announce', { roundId });
    filed();
    filed();
    expect((await page()).projects[0]?.evaluations).toMatchObject([
      {
        review: 'progress',
        counts: { satisfied: 3, basic: 2, dissatisfied: 1, abstained: 0 },
        strictRate: '50.00',
        broadRate: '83.33',
        rateBase: { base: 'present', value: 6 },
        bundleHash: t.store.round(roundId)?.bundleHash,
      },
    ]);
  });

  it('refusals name what was expected; a busy hall drafts nothing', async () => {
    expect(await post('/projects/entries', { ref: '2027-P09', entry: note('x') })).toMatchObject([
      404,
      { error: 'unknown-ref' },
    ]);
    expect(await post('/projects/entries', { ref: '2027-P09', entry: { kind: 'note' } })).toMatchObject([
      400,
      { error: 'bad-request' },
    ]);
    expect(await post('/projects/contest', { review: 'progress', refs: ['2027-P09'] })).toMatchObject([404, {}]);
    await post('/projects/suggestions', [suggestion(1)]);
    expect(await post('/projects/suggestions', [suggestion(1)])).toMatchObject([409, { error: 'duplicate-number' }]);
    await t.openRound();
    expect(await post('/projects/contest', { review: 'answers', refs: ['2027-S01'] })).toMatchObject([
      409,
      { error: 'round-in-progress' },
    ]);
  });

  it('the pages of a rehearsal are written on request, with what was announced', async () => {
    await chosen();
    expect(await post('/publish', { rehearsal: false })).toMatchObject([409, { error: 'not-published' }]);
    const [status, body] = await post('/publish', { rehearsal: true });
    expect([status, body['folder']]).toEqual([200, publishTo]);
    const vote = readFileSync(join(publishTo, `vote-${t.store.round(1)?.frozen?.hash.slice(0, 8)}.html`), 'utf8');
    expect(vote).toMatch(/66\.67%/);
    expect(vote).toMatch(/演练/);
    expect(t.store.record().at(-1)?.event).toMatchObject({ event: 'public pages written', by: 'operator' });
    await t.openRound();
    expect(await post('/publish', { rehearsal: true })).toMatchObject([409, { error: 'round-in-progress' }]);
  });

  it('what was out of the ordinary goes with the vote, and whose seat it was does not', async () => {
    const roundId = await chosen();
    const filedAs = () => year.book.votes()[0]?.incidents.map(({ words }) => words['zh-CN']);
    expect(filedAs()).toEqual([]);
    const event = (name: string, round = roundId) => ({
      event: name,
      round,
      voters: 2,
      slot: 3,
      keypad: 9,
      by: 'operator' as const,
    });
    for (const name of ['voters moved to paper', 'keypad replaced', 'round ready'])
      t.store.appendRecord(1, event(name));
    t.store.appendRecord(1, event('voters moved to paper', roundId + 1));
    // What happens later in the sitting takes nothing away, however much it is.
    for (let i = 0; i < 60; i++) t.store.appendRecord(2, event('deputy left'));
    new VoteFiler(year.book).take(t.hall.sitting, t.store);
    expect(filedAs()).toEqual([expect.stringMatching(/纸/)]);
  });

  it('RULES §1 decision 6: a single project that was put as a 表决 is tracked when it passed, with those of its chain', async () => {
    const root = await t.closedRound(totals([4, 1, 1], 6), { ...contestData({ field: 3, seats: 2 }), title: '票决' });
    await t.must('round:announce', { roundId: root });
    const put = async (no: number, parent: number, answers: readonly [number, number, number]) => {
      const ruling = { kind: 'revote' as const, nos: [no] };
      const roundId = await t.must('round:rule', { roundId: parent, ruling, decision: '单独表决' });
      await t.must('round:ready', { roundId });
      await t.must('round:open', { roundId });
      const [votes, against, abstained] = answers.map((n) => [n]);
      t.boxSays.totals = { ...totals(votes ?? [], 6), against: against ?? [], abstained: abstained ?? [] };
      await t.must('round:close', { roundId });
      await t.runner.settled();
      await t.must('round:announce', { roundId });
      return roundId;
    };
    const rejected = await put(3, root, [2, 4, 0]);
    expect((await post('/projects/adopt', { roundId: rejected }))[1]).toEqual({ refs: ['2027-P01'] });
    const passed = await put(2, rejected, [5, 0, 1]);
    filed();
    expect((await page()).filed).toMatchObject([
      { turn: 3, chosen: 1, adopted: 0 },
      { turn: 1, chosen: 1, adopted: 1 },
    ]);
    expect((await post('/projects/adopt', { roundId: passed }))[1]).toEqual({ refs: ['2027-P02'] });
    expect(year.book.view().projects.map(({ origin }) => origin)).toMatchObject([
      { round: root, no: 1, votes: 4 },
      { round: passed, no: 2, by: 'vote', votes: 5, rate: '83.33', rateBase: { base: 'returned', value: 6 } },
    ]);
  });

  it('a 表决 of its own makes no project, also when it is held again', async () => {
    const roundId = await t.closedRound({ ...totals([6], 6), against: [0], abstained: [0] }, motionData());
    await t.must('round:announce', { roundId });
    filed();
    expect((await page()).filed).toEqual([]);
    expect(await post('/projects/adopt', { roundId })).toMatchObject([409, { error: 'not-adoptable' }]);
  });

  it('that a vote came in the place of an aborted one stands with it, with the reason', async () => {
    t.present(6);
    const aborted = await t.must('contest:import', { contest: contestData({ field: 3, seats: 1 }) });
    await t.must('round:ready', { roundId: aborted });
    await t.must('round:open', { roundId: aborted });
    await t.must('round:abort', { roundId: aborted, reason: '停电' });
    await t.runner.settled();
    const roundId = await t.must('round:revote', { roundId: aborted });
    await t.must('round:ready', { roundId });
    await t.must('round:open', { roundId });
    // A monitor's own words are for record and report: the public reads none of them.
    await t.must('incident:note', { text: '张三代李四按键' });
    t.boxSays.totals = totals([4, 1, 1], 6);
    await t.must('round:close', { roundId });
    await t.runner.settled();
    await t.must('round:announce', { roundId });
    filed();
    const said = year.book
      .votes()[0]
      ?.incidents.map(({ words }) => words['zh-CN'])
      .join();
    expect(said).toMatch(/第1号票决：.*中止.*停电/);
    expect(said).not.toMatch(/第2号|张三/);
  });

  it('of a named vote the book and the pages have totals, and no name', async () => {
    const contest = { ...motionData({}, 'namedResolution'), title: '关于预算的决议' };
    t.boxSays.answers = Uint8Array.of(
      ...['for', 'for', 'for', 'for', 'against', 'abstained'].map((each) => namedByte(each as 'for')),
    );
    const sums = { returned: 6, valid: 6, invalid: 0, votes: [4], against: [1], abstained: [1] };
    const roundId = await t.closedRound(sums, contest);
    await t.must('round:announce', { roundId });
    filed();
    const { result } = year.book.votes()[0] ?? {};
    const own = t.store.round(roundId);
    expect(own && resultView(own)).toMatchObject({ named: { length: 6 } });
    expect(result).toMatchObject({ form: 'motion', for: 4, against: 1, abstained: 1, named: null });
    const names = t.hall.parts.roll.seats.map(({ name }) => name);
    expect(names.length).toBe(6);
    await post('/publish', { rehearsal: true });
    const pages = readdirSync(publishTo, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.html'))
      .map((path) => readFileSync(join(publishTo, path), 'utf8'));
    expect(pages.join('')).toMatch(/关于预算的决议/);
    for (const name of names) expect(pages.join('') + JSON.stringify(year.book.votes())).not.toContain(name);
  });

  it('a review is judged by the newest version of the profile that is named, if that is one of evaluations', async () => {
    await post('/projects/suggestions', [suggestion(1)]);
    const ask = (profile: string) => post('/projects/contest', { review: 'answers', refs: ['2027-S01'], profile });
    expect(await ask('township')).toMatchObject([400, { error: 'bad-profile' }]);
    expect(await ask('nowhere')).toMatchObject([400, { error: 'bad-profile' }]);
    const former = newestProfile(t.hall.parts, 'evaluation');
    const saved = saveProfile(t.hall.parts, 'evaluation', {
      name: '测评',
      kind: 'evaluation',
      rules: { ...former?.rules, halfPasses: false },
    });
    expect(saved.ok).toBe(true);
    const [, body] = await ask('evaluation');
    expect(t.store.round(Number(body['roundId']))?.contest.rules).toMatchObject({
      halfPasses: false,
      profile: { id: 'evaluation', version: 2 },
    });
  });
});
