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
  #gone: ((why: string) => void)[] = [];
  constructor(port = 'fake') {
    this.port = port;
  }
  open(): ReturnType<Transport['open']> {
    this.opens++;
    if (this.refuse) return Promise.resolve(fail({ code: 'not-there', message: 'nothing there' }));
    this.bytes = new PassThrough();
    this.#gone = [];
    const connection: Connection = {
      bytes: this.bytes,
      write: (bytes, done) => {
        this.written += Buffer.from(bytes).toString('latin1');
        setImmediate(done);
      },
      probe: () => Promise.resolve(this.alive),
      onGone: (listener) => void this.#gone.push(listener),
      close: () => Promise.resolve(),
    };
    return Promise.resolve(ok(connection));
  }
  pull(): void {
    for (const listener of this.#gone) listener('pulled');
  }
}
