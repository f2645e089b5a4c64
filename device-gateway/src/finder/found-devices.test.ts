import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DeviceSources, findDevices } from './found-devices.ts';

let folder: string;
let sources: DeviceSources;
const device = (name: string): string => join(folder, 'dev', name);

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'piaojue-devices-')));
  for (const name of ['by-id', 'dev', 'tty']) mkdirSync(join(folder, name));
  sources = { byId: join(folder, 'by-id'), devices: join(folder, 'dev'), sysfs: join(folder, 'tty'), list: null };
  for (const name of ['ttyUSB0', 'ttyUSB1', 'ttyACM0', 'ttyS0', 'sda']) writeFileSync(device(name), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As Linux shows a serial chip: the tty hangs on an interface of the USB device. */
function usb(tty: string, facts: Readonly<Record<string, string>>): void {
  const port = join(folder, 'usb', tty, '1-1:1.0', tty);
  mkdirSync(port, { recursive: true });
  for (const [name, text] of Object.entries(facts)) writeFileSync(join(folder, 'usb', tty, name), `${text}\n`);
  mkdirSync(join(sources.sysfs, tty));
  symlinkSync(port, join(sources.sysfs, tty, 'device'));
}

test('each USB port once, with its lasting name and what the device says of itself; a mainboard port is none', async () => {
  usb('ttyUSB0', {
    idVendor: '10C4',
    idProduct: 'EA60',
    manufacturer: 'Silicon Labs',
    product: 'CP2102N',
    serial: '0001',
  });
  usb('ttyACM0', { idVendor: '2c7c', idProduct: '0125' });
  symlinkSync('../dev/ttyUSB0', join(sources.byId, 'usb-Silicon_Labs_CP2102N_0001-if00-port0'));
  symlinkSync('../dev/ttyUSB9', join(sources.byId, 'usb-gone'));
  const found = await findDevices(sources);
  expect(found.map(({ key: _, ...facts }) => facts)).toEqual([
    { path: device('ttyACM0'), byId: null, label: 'Quectel modem', likeness: 'never' },
    {
      path: device('ttyUSB0'),
      byId: join(sources.byId, 'usb-Silicon_Labs_CP2102N_0001-if00-port0'),
      label: 'Silicon Labs CP2102N 0001',
      likeness: 'bridge',
    },
    { path: device('ttyUSB1'), byId: null, label: 'ttyUSB1', likeness: 'unknown' },
  ]);
  expect(new Set(found.map(({ key }) => key)).size).toBe(3);
});

test('the same path after another plugging is another device', async () => {
  const keyOf = async (): Promise<string | undefined> =>
    (await findDevices(sources)).find(({ path }) => path === device('ttyUSB0'))?.key;
  const before = await keyOf();
  expect(await keyOf()).toBe(before);
  writeFileSync(device('new'), '');
  renameSync(device('new'), device('ttyUSB0'));
  expect(await keyOf()).not.toBe(before);
});

test('a folder of links alone: no other port of the machine is looked at', async () => {
  symlinkSync('../dev/ttyS0', join(sources.byId, 'usb-Piaojue_Receiver_7'));
  expect(await findDevices({ ...sources, devices: null })).toMatchObject([
    { path: device('ttyS0'), label: 'usb-Piaojue_Receiver_7', likeness: 'receiver' },
  ]);
});

test('where there is no such folder, what the library knows; a library that fails, and nowhere to look, is no port', async () => {
  const list = () =>
    Promise.resolve([
      { path: 'COM3', manufacturer: 'wch.cn', serialNumber: 'A1', vendorId: '1A86', productId: '7523' },
    ]);
  expect(await findDevices({ ...sources, list })).toEqual([
    { key: 'COM3 A1', path: 'COM3', byId: null, label: 'wch.cn CH340 A1', likeness: 'bridge' },
  ]);
  expect(await findDevices({ ...sources, list: () => Promise.reject(new Error('no')) })).toEqual([]);
  expect(await findDevices({ byId: '/nowhere/a', devices: '/nowhere/b', sysfs: '/nowhere/c', list: null })).toEqual([]);
});
