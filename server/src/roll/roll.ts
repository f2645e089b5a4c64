import { type Presence, Receipt, SIGN_IN_FLAG, WIRE_VERSION } from '@piaojue/firmware-protocol/messages';
import { judgeCounter } from '@piaojue/firmware-protocol/replay';
import { type CmacKey, sameBytes } from '@piaojue/firmware-protocol/seal/cmac';
import { verifyPresence } from '@piaojue/firmware-protocol/seal/presence-mac';
import { type Answered, answeredPresence, makeReceipt } from '@piaojue/firmware-protocol/seal/receipt-mac';
import type { Status } from '@piaojue/firmware-protocol/status';
import type { PresenceRow, SeatRow } from '../store/store.ts';

/**
 * Who is present: every keypad that signed in with a sealed press (RULES §2 签到). The quorum hangs on it, so a sign-in
 * is verified, stored, and only then answered.
 */
export interface RollStore {
  transaction<T>(work: () => T): T;
  presence(): readonly PresenceRow[];
  putPresence(row: PresenceRow): void;
  clearPresence(): void;
}

/** What got no answer, and why. */
export type PresenceRefusal =
  | 'unknownKeypad'
  | 'forged'
  | 'otherVersion'
  | 'notOnRoll'
  | 'oldCounter'
  | 'cloneCounter'
  | 'diskError';

/** The rest of the version byte of S. */
const VERSION_BITS = 0x7f;

export class Roll {
  readonly #store: RollStore;
  readonly #keys: ReadonlyMap<number, CmacKey>;
  #seats: readonly SeatRow[] = [];
  #byKeypad: ReadonlyMap<number, SeatRow> = new Map();
  readonly #rows = new Map<number, PresenceRow>();
  readonly present = new Set<number>();
  readonly refused: Partial<Record<PresenceRefusal, number>> = {};
  /** By keypad: battery in percent, 255 unknown. */
  readonly battery = new Map<number, number>();

  constructor(store: RollStore, seats: readonly SeatRow[], keys: ReadonlyMap<number, CmacKey>) {
    this.#store = store;
    this.#keys = keys;
    this.seats = seats;
    for (const row of store.presence()) {
      this.#rows.set(row.slot, row);
      this.present.add(row.slot);
    }
  }

  get seats(): readonly SeatRow[] {
    return this.#seats;
  }

  /** Another roll, before anybody has signed in. */
  set seats(seats: readonly SeatRow[]) {
    this.#seats = seats;
    this.#byKeypad = new Map(seats.map((seat) => [seat.keypad, seat]));
  }

  /** Keypads without a device key: nobody could sign in or vote with them. */
  withoutKey(seats: readonly SeatRow[]): number[] {
    return seats.map(({ keypad }) => keypad).filter((keypad) => !this.#keys.has(keypad));
  }

  /** Whether the key file has it, on the roll or not. */
  knows(keypad: number): boolean {
    return this.#keys.has(keypad);
  }

  has(keypad: number): boolean {
    return this.#byKeypad.has(keypad);
  }

  /**
   * Sign-ins and answers to roll calls, as they came together; one durable transaction for all. Returns the receipts,
   * 15 bytes each, none when the disk refused. Late sign-in is taken in every state; what it counts for is the round's business (PROTOCOL SGN5).
   */
  take(frames: readonly Presence[]): Uint8Array[] {
    const receipts: Uint8Array[] = [];
    const fresh = new Map<number, PresenceRow>();
    const answer = (frame: Presence, status: Status): void => {
      const receipt = this.receipt(status, answeredPresence(frame));
      if (receipt) receipts.push(receipt);
    };
    for (const frame of frames) {
      const seat = this.#byKeypad.get(frame.keypad);
      const key = this.#keys.get(frame.keypad);
      if (!key) {
        this.#refuse('unknownKeypad');
        continue;
      }
      if (!verifyPresence(key, frame)) {
        this.#refuse('forged');
        continue;
      }
      if ((frame.version & VERSION_BITS) !== WIRE_VERSION) {
        this.#refuse('otherVersion');
        continue;
      }
      this.battery.set(frame.keypad, frame.battery);
      if (!(frame.version & SIGN_IN_FLAG)) continue;
      if (!seat) {
        this.#refuse('notOnRoll');
        answer(frame, 'notOnRoll');
        continue;
      }
      const row = fresh.get(seat.slot) ?? this.#rows.get(seat.slot);
      const verdict = judgeCounter(row?.counter ?? 0, frame.counter, () => !!row && sameBytes(row.mac, frame.mac));
      if (verdict === 'same') answer(frame, 'signedIn');
      else if (verdict !== 'new') this.#refuse(verdict === 'clone' ? 'cloneCounter' : 'oldCounter');
      else {
        fresh.set(seat.slot, { slot: seat.slot, counter: frame.counter, mac: frame.mac });
        answer(frame, 'signedIn');
      }
    }
    if (fresh.size) {
      try {
        this.#store.transaction(() => {
          for (const row of fresh.values()) this.#store.putPresence(row);
        });
      } catch {
        // Nobody is told that he signed in; the keypads ask again.
        this.#refuse('diskError');
        return [];
      }
      for (const row of fresh.values()) {
        this.#rows.set(row.slot, row);
        this.present.add(row.slot);
      }
    }
    return receipts;
  }

  /** A receipt that is made with the roll key, or undefined for a keypad without a device key. */
  receipt(status: Status, frame: Answered, n?: number): Uint8Array | undefined {
    const roll = this.#keys.get(frame.keypad);
    return roll && Receipt.encode(makeReceipt({ roll }, status, frame, n));
  }

  clear(): void {
    this.#store.clearPresence();
    this.#rows.clear();
    this.present.clear();
  }

  #refuse(why: PresenceRefusal): void {
    this.refused[why] = (this.refused[why] ?? 0) + 1;
  }
}
