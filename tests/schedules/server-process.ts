import { BallotUp } from '@piaojue/firmware-protocol/messages';
import type { Random } from '@piaojue/device-gateway/simulator/random';
import { GatewayHub } from '@piaojue/server/realtime/gateway-hub';
import { Roll, type RollStore } from '@piaojue/server/roll/roll';
import { hallOrder } from '@piaojue/server/sitting/hall-order';
import { KeypadFrames } from '@piaojue/server/sitting/keypad-frames';
import type { PresenceRow, RoundRow } from '@piaojue/server/store/store';
import type { Totals } from '@piaojue/contract/outcome';
import { type BoxFile, BoxProcess, type Trouble } from './box-process.ts';
import { ROUND, SITTING, voterOf } from './cast.ts';
import type { History } from './history.ts';
import type { Network } from './network.ts';
import type { Seams } from './seams.ts';
import type { ProcessClock } from './virtual-clock.ts';

/** From the start of the box process to the end of its reading; ms. */
const RESUME_MS = 80;

/** What is on the disk of the server: it outlives every process. */
export interface ServerDisk {
  state: 'open' | 'closing' | 'counting' | 'closed';
  readonly box: BoxFile;
  counters: Uint32Array | null;
  totals: Totals | null;
  readonly presence: Map<number, PresenceRow>;
  closes: number;
}
export const freshDisk = (): ServerDisk => ({
  state: 'open',
  box: { records: [], ended: false },
  counters: null,
  totals: null,
  presence: new Map(),
  closes: 0,
});

export interface ServerParts {
  readonly clock: ProcessClock;
  readonly random: Random;
  readonly network: Network;
  readonly disk: ServerDisk;
  /** As it was when it opened. */
  readonly round: RoundRow;
  readonly history: History;
  readonly seams: Seams;
  readonly commitMs: number;
  readonly trouble: Trouble;
  /** Of another process of this server. */
  readonly newClock: () => ProcessClock;
  /** D of the profile, ms. */
  readonly drainMs: number;
}

/**
 * One life of the server: the real hub, roll and answers to keypads around a round that is open, closing or closed, with
 * the steps of the round runner (durable first, then told). Its box is a process of its own.
 */
export class ServerProcess {
  readonly #parts: ServerParts;
  readonly #hub: GatewayHub;
  readonly #frames: KeypadFrames;
  #box: BoxProcess | undefined;
  #taking = false;
  /** The box was told of the cut-off. */
  #cuts = false;

  constructor(parts: ServerParts) {
    this.#parts = parts;
    const { clock, network, round } = parts;
    this.#hub = new GatewayHub(
      {
        frames: (port, type, payloads) => this.#take(port, type, payloads),
        changed: () => undefined,
        order: () => hallOrder({ ...SITTING, signInOpen: false }, [this.#round()], this.#taking),
      },
      clock,
    );
    const seats = round.frozen?.seats ?? [];
    const keys = new Map(seats.map(({ keypad }) => [keypad, voterOf(keypad).roll]));
    const roll = new Roll(this.#rollStore(), seats, keys);
    const ballots = (port: number, frames: Uint8Array): void => this.#box?.ballots(port, frames);
    const taking = (): number | undefined => (this.#taking ? ROUND : undefined);
    this.#frames = new KeypadFrames({
      store: { round: (id) => (id === ROUND ? this.#round() : undefined) },
      roll,
      runner: {
        get boxRound() {
          return taking();
        },
        ballots,
      },
      hub: this.#hub,
      now: () => clock.now(),
      changed: () => undefined,
    });
    this.#hub.attach(network.namespace());
    parts.history.add(clock.now(), { what: 'server started' });
    if (parts.disk.state !== 'closed') clock.after(RESUME_MS, () => void this.#resume());
  }

  /** The operator's order; only an open round closes. */
  close(): void {
    const { disk, history, clock } = this.#parts;
    if (disk.state !== 'open' || !this.#taking) return;
    disk.state = 'closing';
    history.add(clock.now(), { what: 'closing' });
    void this.#drainAndCount();
  }

  /** kill -9, at this moment. `written`: the group that was being written made it to the disk. */
  kill(written: boolean): void {
    const { clock, network, history } = this.#parts;
    clock.end();
    this.#box?.kill(written);
    history.add(clock.now(), { what: 'server killed' });
    network.serverGone();
  }

  /** The box process dies by itself and is started again; false where that needs the operator. */
  killBox(written: boolean): boolean {
    if (!this.#taking || !this.#box || this.#cuts || this.#parts.disk.state === 'closed') return false;
    const { clock, history } = this.#parts;
    this.#box.kill(written);
    this.#box = undefined;
    this.#taking = false;
    history.add(clock.now(), { what: 'box killed' });
    this.#hub.broadcast();
    clock.after(RESUME_MS, () => {
      this.#startBox();
      this.#taking = true;
      this.#hub.broadcast();
    });
    return true;
  }

  #round(): RoundRow {
    const { round, disk } = this.#parts;
    return { ...round, state: disk.state, counters: disk.counters };
  }

  #rollStore(): RollStore {
    const { presence } = this.#parts.disk;
    return {
      transaction: (work) => work(),
      sitting: () => undefined,
      presence: () => [...presence.values()],
      putPresence: (row) => void presence.set(row.slot, row),
    };
  }

  #take(port: number, type: string, payloads: readonly Uint8Array[]): void {
    if (this.#parts.clock.ended) return;
    if (type === 'B' && this.#taking) for (const payload of payloads) this.#note(payload);
    this.#frames.take(port, type, payloads);
    if (type === 'D' && this.#parts.seams.firstDrainedEnds) this.#endDrain?.();
  }

  #note(payload: Uint8Array): void {
    const frame = BallotUp.decode(payload);
    if (!frame.ok) return;
    const { keypad, counter } = frame.value;
    this.#parts.history.add(this.#parts.clock.now(), { what: 'arrived', keypad, counter });
  }

  #startBox(): void {
    const { disk, newClock } = this.#parts;
    const file = disk.box;
    const receipts = (port: number, bytes: Uint8Array): void => {
      if (!this.#parts.clock.ended) this.#hub.receipts(port, bytes);
    };
    this.#box = new BoxProcess({ ...this.#parts, clock: newClock(), file, receipts });
  }

  async #resume(): Promise<void> {
    const { disk } = this.#parts;
    this.#startBox();
    if (disk.box.ended && disk.state === 'closing') disk.state = 'counting';
    if (disk.state === 'counting') return this.#count();
    this.#taking = true;
    this.#hub.broadcast();
    return disk.state === 'closing' ? this.#drainAndCount() : undefined;
  }

  #endDrain: (() => void) | undefined;

  async #drainAndCount(): Promise<void> {
    const { clock, disk, drainMs, history } = this.#parts;
    this.#hub.broadcast();
    let drained = true;
    const wait = (ms: number): Promise<void> =>
      new Promise((resolve) => {
        this.#endDrain = resolve;
        clock.after(ms, () => {
          drained = false;
          resolve();
        });
      });
    await this.#hub.drain(ROUND, ++disk.closes, drainMs, wait);
    // A box that is being started again is waited for.
    while (!this.#taking && !clock.ended) await new Promise<void>((resolve) => void clock.after(RESUME_MS, resolve));
    if (clock.ended) return;
    this.#cuts = true;
    history.add(clock.now(), { what: 'cut-off', drained });
    await this.#box?.cutoff();
    disk.state = 'counting';
    await this.#count();
  }

  async #count(): Promise<void> {
    const { clock, disk, history, seams } = this.#parts;
    this.#hub.broadcast();
    const counted = await this.#box?.recount();
    if (!counted || clock.ended) return;
    disk.counters = seams.closedCounters?.(counted.counters) ?? counted.counters;
    disk.totals = counted.totals;
    disk.state = 'closed';
    history.add(clock.now(), { what: 'closed', counters: [...counted.counters], totals: counted.totals });
    // The box goes on answering until it is destroyed; then the record answers.
    clock.after(RESUME_MS, () => {
      this.#taking = false;
      this.#hub.broadcast();
    });
  }
}
