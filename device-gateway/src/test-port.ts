import { PassThrough } from 'node:stream';
import { fail, ok } from '@piaojue/firmware-protocol/result';
import type { Connection, Transport } from './transport/transport.ts';

/** A port in memory: the test is the receiver at its other end. */
export class FakePort implements Transport {
  readonly port: string;
  bytes = new PassThrough();
  written = '';
  opens = 0;
  refuse = false;
  alive = true;
  /** The wire is slow: what ends a write waits here to be called. */
  slow: (() => void)[] | undefined;
  /** Writes to a connection that was closed. */
  late = 0;
  #gone: ((why: string) => void)[] = [];
  constructor(port = 'fake') {
    this.port = port;
  }
  open(): ReturnType<Transport['open']> {
    this.opens++;
    if (this.refuse) return Promise.resolve(fail({ code: 'not-there', message: 'nothing there' }));
    this.bytes = new PassThrough();
    this.#gone = [];
    let closed = false;
    const connection: Connection = {
      bytes: this.bytes,
      write: (bytes, done) => {
        if (closed) this.late++;
        this.written += Buffer.from(bytes).toString('latin1');
        if (this.slow) this.slow.push(done);
        else setImmediate(done);
      },
      probe: () => Promise.resolve(this.alive),
      onGone: (listener) => void this.#gone.push(listener),
      close: () => {
        closed = true;
        return Promise.resolve();
      },
    };
    return Promise.resolve(ok(connection));
  }
  pull(): void {
    for (const listener of this.#gone) listener('pulled');
  }
}
