import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { SerialPort } from 'serialport';

export interface FoundPort {
  /** What `--port` takes. */
  readonly path: string;
  readonly note: string;
}

/** Where the ports of this machine are looked for. */
export interface PortSources {
  /** Device and what is known of its maker. Rejects where `udevadm` is missing. */
  readonly list: () => Promise<readonly { readonly path: string; readonly note: string }[]>;
  /** Folder of names that stay the same when a device is plugged in again. */
  readonly byId: string;
  readonly devices: string;
}

const SYSTEM: PortSources = {
  list: async () =>
    (await SerialPort.list()).map(({ path, manufacturer, serialNumber, vendorId, productId }) => ({
      path,
      note: [manufacturer, serialNumber, vendorId && `${vendorId}:${productId}`].filter(Boolean).join(' '),
    })),
  byId: '/dev/serial/by-id',
  devices: '/dev',
};

/** Ports of USB adapters and boards; those of a mainboard are many and mostly empty. */
const DEVICE_NAME = /^tty(USB|ACM|AMA|WCH)\d+$/;

const byName = (a: string, b: string): number => a.localeCompare(b);

/**
 * Serial ports for `--list`: names that stay the same first, because ttyUSB0 may be another receiver after the next
 * plugging; then devices that have no such name.
 */
export async function listPorts({ list, byId, devices }: PortSources = SYSTEM): Promise<readonly FoundPort[]> {
  // Without udev the library refuses to list; the kernel's own names remain.
  const known = await list().catch(() => undefined);
  const names = (await readdir(byId).catch(() => [])).toSorted(byName);
  const stable: FoundPort[] = [];
  const named = new Set<string>();
  for (const name of names) {
    const path = join(byId, name);
    const device = await realpath(path).catch(() => undefined);
    if (device === undefined) continue;
    named.add(device);
    const note = known?.find((port) => port.path === device)?.note;
    stable.push({ path, note: [`now ${device}`, note].filter(Boolean).join(', ') });
  }
  const others =
    known ??
    (await readdir(devices).catch(() => []))
      .filter((name) => DEVICE_NAME.test(name))
      .toSorted(byName)
      .map((name) => ({ path: join(devices, name), note: '' }));
  return [...stable, ...others.filter(({ path }) => !named.has(path))];
}
