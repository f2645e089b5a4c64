import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { COMMANDS, type CommandAnswer, ROLES_OF_COMMAND } from '@piaojue/contract/commands';
import type { ConsoleView } from '@piaojue/contract/console-view';
import { type Role, ROLES } from '@piaojue/contract/live';
import type { OfficersView } from '@piaojue/contract/officers-view';
import type { Picture, ScreenView } from '@piaojue/contract/screen-view';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sessions } from '../access/sessions.ts';
import { contestData } from '../rules/test-contest.ts';
import { type TestHall, testHall } from '../sitting/test-hall.ts';
import { Live } from './live.ts';

/** A machine that is busy with other tests. */
const PATIENT = { timeout: 10_000 } as const;

const GATEWAY_TOKEN = 'gateway-token';
const signer = sessions(new Uint8Array(32).fill(1), () => 1_800_000_000_000);
let t: TestHall;
let live: Live;
let url: string;
const clients: Socket[] = [];

beforeEach(async () => {
  t = testHall({ changed: () => live.changed() });
  const http = createServer();
  live = new Live(http, {
    sessions: signer,
    gatewayToken: GATEWAY_TOKEN,
    run: 'run-1',
    health: () => ({ fsyncMs: 1, roundKey: 'tmpfs', certificate: null, warnings: [] }),
  });
  live.attach(t.hall);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  await live.close();
  await t.dispose();
});

function connect(space: string, token: unknown, extraHeaders: Record<string, string> = {}): Socket {
  const client = io(`${url}${space}`, {
    auth: { token, gateway: 'g', instance: '1' },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    extraHeaders,
  });
  clients.push(client);
  return client;
}
/** `connected`, or why not. */
const outcome = (client: Socket): Promise<string> =>
  new Promise((resolve) => {
    client.once('connect', () => resolve('connected'));
    client.once('connect_error', (error) => resolve(error.message));
  });
const first = async <T>(client: Socket, event: string): Promise<T> => (await once(client as never, event))[0] as T;
const order = (client: Socket, name: string, payload: unknown): Promise<CommandAnswer> =>
  client.emitWithAck(name, payload) as Promise<CommandAnswer>;

describe('who may come in', () => {
  const tokens: [string, unknown][] = [
    ...ROLES.map((role): [string, unknown] => [role, signer.issue(role)]),
    ['the gateway token', GATEWAY_TOKEN],
    ['another token', 'gateway-tokem'],
    ['an empty one', ''],
    ['none', undefined],
    ['an object', { token: 1 }],
    ['a number', 7],
  ];
  const ALLOWED: Record<string, readonly string[]> = {
    '/screen': ROLES,
    '/console': ['operator'],
    '/officers': ['presiding', 'chiefMonitor', 'monitor'],
    // Gateways prove that they hold the token (gateway-door.test.ts); nobody sends it.
    '/gateway': [],
    '/nothing': [],
  };
  it.each(Object.entries(ALLOWED))('%s', async (space, allowed) => {
    for (const [who, token] of tokens) {
      const came = await outcome(connect(space, token));
      expect([who, came === 'connected']).toEqual([who, allowed.includes(who)]);
    }
  });

  it('a page of another origin may not, a program without an origin may', async () => {
    const token = signer.issue('screen');
    const { host } = new URL(url);
    expect(await outcome(connect('/screen', token, { origin: `http://${host}` }))).toBe('connected');
    for (const origin of ['http://evil.example', `http://${host}.evil.example`, 'null', 'http://127.0.0.1:1'])
      expect([origin, await outcome(connect('/screen', token, { origin }))]).not.toEqual([origin, 'connected']);
  });
});

describe('snapshots', () => {
  it('a screen and a console are shown the hall at once; a reload shows the same with a higher revision', async () => {
    const screen = await first<ScreenView>(connect('/screen', signer.issue('screen')), 'screen:snapshot');
    const console = await first<ConsoleView>(connect('/console', signer.issue('operator')), 'console:snapshot');
    const again = await first<ScreenView>(connect('/screen', signer.issue('screen')), 'screen:snapshot');
    expect(screen).toMatchObject({ run: 'run-1', rehearsal: true, picture: { kind: 'idle' } });
    expect(console).toMatchObject({ next: { label: 'startSignIn' }, seats: { length: 6 }, health: { fsyncMs: 1 } });
    expect(console.screen.picture).toEqual(screen.picture);
    expect(again.picture).toEqual(screen.picture);
    expect(again.rev).toBeGreaterThan(screen.rev);
  });

  it('each place is sent its own picture, and the desk is told who is there', async () => {
    await t.must('screen:show', { place: 'presidium', picture: 'calibration' });
    const places = new Map<string, string>();
    for (const role of ROLES) {
      const view = await first<ScreenView>(connect('/screen', signer.issue(role)), 'screen:snapshot');
      places.set(role, `${view.place} ${view.picture.kind}`);
    }
    expect(Object.fromEntries(places)).toEqual({
      ...Object.fromEntries(ROLES.map((role) => [role, 'hall idle'])),
      presidium: 'presidium calibration',
    });
    const desk = connect('/console', signer.issue('operator'));
    const seen = await first<ConsoleView>(desk, 'console:snapshot');
    expect(seen.screens).toMatchObject({
      hall: { connected: ROLES.length - 1, late: 0 },
      presidium: { connected: 1, late: 0 },
    });
    // A change of one place reaches it, and the other goes on with its own.
    const presidium = clients.find(({ auth }) => (auth as { token: string }).token.startsWith('presidium'));
    if (!presidium) throw new Error('expected the screen of the presidium');
    await t.must('screen:show', { place: 'presidium', picture: 'signIn' });
    live.changed();
    let next = await first<ScreenView>(presidium, 'screen:snapshot');
    while (next.picture.kind !== 'signIn') next = await first<ScreenView>(presidium, 'screen:snapshot');
    expect(next.place).toBe('presidium');
    presidium.disconnect();
    let told = await first<ConsoleView>(desk, 'console:snapshot');
    while (told.screens.presidium.late === 0) told = await first<ConsoleView>(desk, 'console:snapshot');
    expect(told.screens.presidium).toMatchObject({ connected: 0, late: 1 });
  });

  it('many changes at once make one snapshot, and it shows the last of them', async () => {
    const client = connect('/screen', signer.issue('screen'));
    const seen: ScreenView[] = [];
    client.on('screen:snapshot', (view: ScreenView) => seen.push(view));
    const until = async (holds: (view: ScreenView) => boolean): Promise<void> => {
      while (!seen.some(holds)) await once(client as never, 'screen:snapshot');
    };
    await until(() => true);
    const before = seen.length;
    for (const r of [3, 4, 5, 6, 7, 8, 9, 10]) {
      await t.must('screen:set', { r });
      for (let i = 0; i < 20; i++) live.changed();
    }
    await until(({ hall }) => hall.r === 10);
    // 160 changes: one that may have been due before them, one for all of them, one of the clock.
    expect(seen.length - before).toBeLessThanOrEqual(3);
    expect(seen.map(({ rev }) => rev)).toEqual(seen.map(({ rev }) => rev).toSorted((a, b) => a - b));
  });

  it('收票中 is shown in every close, however short the drain, and before the result', async () => {
    const watch = (client: Socket): Picture['kind'][] => {
      const kinds: Picture['kind'][] = [];
      client.on('screen:snapshot', ({ picture }: ScreenView) => {
        if (picture.kind !== 'counting' && kinds.at(-1) !== picture.kind) kinds.push(picture.kind);
      });
      return kinds;
    };
    const clients = [1, 2, 3].map(() => connect('/screen', signer.issue('screen')));
    const seen = clients.map(watch);
    await Promise.all(clients.map((client) => first(client, 'screen:snapshot')));
    const totals = { returned: 4, valid: 4, invalid: 0, votes: [3, 1, 0] };
    for (let i = 0; i < 50; i++) {
      for (const kinds of seen) kinds.length = 0;
      const roundId = await t.closedRound(totals);
      const shown = clients.map(async (client, at) => {
        while (seen[at]?.at(-1) !== 'result') await first(client, 'screen:snapshot');
      });
      await Promise.all(shown);
      for (const kinds of seen) expect([i, kinds.slice(-3)]).toEqual([i, ['voting', 'closing', 'result']]);
      await t.must('round:announce', { roundId });
    }
  });

  it('a screen is sent nothing but pictures, and what it sends is not heard', async () => {
    const events: string[] = [];
    const client = connect('/screen', signer.issue('operator'));
    client.onAny((event: string) => events.push(event));
    await first(client, 'screen:snapshot');
    client.emit('signIn:start', { commandId: 'from a screen' });
    client.emit('contest:import', { commandId: 'from a screen', contest: contestData({ field: 3, seats: 1 }) });
    // What a console sends later on a connection of its own is answered: the screen's words came before.
    const operator = connect('/console', signer.issue('operator'));
    expect(await order(operator, 'screen:set', { commandId: 'barrier 1', motion: false })).toMatchObject({ ok: true });
    await first(client, 'screen:snapshot');
    expect([t.hall.sitting.signInOpen, t.store.rounds(), new Set(events)]).toEqual([
      false,
      [],
      new Set(['screen:snapshot']),
    ]);
  });
});

describe('officers', () => {
  it('are shown the hall at once, and again when somebody confirms something', async () => {
    const people = { emptyBox: true, sums: true, presiding: false } as const;
    t.present(6);
    const roundId = await t.must('contest:import', { contest: contestData({ field: 3, seats: 1, people }) });
    await t.must('round:ready', { roundId });
    const client = connect('/officers', signer.issue('monitor'));
    const shown = await first<OfficersView>(client, 'officers:snapshot');
    expect(shown).toMatchObject({ run: 'run-1', round: { state: 'ready', blockedBy: ['box-not-confirmed'] } });
    const payload = { commandId: 'confirm-0001', roundId, what: 'emptyBox' };
    expect(await order(client, 'round:confirm', payload)).toEqual({ ok: true, value: { roundId } });
    const next = await first<OfficersView>(client, 'officers:snapshot');
    expect([next.round?.blockedBy, next.rev > shown.rev]).toEqual([[], true]);
    expect(t.store.round(roundId)?.agreements?.emptyBox?.by).toBe('monitor');
  });

  it.each(
    (['presiding', 'chiefMonitor', 'monitor', 'operator'] as const).map((role) => [
      role,
      role === 'operator' ? '/console' : '/officers',
    ]),
  )('%s is heard for the commands of this role and for no other', async (role, space) => {
    const client = connect(space, signer.issue(role));
    await outcome(client);
    const heard: string[] = [];
    const answers = Object.keys(COMMANDS).map(async (name) => {
      const answer = await order(client, name, { commandId: 'x' });
      heard.push(name);
      // Another payload than any of them wants: nothing is carried out.
      expect(answer).toMatchObject({ ok: false, error: { code: 'bad-payload' } });
    });
    const mine = Object.entries(ROLES_OF_COMMAND).flatMap(([name, roles]) =>
      roles.includes(role as Role) ? [name] : [],
    );
    await expect.poll(() => heard.toSorted(), PATIENT).toEqual(mine.toSorted());
    // All were sent before this one, and what is not heard has no answer.
    const other = connect('/screen', signer.issue('screen'));
    await first(other, 'screen:snapshot');
    expect(heard.toSorted()).toEqual(mine.toSorted());
    void Promise.allSettled(answers);
  });
});

describe('commands', () => {
  it('are answered, and the same id is answered alike and done once', async () => {
    const client = connect('/console', signer.issue('operator'));
    const payload = { commandId: 'import-0001', contest: contestData({ field: 3, seats: 1 }) };
    const answers = await Promise.all([1, 2, 3].map(() => order(client, 'contest:import', payload)));
    expect(answers).toEqual([1, 2, 3].map(() => ({ ok: true, value: { roundId: 1 } })));
    const other = connect('/console', signer.issue('operator'));
    expect(await order(other, 'contest:import', payload)).toEqual(answers[0]);
    expect(t.store.rounds().length).toBe(1);
    expect(await order(other, 'contest:import', { ...payload, commandId: 'import-0002' })).toMatchObject({
      value: { roundId: 2 },
    });
  });

  it('a bad payload is answered with what was expected, and nothing is done', async () => {
    const client = connect('/console', signer.issue('operator'));
    const contest = contestData({ field: 3, seats: 1 });
    for (const [name, payload] of [
      ['signIn:start', undefined],
      ['signIn:start', null],
      ['signIn:start', 'now'],
      ['signIn:start', {}],
      ['signIn:start', { commandId: 'short' }],
      ['signIn:start', { commandId: 'long enough', extra: 1 }],
      ['round:open', { commandId: 'long enough', roundId: '1' }],
      ['round:open', { commandId: 'long enough', roundId: 0 }],
      ['round:abort', { commandId: 'long enough', roundId: 1, reason: '' }],
      ['screen:set', { commandId: 'long enough', r: 21 }],
      ['contest:import', { commandId: 'long enough' }],
      ['contest:import', { commandId: 'short', contest }],
      ['contest:import', { commandId: 'long enough', contest, extra: 1 }],
    ] as const)
      expect([name, payload, await order(client, name, payload)]).toEqual([
        name,
        payload,
        { ok: false, error: { code: 'bad-payload', detail: expect.stringMatching(new RegExp(`^${name}`)) } },
      ]);
    expect([t.hall.sitting.signInOpen, t.store.rounds()]).toEqual([false, []]);
  });

  it('a faulty contest is refused with every fault of it', async () => {
    const client = connect('/console', signer.issue('operator'));
    const contest = { ...contestData({ field: 2, seats: 2 }), title: 7, extra: 1 };
    const answer = await order(client, 'contest:import', { commandId: 'long enough', contest });
    expect(answer).toEqual({
      ok: false,
      error: { code: 'bad-contest', detail: expect.stringMatching(/\/title: expected /) },
    });
    expect(JSON.stringify(answer)).toMatch(/\/extra/);
  });

  it('without an acknowledgement they are done all the same; an unknown one is not heard', async () => {
    const client = connect('/console', signer.issue('operator'));
    client.emit('signIn:start', { commandId: 'no answer wanted' });
    client.emit('round:explode', { commandId: 'long enough' });
    expect(await order(client, 'screen:set', { commandId: 'barrier 2', motion: false })).toMatchObject({ ok: true });
    expect(t.hall.sitting.signInOpen).toBe(true);
  });
});
