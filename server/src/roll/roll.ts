import { type Presence, Receipt, SIGN_IN_FLAG, VERSION_BITS, WIRE_VERSION } from '@piaojue/firmware-protocol/messages';
import { judgeCounter } from '@piaojue/firmware-protocol/replay';
import { type CmacKey, sameBytes } from '@piaojue/firmware-protocol/seal/cmac';
import { verifyPresence } from '@piaojue/firmware-protocol/seal/presence-mac';
import { type Answered, answeredPresence, makeReceipt } from '@piaojue/firmware-protocol/seal/receipt-mac';
import type { Status } from '@piaojue/firmware-protocol/status';
import type { PresenceRow, SeatRow, SittingRow } from '../store/store.ts';
import { countOf } from './people.ts';
import type { RollKeys } from './roll-keys.ts';

/**
 * Who is present: every keypad that signed in with a sealed press (RULES §2 签到). The quorum hangs on it, so a sign-in
 * is verified, stored, and only then answered.
 */
export interface RollStore {
  transaction<T>(work: () => T): T;
  sitting(): Pick<SittingRow, 'people' | 'signInClosed'> | undefined;
  presence(): readonly PresenceRow[];
  putPresence(row: PresenceRow): void;
}

/** What got no answer, and why. */
export type PresenceRefusal =
  | 'unknownKeypad'
  | 'barredKeypad'
  | 'forged'
  | 'otherVersion'
  | 'notOnRoll'
  | 'oldCounter'
  | 'cloneCounter'
  /** A sign-in that was taken once, of a deputy who left or to a former plenary (PROTOCOL SRV22). */
  | 'replayed'
  | 'diskError';

/** What S frames that came together bring. */
export interface RollAnswer {
  /** 15 bytes each; none when the disk refused. */
  readonly receipts: readonly Uint8Array[];
  /** Those that were new: what they say about battery and firmware is no recording. */
  readonly fresh: readonly Presence[];
}

/** The last S of one kind of a keypad. */
type LastFrame = Pick<PresenceRow, 'counter' | 'mac'>;

export class Roll {
  readonly #store: RollStore;
  #keys: ReadonlyMap<number, CmacKey>;
  #barred: ReadonlySet<number> = new Set();
  #over = false;
  #seats: readonly SeatRow[] = [];
  #byKeypad: ReadonlyMap<number, SeatRow> = new Map();
  readonly #rows = new Map<number, PresenceRow>();
  readonly present = new Set<number>();
  readonly refused: Partial<Record<PresenceRefusal, number>> = {};
  /** By keypad: the last S that signed nobody in. In memory only: it changes nothing that is stored (PROTOCOL SRV19). */
  readonly #noted = new Map<number, LastFrame>();
  /**
   * By keypad: the counter of the last sign-in that was answered `notOnRoll`. A recording of it must not sign anybody in
   * when a seat gets that keypad later.
   */
  readonly #refusedSignIns = new Map<number, number>();

  constructor(store: RollStore, seats: readonly SeatRow[], keys: ReadonlyMap<number, CmacKey>) {
    this.#store = store;
    this.#keys = keys;
    this.seats = seats;
    this.presenceChanged();
  }

  /** As the store has it now. Called when somebody left or came back, and when another plenary began. */
  presenceChanged(): void {
    this.#rows.clear();
    this.present.clear();
    for (const row of this.#store.presence()) this.#put(row);
  }

  #put(row: PresenceRow): void {
    this.#rows.set(row.slot, row);
    if (row.state === 'present') this.present.add(row.slot);
    else this.present.delete(row.slot);
  }

  /** N 应到: of whoever belongs to the sitting, not of keypads. */
  get all(): number {
    const deputies = this.#store.sitting()?.people?.deputies ?? null;
    return deputies === null ? this.#seats.length : countOf(deputies);
  }

  /** The last sign-in of this slot, if there was one. */
  rowOf(slot: number): PresenceRow | undefined {
    return this.#rows.get(slot);
  }

  /** 中途退场: how many signed in to this plenary and left. */
  get left(): number {
    return this.#count(({ state }) => state === 'left');
  }

  /** 补签到: how many of those present came late. */
  get late(): number {
    return this.#count(({ state, late }) => state === 'present' && late);
  }

  #count(holds: (row: PresenceRow) => boolean): number {
    let n = 0;
    for (const row of this.#rows.values()) if (holds(row)) n++;
    return n;
  }

  get seats(): readonly SeatRow[] {
    return this.#seats;
  }

  /** Another roll, before anybody has signed in. */
  set seats(seats: readonly SeatRow[]) {
    this.#seats = seats;
    this.#byKeypad = new Map(seats.map((seat) => [seat.keypad, seat]));
  }

  /** What the key file holds now: lost keypads are barred while a sitting goes on, spare ones provisioned, others anew. */
  rekey({ keys, barred }: Pick<RollKeys, 'keys' | 'barred'>): void {
    const anew = [...keys].filter(([keypad, { key }]) => this.#keys.get(keypad)?.key.equals(key) === false);
    this.#keys = keys;
    this.#barred = barred;
    this.#forgetCounters(anew.map(([keypad]) => keypad));
  }

  /** With a new device key a keypad counts from 1 again (PROTOCOL CNT8). Whoever signed in with it stays present. */
  #forgetCounters(keypads: readonly number[]): void {
    const rows = keypads.flatMap((keypad) => {
      this.#noted.delete(keypad);
      this.#refusedSignIns.delete(keypad);
      const row = this.#rows.get(this.#byKeypad.get(keypad)?.slot ?? -1);
      return row && !this.#over ? [{ ...row, counter: 0 }] : [];
    });
    if (!rows.length) return;
    this.#store.transaction(() => {
      for (const row of rows) this.#store.putPresence(row);
    });
    for (const row of rows) this.#rows.set(row.slot, row);
  }

  /** The sitting has ended: nobody signs in any more. */
  end(): void {
    this.#over = true;
  }

  /** Lost keypads: they have no key any more and get silence (PROTOCOL SRV3). */
  get barred(): ReadonlySet<number> {
    return this.#barred;
  }

  /** Slots whose keypad is barred. */
  get barredSlots(): ReadonlySet<number> {
    return new Set(this.#seats.filter(({ keypad }) => this.#barred.has(keypad)).map(({ slot }) => slot));
  }

  /** Another keypad for one slot. */
  replace(seat: SeatRow): void {
    this.seats = this.#seats.map((other) => (other.slot === seat.slot ? seat : other));
    this.presenceChanged();
  }

  /** Keypads without a device key: nobody could sign in or vote with them. */
  withoutKey(seats: readonly SeatRow[]): number[] {
    return seats.map(({ keypad }) => keypad).filter((keypad) => !this.#keys.has(keypad));
  }

  /** All that the key file has, on the roll or not. */
  get keypads(): readonly number[] {
    return [...this.#keys.keys()];
  }

  /** Whether the key file has it, on the roll or not. */
  knows(keypad: number): boolean {
    return this.#keys.has(keypad);
  }

  has(keypad: number): boolean {
    return this.#byKeypad.has(keypad);
  }

  /**
   * S frames as they came together; one durable transaction for all sign-ins. Late sign-in is taken in every state; what
   * it counts for is the round's business (PROTOCOL SGN5).
   */
  take(frames: readonly Presence[]): RollAnswer {
    const receipts: Uint8Array[] = [];
    const fresh: Presence[] = [];
    const signedIn = new Map<number, PresenceRow>();
    const signInClosed = this.#store.sitting()?.signInClosed ?? false;
    const verdictOn = (frame: Presence, last: LastFrame | undefined): 'new' | 'same' | undefined => {
      const verdict = judgeCounter(last?.counter ?? 0, frame.counter, () => !!last && sameBytes(last.mac, frame.mac));
      if (verdict === 'new') fresh.push(frame);
      if (verdict === 'new' || verdict === 'same') return verdict;
      this.#refuse(verdict === 'clone' ? 'cloneCounter' : 'oldCounter');
      return undefined;
    };
    const answer = (frame: Presence, status: Status): void => {
      const receipt = this.receipt(status, answeredPresence(frame));
      if (receipt) receipts.push(receipt);
    };
    for (const frame of frames) {
      const seat = this.#byKeypad.get(frame.keypad);
      const key = this.#keys.get(frame.keypad);
      if (!key) {
        this.#refuse(this.#barred.has(frame.keypad) ? 'barredKeypad' : 'unknownKeypad');
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
      const { counter, mac } = frame;
      if (!(frame.version & SIGN_IN_FLAG)) {
        const verdict = verdictOn(frame, this.#noted.get(frame.keypad));
        if (verdict === 'new') this.#noted.set(frame.keypad, { counter, mac });
        if (verdict) answer(frame, 'noted');
        continue;
      }
      const refusedBefore = this.#refusedSignIns.get(frame.keypad) ?? 0;
      if (!seat || this.#over || counter <= refusedBefore) {
        this.#refusedSignIns.set(frame.keypad, Math.max(counter, refusedBefore));
        this.#refuse('notOnRoll');
        answer(frame, 'notOnRoll');
        continue;
      }
      const last = signedIn.get(seat.slot) ?? this.#rows.get(seat.slot);
      const verdict = verdictOn(frame, last);
      if (verdict === 'new') {
        // Who comes back keeps how he came; of the former plenary nothing counts.
        const late = last && last.state !== 'former' ? last.late : signInClosed;
        signedIn.set(seat.slot, { slot: seat.slot, counter, mac, state: 'present', late });
      }
      // The sign-in to a former plenary, or of one who left since, signs nobody in again (PROTOCOL SRV22).
      if (verdict === 'new' || (verdict === 'same' && last?.state === 'present')) answer(frame, 'signedIn');
      else if (verdict === 'same') this.#refuse('replayed');
    }
    if (signedIn.size) {
      try {
        this.#store.transaction(() => {
          for (const row of signedIn.values()) this.#store.putPresence(row);
        });
      } catch {
        // Nobody is told that he signed in; the keypads ask again.
        this.#refuse('diskError');
        return { receipts: [], fresh };
      }
      for (const row of signedIn.values()) this.#put(row);
    }
    return { receipts, fresh };
  }

  /** A receipt that is made with the roll key, or undefined for a keypad without a device key. */
  receipt(status: Status, frame: Answered, n?: number): Uint8Array | undefined {
    const roll = this.#keys.get(frame.keypad);
    return roll && Receipt.encode(makeReceipt({ roll }, status, frame, n));
  }

  #refuse(why: PresenceRefusal): void {
    this.refused[why] = (this.refused[why] ?? 0) + 1;
  }
}
