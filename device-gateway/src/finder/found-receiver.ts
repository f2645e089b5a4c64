import type { LinkFault } from '@piaojue/contract/gateway-link';
import { fail, ok } from '@piaojue/firmware-protocol/result';
import type { Connection, OpenFault, Transport } from '../transport/transport.ts';

/** The transport waits for the finder, not the finder for it: a receiver that is back is taken up at once. */
type Opening = (result: Awaited<ReturnType<Transport['open']>>) => void;

/**
 * A receiver wherever it is plugged in: the way to it is known by the receiver's own number, and opens when the finder
 * has heard it at some port. So a link keeps its name, and the server its index, over every socket.
 */
export class FoundReceiver implements Transport {
  readonly port: string;
  #offered: Connection | undefined;
  #held: Connection | undefined;
  #gone: (() => void) | undefined;
  #fault: OpenFault;
  #told: LinkFault | undefined;
  #waiting: Opening | undefined;

  constructor(port: string) {
    this.port = port;
    this.#fault = { code: 'not-there', message: `${port}: not found yet` };
  }

  /** It is open at some port, or about to be opened by its driver. */
  get isTaken(): boolean {
    return this.#offered !== undefined || this.#held !== undefined;
  }

  /** A connection over which it was heard; whoever closes it is told by `onClosed`. */
  offer(connection: Connection, onClosed: () => void): void {
    const listeners: ((why: string) => void)[] = [];
    let open = true;
    const end = (): boolean => {
      if (!open) return false;
      open = false;
      if (this.#held === held) this.#held = undefined;
      if (this.#offered === held) this.#offered = undefined;
      return true;
    };
    const held: Connection = {
      bytes: connection.bytes,
      write: (bytes, done) => connection.write(bytes, done),
      probe: () => (open ? connection.probe() : Promise.resolve(false)),
      onGone: (listener) => void listeners.push(listener),
      close: async () => {
        const isFirst = end();
        await connection.close();
        if (isFirst) onClosed();
      },
    };
    const gone = (why: string): void => {
      for (const listener of listeners.splice(0)) listener(why);
    };
    connection.onGone(gone);
    this.#gone = () => gone('pulled');
    this.#told = undefined;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) {
      this.#held = held;
      waiting(ok(held));
    } else this.#offered = held;
  }

  /** The device is not there any more, or is silent. A driver that holds its connection lets go of it. */
  lost(fault: OpenFault): void {
    this.#fault = fault;
    if (fault.code === 'not-there') {
      this.#gone?.();
      void this.#offered?.close();
    }
    const waiting = this.#waiting;
    if (!waiting || this.#told === fault.code) return;
    this.#waiting = undefined;
    this.#told = fault.code;
    waiting(fail(fault));
  }

  open(): ReturnType<Transport['open']> {
    const offered = this.#offered;
    if (offered) {
      this.#offered = undefined;
      this.#held = offered;
      return Promise.resolve(ok(offered));
    }
    if (this.#told !== this.#fault.code) {
      this.#told = this.#fault.code;
      return Promise.resolve(fail(this.#fault));
    }
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  /** What nobody took is closed with the finder. */
  async stop(): Promise<void> {
    await this.#offered?.close();
  }
}
