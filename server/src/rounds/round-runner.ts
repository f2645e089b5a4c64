import { existsSync } from 'node:fs';
import type { Actor } from '@piaojue/contract/officers-view';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { countBits } from '../bitmap.ts';
import type { BoxFailure } from '../box/messages.ts';
import { crashPoint } from '../crash-point.ts';
import type { LiveFigures } from '../rules/named-answers.ts';
import type { FrozenPresence, RecordEvent, ReplacedKeypad, RoundRow } from '../store/store.ts';
import { AbortSteps } from './abort-steps.ts';
import { type Heard, together } from './absent.ts';
import { BoxKeeper, type BoxKeeperParts, StartRefused } from './box-keeper.ts';
import { clockOf } from './clock.ts';
import { type ClosingParts, ClosingSteps } from './closing-steps.ts';
import { freezePresence } from './freeze.ts';
import { KeyMedia, removeBlanks } from './key-media.ts';
import { isInProgress } from './machine.ts';
import { awaitsPaper, NOTHING_TYPED } from './paper-count.ts';
import { Perseverance, type PerseveranceParts } from './perseverance.ts';
import { roundFiles } from './round-files.ts';
import { expectFrozen, RoundRows } from './round-rows.ts';

export { type BoxLink, StartRefused } from './box-keeper.ts';

/** Who ordered a step, and what is written in the transaction that carries it out. */
export interface StepOrder {
  readonly by: Actor;
  readonly also?: (() => void) | undefined;
}
const BY_ITSELF: StepOrder = { by: 'server' };

/**
 * Takes one round at a time through the numbered steps of opening and closing, and takes them up again after a crash.
 *
 *     opening ─O1─O2─O3─O4─ open ─1─ closing ─2─3─ counting ─4─5─ tallied ─6─ recorded ─7─8─ destroying ─9─10─11─ closed
 *                             │                        └─4x─ disputed
 *                             └── A1 ── aborting ─9─10─ aborted
 *
 * Each `S:` is one transaction, written before anything outside is told.
 */
export interface RunnerParts extends BoxKeeperParts, ClosingParts, PerseveranceParts {}

/** `voted`: these slots have a ballot in the box, and none of those that were asked for was moved. */
export type ToPaper = Result<RoundRow, BoxFailure | { readonly code: 'voted'; readonly slots: Uint8Array }>;

export class RoundRunner {
  readonly #parts: RunnerParts;
  readonly #rows: RoundRows;
  readonly #box: BoxKeeper;
  readonly #closing: ClosingSteps;
  readonly #abort: AbortSteps;
  readonly #media: KeyMedia;
  /** What goes on by itself. */
  readonly #going: Perseverance;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    this.#rows = new RoundRows(parts.store, parts.now);
    this.#box = new BoxKeeper(parts, this.#rows, (id) => this.#closing.count(id, false));
    this.#closing = new ClosingSteps(parts, this.#rows, this.#box);
    this.#abort = new AbortSteps(parts, this.#rows, this.#box);
    this.#media = new KeyMedia(parts, this.#rows, this.#box);
    this.#going = new Perseverance(parts);
  }

  current(): RoundRow | undefined {
    return this.#parts.store.rounds().find(({ state }) => isInProgress(state));
  }

  /** false while the box can't take ballots: the beacons then say busy. */
  get taking(): boolean {
    return this.#box.taking;
  }

  /** The round whose ballots the box process answers, also after the cut-off. */
  get boxRound(): number | undefined {
    return this.taking ? this.#box.round : undefined;
  }

  /** Who took part so far, of the round in progress; a bit per frozen slot. */
  get took(): Uint8Array {
    return this.#box.took;
  }

  /** How many answered what so far, in a named vote that is open; null in every other. */
  get live(): LiveFigures | null {
    return this.current()?.contest.kind === 'namedResolution' ? (this.#box.live ?? null) : null;
  }

  get refused(): Readonly<Record<string, number>> {
    return this.#box.refused;
  }

  /** Who was heard in it, as of the last tick of a second. */
  get heard(): Heard | undefined {
    return this.#closing.heard;
  }

  ballots(port: number, frames: Uint8Array): void {
    this.#box.ballots(port, frames);
  }

  /**
   * O1 to O5. The error is a text for the operator; the round is then `ready` again. `barred`: slots whose keypad has no key
   * any more.
   */
  async open(
    id: number,
    present: () => ReadonlySet<number>,
    { by, also }: StepOrder = BY_ITSELF,
    barred: () => ReadonlySet<number> = () => new Set(),
  ): Promise<Result<RoundRow, BoxFailure>> {
    if (this.#rows.get(id).method === 'hand') return ok(this.#openByHand(id, present(), { by, also }));
    const opening = this.#rows.set(id, 'opening', {
      files: roundFiles(this.#parts.dataFolder, this.#parts.places, this.#rows.sitting.sid, id),
    });
    crashPoint('open:1');
    this.#closing.heard = undefined;
    const frozen = expectFrozen(opening);
    const made = await this.#box.create(opening);
    if (!made.ok) {
      await this.#giveUpOpening(id);
      return made;
    }
    const presence = freezePresence(frozen, present(), barred());
    const emptyBox = { at: this.#parts.now(), ballots: made.value.ballots };
    let open: RoundRow;
    try {
      // Stands in the record before the opening does: no ballot of this round existed.
      this.#rows.set(id, 'opening', {}, { event: 'empty box made', round: id, ballots: emptyBox.ballots });
      open = this.#opened({ ...opening, emptyBox }, presence, { by, also });
    } catch (error) {
      await this.#giveUpOpening(id);
      return fail({ code: 'disk', detail: (error as Error).message });
    }
    crashPoint('open:4');
    const opened = await this.#box.request('open', presence);
    if (opened.ok) this.#box.taking = true;
    else this.#parts.trouble(opened.error.detail);
    this.#parts.changed();
    crashPoint('open:5');
    return ok(open);
  }

  async #giveUpOpening(id: number): Promise<void> {
    await this.#tryFirst(id, this.#backToReady(id));
  }

  /** An opening that failed, or that a crash cut off: as if it had not been ordered. */
  async #backToReady(id: number): Promise<void> {
    const opening = this.#rows.get(id);
    await this.#box.destroy(opening);
    removeBlanks(opening.files?.medium ?? []);
    this.#rows.set(id, 'ready', { files: null }, { event: 'opening given up', round: id });
    this.#parts.changed();
  }

  /** Without box and keypads: everybody who is present is given a ballot on paper. */
  #openByHand(id: number, present: ReadonlySet<number>, order: StepOrder): RoundRow {
    this.#box.forget();
    this.#closing.heard = undefined;
    const round = this.#rows.get(id);
    const open = this.#opened(round, freezePresence(expectFrozen(round), present), order);
    this.#parts.changed();
    return open;
  }

  #opened(round: RoundRow, presence: FrozenPresence, { by, also }: StepOrder): RoundRow {
    const frozen = expectFrozen(round);
    return this.#rows.set(
      round.id,
      'open',
      {
        presence,
        openedAt: this.#parts.now(),
        ...(round.emptyBox && { emptyBox: round.emptyBox }),
        ...(round.method === 'hand' && { hand: NOTHING_TYPED }),
      },
      {
        event: 'round opened',
        round: round.id,
        ...(round.method === 'hand' && { method: 'hand' }),
        hash: frozen.hash,
        presenceHash: presence.hash,
        all: frozen.all,
        present: presence.present,
        issued: presence.issued,
        ...(round.emptyBox && { ballotsInBox: round.emptyBox.ballots }),
        by,
      },
      also,
    );
  }

  /**
   * Another keypad for a slot of an open round (RULES §4). Durable first, so that a box that is started again knows it too.
   * What the former keypad sent stands until the new one's ballot takes its place. `also`: written with it.
   */
  async replaceKeypad(
    id: number,
    replaced: ReplacedKeypad,
    event: RecordEvent,
    also: () => void,
  ): Promise<BoxFailure | null> {
    const round = this.#rows.get(id);
    this.#rows.set(id, round.state, { replaced: [...(round.replaced ?? []), replaced] }, event, also);
    crashPoint('replace:1');
    const { slot, keypad, generation } = replaced;
    const done = await this.#box.request('replace', { seat: { slot, keypad, generation } });
    // A box process that died is started again with the seats as they are now.
    return done.ok || done.error.code === 'exited' ? null : done.error;
  }

  /**
   * Mixed round (RULES §4): these slots leave the keypads for paper, all or none. The error: which of them have a ballot in
   * the box, or what is wrong with the box. `also`: written with it.
   */
  async toPaper(id: number, slots: Uint8Array, event: RecordEvent, also?: () => void): Promise<ToPaper> {
    const answer = await this.#box.withdraw(slots);
    if (!answer.ok) return fail(answer.error);
    if (countBits(answer.value) > 0) return fail({ code: 'voted', slots: answer.value });
    crashPoint('paper:1');
    const { state, withdrawn, hand } = this.#rows.get(id);
    // It was closed meanwhile: they are withdrawn all the same, and the count waits for their sums.
    if (state !== 'open' && state !== 'closing') return fail({ code: 'exited', detail: `round ${id} is ${state}` });
    const fields = { method: 'mixed', withdrawn: together(slots, withdrawn), hand: hand ?? NOTHING_TYPED } as const;
    const round = this.#rows.set(id, state, fields, event, also);
    crashPoint('paper:2');
    this.#parts.changed();
    return ok(round);
  }

  /** Two people typed the same sums of the paper ballots: what waited for them goes on. A disputed box waits for two people. */
  paperAgreed(id: number): void {
    crashPoint('paper:3');
    if (this.#rows.get(id).state === 'counting') this.#goOn(id, this.#countBox(id, false));
  }

  /** Step 1; the rest goes on by itself. Answers when `closing` is durable, before the first closing beacon. */
  close(id: number, { by, also }: StepOrder = BY_ITSELF): RoundRow {
    const event = { event: 'round closing', round: id, by };
    if (this.#rows.get(id).method === 'hand') {
      const counting = this.#rows.set(id, 'counting', { closingAt: this.#parts.now() }, event, also);
      this.#parts.changed();
      return counting;
    }
    const closing = this.#rows.set(id, 'closing', { closingAt: this.#parts.now() }, event, also);
    crashPoint('close:1');
    this.#goOn(id, this.#closing.drainAndCount(id));
    return closing;
  }

  /** A1: the box is destroyed unopened; no totals of it exist anywhere. */
  abort(id: number, reason: string, { by, also }: StepOrder = BY_ITSELF): RoundRow {
    const round = this.#abort.begin(id, reason, by, also);
    this.#goOn(id, this.#abort.finish(id));
    return round;
  }

  /** 4x: two people take the box's own count as it is. */
  accept(id: number): void {
    this.#goOn(id, this.#countBox(id, true), true);
  }

  /** The process may have died since the cut-off, for instance while the sums of the paper were awaited; its file may be whole. */
  async #countBox(id: number, accept: boolean): Promise<void> {
    const round = this.#rows.get(id);
    if (round.method !== 'hand' && !this.#box.running) {
      try {
        await this.#box.resume(round, false);
      } catch (error) {
        if (!(error instanceof StartRefused)) throw error;
        return this.#box.dispute(id, error.message);
      }
    }
    await this.#closing.count(id, accept);
  }

  /** Resolves when the round that is closing has come to rest. */
  async settled(): Promise<void> {
    await this.#going.settled();
  }

  async end(): Promise<void> {
    this.#going.end();
    await this.#box.end();
  }

  /**
   * Finishes whatever a crash left half done, before any port is opened. A round that was closing needs its receivers for
   * one full new drain: `resumeClosing` goes on with it once they can come.
   */
  async recover(): Promise<void> {
    const { store } = this.#parts;
    const sitting = store.sitting();
    if (!sitting) return;
    await this.#media.destroyPresented();
    await this.#box.sweep(sitting);
    for (const round of store.rounds()) {
      if (round.state === 'opening') {
        await this.#backToReady(round.id);
      } else if (round.state === 'open' || round.state === 'closing') {
        await this.#recoverOpen(round);
      } else if (round.state === 'counting' || round.state === 'tallied' || round.state === 'recorded') {
        if (round.state !== 'recorded' && round.method !== 'hand') await this.#box.resume(round, false);
        if (round.state === 'counting') await this.#tryFirst(round.id, this.#closing.countOrWait(round.id));
        else await this.#tryFirst(round.id, this.#closing.afterTallied(round.id));
      } else if (round.state === 'disputed') {
        await this.#box.resume(round, false);
      } else if (round.state === 'destroying') {
        await this.#tryFirst(round.id, this.#closing.finishClose(round.id));
      } else if (round.state === 'aborting') {
        await this.#tryFirst(round.id, this.#abort.finish(round.id));
      }
    }
    for (const { id, parent } of store.rounds()) if (parent === null) this.restChain(id);
  }

  async #recoverOpen(round: RoundRow): Promise<void> {
    if (round.method !== 'hand') await this.#box.resumeOpen(round);
    // What fell while the server was down is not made good: nobody votes after the clock.
    this.#closeByClock(this.#rows.get(round.id), false);
  }

  /** In ticks of a second: a round whose clock closes it is closed when it runs out (RULES §2). */
  tick(): void {
    this.#box.publish();
    const round = this.current();
    if (!round) {
      void this.#media.destroyPresented().catch((error: unknown) => this.#parts.trouble((error as Error).message));
      return;
    }
    this.#keyIsBack(round);
    this.#box.takeUpAgain(round);
    try {
      this.#closeByClock(round, true);
    } catch (error) {
      // Asked again at the next tick; it is told once.
      this.#box.failed(`the clock of round ${round.id} ran out, and it can't be closed`, error);
    }
  }

  /** A round whose key was away at the start goes on when a copy is there. */
  #keyIsBack(round: RoundRow): void {
    if (this.#box.awaitsKey !== round.id) return;
    const there = (round.files?.keys ?? []).filter((path) => existsSync(path)).join();
    // Once for each time that a copy comes; one that does not read is told, and another waited for.
    if (there === this.#keysTried) return;
    this.#keysTried = there;
    if (there) this.#goOn(round.id, this.#goOnWithKey(round));
  }
  #keysTried = '';

  async #goOnWithKey(round: RoundRow): Promise<void> {
    await this.#box.resumeOpen(round);
    if (this.#box.awaitsKey !== round.id && this.#rows.get(round.id).state === 'closing')
      await this.#closing.drainAndCount(round.id);
    this.#parts.changed();
  }

  #closeByClock(round: RoundRow, goOn: boolean): void {
    const { id, state, method } = round;
    const clock = clockOf(round);
    if (state !== 'open' || !clock?.closes || this.#parts.now() < clock.endsAt) return;
    // A box that is being started again closes when it is back; one that does not come back can only be aborted.
    if (method !== 'hand' && !this.taking) return;
    if (goOn || method === 'hand') this.close(id);
    else {
      const event = { event: 'round closing', round: id, by: BY_ITSELF.by };
      this.#rows.set(id, 'closing', { closingAt: this.#parts.now() }, event);
    }
  }

  /** After `recover`, when receivers can connect. */
  resumeClosing(): void {
    const round = this.current();
    if (round?.state === 'closing' && this.#box.awaitsKey !== round.id)
      this.#goOn(round.id, this.#closing.drainAndCount(round.id));
  }

  /**
   * In ticks of a second, beside the turnout: who was heard so far is durable, so that a restart tells the same. It says
   * no more of when somebody pressed than the turnout does.
   */
  keepHeard(): void {
    const round = this.current();
    if (round?.method === 'hand') return;
    if (round?.state !== 'open' && round?.state !== 'closing') return;
    try {
      this.#closing.keepHeard(round);
    } catch (error) {
      this.#box.failed(`who was heard in round ${round.id} is not stored`, error);
    }
  }

  /** After an announcement or a ruling, which stand whatever the disk says: a chain that came to rest gets its signed bundle. */
  restChain(id: number): void {
    try {
      this.#closing.restChain(id);
    } catch (error) {
      this.#parts.trouble(
        `the bundle of the chain of round ${id} is written at the next start: ${(error as Error).message}`,
      );
    }
  }

  chainFolder(id: number): string {
    return this.#closing.chainFolder(id);
  }

  bundleFolder(id: number): string {
    return this.#closing.bundleFolder(id);
  }

  /** `accepted`: two people took a disputed box as it is. */
  #goOn(id: number, work: Promise<void>, accepted = false): void {
    this.#going.begin(work, () => this.#takeUp(id, accepted));
  }

  /** Resolves when it is known whether it could be done at once; where not, it is tried on. */
  async #tryFirst(id: number, work: Promise<void>): Promise<void> {
    this.#goOn(id, work);
    await work.catch(() => undefined);
  }

  /** From where it stands: what failed on the way, for instance on a full disk, is tried again. */
  async #takeUp(id: number, accepted: boolean): Promise<void> {
    const round = this.#rows.get(id);
    const { state } = round;
    if (state === 'opening') await this.#backToReady(id);
    else if (state === 'closing') await this.#closing.drainAndCount(id);
    else if (state === 'counting' || (state === 'disputed' && accepted)) {
      if (!awaitsPaper(round)) await this.#countBox(id, accepted);
    } else if (state === 'tallied' || state === 'recorded') {
      if (state === 'tallied' && round.method !== 'hand' && !this.#box.running) await this.#box.resume(round, false);
      await this.#closing.afterTallied(id);
    } else if (state === 'destroying') await this.#closing.finishClose(id);
    else if (state === 'aborting') await this.#abort.finish(id);
  }
}
