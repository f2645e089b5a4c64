import { Receipt } from '@piaojue/firmware-protocol/messages';
import { paperHash } from '@piaojue/firmware-protocol/seal/paper-hash';
import { statusOf } from '@piaojue/firmware-protocol/status';
import type { Random } from '@piaojue/device-gateway/simulator/random';
import { RECORD_BYTES } from '@piaojue/server/box/box-file';
import { Intake } from '@piaojue/server/box/intake';
import type { RoundRow } from '@piaojue/server/store/store';
import { createTally, type Tally } from '@piaojue/server/tally/core';
import { tallySpec } from '@piaojue/server/tally/spec';
import type { Totals } from '@piaojue/contract/outcome';
import { keypadOf, ROUND, voterOf } from './cast.ts';
import type { History } from './history.ts';
import type { Seams } from './seams.ts';
import type { ProcessClock } from './virtual-clock.ts';

/** A message between server and box process; ms. */
const IPC_MS = 0.5;

/** What is left of a ballot box when its process is gone. */
export interface BoxFile {
  records: Uint8Array[];
  /** END was written: it takes nothing more. */
  ended: boolean;
}

/** What waits for the next commits. */
export interface Trouble {
  /** Commits that fail, taken one by one. */
  failures: number;
  /** Called in the middle of the next one, `before` or `after` the disk has it. */
  ambush: { readonly when: 'before' | 'after'; readonly strike: () => void } | undefined;
}

export interface BoxParts {
  readonly clock: ProcessClock;
  readonly random: Random;
  readonly round: RoundRow;
  readonly file: BoxFile;
  readonly history: History;
  readonly seams: Seams;
  /** ms from the first byte of a group to the return of the sync, at most. */
  readonly commitMs: number;
  readonly trouble: Trouble;
  readonly receipts: (port: number, receipts: Uint8Array) => void;
}

/**
 * The box process: the real intake and the real count, on a disk that is a list of groups and takes its time. Messages
 * come and go in order, each after a moment.
 */
export class BoxProcess {
  readonly #parts: BoxParts;
  readonly #intake: Intake;
  readonly #tally: Tally;
  #waiting: (readonly [port: number, bytes: Uint8Array])[] = [];
  #underWay: Uint8Array | undefined;

  constructor(parts: BoxParts) {
    this.#parts = parts;
    const { round, seams, file } = parts;
    const { frozen, presence, contest } = round;
    if (!frozen || !presence) throw new Error('an open round has its paper and its roll');
    this.#tally = createTally(tallySpec(contest, frozen.seats.length));
    const intake = {
      round: ROUND,
      paperHash: paperHash(frozen.paper),
      slots: frozen.seats.length,
      voters: new Map(frozen.seats.map(({ keypad }) => [keypad, voterOf(keypad)])),
      firstPress: contest.rules.press === 'first',
      commit: (records: Uint8Array) => this.#commit(records),
      count: (slot: number, counter: number, bytes: Uint8Array, offset: number) =>
        void this.#tally.accept(slot, counter, bytes, offset),
      receipt: (port: number, bytes: Uint8Array) => this.#receipt(port, bytes),
      afterGroup: () => this.#flush(),
    };
    this.#intake = new Intake(seams.intake?.(intake) ?? intake);
    this.#intake.authorise(seams.authorised?.(presence.authorised) ?? presence.authorised);
    for (const group of seams.replay?.(file.records) ?? file.records) {
      const view = new DataView(group.buffer, group.byteOffset);
      for (let at = 0; at < group.length; at += RECORD_BYTES) {
        this.#intake.restore(group, at);
        this.#tally.accept(view.getUint16(at), view.getUint32(at + 3), group, at + 15);
      }
    }
    if (file.ended) void this.#intake.stop();
  }

  ballots(port: number, frames: Uint8Array): void {
    this.#message(() => {
      this.#intake.takeAll([{ port, frames }]);
      this.#flush();
    });
  }

  /** Resolves with the answer of the box; never if its process ends before. */
  cutoff(): Promise<void> {
    return new Promise((resolve) => {
      const late = this.#parts.seams.cutoffLateMs ?? 0;
      this.#parts.clock.after(late, () =>
        this.#message(() => {
          void this.#intake.stop().then(() => {
            if (this.#parts.clock.ended) return;
            this.#parts.file.ended = true;
            this.#parts.clock.after(IPC_MS, resolve);
          });
        }),
      );
    });
  }

  recount(): Promise<{ readonly counters: Uint32Array; readonly totals: Totals }> {
    return new Promise((resolve) => {
      this.#message(() => {
        const answer = { counters: this.#intake.counters.slice(), totals: this.#tally.totals() };
        this.#parts.clock.after(IPC_MS, () => resolve(answer));
      });
    });
  }

  /** Killed. What was being written is on the disk whole, or not at all. */
  kill(written: boolean): void {
    this.#parts.clock.end();
    if (written && this.#underWay) this.#write(this.#underWay);
    this.#underWay = undefined;
  }

  #message(work: () => void): void {
    this.#parts.clock.after(IPC_MS, work);
  }

  #commit(records: Uint8Array): Promise<Error | undefined> {
    const group = records.slice();
    this.#underWay = group;
    const { clock, random, commitMs, trouble, history } = this.#parts;
    const ms = 0.2 + random.next() * commitMs;
    if (trouble.ambush?.when === 'before') clock.after(ms / 2, this.#strike());
    return new Promise((resolve) => {
      clock.after(ms, () => {
        this.#underWay = undefined;
        if (trouble.failures > 0) {
          trouble.failures--;
          history.add(clock.now(), { what: 'disk failed' });
          return resolve(new Error('the disk does not take it'));
        }
        this.#write(group);
        if (trouble.ambush?.when === 'after') this.#strike()();
        resolve(undefined);
      });
    });
  }

  #strike(): () => void {
    const { trouble } = this.#parts;
    const strike = trouble.ambush?.strike;
    trouble.ambush = undefined;
    return () => strike?.();
  }

  #write(group: Uint8Array): void {
    const { file, history, clock } = this.#parts;
    file.records.push(group);
    const view = new DataView(group.buffer, group.byteOffset);
    for (let at = 0; at < group.length; at += RECORD_BYTES) {
      const keypad = keypadOf(view.getUint16(at));
      history.add(clock.now(), { what: 'committed', keypad, counter: view.getUint32(at + 3) });
    }
  }

  #receipt(port: number, bytes: Uint8Array): void {
    const receipt = Receipt.decode(bytes);
    if (receipt.ok && statusOf(receipt.value.status) === 'counted') {
      const { keypad, number } = receipt.value;
      this.#parts.history.add(this.#parts.clock.now(), { what: 'receipted', keypad, counter: number });
    }
    this.#waiting.push([port, bytes]);
  }

  #flush(): void {
    for (const [port, bytes] of this.#waiting.splice(0))
      this.#parts.clock.after(IPC_MS, () => this.#parts.receipts(port, bytes));
  }
}
