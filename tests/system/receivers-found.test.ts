import { existsSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type PtyPort, ptyPort } from '@piaojue/device-gateway/simulator/port/pty-port';
import { encodeLine } from '@piaojue/firmware-protocol/line';
import { State } from '@piaojue/firmware-protocol/messages';
import { afterAll, afterEach, expect, test } from 'vitest';
import { Bench, until } from './gateway-harness.ts';
import { contest } from './harness/contests.ts';
import { GatewaysHall } from './harness/gateways-hall.ts';
import { removeTempFolders, tempFolder } from './harness/temp-folder.ts';

/**
 * `--port auto`: receivers among other devices, on real ptys behind names as udev gives them. What matters most is what a
 * device that is none of ours never gets: a single byte.
 */
let bench: Bench | undefined;
let hall: GatewaysHall | undefined;
const strangers: PtyPort[] = [];
afterEach(async () => {
  await bench?.end();
  await hall?.stop();
  for (const stranger of strangers.splice(0)) await stranger.unplug();
  bench = undefined;
  hall = undefined;
});
afterAll(removeTempFolders);

/** Every byte that a host ever wrote to it. */
interface Recorder {
  readonly path: string;
  readonly port: PtyPort;
  bytes: number;
}

async function stranger(folder: string, name: string, says: string | null): Promise<Recorder> {
  const port = ptyPort(join(folder, name));
  const recorder = { path: port.name, port, bytes: 0 };
  await port.plug((bytes) => (recorder.bytes += bytes.length));
  strangers.push(port);
  const talking = setInterval(() => says !== null && port.write(Buffer.from(says, 'latin1')), 50);
  talking.unref();
  return recorder;
}

const HOST_STATE = { provisioning: 1, sid: new Uint8Array(8), round: 0, state: 0, paper: 0, lease: 0, epoch: 0 };

test('GW14 a receiver is found among devices that are none: those get not one byte, a second gateway is told who has the port, and nobody is written to by guess', async () => {
  bench = new Bench();
  await bench.serve();
  const { ports } = await bench.simulator(['--keypads', '1']);
  const byId = join(bench.folder, 'by-id');
  mkdirSync(byId);
  symlinkSync(readlinkSync(ports[0] ?? ''), join(byId, 'usb-1a86_USB_Serial-if00-port0'));
  const all = await Promise.all([
    stranger(byId, 'usb-Silent_Thing-if00', null),
    stranger(
      byId,
      'usb-GNSS_Receiver-if00',
      '$GPGGA,092750.000,5321.6802,N,00630.3372,W,1,8,1.03,61.7,M,55.2,M,,*76\r\n',
    ),
    stranger(byId, 'usb-Boot_Loader-if00', 'ets Jun  8 2016 00:22:57\r\nrst:0x1 (POWERON_RESET)\r\n'),
    // The other side of our own line, as of a second host.
    stranger(byId, 'usb-Piaojue_Other_Host-if00', `${encodeLine('O', 0, State.encode(HOST_STATE))}\n`),
    stranger(byId, 'usb-Noise-if00', '\u00ff\u0000$T\n$$TAAA\n'),
  ]);
  bench.gateway(['auto'], ['--by-id', byId, '--name', 'first']);
  const seen = () => bench?.portsSeen.get('first') ?? [];
  const statesOf = (state: string) => seen().filter((port) => port.state === state);
  await until('all to be judged', () => statesOf('foreign').length === all.length && statesOf('receiver').length === 1);
  const [receiver] = statesOf('receiver');
  expect(receiver).toMatchObject({ byId: join(byId, 'usb-1a86_USB_Serial-if00-port0') });
  const port = `auto/${receiver?.receiver}`;
  await until('its link', () => bench?.isUp(port));

  bench.gateway(['auto'], ['--by-id', byId, '--name', 'second']);
  const busy = await until('who has it', () => bench?.portsSeen.get('second')?.find(({ state }) => state === 'busy'));
  const [, pid] = /\(pid (\d+)\)/.exec(busy.holder ?? '') ?? [];
  const held = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  expect([busy.path, held.includes(busy.path)]).toEqual([receiver?.path, true]);
  expect(bench.output).toContain(`${busy.holder} has it open`);
  expect(all.map(({ path, bytes }) => [path, bytes])).toEqual(all.map(({ path }) => [path, 0]));

  // The recorders do record: who names such a port himself writes to it.
  const [named] = all;
  bench.gateway([named?.path ?? ''], ['--name', 'third']);
  await until('the first byte', () => (named?.bytes ?? 0) > 0);
});

test('a receiver is pulled in an open round: named at once; in another socket, under another name, it goes on at the same link and the next press counts', async () => {
  const byId = join(tempFolder(), 'by-id');
  mkdirSync(byId);
  hall = await GatewaysHall.start({ keypads: 8, receivers: 1, channels: 1 });
  const device = hall.simulator.ready.ports[0] ?? '';
  const socket = (name: string) => join(byId, name);
  symlinkSync(readlinkSync(device), socket('usb-Piaojue_Receiver_0007-if00'));
  hall.gateway('auto', { byId });
  const roundId = await hall.openRound(contest(4, 2), 1);
  const [before] = hall.view.links;

  hall.simulator.send({ type: 'unplug', receiver: 1, forMs: 1500 });
  const pulled = performance.now();
  rmSync(socket('usb-Piaojue_Receiver_0007-if00'));
  const { ports } = await hall.until('the name of what was pulled', (view) => view.ports[0]?.state === 'gone');
  const namedMs = performance.now() - pulled;
  expect(ports).toMatchObject([
    { gateway: 'auto', label: 'usb-Piaojue_Receiver_0007-if00', receiver: before?.receiver },
  ]);
  await hall.until('its link', ({ links }) => links[0]?.state === 'lost' && links[0].fault === 'not-there');

  await until('the receiver to be plugged in again', () => existsSync(device));
  const plugged = performance.now();
  symlinkSync(readlinkSync(device), socket('usb-FTDI_Other_Socket-if00'));
  const lines = Array.from({ length: 8 }, (_, i) => ({ keypad: i + 1, marks: [1 + (i % 4)] }));
  const pressed = hall.press(lines, 1000);
  await hall.answered(1);
  const votingMs = performance.now() - plugged;
  expect((await pressed).map(({ status }) => status)).toEqual(lines.map(() => 'counted'));
  const { index, port } = before ?? {};
  // The keypads have their answers before the next report of the link.
  const { links } = await hall.until('its link', (view) => view.links[0]?.state === 'up');
  expect(links).toMatchObject([{ index, port }]);
  expect(hall.view.ports).toMatchObject([{ state: 'receiver', label: 'usb-FTDI_Other_Socket-if00' }]);
  console.log(
    `unplug to named alarm ${Math.round(namedMs)} ms (aim 3,000), plug in another socket to the first counted press ${Math.round(votingMs)} ms (aim 5,000)`,
  );
  await hall.close(roundId);
});
