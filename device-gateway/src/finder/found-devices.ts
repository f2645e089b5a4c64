import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SerialPort } from 'serialport';
import { judge, type Likeness, NO_USB, type UsbFacts } from './fingerprints.ts';

/** A serial device as it is plugged in now. */
export interface Device {
  /** Of this plugging: the same path after another plugging has another key. */
  readonly key: string;
  /** `/dev/ttyUSB0`. */
  readonly path: string;
  /** The name that stays the same when it is plugged in again. */
  readonly byId: string | null;
  /** Maker, product and serial number, as far as they are known; else its name. */
  readonly label: string;
  readonly likeness: Likeness;
}

export interface DeviceSources {
  /** Folder of names that stay the same, each a link to a device. */
  readonly byId: string;
  /** Folder of the devices themselves; null: only what the by-id folder names. */
  readonly devices: string | null;
  /** Where Linux tells of a tty what it hangs on. */
  readonly sysfs: string;
  /** Where there is no such folder (macOS, Windows): what the library knows. */
  readonly list: (() => Promise<readonly ListedPort[]>) | null;
}

interface ListedPort {
  readonly path: string;
  readonly manufacturer?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
}

export const BY_ID = '/dev/serial/by-id';

/** `byId`: a folder of links to look in instead of the system's: nothing else is then looked at. */
export function deviceSources(byId: string | undefined): DeviceSources {
  const linux = process.platform === 'linux';
  return {
    byId: byId ?? BY_ID,
    devices: byId === undefined && linux ? '/dev' : null,
    sysfs: '/sys/class/tty',
    list: byId === undefined && !linux ? () => SerialPort.list() : null,
  };
}

/** Ports of USB adapters and boards; those of a mainboard (ttyS, ttyAMA) are many, mostly empty, and named with --port. */
const USB_NAME = /^tty(USB|ACM|WCHUSB)\d+$/;
/** From a tty up to its USB device: interface, port, device. */
const STEPS_UP = 6;

/** What is plugged in now, by path. Rejects never: what vanishes while it is looked at is not there. */
export async function findDevices({ byId, devices, sysfs, list }: DeviceSources): Promise<readonly Device[]> {
  if (list) return await listed(list);
  const names = new Map<string, string>();
  for (const name of (await namesIn(byId)).toSorted()) {
    const path = await realpath(join(byId, name)).catch(() => undefined);
    if (path !== undefined && !names.has(path)) names.set(path, name);
  }
  const more = devices === null ? [] : (await namesIn(devices)).filter((name) => USB_NAME.test(name));
  const paths = [...new Set([...names.keys(), ...more.map((name) => join(devices ?? '', name))])].toSorted();
  const found = await Promise.all(paths.map((path) => deviceAt(path, names.get(path), { byId, sysfs })));
  return found.filter((device) => device !== undefined);
}

async function deviceAt(
  path: string,
  name: string | undefined,
  { byId, sysfs }: Pick<DeviceSources, 'byId' | 'sysfs'>,
): Promise<Device | undefined> {
  // The system makes a new node at each plugging.
  const node = await stat(path).catch(() => undefined);
  if (!node) return undefined;
  const usb = await usbFacts(sysfs, basename(path));
  return deviceOf(`${path} ${node.ino}`, path, name === undefined ? null : join(byId, name), usb);
}

function deviceOf(key: string, path: string, byId: string | null, usb: UsbFacts): Device {
  const { likeness, is } = judge(usb, byId === null ? '' : basename(byId));
  const said = [usb.maker, usb.model ?? is, usb.serial].filter((text) => text !== null).join(' ');
  const label = (usb === NO_USB ? basename(byId ?? path) : said).replaceAll(/[\p{C}]+/gu, ' ').slice(0, 200);
  return { key, path, byId, label, likeness };
}

/** Of the USB device above a tty; all null where it is none. */
async function usbFacts(sysfs: string, tty: string): Promise<UsbFacts> {
  let folder = await realpath(join(sysfs, tty, 'device')).catch(() => undefined);
  for (let step = 0; folder !== undefined && step < STEPS_UP; step++) {
    const vendor = await textOf(folder, 'idVendor');
    if (vendor !== null) {
      const [product, maker, model, serial] = await Promise.all(
        ['idProduct', 'manufacturer', 'product', 'serial'].map((name) => textOf(folder ?? '', name)),
      );
      return {
        vendor: vendor.toLowerCase(),
        product: product?.toLowerCase() ?? null,
        maker: maker ?? null,
        model: model ?? null,
        serial: serial ?? null,
      };
    }
    folder = dirname(folder);
  }
  return NO_USB;
}

async function listed(list: NonNullable<DeviceSources['list']>): Promise<readonly Device[]> {
  const ports = await list().catch(() => []);
  return ports
    .map(({ path, manufacturer, serialNumber, vendorId, productId }) =>
      deviceOf(`${path} ${serialNumber ?? ''}`, path, null, {
        vendor: vendorId?.toLowerCase() ?? null,
        product: productId?.toLowerCase() ?? null,
        maker: manufacturer ?? null,
        model: null,
        serial: serialNumber ?? null,
      }),
    )
    .toSorted((a, b) => a.path.localeCompare(b.path));
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
const textOf = async (folder: string, name: string): Promise<string | null> =>
  (await readFile(join(folder, name), 'utf8').catch(() => '')).trim() || null;
