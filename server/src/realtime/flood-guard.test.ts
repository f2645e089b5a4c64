import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { contestData } from '../rules/test-contest.ts';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sessions } from '../access/sessions.ts';
import { type TestHall, testHall } from '../sitting/test-hall.ts';
import { Live } from './live.ts';

const HOUR_MS = 3_600_000;
const EVENTS = 100_000;
let now: number;
let t: TestHall;
let live: Live;
let url: string;
const clients: Socket[] = [];
const signer = sessions(new Uint8Array(32).fill(1), () => now);

beforeEach(async () => {
  now = 1_800_000_000_000;
  t = testHall({ changed: () => live.changed() });
  const http = createServer();
  live = new Live(http, {
    sessions: signer,
    gatewayToken: 'x',
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

async function connect(space: string, role: 'operator' | 'screen' | 'monitor'): Promise<Socket> {
  const options = { auth: { token: signer.issue(role) }, transports: ['websocket'], reconnection: false };
  const client = io(`${url}${space}`, { ...options, forceNew: true });
  clients.push(client);
  await once(client as never, 'connect');
  return client;
}
const gone = async (client: Socket): Promise<void> => {
  if (client.connected) await once(client as never, 'disconnect');
};

it.each(['/screen', '/console'] as const)(
  'a socket of %s that sends a hundred thousand events is cut off, and the operator is answered meanwhile',
  async (space) => {
    const operator = await connect('/console', 'operator');
    const flooder = await connect(space, space === '/screen' ? 'screen' : 'operator');
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    for (let i = 0; i < EVENTS; i++) flooder.emit('signIn:start', { commandId: 'x' });
    const left = gone(flooder);
    const asked = performance.now();
    const command = { commandId: 'meanwhile', motion: false };
    expect(await operator.emitWithAck('screen:set', command)).toMatchObject({ ok: true });
    const answeredMs = performance.now() - asked;
    await left;
    delay.disable();
    expect([live.flooders, t.hall.sitting.signInOpen, operator.connected]).toEqual([1, false, true]);
    console.log(
      `${EVENTS} events of one socket of ${space}: cut off; the operator's answer took ${Math.round(answeredMs)} ms, the event loop (client and server in one) was held ${Math.round(delay.max / 1e6)} ms at most`,
    );
  },
);

it('large messages are cut off by their bytes; what people send all day is not', async () => {
  const patient = await connect('/console', 'operator');
  const contest = contestData({ field: 60, seats: 10 });
  for (let i = 0; i < 20; i++)
    expect(
      await patient.emitWithAck('screen:set', { commandId: `change ${i}`, motion: i % 2 === 0, contest }),
    ).toBeDefined();
  const heavy = await connect('/screen', 'screen');
  for (let i = 0; i < 12; i++) heavy.emit('x', 'x'.repeat(900_000));
  await gone(heavy);
  expect([live.flooders, patient.connected]).toEqual([1, true]);
});

it('a session that ends is heard no more and asked to sign on; the screen of the hall stays', async () => {
  const [operator, monitor, screen] = await Promise.all([
    connect('/console', 'operator'),
    connect('/officers', 'monitor'),
    connect('/screen', 'screen'),
  ]);
  now += 12 * HOUR_MS;
  const left = gone(operator);
  const late = { commandId: 'too late', motion: false };
  expect(await operator.emitWithAck('screen:set', late)).toEqual({
    ok: false,
    error: { code: 'forbidden', detail: expect.stringMatching(/sign on again/) },
  });
  await left;
  expect(t.hall.sitting.hall.motion).toBe(true);
  live.endSessions();
  await gone(monitor);
  live.changed();
  await once(screen as never, 'screen:snapshot');
  expect(screen.connected).toBe(true);
});

it('a host that is not this one gets no socket', async () => {
  const { port } = new URL(url);
  for (const [host, expected] of [
    [`evil.example:${port}`, 'connect_error'],
    [`127.0.0.1:${port}`, 'connect'],
  ] as const) {
    const client = io(`${url}/screen`, {
      auth: { token: signer.issue('screen') },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      extraHeaders: { host },
    });
    clients.push(client);
    const came = await Promise.race(
      ['connect', 'connect_error'].map((event) => once(client as never, event).then(() => event)),
    );
    expect([host, came]).toEqual([host, expected]);
  }
});
