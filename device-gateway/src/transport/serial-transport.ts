import { fail, ok } from '@piaojue/firmware-protocol/result';
import { SerialPort } from 'serialport';
import type { Clock } from '../clock.ts';
import { openFault } from './open-fault.ts';
import type { Connection, Transport } from './transport.ts';

/** 10 bits on the wire for a byte of 8N1. */
const BITS_PER_BYTE = 10;

/**
 * The one file that opens a `serialport`. `baud` in bit/s. Opening raises DTR and RTS, which no system lets a program
 * prevent; `keepLines`: closing does not lower them, so that a device that is opened again and again sees one edge in all.
 */
export function serialTransport(path: string, baud: number, clock: Clock, { keepLines = false } = {}): Transport {
  return {
    port: path,
    open() {
      const port = new SerialPort({ path, baudRate: baud, hupcl: !keepLines, autoOpen: false });
      return new Promise((resolve) => {
        port.open((error) => resolve(error ? fail(openFault(path, error)) : ok(connection(port, baud, clock))));
      });
    },
  };
}

function connection(port: SerialPort, baud: number, clock: Clock): Connection {
  const gone: ((why: string) => void)[] = [];
  let told = false;
  const tell = (why: string): void => {
    if (told) return;
    told = true;
    for (const listener of gone) listener(why);
  };
  // Always an 'error' listener: a write after a hang-up gives EIO, and an error nobody hears ends the process.
  port.on('error', (error: Error) => tell(error.message));
  port.on('close', (error: Error | null) => tell(error?.message ?? 'closed'));
  let free = 0;
  return {
    bytes: port,
    write(bytes, done) {
      // The kernel takes 4 KiB at once, a third of a second at 115,200 baud. Handing on only what the wire has room for
      // keeps a new state at most one block behind.
      free = Math.max(free, clock.now()) + (bytes.length * BITS_PER_BYTE * 1000) / baud;
      port.write(Buffer.from(bytes), () => {
        const wait = free - clock.now();
        if (wait > 1) clock.after(wait, done);
        else done();
      });
    },
    probe: () => new Promise((resolve) => (port.isOpen ? port.get((error) => resolve(!error)) : resolve(false))),
    onGone: (listener) => void gone.push(listener),
    close: () =>
      new Promise((resolve) => {
        told = true;
        if (!port.isOpen) return resolve();
        // What waits unsent would hold the close up for as long as the driver hopes to send it, and must not come later.
        port.flush(() => port.close(() => resolve()));
      }),
  };
}
