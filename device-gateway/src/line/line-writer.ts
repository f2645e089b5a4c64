import { encodeLine, SEQUENCES } from '@piaojue/firmware-protocol/line';
import type { Counters } from '../counters.ts';
import type { Connection } from '../transport/transport.ts';
import type { DownQueue } from './down-queue.ts';

/** Bytes handed to the port at once: 6 ms of wire at 921,600 baud, 45 ms at 115,200. */
const BLOCK_BYTES = 512;

export interface LineWriterParts {
  readonly connection: Connection;
  readonly queue: DownQueue;
  readonly counters: Counters;
  /** Lines were handed to the port, and again when the wire has carried them. `leased`: one of them lets the receiver speak. */
  readonly onWritten: (leased: boolean) => void;
}

/** Empties the queue into the port, one block under way at a time. */
export class LineWriter {
  readonly #parts: LineWriterParts;
  #sequence = 0;
  #writing = false;
  #woken = false;
  /** Nothing is written while this holds (PROTOCOL GW12). */
  hushed = false;
  #closed = false;

  constructor(parts: LineWriterParts) {
    this.#parts = parts;
  }

  /** Its port is being closed: what waits in the queue belongs to the next writer. */
  close(): void {
    this.#closed = true;
  }

  /** The next line carries sequence 0, which asks the receiver for its greeting. */
  askForGreeting(): void {
    this.#sequence = 0;
  }

  /** Something was put into the queue. What else comes in this turn of the loop goes out in the same lines. */
  wake(): void {
    if (this.#writing || this.#woken) return;
    this.#woken = true;
    setImmediate(() => {
      this.#woken = false;
      this.#write();
    });
  }

  #write(): void {
    if (this.#writing || this.hushed || this.#closed) return;
    const { connection, queue, counters, onWritten } = this.#parts;
    let block = '';
    let leased = false;
    while (block.length < BLOCK_BYTES) {
      const line = queue.take();
      if (!line) break;
      block += `${encodeLine(line.letter, this.#sequence, line.payload)}\n`;
      this.#sequence = (this.#sequence + 1) % SEQUENCES;
      leased ||= line.leased;
      counters.add('lines-down');
    }
    if (block === '') return;
    this.#writing = true;
    onWritten(leased);
    connection.write(Buffer.from(block, 'latin1'), () => {
      this.#writing = false;
      onWritten(leased);
      this.#write();
    });
  }
}
