import { type Role, ROLES } from '@piaojue/contract/live';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sessions } from '../access/sessions.ts';
import { contestData, totals } from '../rules/test-contest.ts';
import { type TestHall, testHall } from '../sitting/test-hall.ts';
import { as, signer, testApp } from './test-app.ts';

const PINS: Readonly<Record<string, Role>> = Object.fromEntries(ROLES.map((role, i) => [`${i + 1}`.repeat(6), role]));
const WITNESSES = ['operator', 'presiding', 'chiefMonitor', 'monitor'] as const;

async function serve(hall: TestHall): Promise<FastifyInstance> {
  return await testApp(hall.hall, { pins: { roleOf: (pin) => PINS[pin] } });
}

/**
 * Who may call what. A new route without a line here fails the test.
 * `ok`: a call by such a role that gets through the door, and what it answers.
 */
const contest = contestData({ field: 3, seats: 1 });
const sitting = {
  congress: '大会',
  meeting: '会议',
  date: '2027-03-12',
  seats: [
    { name: '王', keypad: 1 },
    { name: '李', keypad: 2 },
  ],
};
const EXPECTED: Readonly<
  Record<string, { readonly roles: readonly Role[] | 'anyone'; readonly body?: object; readonly answers: number }>
> = {
  'POST /api/session': { roles: 'anyone', body: { pin: '111111' }, answers: 200 },
  'GET /api/health': { roles: 'anyone', answers: 200 },
  'GET /api/sitting': { roles: WITNESSES, answers: 200 },
  'PUT /api/sitting': { roles: ['operator'], body: sitting, answers: 200 },
  'GET /api/agenda': { roles: WITNESSES, answers: 200 },
  'GET /api/agenda.csv': { roles: WITNESSES, answers: 200 },
  'GET /api/agenda.xlsx': { roles: WITNESSES, answers: 200 },
  'POST /api/import/:kind': { roles: ['operator'], body: contest, answers: 400 },
  'GET /api/import/template/:kind.csv': { roles: ['operator'], answers: 200 },
  'GET /api/import/template/:kind.xlsx': { roles: ['operator'], answers: 200 },
  'POST /api/contests': { roles: ['operator'], body: contest, answers: 201 },
  'GET /api/profiles': { roles: ['operator'], answers: 200 },
  'GET /api/profiles/:id': { roles: ['operator'], answers: 404 },
  'PUT /api/profiles/:id': {
    roles: ['operator'],
    body: { name: '本镇票决', kind: 'selection', rules: contest.rules },
    answers: 200,
  },
  'POST /api/profiles/:id/contest': { roles: ['operator'], body: { candidates: contest.candidates }, answers: 200 },
  'GET /api/readiness': { roles: ['operator', 'chiefMonitor', 'monitor'], answers: 200 },
  'GET /api/readiness.csv': { roles: ['operator', 'chiefMonitor', 'monitor'], answers: 200 },
  'GET /api/record': { roles: WITNESSES, answers: 200 },
  'GET /api/record.csv': { roles: WITNESSES, answers: 200 },
  'GET /api/record.chain': { roles: WITNESSES, answers: 200 },
  'GET /api/rounds': { roles: WITNESSES, answers: 200 },
  'GET /api/rounds/:id/result': { roles: WITNESSES, answers: 404 },
  'GET /api/rounds/:id/result.csv': { roles: WITNESSES, answers: 404 },
  'GET /api/rounds/:id/result.xlsx': { roles: WITNESSES, answers: 404 },
  'GET /api/rounds/:id/report': { roles: WITNESSES, answers: 404 },
  'GET /api/rounds/:id/:file': { roles: WITNESSES, answers: 404 },
  'GET /api/setup/report': { roles: ['operator'], answers: 200 },
  // Asked in a language that there is not: nothing is printed for it.
  'GET /api/setup/report.pdf': { roles: ['operator'], answers: 400 },
  'GET /api/setup/sitting.json': { roles: ['operator'], answers: 200 },
  'GET /api/rehearsal/deck': { roles: ['operator'], answers: 200 },
  'GET /api/rehearsal/deck/sheet': { roles: ['operator'], answers: 200 },
  'POST /api/page-faults': { roles: ROLES, body: { page: 'screen', kind: 'render' }, answers: 204 },
  'POST /api/keypads/replace': {
    roles: ['operator'],
    body: { commandId: 'replace-1', slot: 0, keypad: 7 },
    answers: 200,
  },
  // Last: nothing goes on after it.
  'POST /api/sitting/end': { roles: ['operator'], body: { commandId: 'ending-1' }, answers: 200 },
};

describe('who may call what', () => {
  let t: TestHall;
  let app: FastifyInstance;
  beforeAll(async () => {
    t = testHall();
    app = await serve(t);
  });
  afterAll(async () => {
    await app.close();
    await t.dispose();
  });

  it('every route under /api stands in the table, with the roles it declares, and HEAD with each GET', () => {
    const stated = Object.entries(EXPECTED).flatMap(([route, { roles }]) => [
      { route, roles },
      ...(route.startsWith('GET ') ? [{ route: route.replace('GET', 'HEAD'), roles }] : []),
    ]);
    const byRoute = (a: { route: string }, b: { route: string }) => a.route.localeCompare(b.route);
    expect([...app.apiRoutes].toSorted(byRoute)).toEqual(stated.toSorted(byRoute));
    expect(app.apiRoutes.length).toBeGreaterThan(8);
  });

  const calls = Object.entries(EXPECTED).flatMap(([route, expected]) => {
    const [method = '', url = ''] = route.split(' ');
    const path = url
      .replace('report.pdf', 'report.pdf?lang=none')
      .replace(':id', '9')
      .replace(':kind', 'roll')
      .replace(':file', 'bundle.json');
    return [undefined, ...ROLES].flatMap((role) =>
      (method === 'GET' ? ['GET', 'HEAD'] : [method]).map(
        (verb) => [verb, path, role ?? 'nobody', { ...expected, role }] as const,
      ),
    );
  });
  it.each(calls)('%s %s as %s', async (method, url, _who, { roles, role, body, answers }) => {
    const response = await app.inject({
      method: method as 'GET',
      url,
      headers: as(role),
      ...(body && { payload: body }),
    });
    const allowed = roles === 'anyone' || (role !== undefined && roles.includes(role));
    expect(response.statusCode).toBe(allowed ? answers : role ? 403 : 401);
    if (!allowed && method !== 'HEAD')
      expect(response.json()).toEqual({ error: role ? 'forbidden' : 'unauthorized', detail: expect.any(String) });
    expect(response.headers).toMatchObject({
      'content-security-policy': expect.stringMatching(/default-src 'self'.*frame-ancestors 'none'/),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
    });
    expect(response.headers['access-control-allow-origin']).toBeUndefined();
    expect(response.headers['strict-transport-security']).toBeUndefined();
  });

  it('a token that is expired, forged, or in another place than the header is nobody', async () => {
    const old = sessions(new Uint8Array(32).fill(1), () => 1_700_000_000_000).issue('operator');
    const foreign = sessions(new Uint8Array(32), () => 1_800_000_000_000).issue('operator');
    const good = signer.issue('operator');
    for (const headers of [
      { authorization: `Bearer ${old}` },
      { authorization: `Bearer ${foreign}` },
      { authorization: good },
      { authorization: `Basic ${good}` },
      { cookie: `token=${good}` },
    ])
      expect((await app.inject({ url: '/api/rounds', headers })).statusCode).toBe(401);
    expect((await app.inject({ url: `/api/rounds?token=${good}` })).statusCode).toBe(401);
  });

  it('what is not there is 404 with the same headers, and the API page is there', async () => {
    const none = await app.inject({ url: '/api/ballots', headers: as('operator') });
    expect([none.statusCode, none.headers['x-content-type-options']]).toEqual([404, 'nosniff']);
    expect((await app.inject({ url: '/api/docs/json' })).json()).toMatchObject({ openapi: expect.any(String) });
  });
});

describe('what is asked', () => {
  let t: TestHall;
  let app: FastifyInstance;
  beforeEach(async () => {
    t = testHall();
    app = await serve(t);
  });
  afterEach(async () => {
    await app.close();
    await t.dispose();
  });
  const post = async (url: string, payload: unknown, role?: Role) => {
    const response = await app.inject({
      method: 'POST',
      url,
      headers: { ...as(role), 'content-type': 'application/json' },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    });
    return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
  };

  it('a PIN gives a session of its role; wrong types and extra fields are refused as they are', async () => {
    for (const [pin, role] of Object.entries(PINS)) {
      const { status, body } = await post('/api/session', { pin });
      expect([status, body['role'], signer.roleOf(body['token'])]).toEqual([200, role, role]);
    }
    for (const body of [
      { pin: 111_111 },
      { pin: null },
      { pin: ['111111'] },
      { pin: '' },
      { pin: 'x'.repeat(65) },
      {},
      [],
      null,
      'x',
    ])
      expect((await post('/api/session', body)).status).toBe(400);
    expect(await post('/api/session', { pin: '111111', role: 'operator' })).toMatchObject({
      status: 400,
      body: { error: 'bad-request' },
    });
    expect((await post('/api/session', '{"pin":')).status).toBe(400);
  });

  it('two hundred wrong PINs at once count like as many in a row', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => post('/api/session', { pin: '999999' })));
    const by = (error: string): number => answers.filter(({ body }) => body['error'] === error).length;
    expect([by('wrong-pin'), by('locked-out') + by('busy')]).toEqual([8, 192]);
  });

  it('after eight wrong PINs the address waits, also with the right one', async () => {
    for (let i = 0; i < 8; i++) expect((await post('/api/session', { pin: '999999' })).status).toBe(401);
    const locked = await post('/api/session', { pin: '111111' });
    expect(locked).toEqual({
      status: 429,
      body: { error: 'locked-out', detail: expect.stringMatching(/again in 60 s/) },
    });
  });

  it('a contest is drafted whole or every fault of it is named', async () => {
    expect(await post('/api/contests', contest, 'operator')).toEqual({ status: 201, body: { roundId: 1 } });
    const wrong = { ...contest, rules: { ...contest.rules, seats: '1' }, extra: 1 };
    const refused = await post('/api/contests', wrong, 'operator');
    expect([refused.status, refused.body['error']]).toEqual([400, 'bad-contest']);
    expect(refused.body['detail']).toMatch(/\/rules\/seats: expected a whole number.*got "1"/);
    expect(refused.body['detail']).toMatch(/\/extra: expected only the fields/);
    for (const body of [null, 7, 'x', [], {}]) expect((await post('/api/contests', body, 'operator')).status).toBe(400);
    expect(t.store.rounds().length).toBe(1);
    await t.must('round:ready', { roundId: 1 });
    expect(await post('/api/contests', contest, 'operator')).toMatchObject({
      status: 409,
      body: { error: 'round-in-progress' },
    });
  });

  it('a body that is too large is refused before it is read', async () => {
    expect((await post('/api/contests', `"${'x'.repeat(1_000_001)}"`, 'operator')).status).toBe(413);
  });

  it('a sitting is set up before anybody signs in, and not after', async () => {
    const put = (body: object) =>
      app.inject({ method: 'PUT', url: '/api/sitting', headers: as('operator'), payload: body });
    expect((await put({ ...sitting, extra: 1 })).statusCode).toBe(400);
    expect((await put({ ...sitting, seats: [{ name: '王', keypad: '1' }] })).json()).toMatchObject({
      error: 'bad-sitting',
      detail: expect.stringMatching(/\/seats\/0\/keypad/),
    });
    expect((await put({ ...sitting, seats: [{ name: '王', keypad: 500 }] })).json()).toMatchObject({
      error: 'bad-payload',
      detail: expect.stringMatching(/none for 500/),
    });
    expect(t.store.seats().length).toBe(6);
    expect((await put(sitting)).json()).toEqual({ seats: 2 });
    expect((await app.inject({ url: '/api/sitting', headers: as('monitor') })).json()).toEqual({
      congress: '大会',
      meeting: '会议',
      date: '2027-03-12',
      mode: 'rehearsal',
      present: 0,
      all: 2,
      handout: 'listed',
      deputies: 2,
      observers: 0,
      officers: {},
      seats: [
        { slot: 0, name: '王', group: '', keypad: 1 },
        { slot: 1, name: '李', group: '', keypad: 2 },
      ],
    });
    t.present(1);
    expect((await put(sitting)).statusCode).toBe(409);
  });

  it('a round number is a plain number: nothing else is turned into one', async () => {
    for (const id of ['0', '-1', '1.0', '1e2', '0x1', '65535', '100000', 'one', '1 ', ' 1'])
      expect(
        (await app.inject({ url: `/api/rounds/${encodeURIComponent(id)}/result`, headers: as('operator') })).statusCode,
      ).toBe(400);
    for (const file of ['bundle.txt', '..%2f..%2fhall.sqlite', 'patterns.sealed', 'constructor'])
      expect((await app.inject({ url: `/api/rounds/1/${file}`, headers: as('operator') })).statusCode).toBe(400);
  });
});

describe('a round over HTTP', () => {
  let t: TestHall;
  let app: FastifyInstance;
  beforeEach(async () => {
    t = testHall();
    app = await serve(t);
  });
  afterEach(async () => {
    await app.close();
    await t.dispose();
  });
  const get = (url: string) => app.inject({ url, headers: as('monitor') });
  const FILES = ['result', 'result.csv', 'bundle.json', 'bundle.sig', 'chain.json', 'chain.sig'];

  it('nothing of a result before it was tallied, in no format', async () => {
    const roundId = await t.openRound();
    t.boxSays.totals = totals([4, 1, 1], 6);
    t.boxSays.holds = 'recount';
    const none = async () => {
      for (const file of FILES) {
        const response = await get(`/api/rounds/${roundId}/${file}`);
        expect([file, response.statusCode, response.json()]).toEqual([
          file,
          404,
          { error: 'no-result', detail: expect.any(String) },
        ]);
      }
    };
    await none();
    await t.must('round:close', { roundId });
    await none();
    await t.must('round:abort', { roundId, reason: '停电' });
    await t.runner.settled();
    await none();
    expect((await get('/api/rounds')).json()).toEqual([
      { id: 1, title: '', turn: 1, state: 'aborted', hash: t.store.round(1)?.frozen?.hash },
    ]);
  });

  it('result, table and signed bundle of a closed round', async () => {
    const roundId = await t.closedRound(totals([4, 1, 1], 6));
    expect((await get(`/api/rounds/${roundId}/result`)).json()).toMatchObject({
      outcome: 'complete',
      rows: [{ votes: 4, status: 'chosen' }, { votes: 1 }, { votes: 1 }],
    });
    const csv = await get(`/api/rounds/${roundId}/result.csv`);
    expect([csv.headers['content-type'], csv.headers['content-disposition']]).toEqual([
      'text/csv; charset=utf-8',
      `attachment; filename="round-1-rehearsal-unannounced.csv"; filename*=UTF-8''${encodeURIComponent('票决结果-第1号-演练-未公布.csv')}`,
    ]);
    expect(csv.body).toMatch(/^\uFEFF票决结果,/);
    expect(csv.body).toMatch(/未公布（演练）/);
    const bundle = await get(`/api/rounds/${roundId}/bundle.json`);
    expect([bundle.headers['content-type'], bundle.json()]).toMatchObject(['application/json', { votes: [4, 1, 1] }]);
    expect((await get(`/api/rounds/${roundId}/bundle.sig`)).rawPayload).toHaveLength(64);
    // Its chain comes to rest when it is announced.
    expect((await get(`/api/rounds/${roundId}/chain.json`)).statusCode).toBe(404);
    await t.must('round:announce', { roundId });
    expect((await get(`/api/rounds/${roundId}/chain.json`)).json()).toMatchObject({
      chain: roundId,
      rounds: [{ bundle: t.store.round(roundId)?.bundleHash }],
    });
    expect((await get(`/api/rounds/${roundId}/chain.sig`)).rawPayload).toHaveLength(64);
    await t.must('round:announce', { roundId });
    expect((await get(`/api/rounds/${roundId}/result.csv`)).headers['content-disposition']).toMatch(
      /round-\d+-rehearsal-announced\.csv/,
    );
  });

  it('a void round: no figure per candidate in any format', async () => {
    const roundId = await t.closedRound(totals([7, 5, 6], 7));
    const bodies = await Promise.all(FILES.slice(0, 3).map((file) => get(`/api/rounds/${roundId}/${file}`)));
    expect(bodies[0]?.json()).toMatchObject({
      outcome: 'void',
      rows: [{ votes: null }, { votes: null }, { votes: null }],
    });
    expect(bodies[1]?.body).toMatch(/\r\n结果,作废\r\n$/);
    expect(bodies[2]?.json()).toMatchObject({ votes: [] });
  });
});
