import { encodeLine, payloadOf, SEQUENCES } from '@piaojue/firmware-protocol/line';
import {
  BUSY_FLAG,
  type DownMessage,
  HALL_STATES,
  type HallState,
  type Presence,
  type Receipt,
  RECEIPTS_PER_LINE,
  REHEARSAL_FLAG,
  type SealedBallot,
  type State,
} from '@piaojue/firmware-protocol/messages';
import type { Clock } from '../src/clock.ts';
import type { HallKeys } from './hall-keys.ts';
import { LineSplitter } from './line-splitter.ts';
import { readReceived } from './received-line.ts';
import { AT_ONCE_MS, LOOK_AUTO_MS, LOOK_MS, STOP_MS } from './tolerances.ts';
import { frameName, isFrame, type MarkName, Recording, type RecordedEvent, type Received } from './recording.ts';

/** PROTOCOL GW1. */
const BEAT_MS = 1000;
/** PROTOCOL GW7: receipts are gathered this long. */
const GATHER_MS = 5;
/** Keypads that nobody has: a line is filled up with receipts for them, so that every line R has its full length. */
const NOBODY = 65_000;

/** The host's end of the line. */
export interface Wire {
  /** Returns when the last of these bytes will have left the wire, in ms of the clock. */
  send(bytes: Buffer): number;
}

/** Who presses the keypads: people, who are asked to; they themselves, as the simulator's do; or there are none. */
export type Presses = 'people' | 'auto' | 'none';

export interface StageParts {
  readonly clock: Clock;
  readonly wire: Wire;
  readonly hall: HallKeys;
  readonly presses: Presses;
  /** What people are asked to do. */
  readonly prompt: (text: string) => void;
}

/** What the host says of the hall, in words. `lease` in ms. */
export interface HallOrder {
  readonly state: HallState;
  readonly round: number;
  readonly paper: number;
  readonly lease: number;
  readonly busy: boolean;
}

type Answers = 'none' | 'wrong' | 'right';

/** A host that does what a script says, and writes down all that happens. The scripts are in `acts/`. */
export class Stage {
  readonly #parts: StageParts;
  readonly #events: RecordedEvent[] = [];
  readonly #splitter = new LineSplitter();
  #sequence = 1;
  #order: HallOrder = { state: 'idle', round: 0, paper: 0, lease: 0, busy: false };
  #nextBeat = Number.POSITIVE_INFINITY;
  #answers: Answers = 'none';
  /** Frames without a right receipt so far. */
  readonly #unanswered = new Map<string, SealedBallot | Presence>();
  #receipts: Receipt[] = [];
  #waiting: (() => void)[] = [];
  readonly #stopTicking: () => void;

  constructor(parts: StageParts) {
    this.#parts = parts;
    this.#stopTicking = parts.clock.every(20, () => this.#beat());
  }

  get hall(): HallKeys {
    return this.#parts.hall;
  }

  get presses(): Presses {
    return this.#parts.presses;
  }

  get recording(): Recording {
    return new Recording(this.#events);
  }

  /** How long nobody may be heard where nobody may send. */
  get quietMs(): number {
    return STOP_MS + (this.presses === 'auto' ? LOOK_AUTO_MS : LOOK_MS);
  }

  now(): number {
    return this.#parts.clock.now();
  }

  end(): void {
    this.#stopTicking();
    this.silence();
  }

  /** Bytes of the receiver. */
  take(bytes: Buffer): void {
    for (const line of this.#splitter.take(bytes)) this.#came(readReceived(line, this.now()));
  }

  /** Another state of the hall, from now on with every heartbeat. Resolves when it has left the wire. */
  async order(change: Partial<HallOrder>, greet = false): Promise<number> {
    this.#order = { ...this.#order, ...change };
    this.#nextBeat = this.now() + BEAT_MS;
    return await this.say(this.state(), greet ? 0 : undefined);
  }

  /** Asks for a greeting, and waits for it as long as one may take. */
  async greeting(change: Partial<HallOrder> = {}): Promise<boolean> {
    const from = this.now();
    await this.order(change, true);
    return await this.until((since) => since.came('G').length > 0, AT_ONCE_MS, from);
  }

  state(change: Partial<HallOrder> = {}): State & { readonly type: 'O' } {
    const { state, round, paper, lease, busy } = { ...this.#order, ...change };
    const { provisioning, sid } = this.hall.session;
    const code = HALL_STATES[state] | REHEARSAL_FLAG | (busy ? BUSY_FLAG : 0);
    return { type: 'O', provisioning, sid, round, state: code, paper, lease, epoch: this.hall.epoch };
  }

  /** A good line. Resolves with the time when it has left the wire. */
  say(message: DownMessage, sequence?: number): Promise<number> {
    if (sequence !== undefined) this.#sequence = sequence;
    const number = this.#sequence;
    // 0 asks for a greeting (PROTOCOL REC1): it is said on purpose only.
    this.#sequence = (number % (SEQUENCES - 1)) + 1;
    const bytes = Buffer.from(`${encodeLine(message.type, number, payloadOf(message))}\n`, 'latin1');
    return this.#send(bytes, message, number);
  }

  /** Bytes as they are. */
  raw(bytes: Buffer): Promise<number> {
    return this.#send(bytes, null, null);
  }

  /** No heartbeat until the next order. */
  silence(): void {
    this.#nextBeat = Number.POSITIVE_INFINITY;
  }

  /** How frames of keypads are answered from now on; when rightly, also all those that wait. */
  answer(answers: Answers): void {
    this.#answers = answers;
    this.mark('answers', answers);
    if (answers !== 'right') return;
    for (const frame of this.#unanswered.values()) this.#reply(frame);
    this.#unanswered.clear();
  }

  mark(name: MarkName, detail = ''): void {
    this.#record({ kind: 'mark', at: this.now(), name, detail });
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#parts.clock.after(ms, resolve));
  }

  /** Until the test holds for what came since `from`, asked at every event; false when it did not within `ms`. */
  async until(holds: (recording: Recording) => boolean, ms: number, from = this.now()): Promise<boolean> {
    const end = this.now() + ms;
    const cancel = this.#parts.clock.after(ms, () => this.#wake());
    while (this.now() < end && !holds(this.recording.between(from))) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    cancel();
    return holds(this.recording.between(from));
  }

  /** Asks people to press something, and waits until the test holds. Without people it only waits. */
  async ask(what: string, holds: (recording: Recording) => boolean): Promise<boolean> {
    if (this.presses === 'none') return false;
    if (this.presses === 'people') return await this.wish(what, holds, PEOPLE_MS);
    return await this.until(holds, AUTO_MS);
  }

  /** Asks people for something that no keypad does by itself. */
  async wish(what: string, holds: (recording: Recording) => boolean, ms: number): Promise<boolean> {
    this.#parts.prompt(what);
    return await this.until(holds, ms);
  }

  /** The same where nothing on the line tells that they did. */
  async askBlindly(what: string): Promise<void> {
    if (this.presses === 'people') this.#parts.prompt(what);
    await this.wait(this.presses === 'people' ? BLIND_PEOPLE_MS : BLIND_AUTO_MS);
  }

  async #send(bytes: Buffer, message: DownMessage | null, sequence: number | null): Promise<number> {
    const at = this.now();
    const through = this.#parts.wire.send(bytes);
    this.#record({ kind: 'sent', at, through, bytes, message, sequence });
    if (through > at) await this.wait(through - at);
    return through;
  }

  #beat(): void {
    if (this.now() < this.#nextBeat) return;
    this.#nextBeat += BEAT_MS;
    void this.say(this.state());
  }

  #came(received: Received): void {
    this.#record(received);
    if (!isFrame(received)) return;
    if (this.#answers !== 'right') this.#unanswered.set(frameName(received), received.message);
    if (this.#answers !== 'none') this.#reply(received.message);
  }

  #reply(frame: SealedBallot | Presence): void {
    const receipt = this.hall.receipt(frame);
    if (!receipt) return;
    const mac = receipt.mac.slice();
    if (this.#answers === 'wrong') mac[0] = (mac[0] ?? 0) ^ 1;
    if (this.#receipts.length === 0) this.#parts.clock.after(GATHER_MS, () => this.#flush());
    this.#receipts.push({ ...receipt, mac });
  }

  #flush(): void {
    while (this.#receipts.length > 0) void this.receipts(this.#receipts.splice(0, RECEIPTS_PER_LINE));
  }

  /** A line R of full length, with these as the last of it. */
  receipts(receipts: readonly Receipt[]): Promise<number> {
    const filled = Array.from({ length: RECEIPTS_PER_LINE - receipts.length }, (_, i) => ({
      keypad: NOBODY + i,
      number: 1,
      status: 1,
      mac: new Uint8Array(8),
    }));
    return this.say({ type: 'R', items: [...filled, ...receipts] });
  }

  #record(event: RecordedEvent): void {
    this.#events.push(event);
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

/** People read, take a keypad and press: */
const PEOPLE_MS = 60_000;
const BLIND_PEOPLE_MS = 15_000;
/** Keypads that press by themselves do so within a second or two, and have to learn the paper before. */
const AUTO_MS = 8000;
const BLIND_AUTO_MS = 2500;
