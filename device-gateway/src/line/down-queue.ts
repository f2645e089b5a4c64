import { RECEIPT_BYTES, RECEIPTS_PER_LINE } from '@piaojue/firmware-protocol/messages';

/** Payload of a line that is due, with its letter. */
export interface DownLine {
  readonly letter: 'O' | 'C' | 'Q' | 'P' | 'R';
  readonly payload: Uint8Array;
  /** An O that lets the receiver speak. */
  readonly leased: boolean;
}

/** Receipts that may wait for a port (GW8): one second of 921,600 baud. */
export const MOST_RECEIPTS = 4096;

/**
 * What waits for the wire of one receiver, bounded. State and closing go before everything, and only their newest
 * stands; receipts go last, packed by six. A receipt for a frame that already waits replaces the older answer.
 */
export class DownQueue {
  readonly #most: number;
  #state: DownLine | undefined;
  #closing: Uint8Array | undefined;
  #rollCall: Uint8Array | undefined;
  #paper: Uint8Array[] = [];
  /** By keypad and number, the first 6 bytes of a receipt; in order of arrival. */
  readonly #receipts = new Map<string, Uint8Array>();

  constructor(most = MOST_RECEIPTS) {
    this.#most = most;
  }

  state(payload: Uint8Array, leased: boolean): void {
    this.#state = { letter: 'O', payload, leased };
  }

  closing(payload: Uint8Array | undefined): void {
    this.#closing = payload;
  }

  rollCall(payload: Uint8Array): void {
    this.#rollCall = payload;
  }

  paper(chunks: readonly Uint8Array[]): void {
    this.#paper = [...chunks];
  }

  /** Returns how many of the oldest had to be let go. */
  receipts(receipts: readonly Uint8Array[]): number {
    for (const receipt of receipts) {
      this.#receipts.set(Buffer.from(receipt.buffer, receipt.byteOffset, 6).toString('latin1'), receipt);
    }
    let dropped = 0;
    for (const key of this.#receipts.keys()) {
      if (this.#receipts.size <= this.#most) break;
      this.#receipts.delete(key);
      dropped++;
    }
    return dropped;
  }

  /** Of another session (GW10): receipts, paper and closing that wait are for nobody any more. */
  clearSession(): void {
    this.#closing = undefined;
    this.#rollCall = undefined;
    this.#paper = [];
    this.#receipts.clear();
  }

  /** Nothing of an old link may go out on a new one. */
  clear(): void {
    this.#state = undefined;
    this.clearSession();
  }

  /** The next line, taken out of the queue. */
  take(): DownLine | undefined {
    const state = this.#state;
    if (state) {
      this.#state = undefined;
      return state;
    }
    const closing = this.#closing;
    if (closing) {
      this.#closing = undefined;
      return line('C', closing);
    }
    const rollCall = this.#rollCall;
    if (rollCall) {
      this.#rollCall = undefined;
      return line('Q', rollCall);
    }
    const chunk = this.#paper.shift();
    if (chunk) return line('P', chunk);
    return this.#receipts.size > 0 ? line('R', this.#packReceipts()) : undefined;
  }

  #packReceipts(): Uint8Array {
    const parts: Uint8Array[] = [];
    for (const [key, receipt] of this.#receipts) {
      if (parts.length === RECEIPTS_PER_LINE) break;
      parts.push(receipt);
      this.#receipts.delete(key);
    }
    const payload = new Uint8Array(1 + parts.length * RECEIPT_BYTES);
    payload[0] = parts.length;
    parts.forEach((part, i) => payload.set(part, 1 + i * RECEIPT_BYTES));
    return payload;
  }
}

const line = (letter: DownLine['letter'], payload: Uint8Array): DownLine => ({ letter, payload, leased: false });
