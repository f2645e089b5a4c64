import { BEACON_RECEIPTS, HEARD_SILENCE_MS, RECEIPT_BEACONS } from '@piaojue/firmware-protocol/air';
import { decodeDown, decodeLine, encodeLine, payloadOf, SEQUENCES } from '@piaojue/firmware-protocol/line';
import { BUSY_FLAG, FEATURES, HALL_STATES } from '@piaojue/firmware-protocol/messages';
import type {
  DownMessage,
  Presence,
  Receipt,
  SealedBallot,
  State,
  UpMessage,
} from '@piaojue/firmware-protocol/messages';
import { STATUSES } from '@piaojue/firmware-protocol/status';
import type { Beacon, RollCall } from '../air/beacon.ts';
import { Contention } from './contention.ts';
import { Presences } from './presences.ts';

/** REC3: silent on the air after this long without a valid line of the host. */
export const HOST_LOST_MS = 2000;
const HEARTBEAT_MS = 1000;
/** AIR10: frames in which a roll call is said. */
const ROLL_CALL_BEACONS = 20;
/** Until a keypad has heard of it: the longest beacon at 50 kbit/s. */
const BEACON_MS = 110;
const ALL_FEATURES = Object.values(FEATURES).reduce((all, bit) => all | bit, 0);
/** Receipts that wait for a beacon. */
const MOST_RECEIPTS = 1024;

export interface ReceiverOptions {
  /** 8 bytes. */
  readonly id: Uint8Array;
  readonly channel: number;
  /** Frames that may wait for the wire. */
  readonly queue: number;
  /** Drawn afresh at each boot. */
  readonly boot: number;
  /** Wire versions in the greeting. */
  readonly versions: readonly [oldest: number, newest: number];
  readonly now: number;
  /** It speaks. */
  readonly onBeacon?: (at: number) => void;
}

interface ClosingInHand {
  readonly id: number;
  readonly round: number;
  /** When it answers with what is left. */
  readonly until: number;
  answered: boolean;
}

/**
 * The firmware of a receiver as PROTOCOL.md has it, without a clock: time comes in with every call. Lines come in by
 * `fromHost` and go out by `takeLine`; the air is `beacon`, `hear…` and `endFrame`.
 */
export class ReceiverModel {
  readonly #options: ReceiverOptions;
  readonly channel: number;
  readonly #presences = new Presences();
  readonly #contention = new Contention();
  #sequence = 0;
  #greeted = false;
  #hostAt = Number.NEGATIVE_INFINITY;
  #voiceUntil = Number.NEGATIVE_INFINITY;
  #yielded = false;
  #state: State | undefined;
  #content = '';
  #contentNumber = 0;
  #chunks: { index: number; of: number; bytes: Uint8Array }[] = [];
  #nextChunk = 0;
  /** AIR8: for one keypad only the newest waits. */
  readonly #receipts = new Map<number, { readonly receipt: Receipt; left: number }>();
  #heard = new Set<number>();
  #heardLast: ReadonlySet<number> = new Set();
  /** By keypad: the ballot that it heard last and for which no answer has come by, and the end of the silence (AIR7). */
  readonly #unanswered = new Map<number, { readonly counter: number; until: number }>();
  /** It spoke at the head of the last frame. */
  #spoke = false;
  #rollCall: { call: RollCall; left: number } | undefined;
  /** AIR10: of the last one; begins somewhere else at each boot. */
  #rollCalls: number;
  #closing: ClosingInHand | undefined;
  #quietFrames = 0;
  #ballotInFrame = false;
  #nextHeartbeat: number;
  readonly #urgent: UpMessage[] = [];
  readonly #frames: UpMessage[] = [];
  /** Lines of the host that were not taken, by reason. */
  readonly faults = new Map<string, number>();

  constructor(options: ReceiverOptions) {
    this.#options = options;
    this.channel = options.channel;
    this.#rollCalls = options.boot & 0xff;
    this.#nextHeartbeat = options.now + HEARTBEAT_MS;
  }

  /** One line of the host, without its LF. */
  fromHost(text: string, now: number): void {
    const line = decodeLine(text);
    if (!line.ok) return this.#fault(line.error);
    const message = decodeDown(line.value);
    if (!message.ok) return this.#fault(message.error.code);
    this.#take(message.value, line.value.sequence, now);
  }

  /** False: no room, the keypad is told nothing and sends again. */
  hearBallot(ballot: SealedBallot, rssi: number, now: number): boolean {
    this.#ballotInFrame = true;
    const taken = this.#hear({ type: 'B', rssi, ...ballot }, ballot.keypad, rssi, now);
    if (taken) this.#unanswered.set(ballot.keypad, { counter: ballot.counter, until: Number.POSITIVE_INFINITY });
    return taken;
  }

  hearPresence(presence: Presence, rssi: number, now: number): boolean {
    this.#presences.battery(presence.keypad, presence.battery);
    return this.#hear({ type: 'S', rssi, ...presence }, presence.keypad, rssi, now);
  }

  /** A sign of life without any choice in it. */
  hearAlive(keypad: number, battery: number, rssi: number, now: number): void {
    this.#presences.battery(keypad, battery);
    this.#presences.heard(keypad, rssi, now);
  }

  /** Something came whole in this slot, after it was heard as what it is; `taken`: a ballot or presence with room for it. */
  hearSlot(slot: number, taken: boolean): void {
    this.#contention.received(slot, taken);
  }

  /** A slot in which several sent: noise. */
  hearCollision(): void {
    this.#ballotInFrame = true;
    this.#contention.collided();
  }

  /** What it says at the head of this frame; undefined: it may not speak, or has no host. */
  beacon(now: number): Beacon | undefined {
    const state = this.#state;
    const spoke = this.#spoke;
    this.#spoke = state !== undefined && this.#speaks(now);
    if (!state || !this.#spoke) return undefined;
    if (!spoke) this.#beginToSpeak();
    this.#options.onBeacon?.(now);
    const receipts = new Map<number, Receipt>();
    for (const [keypad, entry] of this.#receipts) {
      if (receipts.size === BEACON_RECEIPTS) break;
      receipts.set(keypad, entry.receipt);
      if (--entry.left === 0) this.#receipts.delete(keypad);
    }
    const chunk = this.#chunks[this.#nextChunk++ % Math.max(1, this.#chunks.length)] ?? null;
    const rollCall = this.#rollCall;
    const full = this.#frames.length >= this.#options.queue;
    if (rollCall && --rollCall.left <= 0) this.#rollCall = undefined;
    const stateByte = this.#stateByte(state) | (full ? BUSY_FLAG : 0);
    return {
      state: { ...state, state: stateByte },
      content: `${this.#options.boot}:${this.#contentNumber}`,
      full,
      send: this.#contention.ask((stateByte & BUSY_FLAG) !== 0),
      heardSlots: this.#contention.heard,
      heard: this.#heardLast,
      receipts,
      chunk,
      rollCall: rollCall?.call ?? null,
    };
  }

  /**
   * REC11: another receiver speaks on this channel, for the same session, and has the server; this one has not. It falls
   * silent until an O without busy comes.
   */
  hearBeacon({ state, send }: Beacon): void {
    this.#contention.hearAsked(send);
    const own = this.#state;
    if (!own || (own.state & BUSY_FLAG) === 0 || (state.state & BUSY_FLAG) !== 0) return;
    if (own.provisioning === state.provisioning && Buffer.compare(own.sid, state.sid) === 0) this.#yielded = true;
  }

  /** The end of a contention frame: what was heard goes into the next beacon; drained is judged. */
  endFrame(now: number): void {
    this.#heardLast = this.#heard;
    this.#heard = new Set();
    // Silence of those who were not asked proves nothing, nor that of those who were heard (AIR7), also before it restarted.
    const someAreSilent = this.#someAreSilent(now);
    const quietFrame = !this.#ballotInFrame && this.#contention.askedAll && !someAreSilent;
    this.#contention.endFrame();
    this.#quietFrames = quietFrame ? this.#quietFrames + 1 : 0;
    this.#ballotInFrame = false;
    // However short: what it says of a close meanwhile it says as a listener.
    if (!this.#speaks(now)) this.#spoke = false;
    const closing = this.#closing;
    if (!closing || closing.answered) return;
    // CLS4: a listener has no frame of its own to wait for; the frame in which C came does not count.
    const quiet = !this.#speaks(now) || (this.#spoke && this.#quietFrames >= 2);
    if ((quiet && this.#frames.length === 0) || now >= closing.until) this.#drained(closing);
  }

  /** CLS4: what it said as a listener says nothing of those whom nobody asked. */
  #beginToSpeak(): void {
    this.#quietFrames = 0;
    if (this.#closing) this.#closing.answered = false;
  }

  /** Keypads that were heard and have no answer: what they sent may be lost on its way, and they wait before they say so. */
  #someAreSilent(now: number): boolean {
    for (const [keypad, ballot] of this.#unanswered) {
      if (ballot.until === Number.POSITIVE_INFINITY) ballot.until = now + HEARD_SILENCE_MS + BEACON_MS;
      else if (ballot.until <= now) this.#unanswered.delete(keypad);
    }
    return this.#unanswered.size > 0 || now < this.#options.now + HEARD_SILENCE_MS + BEACON_MS;
  }

  /** The answer to an earlier ballot of the keypad is none to the last. */
  #noteAnswer({ keypad, number, status }: Receipt): void {
    const ballot = this.#unanswered.get(keypad);
    const namesAnother = status === STATUSES.closed.code || status === STATUSES.counter.code;
    if (!ballot || (!namesAnother && number !== ballot.counter)) return;
    // Busy is no answer: after it the keypad is silent once more (KPD11).
    if (status === STATUSES.busy.code) ballot.until = Number.POSITIVE_INFINITY;
    else this.#unanswered.delete(keypad);
  }

  /** Heartbeat, and who was heard. */
  tick(now: number): void {
    if (now >= this.#nextHeartbeat) {
      this.#nextHeartbeat = now + HEARTBEAT_MS;
      const queue = Math.min(255, this.#frames.length);
      const load = this.#contention.takeLoad();
      this.#urgent.push({ type: 'T', uptime: Math.floor((now - this.#options.now) / 1000), queue, load });
    }
    this.#presences.tick(now);
  }

  /** The next line for the host, without its LF. */
  takeLine(): string | undefined {
    const message = this.#urgent.shift() ?? this.#frames.shift() ?? this.#presences.take();
    return message && this.frame(message.type, payloadOf(message));
  }

  /** Any payload as a correct line with the next sequence. */
  frame(letter: string, payload: Uint8Array): string {
    const line = encodeLine(letter, this.#sequence, payload);
    this.#sequence = (this.#sequence + 1) % SEQUENCES;
    return line;
  }

  #fault(reason: string): void {
    this.faults.set(reason, (this.faults.get(reason) ?? 0) + 1);
  }

  #hear(message: UpMessage, keypad: number, rssi: number, now: number): boolean {
    this.#presences.heard(keypad, rssi, now);
    if (this.#frames.length >= this.#options.queue) return false;
    this.#frames.push(message);
    this.#heard.add(keypad);
    return true;
  }

  #take(message: DownMessage, sequence: number, now: number): void {
    const hostWasLost = now - this.#hostAt > HOST_LOST_MS;
    this.#hostAt = now;
    switch (message.type) {
      case 'O':
        if (!this.#greeted || hostWasLost || sequence === 0) this.#greet();
        return this.#takeState(message, now);
      case 'R':
        // REC9: without a lease it has nobody to say them to.
        if (now >= this.#voiceUntil) return;
        for (const receipt of message.items) {
          this.#noteAnswer(receipt);
          if (this.#receipts.size < MOST_RECEIPTS)
            this.#receipts.set(receipt.keypad, { receipt, left: RECEIPT_BEACONS });
        }
        return;
      case 'P': {
        const { index, of, bytes } = message;
        this.#chunks = [
          ...this.#chunks.filter((chunk) => chunk.of === of && chunk.index !== index),
          { index, of, bytes },
        ];
        return;
      }
      case 'C':
        return this.#close(message, now);
      case 'Q':
        this.#rollCalls = (this.#rollCalls + 1) & 0xff;
        this.#rollCall = {
          call: { id: this.#rollCalls, from: message.from, to: message.to },
          left: ROLL_CALL_BEACONS,
        };
        this.#contentNumber++;
        return;
    }
  }

  #greet(): void {
    this.#greeted = true;
    const { versions, boot, id, channel, queue } = this.#options;
    const [oldest, newest] = versions;
    this.#urgent.unshift({ type: 'G', oldest, newest, boot, receiver: id, channel, queue, features: ALL_FEATURES });
  }

  #takeState(message: State, now: number): void {
    const { provisioning, sid, round, state, paper, lease, epoch } = message;
    const before = this.#state;
    const sameSession = before !== undefined && Buffer.compare(before.sid, sid) === 0;
    // REC9: receipts of another session, or after the voice was lost, are for nobody.
    if (!sameSession || lease === 0) this.#receipts.clear();
    if (!sameSession || before.round !== round || before.paper !== paper) this.#chunks = []; // REC8
    // The air may be looked at for a time before this line came: no lease is none then too.
    this.#voiceUntil = lease > 0 ? now + lease : Number.NEGATIVE_INFINITY;
    if ((state & BUSY_FLAG) === 0) this.#yielded = false;
    this.#state = { provisioning, sid, round, state, paper, lease, epoch };
    if (this.#closing && this.#closing.round !== round) this.#closing = undefined;
    this.#noteContent();
  }

  /** REC10: its beacons say closing at once, before the next O. */
  #close(message: { closeId: number; round: number; drain: number }, now: number): void {
    if (this.#state?.round !== message.round) return;
    if (this.#closing?.id !== message.closeId) {
      this.#closing = { id: message.closeId, round: message.round, until: now + message.drain, answered: false };
      this.#quietFrames = 0;
      this.#noteContent();
    } else if (this.#closing.answered && (this.#spoke || !this.#speaks(now))) {
      // With a lease, and before its first beacon, the answer of the listener stands no more (CLS4).
      this.#drained(this.#closing);
    }
  }

  #drained(closing: ClosingInHand): void {
    closing.answered = true;
    const left = this.#frames.length;
    this.#urgent.push({ type: 'D', closeId: closing.id, round: closing.round, left });
  }

  #speaks(now: number): boolean {
    return !this.#yielded && now < this.#voiceUntil && now - this.#hostAt <= HOST_LOST_MS;
  }

  #stateByte(state: State): number {
    const open = (state.state & 0x0f) === HALL_STATES.open;
    return this.#closing && open ? (state.state & 0xf0) | HALL_STATES.closing : state.state;
  }

  #noteContent(): void {
    const state = this.#state;
    if (!state) return;
    const content = `${state.provisioning}:${Buffer.from(state.sid).toString('hex')}:${state.round}:${this.#stateByte(state)}:${state.paper}:${state.epoch}`;
    if (content === this.#content) return;
    this.#content = content;
    this.#contentNumber++;
  }
}
