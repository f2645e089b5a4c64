import { readlinkSync } from 'node:fs';
import { toBase64url } from '@piaojue/firmware-protocol/base64url';
import { encodeLine, payloadOf } from '@piaojue/firmware-protocol/line';
import { BUSY_FLAG, HALL_STATES, Receipt, REHEARSAL_FLAG, State } from '@piaojue/firmware-protocol/messages';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench, exitOf, HandReceiver, until } from './gateway-harness.ts';

let bench: Bench;
let hands: HandReceiver[];
beforeEach(async () => {
  bench = new Bench();
  hands = [];
  await bench.serve();
});
afterEach(async () => {
  await bench.end();
  await Promise.all(hands.map((hand) => hand.close()));
});

async function hand(): Promise<HandReceiver> {
  const receiver = await HandReceiver.listen();
  hands.push(receiver);
  return receiver;
}
const b64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');
const state = (more: Partial<State> = {}): string =>
  toBase64url(
    State.encode({
      provisioning: 0xee00_0001,
      sid: new Uint8Array(8).fill(1),
      round: 0,
      state: HALL_STATES.signIn | REHEARSAL_FLAG,
      paper: 0,
      lease: 0,
      epoch: 0,
      ...more,
    }),
  );

/** A simulator whose keypads are signing in: frames keep coming, for want of receipts. */
async function signingIn(args: readonly string[]) {
  const simulator = await bench.simulator(['--keypads', '20', ...args]);
  const ready = simulator.heard.find((message) => message.type === 'ready');
  const provisioning = Number.parseInt(ready?.type === 'ready' ? ready.provisioning : '0', 16);
  const orders = (): void => {
    for (const port of simulator.ports) bench.order('hall:state', { port, payload: state({ provisioning }) });
  };
  bench.onConnect = orders;
  simulator.send({ type: 'signIn', keypads: 'all', withinMs: 100 });
  return simulator;
}

test('GW2 a receiver on a pty greets, is up, and its frames come up; the token itself is never sent', async () => {
  const { ports } = await signingIn([]);
  const [port = ''] = ports;
  bench.gateway(ports);
  await until('the link to be up', () => bench.isUp(port));
  expect(bench.link(port)).toMatchObject({ channel: 1, receiver: expect.stringMatching(/^[0-9a-f]{16}$/) });
  await until(
    '20 keypads',
    () => new Set(bench.frames('S', port).map((frame) => frame.subarray(1, 3).join())).size === 20,
  );
  expect(bench.handshakes).toMatchObject([{ version: 2, nonce: expect.stringMatching(/^[\w-]{32}$/) }]);
  expect(JSON.stringify(bench.handshakes)).not.toContain(bench.token);
});

test('FLT1 what fits no frame is counted by its name, and good lines go on', async () => {
  const simulator = await signingIn([]);
  const [port = ''] = simulator.ports;
  bench.gateway(simulator.ports);
  await until('the link to be up', () => bench.isUp(port));
  const raw = (text: string): void => simulator.send({ type: 'raw', receiver: 1, bytesBase64: b64(text) });
  const frame = (letter: string, bytes: number): void =>
    simulator.send({ type: 'frame', receiver: 1, letter, payloadBase64: Buffer.alloc(bytes).toString('base64') });
  raw('\nno frame at all\n');
  raw(`${'x'.repeat(5000)}\n`);
  raw('$BAA\n');
  raw('$BAAAAAA0000\n');
  frame('Z', 4);
  frame('B', 3);
  frame('B', 35);
  const expected = ['no-start', 'too-long', 'too-short', 'bad-crc', 'unknown-type', 'bad-length', 'bad-field'];
  for (const name of expected) await until(name, () => bench.counter(port, name) >= 1);
  const before = bench.frames('S').length;
  await until('more frames', () => bench.frames('S').length > before);
  expect(bench.isUp(port)).toBe(true);
});

test('VER2 a receiver of another wire version is refused with words, and nothing of it goes up', async () => {
  const { ports } = await signingIn(['--versions', '2-3']);
  const [port = ''] = ports;
  bench.gateway(ports);
  await until('refused', () => bench.link(port)?.state === 'refused');
  expect(bench.counter(port, 'refused')).toBe(1);
  expect(bench.output).toMatch(/another wire version/);
  expect(bench.batches).toEqual([]);
});

test('GW3 a receiver that is unplugged and comes back as another device is up again by itself', async () => {
  const simulator = await signingIn([]);
  const [port = ''] = simulator.ports;
  bench.gateway(simulator.ports);
  await until('the link to be up', () => bench.isUp(port));
  const device = readlinkSync(port);
  simulator.send({ type: 'unplug', receiver: 1, forMs: 800 });
  await until('lost', () => bench.link(port)?.state === 'lost');
  await until('up again', () => bench.isUp(port));
  expect(bench.counter(port, 'reopened')).toBeGreaterThanOrEqual(1);
  expect(bench.counter(port, 'restarts')).toBe(1);
  const before = bench.frames('S').length;
  await until('frames again', () => bench.frames('S').length > before);
  expect(device).toMatch(/^\/dev\//);
});

test('GW3 a receiver that restarts under traffic is greeted anew and gets its state again', async () => {
  const simulator = await signingIn([]);
  const [port = ''] = simulator.ports;
  bench.gateway(simulator.ports);
  await until('the link to be up', () => bench.isUp(port));
  simulator.send({ type: 'reboot', receiver: 1 });
  await until('the restart', () => bench.counter(port, 'restarts') === 1);
  const before = bench.frames('S').length;
  await until('frames again', () => bench.frames('S').length > before);
  expect(bench.isUp(port)).toBe(true);
});

test('GW4 GW5 while the server is away receivers say busy, and nothing of that time goes out later', async () => {
  const receiver = await hand();
  bench.onConnect = () => bench.order('hall:state', { port: receiver.port, payload: state() });
  bench.gateway([receiver.port]);
  await until('a connection', () => receiver.heard.length > 0);
  receiver.greet();
  await until('the state', () => receiver.heard.some((line) => line.type === 'O' && line.lease === 3000));
  receiver.say({ type: 'D', closeId: 1, round: 1, left: 0 });
  await until('a frame', () => bench.frames('D').length === 1);

  await bench.stopServing();
  receiver.heard = [];
  const busy = await until('busy', () =>
    receiver.heard.find((line) => line.type === 'O' && (line.state & BUSY_FLAG) !== 0),
  );
  expect(busy).toMatchObject({ provisioning: 0xee00_0001, state: HALL_STATES.signIn | REHEARSAL_FLAG | BUSY_FLAG });
  for (let closeId = 100; closeId < 400; closeId++) receiver.say({ type: 'D', closeId, round: 1, left: 0 });
  receiver.say({ type: 'T', uptime: 1, queue: 0, load: 0 });

  await bench.serve();
  await until('the server again', () => bench.connected);
  await until('the count of what was dropped', () => bench.counter(receiver.port, 'dropped-offline') >= 300);
  receiver.heard = [];
  await until('not busy', () => receiver.heard.some((line) => line.type === 'O' && (line.state & BUSY_FLAG) === 0));
  receiver.say({ type: 'D', closeId: 2, round: 1, left: 0 });
  await until('a fresh frame', () => bench.frames('D').length > 1);
  expect(bench.frames('D').map((frame) => frame[3])).toEqual([1, 2]);
});

test('GW4 GW5 a server that acknowledges nothing: one batch under way, busy, and on again when it answers', async () => {
  const receiver = await hand();
  bench.onConnect = () => bench.order('hall:state', { port: receiver.port, payload: state() });
  bench.gateway([receiver.port]);
  await until('a connection', () => receiver.heard.length > 0);
  receiver.greet();
  await until('up', () => bench.isUp(receiver.port));
  bench.acknowledge = false;
  for (let closeId = 1; closeId <= 50; closeId++) receiver.say({ type: 'D', closeId, round: 1, left: 0 });
  await until('busy', () =>
    receiver.heard.some((line) => line.type === 'O' && (line.state & BUSY_FLAG) !== 0 && line.lease > 0),
  );
  expect(bench.mostUnderWay).toBe(1);
  bench.acknowledge = true;
  receiver.say({ type: 'D', closeId: 99, round: 1, left: 0 });
  await until('the last frame', () => bench.frames('D').some((frame) => frame[3] === 99));
  receiver.heard = [];
  await until('not busy', () => receiver.heard.some((line) => line.type === 'O' && (line.state & BUSY_FLAG) === 0));
  expect(bench.counter(receiver.port, 'ack-timeouts')).toBeGreaterThanOrEqual(1);
});

test('GW7 receipts and orders of the server reach the receiver over TCP, packed', async () => {
  const receiver = await hand();
  bench.gateway([receiver.port]);
  await until('a connection', () => receiver.heard.length > 0);
  receiver.greet();
  await until('up', () => bench.isUp(receiver.port));
  const receipts = Array.from({ length: 40 }, (_, i) =>
    toBase64url(Receipt.encode({ keypad: i + 1, number: 1, status: 1, mac: new Uint8Array(8) })),
  );
  bench.order('hall:receipts', { port: receiver.port, receipts });
  const packed = () => receiver.heard.filter((line) => line.type === 'R');
  await until('40 receipts', () => packed().reduce((sum, line) => sum + line.items.length, 0) === 40);
  expect(packed()).toHaveLength(7);
  expect(
    receiver.heard.some((line, i) => i > 0 && line.sequence === receiver.heard[i - 1]?.sequence && line.type === 'R'),
  ).toBe(false);
});

test('GW3 a TCP receiver that hangs up is connected again', async () => {
  const receiver = await hand();
  bench.gateway([receiver.port]);
  await until('a connection', () => receiver.heard.length > 0);
  receiver.greet();
  await until('up', () => bench.isUp(receiver.port));
  receiver.drop();
  await until('a second connection', () => receiver.connections === 2);
  receiver.greet();
  await until('up again', () => bench.isUp(receiver.port) && bench.counter(receiver.port, 'reopened') === 1);
  expect(receiver.connections).toBe(2);
});

test('GW3 a TCP receiver that vanishes without a word, its connection still open, is found by its silence and connected again', async () => {
  const receiver = await hand();
  bench.gateway([receiver.port]);
  await until('a connection', () => receiver.heard.length > 0);
  receiver.greet();
  await until('up', () => bench.isUp(receiver.port));
  const silent = performance.now();
  await until('a second connection', () => receiver.connections === 2);
  const ms = performance.now() - silent;
  console.log(`TCP, silent → connected anew: ${Math.round(ms)} ms`);
  expect(ms).toBeGreaterThan(2900);
  receiver.greet(2);
  await until('up again', () => bench.isUp(receiver.port) && bench.counter(receiver.port, 'restarts') === 1);
  expect(bench.counter(receiver.port, 'silent')).toBe(1);
});

test('LINE5 TCP cuts and glues lines as it likes: all are read', async () => {
  const receiver = await hand();
  bench.gateway([receiver.port]);
  await until('a connection', () => receiver.heard.length > 0);
  receiver.greet();
  await until('up', () => bench.isUp(receiver.port));
  const text = Array.from({ length: 60 }, (_, i) =>
    encodeLine('D', i + 1, payloadOf({ type: 'D', closeId: i + 1, round: 1, left: 0 })),
  ).join('\n');
  for (let at = 0, step = 1; at <= text.length; at += step, step = 1 + ((step * 7) % 50)) {
    receiver.raw(text.slice(at, at + step));
    await new Promise((resolve) => setImmediate(resolve));
  }
  receiver.raw('\n');
  await until('60 lines', () => bench.frames('D').length === 60);
  expect(bench.frames('D').map((payload) => payload[3])).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  expect([bench.counter(receiver.port, 'bad-crc'), bench.counter(receiver.port, 'no-start')]).toEqual([0, 0]);
});

test('several receivers at once, on ptys', async () => {
  const { ports } = await signingIn(['--receivers', '3']);
  bench.gateway(ports);
  for (const port of ports) await until(port, () => bench.isUp(port) && bench.frames('S', port).length > 0);
  expect(new Set(ports.map((port) => bench.link(port)?.channel))).toEqual(new Set([1, 2, 3]));
});

test('the gateway ends in order on SIGTERM, and says what is wrong with its arguments', async () => {
  const receiver = await hand();
  const gateway = bench.gateway([receiver.port]);
  await until('a connection', () => receiver.heard.length > 0 && bench.connected);
  gateway.kill('SIGTERM');
  expect(await exitOf(gateway)).toBe(0);
  await until('the server to see it', () => !bench.connected);
  expect(await exitOf(bench.gateway(['tcp://nowhere']))).toBe(2);
  expect(await exitOf(bench.gateway([receiver.port], ['--driver', 'other']))).toBe(2);
  expect(bench.output).toMatch(/--driver: expected one of line, got other/);
});

test('FLT7 nothing that came from a keypad stands in any output, not even with DEBUG=*', async () => {
  const { ports } = await signingIn([]);
  const [port = ''] = ports;
  bench.gateway(ports);
  await until('frames', () => bench.frames('S', port).length >= 20);
  for (const frame of bench.frames('S')) expect(bench.output).not.toContain(toBase64url(frame).slice(0, 20));
  expect(bench.output).not.toMatch(/engine|socket\.io/);
});
