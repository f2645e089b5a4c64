import { type ChildProcess, fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toBase64url } from '@piaojue/firmware-protocol/base64url';
import { HALL_STATES, Receipt, REHEARSAL_FLAG, State } from '@piaojue/firmware-protocol/messages';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench, until } from './gateway-harness.ts';
import type { FromRig, HangUp, ToRig } from './harness/pty-rig.ts';

/**
 * Receivers that hang in the midst of full traffic, on real ptys: each is found, opened anew by its name and used again.
 * PIAOJUE_HANGUPS: how many of each kind, 20 unless it says else.
 */
const EACH = Number(process.env['PIAOJUE_HANGUPS'] ?? 20);
const FLOOD_MS = 600;
/** Two lines are full at a time: this is about the watchdog, not about the speed of this machine. */
const APART_MS = 350;
/** 4,218 receipts a second fill a line of 921,600 baud. */
const RECEIPTS_MS = 20;
const RECEIPTS = Array.from({ length: 84 }, (_, i) =>
  toBase64url(Receipt.encode({ keypad: i + 1, number: 1, status: 1, mac: new Uint8Array(8) })),
);

let bench: Bench;
let rig: ChildProcess;
beforeEach(async () => {
  bench = new Bench();
  await bench.serve();
});
afterEach(async () => {
  rig.disconnect();
  await bench.end();
});

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const openFiles = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;
/** In ticks of 10 ms. */
const cpuTicks = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
};
const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
const payload = toBase64url(
  State.encode({
    provisioning: 0xee00_0001,
    sid: new Uint8Array(8).fill(1),
    round: 1,
    state: HALL_STATES.open | REHEARSAL_FLAG,
    paper: 1,
    lease: 0,
    epoch: 0,
  }),
);

test(`GW3 ${EACH} hang-ups with a close and ${EACH} without, each under full traffic both ways: all are found, opened anew by name, and carry traffic again; no handle is left, no old byte comes`, async () => {
  const kinds: HangUp[] = Array.from({ length: 2 * EACH }, (_, i) => (i % 2 === 0 ? 'closed' : 'dark'));
  rig = fork(fileURLToPath(new URL('harness/pty-rig.ts', import.meta.url)), [bench.folder, String(kinds.length)]);
  const said: FromRig[] = [];
  rig.on('message', (message) => said.push(message as FromRig));
  const order = (message: ToRig): void => void rig.send(message);
  const { ports } = await until('the rig', () => said.find((message) => message.type === 'ready'));
  bench.onConnect = () => ports.forEach((port) => bench.order('hall:state', { port, payload }));
  const gateway = bench.gateway(ports);
  const pid = gateway.pid ?? 0;
  await until('all up', () => ports.every((port) => bench.isUp(port)));
  const filesBefore = openFiles(pid);

  const foundAt = new Map<string, number>();
  const hungUpAt = new Map<string, number>();
  bench.onLinks = (reports) => {
    for (const { port, state } of reports)
      if (state !== 'up' && hungUpAt.has(port) && !foundAt.has(port)) foundAt.set(port, Date.now());
  };
  /** The round in a ballot of the rig is the number of its life: what comes of an old one after a new one is stale. */
  const life = new Map<string, number>();
  let stale = 0;
  let heard = 0;
  bench.onBatch = ({ port, frames }) => {
    for (const { payload: ballot } of frames) {
      const round = Buffer.from(ballot, 'base64url').readUInt16BE(3);
      if (round < (life.get(port) ?? 0)) stale++;
      life.set(port, round);
      heard++;
    }
    bench.batches.length = 0;
  };

  const flooded = new Set<string>();
  const receipts = setInterval(() => {
    for (const port of flooded) bench.order('hall:receipts', { port, receipts: RECEIPTS });
  }, RECEIPTS_MS);
  const hangUp = async (index: number, kind: HangUp): Promise<void> => {
    const port = ports[index] ?? '';
    order({ type: 'flood', port: index });
    flooded.add(port);
    await sleep(FLOOD_MS);
    order({ type: 'hangUp', port: index, kind });
    const { at } = await until('the hang-up', () =>
      said.find((message) => message.type === 'hungUp' && message.port === index),
    ).then((message) => message as Extract<FromRig, { type: 'hungUp' }>);
    hungUpAt.set(port, at);
    // The server goes on sending receipts until it hears that the port is gone.
    await until(`${kind} ${index} to be found`, () => foundAt.has(port));
    flooded.delete(port);
    order({ type: 'plug', port: index });
    await until(`${kind} ${index} to be up again`, () => bench.isUp(port));
    order({ type: 'flood', port: index });
    await until(`traffic through ${index}`, () => life.get(port) === 2);
    order({ type: 'rest', port: index });
  };
  await Promise.all(kinds.map((kind, i) => sleep(i * APART_MS).then(() => hangUp(i, kind))));
  clearInterval(receipts);

  for (const kind of ['closed', 'dark'] as const) {
    const found = ports
      .filter((_, i) => kinds[i] === kind)
      .map((port) => (foundAt.get(port) ?? 0) - (hungUpAt.get(port) ?? 0));
    console.log(
      `${kind}: ${found.length} of ${EACH} found, p50 ${percentile(found, 0.5)} ms, longest ${Math.max(...found)} ms`,
    );
    expect(found).toHaveLength(EACH);
  }
  const floods = said.filter((message) => message.type === 'hungUp');
  const ballots = floods.map((flood) => flood.ballotsPerSecond).slice(0, kinds.length);
  const down = floods.map((flood) => flood.bytesDownPerSecond).slice(0, kinds.length);
  console.log(
    `per line before the hang-up: ${percentile(ballots, 0.5)} ballots/s up, ${percentile(down, 0.5)} bytes/s down; ${heard} ballots heard`,
  );
  const watched = (name: string): number => ports.reduce((sum, port) => sum + bench.counter(port, name), 0);
  console.log(`found by silence: ${watched('silent')}, of which the port said it was gone: ${watched('probe-failed')}`);
  expect(stale).toBe(0);
  await until('every handle to be closed', () => openFiles(pid) === filesBefore);
  const before = cpuTicks(pid);
  await sleep(1000);
  const ticks = cpuTicks(pid) - before;
  console.log(`afterwards the gateway takes ${ticks} % of a core`);
  expect(ticks).toBeLessThan(60);
  expect(gateway.exitCode).toBeNull();
});
