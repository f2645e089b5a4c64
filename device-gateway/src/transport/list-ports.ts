import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SerialPort } from 'serialport';

export interface FoundPort {
  readonly path: string;
  readonly note: string;
}

const BY_ID = '/dev/serial/by-id';

/** Serial ports for `--list`. Where `udevadm` is missing the library refuses to list; the kernel's own names remain. */
export async function listPorts(): Promise<readonly FoundPort[]> {
  try {
    const ports = await SerialPort.list();
    return ports.map((port) => ({
      path: port.path,
      note: [port.manufacturer, port.serialNumber, port.vendorId && `${port.vendorId}:${port.productId}`]
        .filter(Boolean)
        .join(' '),
    }));
  } catch {
    const names = await readdir(BY_ID).catch(() => []);
    return names.map((name) => ({ path: join(BY_ID, name), note: '' }));
  }
}
