import type { FaultSpec } from '../faults/fault-spec.ts';
import { Delivery } from '../faults/delivery.ts';
import { type FaultCounts, holdBack, lineFaults, type Piece } from '../faults/line-faults.ts';
import { Pacer } from '../port/pacer.ts';
import type { SimPort } from '../port/sim-port.ts';
import type { Random } from '../random.ts';
import { LineLimiter } from '../../src/transport/line-limiter.ts';
import type { ReceiverModel } from './receiver-model.ts';

/** Bytes of the host that may wait for the wire before they are lost: more than the host's own pacing ever leaves. */
const MOST_WAITING = 65_536;

export interface ReceiverLineParts {
  readonly port: SimPort;
  readonly baud: number;
  readonly faults: FaultSpec;
  readonly counts: FaultCounts;
  readonly random: Random;
  /** The receiver that is plugged in now; another one after a restart. */
  readonly model: () => ReceiverModel;
  readonly now: number;
}

interface Side {
  readonly pacer: Pacer;
  readonly faults: (line: Buffer) => readonly Piece[];
  readonly delivery: Delivery;
}

/** The wire between a receiver and its port: bytes at the baud rate in both directions, and the faults of both. */
export class ReceiverLine {
  readonly #parts: ReceiverLineParts;
  readonly #up: Side;
  readonly #down: Side;
  #incoming: Buffer[] = [];
  #waiting = 0;
  #heldBackUntil = 0;
  #darkUntil = 0;
  #lines: LineLimiter;
  #now: number;

  constructor(parts: ReceiverLineParts) {
    this.#parts = parts;
    this.#now = parts.now;
    const { baud, faults, random, counts, now } = parts;
    const side = (name: string, deliver: (bytes: Buffer) => void): Side => ({
      pacer: new Pacer(baud, now),
      faults: lineFaults(faults, random.fork(name), counts),
      delivery: new Delivery(deliver),
    });
    this.#up = side('up', (bytes) => void parts.port.write(bytes));
    this.#down = side('down', (bytes) => this.#deliver(bytes));
    this.#lines = this.#freshLines();
  }

  get name(): string {
    return this.#parts.port.name;
  }

  async plug(): Promise<void> {
    this.#forget();
    await this.#parts.port.plug((bytes) => {
      if (this.#waiting + bytes.length > MOST_WAITING) return;
      this.#waiting += bytes.length;
      this.#incoming.push(bytes);
    });
  }

  unplug(): Promise<void> {
    this.#forget();
    return this.#parts.port.unplug();
  }

  /** Nobody reads: a receiver that is off or stands still. What came from the host is gone. */
  lose(): void {
    this.#incoming = [];
    this.#waiting = 0;
  }

  /** Nothing goes through until then, in either direction, and nobody is told. */
  silence(until: number): void {
    this.#darkUntil = until;
  }

  /** Bytes of a test on the wire, as they are. */
  inject(bytes: Buffer): void {
    this.#parts.port.write(bytes);
  }

  advance(now: number): void {
    this.#now = now;
    if (now < this.#darkUntil) return this.#swallow();
    this.#up.delivery.advance(now);
    this.#down.delivery.advance(now);
    this.#advanceDown(now);
    this.#advanceUp(now);
  }

  #swallow(): void {
    while (this.#parts.model().takeLine() !== undefined);
    this.#forget();
  }

  #advanceUp(now: number): void {
    const { pacer } = this.#up;
    const { faults, random, counts, model } = this.#parts;
    pacer.advance(now);
    if (now < this.#heldBackUntil) return;
    while (pacer.room > 0) {
      const line = model().takeLine();
      if (line === undefined) return;
      const bytes = Buffer.from(`${line}\n`, 'latin1');
      pacer.spend(bytes.length);
      this.#up.delivery.put(this.#up.faults(bytes), now);
      this.#heldBackUntil = now + holdBack(faults, random, counts);
      if (this.#heldBackUntil > now) return;
    }
  }

  #advanceDown(now: number): void {
    const { pacer } = this.#down;
    pacer.advance(now);
    while (pacer.room > 0) {
      const chunk = this.#incoming.shift();
      if (!chunk) return;
      const part = chunk.subarray(0, pacer.room);
      if (part.length < chunk.length) this.#incoming.unshift(chunk.subarray(part.length));
      pacer.spend(part.length);
      this.#waiting -= part.length;
      this.#lines.write(part);
    }
  }

  /** Lines of the host, whole; each meets its faults, and reaches the receiver as text. */
  #freshLines(): LineLimiter {
    const lines = new LineLimiter(4096, () => undefined);
    lines.on('data', (line: Buffer) => this.#down.delivery.put(this.#down.faults(line), this.#now));
    return lines;
  }

  #partial = '';
  #deliver(bytes: Buffer): void {
    const texts = (this.#partial + bytes.toString('latin1')).split('\n');
    this.#partial = texts.pop()?.slice(-4096) ?? '';
    for (const text of texts) if (text !== '') this.#parts.model().fromHost(text, this.#now);
  }

  #forget(): void {
    this.lose();
    this.#partial = '';
    this.#up.delivery.clear();
    this.#down.delivery.clear();
    this.#lines = this.#freshLines();
  }
}
