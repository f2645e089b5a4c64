import type { KeyObject } from 'node:crypto';
import type { CmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { SEALED_BALLOT_BYTES, Receipt, SealedBallot } from '@piaojue/firmware-protocol/messages';
import { judgeCounter } from '@piaojue/firmware-protocol/replay';
import { openBallot, paperDigest } from '@piaojue/firmware-protocol/seal/ballot-seal';
import { makeReceipt } from '@piaojue/firmware-protocol/seal/receipt-mac';
import type { Status } from '@piaojue/firmware-protocol/status';
import { bitmap, countBits, hasBit, setBit } from '../bitmap.ts';
import { MAX_GROUP, RECORD_BYTES } from './box-file.ts';

/**
 * From sealed frame to receipt, in this order and no other: open → durable commit (grouped) → count → receipt.
 *
 * A ballot that came while a group is being written waits in the next one, so the groups grow with the load and with
 * the slowness of the disk. What is pending decides about counters as if it were committed: within one group the
 * older ballot must not win.
 */
export interface Voter {
  readonly slot: number;
  readonly generation: number;
  readonly open: KeyObject;
  readonly down: CmacKey;
  readonly roll: CmacKey;
}

export interface IntakeParts {
  readonly round: number;
  readonly paperHash: Uint8Array;
  readonly slots: number;
  /** By keypad number. */
  readonly voters: ReadonlyMap<number, Voter>;
  /** The first complete submission of a voter stands. */
  readonly firstPress: boolean;
  /** Resolves with undefined when the records are on the disk; an error, also a thrown one, stores nothing. */
  readonly commit: (records: Uint8Array) => Promise<Error | undefined>;
  /** `order`: of the ballots of a slot, see `orderOf`. */
  readonly count: (slot: number, order: number, bytes: Uint8Array, offset: number) => void;
  /** 15 bytes. */
  readonly receipt: (port: number, bytes: Uint8Array) => void;
  readonly afterGroup: () => void;
}

/** What got no receipt or no count, and why; in numbers only. */
export type Refusal =
  | 'otherRound'
  | 'unknownKeypad'
  | 'forged'
  | 'notAuthorised'
  | 'otherPaper'
  | 'oldCounter'
  | 'cloneCounter'
  | 'afterCutoff'
  | 'busy'
  | 'diskError';

interface Group {
  readonly records: Uint8Array;
  readonly ports: Uint16Array;
  count: number;
}
const newGroup = (): Group => ({
  records: new Uint8Array(MAX_GROUP * RECORD_BYTES),
  ports: new Uint16Array(MAX_GROUP),
  count: 0,
});

/**
 * The order of the ballots of one slot, from the record at `at`: a replacement keypad counts from its own counter on, and comes
 * after whatever its slot had before.
 */
export const orderOf = (records: DataView, at: number): number =>
  records.getUint8(at + 2) * 2 ** 32 + records.getUint32(at + 3);

export class Intake {
  readonly refused: Partial<Record<Refusal, number>> = {};
  readonly #parts: IntakeParts;
  readonly #digest: number;
  /** By keypad number. A replaced keypad leaves it. */
  readonly #voters: Map<number, Voter>;
  readonly #bySlot: (Voter | undefined)[] = [];
  readonly #keypadOf: Uint16Array;
  #authorised: Uint8Array = new Uint8Array();
  /** Taken = committed or pending. 0 = nothing yet. */
  readonly #taken: Uint32Array;
  readonly #takenTag: Uint8Array;
  readonly #committed: Uint32Array;
  readonly #committedTag: Uint8Array;
  /** Last counter committed from a keypad of this slot that was replaced since: its ballot stands until another comes. */
  readonly #former: Uint32Array;
  #filling = newGroup();
  #writing = newGroup();
  #busy = false;
  #stopped = false;
  readonly #stopping: (() => void)[] = [];
  /** Those who wait for the group that is being written. */
  readonly #writes: (() => void)[] = [];

  constructor(parts: IntakeParts) {
    this.#parts = parts;
    this.#digest = paperDigest(parts.paperHash);
    this.#keypadOf = new Uint16Array(parts.slots);
    this.#taken = new Uint32Array(parts.slots);
    this.#takenTag = new Uint8Array(parts.slots * 8);
    this.#committed = new Uint32Array(parts.slots);
    this.#committedTag = new Uint8Array(parts.slots * 8);
    this.#former = new Uint32Array(parts.slots);
    this.#voters = new Map(parts.voters);
    for (const [keypad, voter] of parts.voters) {
      this.#bySlot[voter.slot] = voter;
      this.#keypadOf[voter.slot] = keypad;
    }
  }

  authorise(authorised: Uint8Array): void {
    this.#authorised = authorised;
  }

  /**
   * From these slots no ballot is taken any more: all of them, or none where one has a ballot, which may still be on its
   * way to the disk. Those that have one are answered.
   */
  withdraw(slots: Uint8Array): Uint8Array {
    const voted = bitmap(this.#parts.slots);
    for (const slot of this.#taken.keys()) if (this.#last(slot) > 0 && hasBit(slots, slot)) setBit(voted, slot);
    if (countBits(voted) === 0) this.#authorised = this.#authorised.map((byte, i) => byte & ~(slots[i] ?? 0));
    return voted;
  }

  /** The last counter taken from whichever keypad of this slot; 0: the slot has no ballot. */
  #last(slot: number): number {
    return this.#taken[slot] || this.#former[slot] || 0;
  }

  /**
   * Another keypad for the slot of `voter`. From now on nothing is taken from the former one; what was taken comes to the disk
   * first. Its ballot stands until the new keypad's takes its place, whole: one voter, one ballot.
   */
  async replace(keypad: number, voter: Voter): Promise<void> {
    const { slot } = voter;
    this.#voters.delete(this.#keypadOf[slot] ?? 0);
    while (this.#taken[slot] !== this.#committed[slot]) {
      await new Promise<void>((resolve) => {
        this.#writes.push(resolve);
      });
    }
    this.#former[slot] = this.#last(slot);
    this.#taken[slot] = this.#committed[slot] = 0;
    this.#takenTag.fill(0, slot * 8, slot * 8 + 8);
    this.#committedTag.fill(0, slot * 8, slot * 8 + 8);
    this.#bySlot[slot] = voter;
    this.#keypadOf[slot] = keypad;
    this.#voters.set(keypad, voter);
  }

  /** A record that was read back from the box, after a restart. */
  restore(records: Uint8Array, offset: number): void {
    const view = new DataView(records.buffer, records.byteOffset + offset, RECORD_BYTES);
    const slot = view.getUint16(0);
    const counter = view.getUint32(3);
    if (view.getUint8(2) < (this.#bySlot[slot]?.generation ?? 0)) {
      this.#former[slot] = counter;
      return;
    }
    if (counter <= (this.#committed[slot] ?? 0)) return;
    const tag = records.subarray(offset + 7, offset + 15);
    this.#committed[slot] = this.#taken[slot] = counter;
    this.#committedTag.set(tag, slot * 8);
    this.#takenTag.set(tag, slot * 8);
  }

  /** Last counter committed per slot, for `closed(n)`. */
  get counters(): Uint32Array {
    return this.#committed;
  }

  /** Any number of frames of 34 bytes, as they came from one port. Never throws on what they hold. */
  take(port: number, frames: Uint8Array): void {
    this.takeAll([{ port, frames }]);
  }

  /** Batches that came together make one group. */
  takeAll(batches: readonly { readonly port: number; readonly frames: Uint8Array }[]): void {
    for (const { port, frames } of batches) this.#takeBatch(port, frames);
    this.#commitNext();
  }

  #takeBatch(port: number, frames: Uint8Array): void {
    for (let at = 0; at + SEALED_BALLOT_BYTES <= frames.length; at += SEALED_BALLOT_BYTES) {
      const frame = SealedBallot.decode(frames.subarray(at, at + SEALED_BALLOT_BYTES));
      if (frame.ok) this.#takeOne(port, frame.value);
      else this.#refuse('unknownKeypad');
    }
  }

  /** The cut-off: what was taken before is committed, everything after it is answered `closed(n)`. May be asked again. */
  stop(): Promise<void> {
    this.#stopped = true;
    return new Promise<void>((resolve) => {
      this.#stopping.push(resolve);
      this.#commitNext();
    });
  }

  /** After `stop`: nothing may be under way. */
  wipe(): void {
    for (const group of [this.#filling, this.#writing]) group.records.fill(0);
    for (const array of [this.#taken, this.#takenTag, this.#committed, this.#committedTag, this.#former]) array.fill(0);
  }

  #refuse(why: Refusal): void {
    this.refused[why] = (this.refused[why] ?? 0) + 1;
  }

  #answer(port: number, voter: Voter, status: Status, frame: SealedBallot, n?: number): void {
    this.#parts.receipt(port, Receipt.encode(makeReceipt(voter, status, frame, n)));
  }

  #takeOne(port: number, frame: SealedBallot): void {
    const voter = this.#voters.get(frame.keypad);
    if (!voter) return this.#refuse('unknownKeypad');
    if (frame.round !== this.#parts.round) return this.#refuse('otherRound');
    const { slot } = voter;
    if (this.#stopped) {
      this.#refuse('afterCutoff');
      // While the last group is being written n may still change; the keypad asks again.
      if (!this.#busy) this.#answer(port, voter, 'closed', frame, this.#committed[slot] ?? 0);
      return undefined;
    }
    if (frame.paper !== this.#digest) {
      this.#refuse('otherPaper');
      return this.#answer(port, voter, 'otherPaper', frame);
    }
    const last = this.#taken[slot] ?? 0;
    const verdict = judgeCounter(last, frame.counter, () => this.#isTaken(slot, frame.tag));
    if (verdict === 'same') {
      // Committed: the same answer again. Pending: the answer comes with the group.
      if (this.#committed[slot] === frame.counter) this.#answer(port, voter, 'counted', frame);
      return undefined;
    }
    const ballot = openBallot(voter.open, frame, this.#parts.paperHash);
    if (!ballot) return this.#refuse('forged');
    if (!hasBit(this.#authorised, slot)) {
      ballot.fill(0);
      this.#refuse('notAuthorised');
      return this.#answer(port, voter, 'notOnRoll', frame);
    }
    const standing = this.#last(slot);
    if (verdict !== 'new' || (this.#parts.firstPress && standing > 0)) {
      ballot.fill(0);
      this.#refuse(verdict === 'clone' ? 'cloneCounter' : 'oldCounter');
      return this.#answer(port, voter, 'counter', frame, standing);
    }
    const group = this.#filling;
    if (group.count === MAX_GROUP) {
      ballot.fill(0);
      this.#refuse('busy');
      return this.#answer(port, voter, 'busy', frame);
    }
    const at = group.count * RECORD_BYTES;
    const view = new DataView(group.records.buffer, at, RECORD_BYTES);
    view.setUint16(0, slot);
    view.setUint8(2, voter.generation);
    view.setUint32(3, frame.counter);
    group.records.set(frame.tag, at + 7);
    group.records.set(ballot, at + 15);
    ballot.fill(0);
    group.ports[group.count] = port;
    group.count += 1;
    this.#taken[slot] = frame.counter;
    this.#takenTag.set(frame.tag, slot * 8);
    return undefined;
  }

  #isTaken(slot: number, tag: Uint8Array): boolean {
    for (let i = 0; i < 8; i++) if (this.#takenTag[slot * 8 + i] !== tag[i]) return false;
    return true;
  }

  #commitNext(): void {
    if (this.#busy) return;
    if (this.#filling.count === 0) {
      for (const stopped of this.#stopping.splice(0)) stopped();
      return;
    }
    this.#busy = true;
    const group = this.#filling;
    this.#filling = this.#writing;
    this.#writing = group;
    void this.#write(group);
  }

  async #write(group: Group): Promise<void> {
    const records = group.records.subarray(0, group.count * RECORD_BYTES);
    const error = await this.#parts.commit(records).catch((thrown: unknown) => thrown as Error);
    this.#busy = false;
    if (error) this.#giveBack(group);
    else this.#settle(group);
    records.fill(0);
    group.count = 0;
    for (const written of this.#writes.splice(0)) written();
    this.#parts.afterGroup();
    this.#commitNext();
  }

  #settle(group: Group): void {
    const view = new DataView(group.records.buffer);
    for (let i = 0, at = 0; i < group.count; i++, at += RECORD_BYTES) {
      const slot = view.getUint16(at);
      const counter = view.getUint32(at + 3);
      const tag = group.records.subarray(at + 7, at + 15);
      this.#parts.count(slot, orderOf(view, at), group.records, at + 15);
      this.#committed[slot] = counter;
      this.#committedTag.set(tag, slot * 8);
      this.#reply(group, i, slot, counter, tag, 'counted');
    }
  }

  /** The disk refused: nothing of this group counts, and nothing that came after it in order. */
  #giveBack(group: Group): void {
    const later = this.#filling;
    for (const failed of [group, later]) {
      const view = new DataView(failed.records.buffer);
      for (let i = 0, at = 0; i < failed.count; i++, at += RECORD_BYTES) {
        const slot = view.getUint16(at);
        this.#refuse('diskError');
        this.#taken[slot] = this.#committed[slot] ?? 0;
        this.#takenTag.set(this.#committedTag.subarray(slot * 8, slot * 8 + 8), slot * 8);
        this.#reply(failed, i, slot, view.getUint32(at + 3), failed.records.subarray(at + 7, at + 15), 'busy');
      }
    }
    later.records.fill(0);
    later.count = 0;
  }

  #reply(group: Group, index: number, slot: number, counter: number, tag: Uint8Array, status: Status): void {
    const voter = this.#bySlot[slot];
    if (!voter) return;
    const answered = { keypad: this.#keypadOf[slot] ?? 0, round: this.#parts.round, counter, tag };
    this.#parts.receipt(group.ports[index] ?? 0, Receipt.encode(makeReceipt(voter, status, answered)));
  }
}
