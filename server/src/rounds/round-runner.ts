import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import type { RoundState } from '@piaojue/contract/console-view';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { countBits } from '../bitmap.ts';
import type { BoxClient, BoxHandlers } from '../box/box-client.ts';
import type { BoxConfig, BoxFailure, Presence } from '../box/messages.ts';
import { crashPoint } from '../crash-point.ts';
import { writeBundle } from '../record/bundle.ts';
import { checkContest } from '../rules/contest-check.ts';
import { decide } from '../rules/decide.ts';
import type { Frozen, RecordEvent, RoundRow, SittingRow, Store } from '../store/store.ts';
import { absentOf, type Heard, together } from './absent.ts';
import { freezePresence } from './freeze.ts';
import { follow, isFinal, isInProgress } from './machine.ts';
import { type KeyPlaces, roundFiles, strayFiles } from './round-files.ts';

/**
 * Takes one round at a time through the numbered steps of opening and closing, and takes them up again after a crash.
 *
 *     opening ─O1─O2─O3─O4─ open ─1─ closing ─2─3─ counting ─4─5─ tallied ─6─ recorded ─7─8─ destroying ─9─10─11─ closed
 *                             │                        └─4x─ disputed
 *                             └── A1 ── aborting ─9─10─ aborted
 *
 * Each `S:` is one transaction, written before anything outside is told.
 */
export interface RunnerParts {
  readonly store: Store;
  readonly dataFolder: string;
  readonly places: KeyPlaces;
  readonly deviceKeys: string;
  readonly monitorsKey: Uint8Array;
  readonly signingKey: KeyObject;
  /** ms since the epoch */
  readonly now: () => number;
  readonly newBox: (handlers: BoxHandlers) => BoxLink;
  /** Receivers say `drained`, or the longest time is over. */
  readonly drain: (round: number) => Promise<void>;
  /** Whose keypad was heard since the opening, as far as it is known now. */
  readonly heard: (round: RoundRow) => Heard;
  readonly receipts: (port: number, receipts: Uint8Array) => void;
  readonly changed: () => void;
  readonly trouble: (text: string) => void;
}

/** The box process, as the runner uses it. */
export type BoxLink = Pick<BoxClient, 'request' | 'ballots' | 'running' | 'end'>;

/** The server must not start: a box that nobody may touch, or files of a round that the store does not know. */
export class StartRefused extends Error {}

const MAX_BOX_RESTARTS = 3;

export class RoundRunner {
  readonly #parts: RunnerParts;
  #box: BoxLink | undefined;
  #restarts = 0;
  /** While a box process that died by itself is started again. */
  #restarting: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
  /** The server goes down: what is under way stays as it stands, the next start takes it up. */
  #ending = false;
  /** Who took part so far, of the round in progress; a bit per frozen slot. */
  took: Uint8Array = new Uint8Array();
  refused: Readonly<Record<string, number>> = {};
  /** Who was heard in it, as of the last tick of a second. */
  heard: Heard | undefined;
  /** false while the box can't take ballots: the beacons then say busy. */
  taking = false;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  current(): RoundRow | undefined {
    return this.#parts.store.rounds().find(({ state }) => isInProgress(state));
  }

  /** The round whose ballots the box process answers, also after the cut-off. */
  get boxRound(): number | undefined {
    return this.taking ? this.#boxRound : undefined;
  }
  #boxRound: number | undefined;

  ballots(port: number, frames: Uint8Array): void {
    this.#box?.ballots(port, frames);
  }

  /**
   * O1 to O5. The error is a text for the operator; the round is then `ready` again. `also` here and below: written in
   * the transaction of the step that carries the order out. `barred`: slots whose keypad has no key any more.
   */
  async open(
    id: number,
    present: () => ReadonlySet<number>,
    also?: () => void,
    barred: () => ReadonlySet<number> = () => new Set(),
  ): Promise<Result<RoundRow, BoxFailure>> {
    const { store } = this.#parts;
    const sitting = expectSitting(store);
    const opening = this.#set(id, 'opening', {
      files: roundFiles(this.#parts.dataFolder, this.#parts.places, sitting.sid, id),
    });
    crashPoint('open:1');
    const frozen = expectFrozen(opening);
    const box = this.#startBox(opening);
    const made = await box.request('create', { config: this.#config(opening) });
    if (!made.ok) {
      await this.#destroy(opening);
      this.#set(id, 'ready', { files: null });
      return made;
    }
    const presence = freezePresence(frozen, present(), barred());
    const open = this.#set(
      id,
      'open',
      { presence, openedAt: this.#parts.now() },
      {
        event: 'round opened',
        round: id,
        hash: frozen.hash,
        presenceHash: presence.hash,
        all: frozen.all,
        present: presence.present,
        issued: presence.issued,
      },
      also,
    );
    crashPoint('open:4');
    const opened = await box.request('open', presence);
    if (!opened.ok) this.#parts.trouble(opened.error.detail);
    this.taking = opened.ok;
    this.#parts.changed();
    crashPoint('open:5');
    return ok(open);
  }

  /** Step 1; the rest goes on by itself. Answers when `closing` is durable, before the first closing beacon. */
  close(id: number, also?: () => void): RoundRow {
    const event = { event: 'round closing', round: id };
    const closing = this.#set(id, 'closing', { closingAt: this.#parts.now() }, event, also);
    crashPoint('close:1');
    this.#goOn(this.#drainAndCount(id));
    return closing;
  }

  /** A1: the box is destroyed unopened; no totals of it exist anywhere. */
  abort(id: number, reason: string, also?: () => void): RoundRow {
    const returned = this.#returned(id);
    const round = this.#set(
      id,
      'aborting',
      { reason, returned, closedAt: this.#parts.now() },
      { event: 'round aborting', round: id, reason, returned },
      also,
    );
    this.taking = false;
    crashPoint('abort:1');
    this.#goOn(this.#finishAbort(id));
    return round;
  }

  /** 4x: two people take the box's own count as it is. */
  accept(id: number): void {
    this.#goOn(this.#acceptBox(id));
  }

  async #acceptBox(id: number): Promise<void> {
    // The process may be what failed; the file may be whole.
    if (!this.#box?.running) await this.#resumeBox(expectRound(this.#parts.store, id), false);
    await this.#count(id, true);
  }

  /** Resolves when the round that is closing has come to rest. */
  async settled(): Promise<void> {
    await this.#closing;
  }

  async end(): Promise<void> {
    this.#ending = true;
    this.taking = false;
    await this.#box?.end();
  }

  /**
   * Finishes whatever a crash left half done, before any port is opened. A round that was closing needs its receivers for
   * one full new drain: `resumeClosing` goes on with it once they can come.
   */
  async recover(): Promise<void> {
    const { store } = this.#parts;
    const sitting = store.sitting();
    if (!sitting) return;
    await this.#sweep(sitting);
    for (const round of store.rounds()) {
      if (round.state === 'opening') {
        await this.#destroy(round);
        this.#set(round.id, 'ready', { files: null });
      } else if (round.state === 'open' || round.state === 'closing') {
        await this.#resumeOpen(round);
      } else if (round.state === 'counting' || round.state === 'tallied' || round.state === 'recorded') {
        if (round.state !== 'recorded') await this.#resumeBox(round, false);
        if (round.state === 'counting') await this.#count(round.id, false);
        else await this.#afterTallied(round.id);
      } else if (round.state === 'disputed') {
        await this.#resumeBox(round, false);
      } else if (round.state === 'destroying') {
        await this.#finishClose(round.id);
      } else if (round.state === 'aborting') {
        await this.#finishAbort(round.id);
      }
    }
  }

  /** After `recover`, when receivers can connect. */
  resumeClosing(): void {
    const round = this.current();
    if (round?.state === 'closing') this.#goOn(this.#drainAndCount(round.id));
  }

  /**
   * In ticks of a second, beside the turnout: who was heard so far is durable, so that a restart tells the same. It says
   * no more of when somebody pressed than the turnout does.
   */
  keepHeard(): void {
    const round = this.current();
    if (round?.state === 'open' || round?.state === 'closing') this.#keepHeard(round);
  }

  #keepHeard(round: RoundRow): Heard {
    const { store, heard } = this.#parts;
    const kept = store.heard(round.id);
    const { bits, known } = heard(round);
    const all = together(bits, kept);
    if (!kept || Buffer.compare(all, kept) !== 0) store.setHeard(round.id, all);
    this.heard = { bits: all, known };
    return this.heard;
  }

  // ── closing ────────────────────────────────────────────────────────────────────────────────────────────────────────

  async #drainAndCount(id: number): Promise<void> {
    this.#parts.changed();
    await this.#parts.drain(id);
    crashPoint('close:2');
    if (!(await this.#cutoff(id))) return;
    crashPoint('close:3');
    this.#set(id, 'counting', {}, undefined, () => {
      // Silence that nobody could have heard is not counted as silence.
      if (!this.#keepHeard(expectRound(this.#parts.store, id)).known) this.#parts.store.setHeard(id, null);
    });
    await this.#count(id, false);
  }

  /**
   * Step 3. A box that died meanwhile is started again first: until it has read its file it knows nothing. false: aborted
   * or disputed by now, or its end stood in the file already and is counted.
   */
  async #cutoff(id: number): Promise<boolean> {
    for (;;) {
      while (this.#restarting) await this.#restarting;
      if (expectRound(this.#parts.store, id).state !== 'closing') return false;
      const sealed = await this.#box?.request('cutoff', {});
      if (sealed?.ok) return true;
      if (this.#restarting) continue;
      this.#dispute(id, sealed?.error.detail ?? 'the box process is not running');
      return false;
    }
  }

  async #count(id: number, accept: boolean): Promise<void> {
    const { store } = this.#parts;
    const round = expectRound(store, id);
    const published = this.#returned(id);
    const counted = await (this.#box?.request('recount', { published, accept }) ??
      Promise.resolve(fail({ code: 'exited', detail: 'the box process is not running' } as const)));
    if (!counted.ok) {
      this.#dispute(id, counted.error.detail);
      return;
    }
    crashPoint('close:4');
    // Aborted while the box was counted: no totals of it exist anywhere.
    if (expectRound(store, id).state === 'aborting') return;
    const { totals, patterns, participation } = counted.value;
    const contest = checkContest(round.contest);
    if (!contest.ok) throw new Error(`round ${id}: the frozen contest no longer passes its check`);
    const frozen = expectFrozen(round);
    const presence = expectPresence(round);
    const decision = decide(
      contest.value,
      { all: frozen.all, present: presence.present, issued: presence.issued },
      totals,
    );
    this.took = participation;
    const heard = store.heard(id);
    const absent = heard ? absentOf(presence.authorised, participation, heard) : null;
    this.#set(
      id,
      'tallied',
      { totals, decision, patterns, absent },
      {
        event: 'round tallied',
        round: id,
        returned: totals.returned,
        valid: totals.valid,
        invalid: totals.invalid,
        notHeard: absent?.notHeard ?? null,
        heardNotSubmitted: absent?.heardNotSubmitted ?? null,
        outcome: decision.outcome,
        rebuiltAt: round.rebuiltAt,
        accepted: accept,
      },
      () => store.setHeard(id, null),
    );
    this.#parts.changed();
    crashPoint('close:5');
    this.#set(id, 'recorded', { participation, counters: counted.value.counters });
    await this.#finishRecorded(id);
  }

  /** From `tallied` or `recorded`, after a crash. */
  async #afterTallied(id: number): Promise<void> {
    if (expectRound(this.#parts.store, id).state === 'tallied') {
      const again = await this.#box?.request('recount', { published: 0, accept: true });
      if (again?.ok) {
        this.#set(id, 'recorded', { participation: again.value.participation, counters: again.value.counters });
      } else {
        // The totals stand already; only who took part can't be had again, for instance when a power cut took the key.
        const detail = `round ${id} was tallied, but who took part can't be read again: ${again?.error.detail}`;
        this.#parts.trouble(detail);
        this.#set(id, 'recorded', {}, { event: 'participation lost', round: id, detail });
      }
    }
    await this.#finishRecorded(id);
  }

  async #finishRecorded(id: number): Promise<void> {
    crashPoint('close:6');
    const { store } = this.#parts;
    const round = expectRound(store, id);
    const bundle = writeBundle(this.bundleFolder(id), expectSitting(store), round, this.#parts.signingKey);
    if (!bundle.ok) throw new Error(bundle.error);
    store.checkpoint();
    crashPoint('close:7');
    this.#set(id, 'destroying', { bundleHash: bundle.value });
    crashPoint('close:8');
    await this.#finishClose(id);
  }

  async #finishClose(id: number): Promise<void> {
    const round = expectRound(this.#parts.store, id);
    const outstanding = await this.#destroy(round);
    this.#set(
      id,
      'closed',
      { closedAt: this.#parts.now() },
      {
        event: 'round closed',
        round: id,
        bundle: round.bundleHash,
        destroyed: 'round key, ballot box',
        outstanding: outstanding.join(', '),
      },
    );
    this.#parts.changed();
    crashPoint('close:11');
  }

  async #finishAbort(id: number): Promise<void> {
    const round = expectRound(this.#parts.store, id);
    const outstanding = await this.#destroy(round);
    crashPoint('abort:2');
    // With the ballots of the last second, which no tick had told yet.
    const returned = Math.max(round.returned ?? 0, this.#returned(id));
    this.#set(
      id,
      'aborted',
      { returned },
      {
        event: 'round aborted',
        round: id,
        issued: round.presence?.issued ?? null,
        returned,
        reason: round.reason,
        outstanding: outstanding.join(', '),
      },
      () => this.#parts.store.setHeard(id, null),
    );
    // The former pages of who was heard go too.
    this.#parts.store.checkpoint();
    this.#parts.changed();
  }

  bundleFolder(id: number): string {
    return join(this.#parts.dataFolder, 'bundles', `round-${id}`);
  }

  // ── the box process ────────────────────────────────────────────────────────────────────────────────────────────────

  #startBox(round: RoundRow): BoxLink {
    // The turnout that the hall was shown never falls, also not while the box is started again.
    if (this.#boxRound !== round.id) {
      this.took = new Uint8Array();
      this.refused = {};
      this.heard = undefined;
    }
    this.#boxRound = round.id;
    this.#box = this.#parts.newBox({
      receipts: this.#parts.receipts,
      turnout: (took, refused) => {
        this.took = took;
        this.refused = refused;
        // Never lowered: a box that is read again with fewer is found by this figure.
        const counted = countBits(took);
        if (counted > this.#parts.store.counted(round.id)) this.#parts.store.setCounted(round.id, counted);
        this.#parts.changed();
      },
      died: (detail) => this.#restart(round.id, detail),
    });
    return this.#box;
  }

  #restart(id: number, detail: string): void {
    const restarting = this.#boxDied(id, detail)
      .catch((error: unknown) => {
        this.#parts.trouble((error as Error).message);
        this.#parts.changed();
      })
      .finally(() => {
        if (this.#restarting === restarting) this.#restarting = undefined;
      });
    this.#restarting = restarting;
  }

  async #boxDied(id: number, detail: string): Promise<void> {
    this.taking = false;
    this.#parts.trouble(detail);
    this.#parts.changed();
    const round = expectRound(this.#parts.store, id);
    if (round.state !== 'open' && round.state !== 'closing') return;
    if (++this.#restarts > MAX_BOX_RESTARTS) return;
    await this.#resumeOpen(round);
    this.#parts.changed();
  }

  async #resumeBox(round: RoundRow, live: boolean): Promise<boolean> {
    const box = this.#startBox(round);
    const presence = expectPresence(round);
    const resumed = await box.request('resume', { config: this.#config(round), presence: presenceOf(presence) });
    if (!resumed.ok) {
      if (resumed.error.code === 'broken' || resumed.error.code === 'missing' || resumed.error.code === 'device-keys') {
        throw new StartRefused(`${resumed.error.detail}. The file was not touched; the round can't go on without it.`);
      }
      this.#parts.trouble(resumed.error.detail);
      return false;
    }
    const { returned, ended } = resumed.value;
    crashPoint('resume:1');
    if (live) {
      this.#set(
        round.id,
        round.state,
        { rebuiltAt: this.#parts.now() },
        {
          event: 'live count rebuilt from the box',
          round: round.id,
          returned,
        },
      );
      const counted = this.#parts.store.counted(round.id);
      if (returned < counted) {
        this.#dispute(round.id, `${counted} ballots had been counted, the box holds ${returned}`);
        return false;
      }
      if (ended) this.#set(round.id, 'counting');
    }
    return true;
  }

  async #resumeOpen(round: RoundRow): Promise<void> {
    if (!(await this.#resumeBox(round, true))) return;
    const now = expectRound(this.#parts.store, round.id);
    this.taking = now.state === 'open' || now.state === 'closing';
    if (now.state === 'counting') await this.#count(round.id, false);
  }

  /** Steps 9 and 10: by path, nothing is read. Then the process ends. */
  async #destroy(round: RoundRow): Promise<readonly string[]> {
    if (!round.files) return [];
    const box = this.#box?.running ? this.#box : this.#startBox(round);
    const done = await box.request('destroy', round.files);
    await box.end();
    this.#box = undefined;
    this.#boxRound = undefined;
    this.taking = false;
    this.#restarts = 0;
    if (!done.ok) throw new Error(`round ${round.id}: key and box could not be destroyed: ${done.error.detail}`);
    return done.value.outstanding;
  }

  /** Files of a finished round are destroyed; of a round the store does not know, nobody may touch anything. */
  async #sweep(sitting: SittingRow): Promise<void> {
    for (const { round, path } of strayFiles(this.#parts.dataFolder, this.#parts.places, sitting.sid)) {
      const row = this.#parts.store.round(round);
      // A round that was not opened yet has no files either: they are of another life of the data folder.
      if (!row || row.state === 'draft' || row.state === 'ready') {
        throw new StartRefused(
          `${path} belongs to round ${round}, which this sitting ${row ? 'has not opened' : 'does not know'}. Move it away or restore the sitting it belongs to.`,
        );
      }
      if (!isFinal(row.state)) continue;
      this.#parts.trouble(`${path}: left over from round ${round}, destroyed now`);
      await this.#destroy(row);
    }
  }

  #config(round: RoundRow): BoxConfig {
    const sitting = expectSitting(this.#parts.store);
    const frozen = expectFrozen(round);
    const { minMarks, maxMarks, exactly, press } = round.contest.rules;
    if (!round.files) throw new Error(`round ${round.id} has no files`);
    return {
      round: round.id,
      session: { mode: sitting.mode, provisioning: sitting.provisioning, sid: sitting.sid },
      epoch: sitting.epoch,
      deviceKeys: this.#parts.deviceKeys,
      box: round.files.box,
      keys: round.files.keys,
      paper: frozen.paper,
      spec: {
        positions: round.contest.candidates.length,
        minMarks,
        maxMarks,
        exactly,
        press,
        slots: frozen.seats.length,
      },
      seats: frozen.seats.map(({ slot, keypad, generation }) => ({ slot, keypad, generation })),
      monitorsKey: this.#parts.monitorsKey,
      frozenHash: frozen.hash,
    };
  }

  // ── state ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** `S:state`: one transaction with all that belongs to it. */
  #set(
    id: number,
    state: RoundState,
    fields: Partial<RoundRow> = {},
    event?: RecordEvent,
    also?: () => void,
  ): RoundRow {
    const { store } = this.#parts;
    return store.transaction(() => {
      const round = expectRound(store, id);
      const next = { ...(round.state === state ? round : follow(round, state)), ...fields };
      store.putRound(next);
      if (event) store.appendRecord(this.#parts.now(), event);
      also?.();
      return next;
    });
  }

  /** Ballots that the hall was told of. */
  #returned(id: number): number {
    return Math.max(this.#parts.store.counted(id), countBits(this.took));
  }

  #dispute(id: number, reason: string): void {
    if (this.#ending) return;
    this.taking = false;
    const { state } = expectRound(this.#parts.store, id);
    // Aborted meanwhile: that its box is gone is then as it should be.
    if (state === 'aborting' || state === 'aborted') return;
    if (state !== 'disputed') {
      this.#set(id, 'disputed', { reason }, { event: 'round disputed', round: id, reason });
    }
    this.#parts.trouble(reason);
    this.#parts.changed();
  }

  #goOn(work: Promise<void>): void {
    this.#closing = work.catch((error: unknown) => {
      if (this.#ending) return;
      this.#parts.trouble((error as Error).message);
      this.#parts.changed();
    });
  }
}

const presenceOf = ({ authorised, issued }: Presence): Presence => ({ authorised, issued });

function expectSitting(store: Store): SittingRow {
  const sitting = store.sitting();
  if (!sitting) throw new Error('there is no sitting');
  return sitting;
}
function expectRound(store: Store, id: number): RoundRow {
  const round = store.round(id);
  if (!round) throw new Error(`there is no round ${id}`);
  return round;
}
function expectFrozen({ id, frozen }: RoundRow): Frozen {
  if (!frozen) throw new Error(`round ${id} was never frozen`);
  return frozen;
}
function expectPresence({ id, presence }: RoundRow): NonNullable<RoundRow['presence']> {
  if (!presence) throw new Error(`round ${id} was never opened`);
  return presence;
}
