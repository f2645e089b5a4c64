import type { Readable } from 'node:stream';
import type { LinkFault } from '@piaojue/contract/gateway-link';
import type { Result } from '@piaojue/firmware-protocol/result';

/** A way to a receiver: a serial port, or a TCP port that stands for one (ser2net, the simulator). */
export interface Transport {
  /** As given to `--port`. */
  readonly port: string;
  open(): Promise<Result<Connection, OpenFault>>;
}

export interface OpenFault {
  readonly code: LinkFault;
  /** For people: what to do about it. */
  readonly message: string;
}

export interface Connection {
  readonly bytes: Readable;
  /** Sends, then calls `done` when the next bytes may come: paced, so that a fresh state never waits behind a heap. */
  write(bytes: Uint8Array, done: () => void): void;
  /** Is the device still there? A serial port that was pulled often raises no event. */
  probe(): Promise<boolean>;
  /** Called once when the other side is gone, as far as it shows. */
  onGone(listener: (why: string) => void): void;
  close(): Promise<void>;
}
