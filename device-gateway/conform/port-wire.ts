import type { Clock } from '../src/clock.ts';
import type { Connection, Transport } from '../src/transport/transport.ts';
import type { Wire } from './stage.ts';

/** 10 bits on the wire for a byte of 8N1. */
const BITS_PER_BYTE = 10;
const REOPEN_MS = 300;

export interface PortWireParts {
  readonly transport: Transport;
  /** bit/s, also over TCP: a serial line stands behind it. */
  readonly baud: number;
  readonly clock: Clock;
  readonly onBytes: (bytes: Buffer) => void;
  /** Called once if the port goes away and is not to be opened again. */
  readonly onLost: (why: string) => void;
  /** A restart was asked for: the port may go and come back. */
  readonly reopens: () => boolean;
}

/** A port as the kit sees it: bytes out at the pace of the line, bytes in as they come. */
export class PortWire implements Wire {
  readonly #parts: PortWireParts;
  #connection: Connection | undefined;
  #free = 0;
  #closed = false;

  constructor(parts: PortWireParts) {
    this.#parts = parts;
  }

  /** Resolves with what is wrong, in words, or with nothing. */
  async open(): Promise<string | undefined> {
    const { transport, onBytes } = this.#parts;
    const opened = await transport.open();
    if (!opened.ok) return opened.error.message;
    const connection = opened.value;
    this.#connection = connection;
    connection.bytes.on('data', onBytes);
    connection.onGone((why) => void this.#gone(connection, why));
    return undefined;
  }

  send(bytes: Buffer): number {
    const { clock, baud } = this.#parts;
    this.#free = Math.max(this.#free, clock.now()) + (bytes.length * BITS_PER_BYTE * 1000) / baud;
    this.#connection?.write(bytes, () => undefined);
    return this.#free;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#connection?.close();
  }

  async #gone(connection: Connection, why: string): Promise<void> {
    this.#connection = undefined;
    await connection.close();
    if (this.#closed) return;
    if (!this.#parts.reopens()) return this.#parts.onLost(why);
    await this.#reopen();
  }

  async #reopen(): Promise<void> {
    while (!this.#closed && (await this.open()) !== undefined) {
      await new Promise<void>((resolve) => void this.#parts.clock.after(REOPEN_MS, resolve));
    }
  }
}
