import { Readable } from 'node:stream';
import { fail, ok, type Result } from '@piaojue/firmware-protocol/result';
import type { SimPort } from '@piaojue/device-gateway/simulator/port/sim-port';
import type { Connection, OpenFault, Transport } from '@piaojue/device-gateway/transport/transport';
import type { VirtualClock } from './virtual-clock.ts';

const BITS_A_BYTE = 10;

class MemoryConnection implements Connection {
  readonly bytes = new Readable({ read: () => undefined });
  readonly #port: MemoryPort;
  #gone: ((why: string) => void)[] = [];
  closed = false;

  constructor(port: MemoryPort) {
    this.#port = port;
  }

  write(bytes: Uint8Array, done: () => void): void {
    if (!this.closed) this.#port.fromHost(Buffer.from(bytes), done);
  }

  probe(): Promise<boolean> {
    return Promise.resolve(!this.closed && this.#port.plugged);
  }

  onGone(listener: (why: string) => void): void {
    this.#gone.push(listener);
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  hangUp(): void {
    for (const listener of this.#gone.splice(0)) listener('pulled');
  }
}

/** A serial port without a system below it: the receiver holds one end, a gateway may open the other. */
export class MemoryPort implements SimPort, Transport {
  readonly name: string;
  readonly port: string;
  readonly #clock: VirtualClock;
  readonly #baud: number;
  #toReceiver: ((bytes: Buffer) => void) | undefined;
  #connection: MemoryConnection | undefined;
  /** The cable is there and nothing passes; nobody is told. */
  mute = false;
  plugged = false;
  /** The host hears of the next unplugging; a serial port often does not say. */
  tells = true;

  constructor(name: string, clock: VirtualClock, baud: number) {
    this.name = name;
    this.port = name;
    this.#clock = clock;
    this.#baud = baud;
  }

  plug(onData: (bytes: Buffer) => void): Promise<void> {
    this.plugged = true;
    this.#toReceiver = onData;
    return Promise.resolve();
  }

  unplug(): Promise<void> {
    this.plugged = false;
    this.#toReceiver = undefined;
    const connection = this.#connection;
    this.#connection = undefined;
    if (this.tells) connection?.hangUp();
    this.#clock.stirred = true;
    return Promise.resolve();
  }

  write(bytes: Buffer): boolean {
    if (!this.plugged || this.mute || !this.#connection || this.#connection.closed) return false;
    this.#clock.stirred = true;
    this.#connection.bytes.push(bytes);
    return true;
  }

  open(): Promise<Result<Connection, OpenFault>> {
    if (!this.plugged) return Promise.resolve(fail({ code: 'not-there', message: `${this.name}: nothing is there` }));
    this.#connection = new MemoryConnection(this);
    return Promise.resolve(ok(this.#connection));
  }

  /** The process that had it open is gone. */
  drop(): void {
    void this.#connection?.close();
    this.#connection = undefined;
  }

  fromHost(bytes: Buffer, done: () => void): void {
    this.#clock.after((bytes.length * BITS_A_BYTE * 1000) / this.#baud, () => {
      this.#clock.stirred = true;
      done();
    });
    if (!this.mute) this.#toReceiver?.(bytes);
  }
}
