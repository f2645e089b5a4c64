import { fail, ok, type Result } from '@piaojue/contract/result';
import { countBits } from '../bitmap.ts';
import type { BoxClient, BoxHandlers } from '../box/box-client.ts';
import type { Answers, BoxConfig, BoxFailure, Presence, RequestName, Requests } from '../box/messages.ts';
import { crashPoint } from '../crash-point.ts';
import type { LiveFigures } from '../rules/named-answers.ts';
import type { RoundRow, SittingRow, Store } from '../store/store.ts';
import { tallySpec } from '../tally/spec.ts';
import { isFinal } from './machine.ts';
import { StepFailed } from './perseverance.ts';
import { removeBlanks } from './key-media.ts';
import { type KeyPlaces, strayFiles } from './round-files.ts';
import { byKeypad, expectFrozen, expectPresence, type RoundRows, seatsNow } from './round-rows.ts';

/** What the box process is started with, and where it is heard. */
export interface BoxKeeperParts {
  readonly store: Store;
  readonly dataFolder: string;
  readonly places: KeyPlaces;
  readonly deviceKeys: string;
  readonly monitorsKey: Uint8Array;
  /** ms since the epoch */
  readonly now: () => number;
  readonly newBox: (handlers: BoxHandlers) => BoxLink;
  readonly receipts: (port: number, receipts: Uint8Array) => void;
  readonly changed: () => void;
  readonly trouble: (text: string) => void;
}

/** The box process, as it is used here. */
export type BoxLink = Pick<BoxClient, 'request' | 'ballots' | 'running' | 'end'>;

/** The server must not start: a box that nobody may touch, or files of a round that the store does not know. */
export class StartRefused extends Error {}

/** At once; from then on only from time to time. */
const MAX_BOX_RESTARTS = 3;
/** Seconds without a box between two tries to take an open round up again. */
const AGAIN_TICKS = 10;
const GONE = { code: 'exited', detail: 'the box process is not running' } as const;

/** The one box process at a time: started, started again when it died by itself, and its files destroyed at the end. */
export class BoxKeeper {
  readonly #parts: BoxKeeperParts;
  readonly #rows: RoundRows;
  /** A box that was started again and whose end stood in its file already is to be counted. */
  readonly #ended: (round: number) => Promise<void>;
  #box: BoxLink | undefined;
  #round: number | undefined;
  #restarts = 0;
  /** While a box process that died by itself is started again. */
  #restarting: Promise<void> | undefined;
  /** The server goes down: what is under way stays as it stands, the next start takes it up. */
  ending = false;
  /** Who took part so far, of the round in progress; a bit per frozen slot. */
  took: Uint8Array = new Uint8Array();
  refused: Readonly<Record<string, number>> = {};
  /** Told by the box, and not durable yet. */
  #turnout:
    | { readonly round: number; readonly took: Uint8Array; readonly refused: Readonly<Record<string, number>> }
    | undefined;
  /** What failed last on the disk of the store, so that the same words are said once. */
  #failure: string | undefined;
  /** How many answered what so far, of a named vote alone. */
  live: LiveFigures | undefined;
  /** false while the box can't take ballots: the beacons then say busy. */
  taking = false;
  /** The open round that no copy of its key was found of. */
  awaitsKey: number | undefined;
  /** The round past its cut-off that no copy of its key was found of. */
  keyLost: number | undefined;
  /** Ticks in which a round was open, and no box took its ballots. */
  #idleTicks = 0;
  /** What was said last of a box that does not come back, so that the same words are said once. */
  #told: string | undefined;

  constructor(parts: BoxKeeperParts, rows: RoundRows, ended: (round: number) => Promise<void>) {
    this.#parts = parts;
    this.#rows = rows;
    this.#ended = ended;
  }

  /** The round that the box process was started for last. */
  get round(): number | undefined {
    return this.#round;
  }

  get running(): boolean {
    return this.#box?.running ?? false;
  }

  get restarting(): Promise<void> | undefined {
    return this.#restarting;
  }

  /** Nothing of the round before is told of the next. */
  forget(): void {
    this.took = new Uint8Array();
    this.refused = {};
    this.#turnout = undefined;
    this.live = undefined;
  }

  /** What a full or failing disk under the store kept from being written, in the operator's words, once. */
  failed(what: string, error: unknown): void {
    const { message } = error as Error;
    if (this.#failure === message) return;
    this.#failure = message;
    this.#parts.trouble(`${what}: ${message}. It is tried again by itself.`);
    this.#parts.changed();
  }

  /**
   * The hall is told of a turnout when its figure is durable. Asked again in ticks: a disk that could not take it may
   * have room again.
   */
  publish(): void {
    if (!this.#turnout) return;
    const { round, took, refused } = this.#turnout;
    // Never lowered: a box that is read again with fewer is found by this figure.
    const counted = countBits(took);
    try {
      if (counted > this.#parts.store.counted(round)) this.#parts.store.setCounted(round, counted);
    } catch (error) {
      this.failed(`the turnout of round ${round} is not stored`, error);
      return;
    }
    this.#failure = undefined;
    this.#turnout = undefined;
    this.took = took;
    this.refused = refused;
    this.#parts.changed();
  }

  ballots(port: number, frames: Uint8Array): void {
    this.#box?.ballots(port, frames);
  }

  request<N extends RequestName>(type: N, body: Requests[N]): Promise<Result<Answers[N], BoxFailure>> {
    return this.#box?.request(type, body) ?? Promise.resolve(fail(GONE));
  }

  /** Ballots that the hall was told of. */
  returned(id: number): number {
    return Math.max(this.#parts.store.counted(id), countBits(this.took));
  }

  /** Steps O2 and O3, in a process of its own. The answer says how many ballots stand in the box that was made: none. */
  create(round: RoundRow): Promise<Result<Answers['create'], BoxFailure>> {
    return this.#start(round).request('create', { config: this.#config(round) });
  }

  /** A new process on the file of a round that was begun. `live`: ballots may still come. false: it can't go on. */
  async resume(round: RoundRow, live: boolean): Promise<boolean> {
    if (this.#box?.running) await this.#box.end();
    const box = this.#start(round);
    const resumed = await box.request('resume', { config: this.#config(round), presence: presenceOf(round) });
    if (!resumed.ok) {
      if (resumed.error.code === 'broken' || resumed.error.code === 'missing' || resumed.error.code === 'device-keys') {
        throw new StartRefused(`${resumed.error.detail}. The file was not touched; the round can't go on without it.`);
      }
      // A process without a box: the next try begins with another.
      await this.#box?.end();
      const waits = resumed.error.code === 'no-key' && live;
      this.awaitsKey = waits ? round.id : undefined;
      this.keyLost = resumed.error.code === 'no-key' && !live ? round.id : undefined;
      this.#tell(
        waits
          ? `${resumed.error.detail}. Put the medium with the key in: the round goes on by itself. Without it the round can only be aborted; nothing is aborted or destroyed by itself.`
          : resumed.error.detail,
      );
      return false;
    }
    this.awaitsKey = undefined;
    this.keyLost = undefined;
    this.#told = undefined;
    const { returned, ended } = resumed.value;
    crashPoint('resume:1');
    if (!live) return true;
    const event = { event: 'live count rebuilt from the box', round: round.id, returned };
    this.#rows.set(round.id, round.state, { rebuiltAt: this.#parts.now() }, event);
    const counted = this.#parts.store.counted(round.id);
    if (returned < counted) {
      this.dispute(round.id, `${counted} ballots had been counted, the box holds ${returned}`);
      return false;
    }
    if (ended) this.#rows.set(round.id, 'counting');
    return true;
  }

  async resumeOpen(round: RoundRow): Promise<void> {
    if (!(await this.resume(round, true))) return;
    const { state } = this.#rows.get(round.id);
    this.taking = state === 'open' || state === 'closing';
    if (state === 'counting') await this.#ended(round.id);
  }

  /** From these slots no ballot is taken any more, or, where one of them has a ballot, from none: those are answered. */
  async withdraw(slots: Uint8Array): Promise<Result<Uint8Array, BoxFailure>> {
    const answer = await this.request('withdraw', { slots });
    return answer.ok ? ok(answer.value.voted) : answer;
  }

  /** Steps 9 and 10: by path, nothing is read. Then the process ends. Copies of the key that could not be reached. */
  async destroy(round: RoundRow): Promise<readonly string[]> {
    if (!round.files) return [];
    const box = this.#box?.running ? this.#box : this.#start(round);
    const done = await box.request('destroy', round.files);
    await box.end();
    // The copy of a key that was presented is destroyed beside the opening of the next round, which has a box of its own.
    if (this.#box === box) {
      this.#box = undefined;
      this.#round = undefined;
      this.taking = false;
      this.#restarts = 0;
    }
    if (!done.ok) throw new StepFailed(`round ${round.id}: key and box could not be destroyed: ${done.error.detail}`);
    return done.value.outstanding;
  }

  /** Files of a finished round are destroyed; of a round the store does not know, nobody may touch anything. */
  async sweep(sitting: SittingRow): Promise<void> {
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
      await this.destroy(row);
      removeBlanks([path]);
    }
  }

  /** Box and what the hall was told don't fit: nothing is shown or destroyed, two people choose. */
  dispute(id: number, reason: string): void {
    if (this.ending) return;
    this.taking = false;
    const { state } = this.#rows.get(id);
    // Aborted meanwhile: that its box is gone is then as it should be.
    if (state === 'aborting' || state === 'aborted') return;
    if (state !== 'disputed') {
      this.#rows.set(id, 'disputed', { reason }, { event: 'round disputed', round: id, reason });
      crashPoint('dispute:1');
    }
    this.#parts.trouble(reason);
    this.#parts.changed();
  }

  async end(): Promise<void> {
    this.ending = true;
    this.taking = false;
    await this.#box?.end();
  }

  #start(round: RoundRow): BoxLink {
    // The turnout that the hall was shown never falls, also not while the box is started again.
    if (this.#round !== round.id) this.forget();
    this.#round = round.id;
    const box = this.#parts.newBox({
      receipts: this.#parts.receipts,
      turnout: (took, refused) => {
        if (this.#box !== box) return;
        this.#turnout = { round: round.id, took, refused };
        this.publish();
      },
      live: (figures) => {
        // No secret vote has such figures, whatever is said of it.
        if (round.contest.kind !== 'namedResolution') return;
        this.live = figures;
        this.#parts.changed();
      },
      died: (detail) => {
        if (this.#box === box) this.#restart(this.#died(round.id, detail));
      },
    });
    this.#box = box;
    return box;
  }

  /**
   * In ticks of a second: an open round whose box process could not go on with it is taken up again from time to time. A disk
   * that hung, failed or was full may be well again, and the hall votes on.
   */
  takeUpAgain(round: RoundRow): void {
    const isOpen = round.method !== 'hand' && (round.state === 'open' || round.state === 'closing');
    if (!isOpen || this.taking || this.ending || this.#restarting || this.awaitsKey === round.id) this.#idleTicks = 0;
    else if (++this.#idleTicks >= AGAIN_TICKS) {
      this.#idleTicks = 0;
      this.#restart(this.resumeOpen(round).then(() => this.#parts.changed()));
    }
  }

  #tell(text: string): void {
    if (text !== this.#told) this.#parts.trouble(text);
    this.#told = text;
  }

  #restart(work: Promise<void>): void {
    const restarting = work
      .catch((error: unknown) => {
        this.#tell((error as Error).message);
        this.#parts.changed();
      })
      .finally(() => {
        if (this.#restarting === restarting) this.#restarting = undefined;
      });
    this.#restarting = restarting;
  }

  async #died(id: number, detail: string): Promise<void> {
    this.taking = false;
    this.#tell(detail);
    this.#parts.changed();
    const round = this.#rows.get(id);
    if (round.state !== 'open' && round.state !== 'closing') return;
    if (++this.#restarts > MAX_BOX_RESTARTS) return;
    await this.resumeOpen(round);
    this.#parts.changed();
  }

  #config(round: RoundRow): BoxConfig {
    const { sitting } = this.#rows;
    const frozen = expectFrozen(round);
    if (!round.files) throw new Error(`round ${round.id} has no files`);
    return {
      round: round.id,
      session: { mode: sitting.mode, provisioning: sitting.provisioning, sid: sitting.sid },
      epoch: sitting.epoch,
      deviceKeys: this.#parts.deviceKeys,
      box: round.files.box,
      keys: round.files.keys,
      paper: frozen.paper,
      spec: tallySpec(round.contest, frozen.seats.length),
      seats: seatsNow(round).map(({ slot, keypad, generation }) => ({ slot, keypad, generation })),
      monitorsKey: this.#parts.monitorsKey,
      frozenHash: frozen.hash,
    };
  }
}

const presenceOf = (round: RoundRow): Presence => ({
  authorised: byKeypad(round),
  issued: expectPresence(round).issued,
});
