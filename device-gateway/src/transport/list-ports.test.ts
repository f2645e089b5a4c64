import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listPorts, type PortSources } from './list-ports.ts';

let folder: string;
let sources: Pick<PortSources, 'byId' | 'devices'>;
const device = (name: string): string => join(folder, 'dev', name);
const noUdev: PortSources['list'] = () => Promise.reject(new Error('spawn udevadm ENOENT'));

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'piaojue-ports-')));
  sources = { byId: join(folder, 'by-id'), devices: join(folder, 'dev') };
  for (const made of Object.values(sources)) mkdirSync(made);
  for (const name of ['ttyUSB0', 'ttyUSB1', 'ttyACM0', 'ttyS0', 'sda']) writeFileSync(device(name), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('names that stay the same come first, with the device they stand for now and what is known of it', async () => {
  symlinkSync('../dev/ttyUSB1', join(sources.byId, 'usb-Receiver_0002'));
  symlinkSync('../dev/ttyUSB0', join(sources.byId, 'usb-Receiver_0001'));
  symlinkSync('../dev/ttyUSB9', join(sources.byId, 'usb-gone'));
  const list: PortSources['list'] = () =>
    Promise.resolve([
      { path: device('ttyUSB0'), note: 'FTDI A1 0403:6001' },
      { path: device('ttyACM0'), note: 'Arduino' },
    ]);
  expect(await listPorts({ ...sources, list })).toEqual([
    { path: join(sources.byId, 'usb-Receiver_0001'), note: `now ${device('ttyUSB0')}, FTDI A1 0403:6001` },
    { path: join(sources.byId, 'usb-Receiver_0002'), note: `now ${device('ttyUSB1')}` },
    { path: device('ttyACM0'), note: 'Arduino' },
  ]);
});

test('without udev the names of the kernel remain', async () => {
  expect(await listPorts({ ...sources, list: noUdev })).toEqual(
    ['ttyACM0', 'ttyUSB0', 'ttyUSB1'].map((name) => ({ path: device(name), note: '' })),
  );
  symlinkSync('../dev/ttyUSB1', join(sources.byId, 'usb-Receiver'));
  expect((await listPorts({ ...sources, list: noUdev })).map(({ path }) => path)).toEqual([
    join(sources.byId, 'usb-Receiver'),
    device('ttyACM0'),
    device('ttyUSB0'),
  ]);
});

test('nowhere to look is no port', async () => {
  expect(await listPorts({ list: noUdev, byId: '/nowhere/a', devices: '/nowhere/b' })).toEqual([]);
});
