import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBackup } from '../backup/backup.ts';
import { readTable } from '../import/read-table.ts';
import { testYear, type TestYear } from '../projects/test-year.ts';
import { VoteFiler } from '../projects/vote-filer.ts';
import { totals } from '../rules/test-contest.ts';
import { type TestHall, testHall } from '../sitting/test-hall.ts';
import { as, testApp } from './test-app.ts';

/**
 * What leaves a rehearsal says so, in its text or in the name that it is given: nobody may take a test deck's figures for a result.
 * Every route that the server registers stands here, as an export with its address or with the reason why it is none.
 */
const EXPORTS: Readonly<Record<string, string>> = {
  'GET /api/agenda.csv': '/api/agenda.csv',
  'GET /api/agenda.xlsx': '/api/agenda.xlsx',
  'GET /api/readiness.csv': '/api/readiness.csv',
  'GET /api/record.csv': '/api/record.csv',
  'GET /api/record.chain': '/api/record.chain',
  'GET /api/rounds/:id/result.csv': '/api/rounds/1/result.csv',
  'GET /api/rounds/:id/result.xlsx': '/api/rounds/1/result.xlsx',
  'GET /api/rounds/:id/report': '/api/rounds/1/report',
  'GET /api/rounds/:id/:file': '/api/rounds/1/bundle.json',
  'GET /api/setup/report': '/api/setup/report',
  'GET /api/rehearsal/deck/sheet': '/api/rehearsal/deck/sheet',
  'POST /api/backup': '/api/backup',
};
const NONE: Readonly<Record<string, string>> = {
  'GET /api/setup/report.pdf': 'the page of /api/setup/report, printed',
  'GET /api/setup/sitting.json': 'begins a real sitting: no vote of the rehearsal is in it',
  'GET /api/rounds/:id/result': 'for pages, which have the mark from their snapshot',
  'GET /api/rehearsal/deck': 'for the page of the first run, which has the mark from its snapshot',
  'GET /api/agenda': 'as a sitting file has it: no result is in it',
  'GET /api/sitting': 'says its mode; no result is in it',
  'GET /api/rounds': 'titles and states',
  'GET /api/record': 'for pages; as a file it is record.csv',
  'GET /api/readiness': 'for pages; as a file it is readiness.csv',
  'GET /api/health': 'says that the server runs',
  'GET /api/profiles': 'rules, which are of no sitting',
  'GET /api/profiles/:id': 'rules, which are of no sitting',
  'GET /api/import/template/:kind.csv': 'an empty table',
  'GET /api/import/template/:kind.xlsx': 'an empty table',
  'GET /api/projects/suggestions/template.csv': 'an empty table',
  'GET /api/projects/suggestions/template.xlsx': 'an empty table',
  'GET /api/projects': 'for the page of the year, whose book of rehearsals is another',
  'POST /api/publish': 'writes the public pages; publish.test.ts finds the mark on each',
};

let folder: string;
let t: TestHall;
let year: TestYear;
let app: Awaited<ReturnType<typeof testApp>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'piaojue-marks-'));
  t = testHall({ voters: 6 });
  year = testYear();
  app = await testApp(t.hall, {
    year: { book: year.book, filer: new VoteFiler(year.book), publishTo: join(folder, 'public') },
    backUp: () => makeBackup({ store: t.store, dataFolder: t.folder, book: undefined, now: 1_800_000_000_000 }),
  });
  // As `serve` begins a sitting.
  t.store.transaction(() =>
    t.store.appendRecord(1, {
      event: 'sitting created',
      mode: 'rehearsal',
      all: 6,
      seats: 6,
      handout: 'listed',
      by: 'server',
    }),
  );
  const roundId = await t.closedRound(totals([4, 1, 1], 6));
  await t.must('round:announce', { roundId });
});
afterAll(async () => {
  await app.close();
  await t.dispose();
  year.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const ORDERS = /^(POST|PUT) (?!\/api\/(backup|publish)$)/;

describe('whatever leaves a rehearsal', () => {
  it('every route stands here, but those that take something in', () => {
    const routes = app.apiRoutes.map(({ route }) => route).filter((route) => !route.startsWith('HEAD '));
    const named = [...Object.keys(EXPORTS), ...Object.keys(NONE)];
    expect(routes.filter((route) => !ORDERS.test(route)).toSorted()).toEqual(named.toSorted());
    expect(routes.length).toBeGreaterThan(named.length);
  });

  it.each(Object.entries(EXPORTS))('%s has the mark', async (route, url) => {
    const method = route.startsWith('POST') ? 'POST' : 'GET';
    const answer = await app.inject({ method, url, headers: as('operator') });
    expect(answer.statusCode).toBe(200);
    const name = decodeURIComponent(answer.headers['content-disposition'] ?? '');
    const table = url.endsWith('.xlsx') ? await readTable(answer.rawPayload) : null;
    const text = table?.ok ? JSON.stringify(table.value) : answer.body;
    expect(/演练/.test(text) || /"mode": ?"rehearsal"/.test(text) || /rehearsal|演练/.test(name)).toBe(true);
    // A page of the console gives files names of its own: what is read by people has the mark in its text.
    if (/\.(csv|xlsx)$/.test(url)) expect(text).toContain('演练');
  });
});
