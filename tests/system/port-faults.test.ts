import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench, until } from './gateway-harness.ts';

/** What keeps a port from opening, in words on the command line and as a code on the link: real devices, a real lock. */
const NOBODY = 65_534;
const MAIN = fileURLToPath(import.meta.resolve('@piaojue/device-gateway/main'));
/** Root may, where that user may read this folder. */
const canBeNobody =
  process.getuid?.() === 0 && spawnSync(process.execPath, [MAIN, '--help'], { uid: NOBODY, gid: NOBODY }).status === 0;
if (!canBeNobody) console.log('port faults: no gateway can be started as another user here: skipped in part');

const groupOf = (name: string): number =>
  Number(new RegExp(`^${name}:[^:]*:(\\d+):`, 'm').exec(readFileSync('/etc/group', 'utf8'))?.[1]);

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await bench.serve();
});
afterEach(() => bench.end());

test('nothing there, nobody listening, another program on the port: each in words and with its code', async () => {
  const { ports } = await bench.simulator(['--keypads', '1']);
  const [port = ''] = ports;
  bench.gateway(ports, ['--name', 'first']);
  await until('the first to be up', () => bench.isUp(port));
  const absent = join(bench.folder, 'ttyUSB7');
  const unheard = 'tcp://127.0.0.1:1';
  bench.reports = [];
  const seen = new Map<string, string>();
  bench.onLinks = (reports) => {
    for (const { port: name, fault, state } of reports) if (fault) seen.set(name, `${state} ${fault}`);
  };
  bench.gateway([absent, unheard, port], ['--name', 'second']);
  await until('three faults', () => seen.size === 3);
  expect(Object.fromEntries(seen)).toEqual({
    [absent]: 'lost not-there',
    [unheard]: 'lost not-there',
    [port]: 'lost in-use',
  });
  expect(bench.output).toContain(`${absent}: nothing is plugged in there`);
  expect(bench.output).toContain(`${unheard}: nobody listens there`);
  expect(bench.output).toContain(`${port}: another program has it open`);
});

test.skipIf(!canBeNobody)(
  'without permission the very line that helps is said, and the link has the code for it',
  async () => {
    const { ports } = await bench.simulator(['--keypads', '1']);
    const [port = ''] = ports;
    // The way to the device is open to everybody; the device itself is open to a group, as udev makes it.
    chmodSync(bench.folder, 0o755);
    chownSync(realpathSync(port), 0, groupOf('dialout'));
    chmodSync(port, 0o660);
    bench.gateway(ports, [], NOBODY);
    await until('the fault', () => bench.link(port)?.fault === 'no-permission');
    expect(bench.link(port)?.state).toBe('lost');
    expect(bench.output).toContain(
      `${port}: no permission to open it. Run once, then log in again: sudo usermod -aG dialout nobody (`,
    );
  },
);

test('--list works where udev is not installed', () => {
  const empty = join(bench.folder, 'empty');
  mkdirSync(empty);
  const { status, stderr } = spawnSync(process.execPath, [MAIN, '--list'], { env: { PATH: empty }, encoding: 'utf8' });
  expect([status, stderr.replace('gateway: no serial port found\n', '')]).toEqual([0, '']);
});

test('a second live gateway of one name is refused in words; another name is let in', async () => {
  const { ports } = await bench.simulator(['--keypads', '1', '--receivers', '2']);
  bench.refuse = 'name-taken';
  bench.gateway(ports, ['--name', '分会场']);
  await until('the words', () =>
    bench.output.includes('another gateway named 分会场 is connected: give one of the two another --name'),
  );
  bench.refuse = undefined;
  await until('the connection', () => bench.connected);
  // The server knows of it a moment before the gateway does.
  const words = /server http:\S+: connected/;
  await until('its words', () => words.test(bench.output));
  expect(bench.output).toMatch(words);
});
