import type { ProfileView } from '@piaojue/contract/profile';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contestData, evaluationData } from '../rules/test-contest.ts';
import { type TestHall, testHall } from '../sitting/test-hall.ts';
import { as, testApp } from './test-app.ts';

const headers = as('operator');

let t: TestHall;
let app: FastifyInstance;
beforeEach(async () => {
  t = testHall();
  app = await testApp(t.hall);
});
afterEach(async () => {
  await app.close();
  await t.dispose();
});

const get = async (url: string) => (await app.inject({ url, headers })).json<ProfileView[]>();
const put = async (id: string, payload: object) =>
  await app.inject({ method: 'PUT', url: `/api/profiles/${id}`, headers, payload });
const township = {
  name: '本镇票决',
  kind: 'selection',
  rules: contestData({ field: 3, seats: 1, press: 'first' }).rules,
};

describe('rule profiles over HTTP', () => {
  it('the ready-made ones are there at first, each in words of both languages', async () => {
    const profiles = await get('/api/profiles');
    expect(profiles.map(({ id, version }) => `${id} ${version}`)).toEqual([
      'township 1',
      'county 1',
      'resolution 1',
      'evaluation 1',
      'election 1',
    ]);
    for (const { words } of profiles) expect(words.en.length).toBe(words['zh-CN'].length);
  });

  it('an edit is the next version: the former one stays, the list has the newest, and the record says so', async () => {
    expect((await put('township', township)).json()).toMatchObject({ id: 'township', version: 2, readyMade: false });
    expect((await put('township', { ...township, name: '本镇票决（修订）' })).json()).toMatchObject({ version: 3 });
    const newest = await get('/api/profiles');
    expect(newest[0]).toMatchObject({
      id: 'township',
      version: 3,
      rules: { press: 'first', profile: { id: 'township', version: 3 } },
    });
    expect(newest.length).toBe(5);
    expect((await get('/api/profiles/township')).map(({ version, readyMade }) => [version, readyMade])).toEqual([
      [1, true],
      [2, false],
      [3, false],
    ]);
    const saved = t.store.record().filter(({ event }) => event.event === 'rule profile saved');
    expect(saved.map(({ event }) => [event['profile'], event['version'], event['by']])).toEqual([
      ['township', 2, 'operator'],
      ['township', 3, 'operator'],
    ]);
  });

  it('a new one stands after the ready-made ones', async () => {
    await put('half', { name: '半数不含', kind: 'evaluation', rules: evaluationData(1, { halfPasses: false }).rules });
    expect((await get('/api/profiles')).at(-1)).toMatchObject({ id: 'half', version: 1, kind: 'evaluation' });
  });

  it('rules with faults are refused with every place, and nothing is saved', async () => {
    const wrong = await put('township', {
      ...township,
      rules: { ...township.rules, rateBase: 'forAgainst', seats: 0 },
    });
    expect(wrong.statusCode).toBe(400);
    expect(wrong.json()).toMatchObject({
      error: 'bad-profile',
      detail: expect.stringContaining('/rules/seats: expected'),
    });
    expect((await get('/api/profiles/township')).length).toBe(1);
    expect((await put('Not-an-id', township)).statusCode).toBe(400);
    expect((await put('township', { ...township, more: 1 })).statusCode).toBe(400);
  });

  it('makes a contest by the newest version, checked; a field that is too narrow is refused', async () => {
    await put('township', township);
    const make = async (payload: object, id = 'township') =>
      await app.inject({ method: 'POST', url: `/api/profiles/${id}/contest`, headers, payload });
    const candidates = [{ no: 1 }, { no: 2 }, { no: 3 }];
    const made = await make({ title: '票决', candidates, seats: 2 });
    expect(made.json()).toMatchObject({
      title: '票决',
      kind: 'selection',
      candidates,
      rules: { seats: 2, maxMarks: 2, press: 'first', profile: { id: 'township', version: 2 } },
    });
    // What it makes can be drafted as it is.
    expect(
      (await app.inject({ method: 'POST', url: '/api/contests', headers, payload: made.json<object>() })).statusCode,
    ).toBe(201);
    const narrow = await make({ candidates, seats: 3 });
    expect([narrow.statusCode, narrow.json<{ error: string }>().error]).toEqual([400, 'bad-contest']);
    expect((await make({ candidates }, 'nobody')).statusCode).toBe(404);
  });
});
