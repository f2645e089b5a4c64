import { memoryEeprom, provisionMemory } from '@piaojue/firmware-protocol/keypad-memory';
import { decodeLine, decodeUp, encodeLine, payloadOf, SEQUENCES } from '@piaojue/firmware-protocol/line';
import {
  BUSY_FLAG,
  type DownMessage,
  HALL_STATES,
  type HallState,
  type Presence,
  type Receipt,
  REHEARSAL_FLAG,
  type SealedBallot,
} from '@piaojue/firmware-protocol/messages';
import { encodePaper, paperChunks } from '@piaojue/firmware-protocol/paper';
import { paperDigest } from '@piaojue/firmware-protocol/seal/ballot-seal';
import { cmacKey, type CmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { macKey } from '@piaojue/firmware-protocol/seal/keys';
import { paperHash } from '@piaojue/firmware-protocol/seal/paper-hash';
import { answeredBallot, answeredPresence, makeReceipt } from '@piaojue/firmware-protocol/seal/receipt-mac';
import { NO_FAULTS } from '../faults/fault-spec.ts';
import { noFaultCounts } from '../faults/line-faults.ts';
import { inputOpen } from '../keypad/keypad-machine.ts';
import { SimKeypad } from '../keypad/sim-keypad.ts';
import { type Random, seededRandom } from '../random.ts';
import { ReceiverLine } from '../receiver/receiver-line.ts';
import { ReceiverModel } from '../receiver/receiver-model.ts';
import { noAirCounts } from './air.ts';
import type { AirRate } from './air-rate.ts';
import { SlottedChannel } from './slotted-channel.ts';

const PROVISIONING = 0xee00_0001;
const STEP_MS = 1;
const HEARTBEAT_MS = 1000;
const LEASE_MS = 3000;
const RECEIPTS_PER_LINE = 6;
const SID = new Uint8Array(8).fill(1);
const PAPER = encodePaper({
  form: 1,
  round: 1,
  maxMarks: 2,
  minMarks: 0,
  firstPress: false,
  named: false,
  grades: 0,
  frozen: new Uint8Array(16),
  numbers: [1, 2, 3, 4, 5],
});

export interface VirtualHallOptions {
  readonly keypads: number;
  readonly rate: AirRate;
  readonly seed: number;
  /** Keypads are dealt to them in turn. */
  readonly channels?: number;
  /** On each channel; the first that is up speaks. */
  readonly receiversPerChannel?: number;
  readonly airloss?: number;
  readonly baud?: number;
  /** From a ballot on the host to its receipt on the way back: group commit and network, ms. */
  readonly hostMs?: number;
}

interface Seat {
  readonly model: ReceiverModel;
  readonly line: ReceiverLine;
  readonly channel: number;
  readonly boot: number;
  up: boolean;
  send: (bytes: Buffer) => void;
  sequence: number;
  answers: { readonly at: number; readonly receipt: Receipt }[];
}

/**
 * Keypads, slotted air, receivers and their lines, as in the hall, on a clock of its own, with a host that answers
 * everything after a fixed time. For tests and for the figures of the air; a real server takes the host's place in the
 * simulator.
 */
export class VirtualHall {
  readonly #options: Required<VirtualHallOptions>;
  readonly #random: Random;
  readonly #seats: Seat[] = [];
  readonly #channels: SlottedChannel[] = [];
  readonly #deviceKeys: CmacKey[] = [];
  #hall: HallState = 'open';
  now = 0;
  readonly keypads: SimKeypad[] = [];
  readonly counts = noAirCounts();
  /** Types of the up messages, in the order in which they came to the host. */
  readonly relayed: string[] = [];
  /** Keypads of which a ballot came to the host. */
  readonly relayedBallots = new Set<number>();
  /** When a keypad showed `counted`, ms. */
  readonly counted = new Map<number, number>();
  /** The host takes nothing: busy in every O, no answers. */
  hostAway = false;
  /** Every receiver has leave to speak, as when two gateways do not know of each other. */
  allSpeak = false;
  /** Receivers whose gateway has no server: busy in every O. Nothing that comes through them is answered. */
  readonly withoutServer = new Set<number>();

  constructor(options: VirtualHallOptions) {
    this.#options = { channels: 1, receiversPerChannel: 1, airloss: 0, baud: 921_600, hostMs: 10, ...options };
    this.#random = seededRandom(options.seed);
    for (let id = 1; id <= options.keypads; id++) this.keypads.push(this.#keypad(id));
    for (let channel = 0; channel < this.#options.channels; channel++) {
      for (let i = 0; i < this.#options.receiversPerChannel; i++) this.#seats.push(this.#seat(channel));
      this.#channels.push(this.#channel(channel));
    }
    this.#heartbeat();
  }

  /** Plays until the keypads hold the paper. */
  untilReady(): void {
    if (!this.playUntil(() => this.keypads.every(({ state }) => inputOpen(state)), 60_000))
      throw new Error('the paper did not reach every keypad');
  }

  /** All press OK on a ballot, each at a time drawn evenly. */
  pressAll(withinMs: number): void {
    for (const keypad of this.keypads) this.#presses.push({ keypad, at: this.now + this.#random.next() * withinMs });
    this.#presses.sort((a, b) => b.at - a.at);
  }
  readonly #presses: { readonly keypad: SimKeypad; readonly at: number }[] = [];

  /** False: `done` did not hold within the time. */
  playUntil(done: () => boolean, withinMs: number): boolean {
    const end = this.now + withinMs;
    while (this.now < end && !done()) this.#step();
    return done();
  }

  play(ms: number): void {
    this.playUntil(() => false, ms);
  }

  /** The receiver whose beacon the keypads of a channel heard last, and when. */
  lastBeacon(channel: number): { readonly speaker: number; readonly at: number } | undefined {
    const last = this.#channels[channel]?.last;
    const speaker = this.#seats.findIndex(({ boot }) => last?.beacon.content.startsWith(`${boot}:`));
    return last && { speaker, at: last.at };
  }

  get allCounted(): boolean {
    return this.counted.size === this.keypads.length;
  }

  /** A receiver is pulled: off the air and off its line. */
  unplug(receiver: number): void {
    const seat = this.#seats[receiver];
    if (seat) seat.up = false;
  }

  setState(hall: HallState): void {
    this.#hall = hall;
    this.#heartbeat();
  }

  say(receiver: number, message: DownMessage): void {
    const seat = this.#seats[receiver];
    if (seat?.up) this.#say(seat, message);
  }

  #step(): void {
    this.now += STEP_MS;
    const { now } = this;
    if (now % HEARTBEAT_MS === 0) this.#heartbeat();
    for (let press = this.#presses.at(-1); press && press.at <= now; press = this.#presses.at(-1)) {
      this.#presses.pop();
      press.keypad.step({ type: 'submit', now, marks: [1, 3] });
      this.#channelOf(press.keypad.id).touch(press.keypad);
    }
    for (const seat of this.#seats) {
      if (!seat.up) continue;
      this.#answer(seat);
      seat.model.tick(now);
      seat.line.advance(now);
    }
    for (const channel of this.#channels) channel.advance(now);
  }

  #channelOf(keypad: number): SlottedChannel {
    const channel = this.#channels[(keypad - 1) % this.#channels.length];
    if (!channel) throw new Error('a hall has at least one channel');
    return channel;
  }

  #speaker(channel: number): Seat | undefined {
    return this.#seats.find((seat, i) => seat.channel === channel && seat.up && !this.withoutServer.has(i));
  }

  #heartbeat(): void {
    const paper = paperDigest(paperHash(PAPER));
    for (const [index, seat] of this.#seats.entries()) {
      if (!seat.up) continue;
      const busy = this.hostAway || this.withoutServer.has(index);
      const state = HALL_STATES[this.#hall] | REHEARSAL_FLAG | (busy ? BUSY_FLAG : 0);
      const lease = this.allSpeak || this.#speaker(seat.channel) === seat ? LEASE_MS : 0;
      this.#say(seat, { type: 'O', provisioning: PROVISIONING, sid: SID, round: 1, state, paper, lease, epoch: 0 });
      for (const chunk of paperChunks(PAPER)) this.#say(seat, { type: 'P', ...chunk });
    }
  }

  #say(seat: Seat, message: DownMessage): void {
    seat.sequence = (seat.sequence + 1) % SEQUENCES;
    seat.send(Buffer.from(`${encodeLine(message.type, seat.sequence, payloadOf(message))}\n`, 'latin1'));
  }

  #answer(seat: Seat): void {
    while (seat.answers[0] && seat.answers[0].at <= this.now) {
      const items = seat.answers.slice(0, RECEIPTS_PER_LINE).filter(({ at }) => at <= this.now);
      seat.answers = seat.answers.slice(items.length);
      const speaker = this.#speaker(seat.channel);
      if (speaker) this.#say(speaker, { type: 'R', items: items.map(({ receipt }) => receipt) });
    }
  }

  #take(seat: Seat, text: string): void {
    const line = decodeLine(text);
    const message = line.ok ? decodeUp(line.value) : line;
    if (!message.ok) throw new Error('a receiver sends only lines that decode');
    const { value } = message;
    this.relayed.push(value.type);
    if (value.type === 'B') this.relayedBallots.add(value.keypad);
    const away = this.hostAway || this.withoutServer.has(this.#seats.indexOf(seat));
    if (away || (value.type !== 'B' && value.type !== 'S')) return;
    // The same frame by another receiver, or again, while its answer is on the way: answered once.
    if (this.#seats.some(({ answers }) => answers.some(({ receipt }) => receipt.keypad === value.keypad))) return;
    seat.answers.push({ at: this.now + this.#options.hostMs, receipt: this.#receipt(value) });
  }

  #receipt(frame: SealedBallot | Presence): Receipt {
    const device = this.#deviceKeys[frame.keypad - 1];
    if (!device) throw new Error(`there is no keypad ${frame.keypad}`);
    const session = { mode: 'rehearsal', provisioning: PROVISIONING, sid: SID } as const;
    const keys = {
      down: macKey(device, 'down', session, frame.keypad),
      roll: macKey(device, 'roll', session, frame.keypad),
    };
    return 'tag' in frame
      ? makeReceipt(keys, 'counted', answeredBallot(frame), frame.counter)
      : makeReceipt(keys, 'signedIn', answeredPresence(frame), frame.counter);
  }

  #keypad(id: number): SimKeypad {
    const key = Buffer.alloc(16, 0x5a);
    key.writeUInt32BE(id);
    this.#deviceKeys.push(cmacKey(key));
    const eeprom = memoryEeprom();
    provisionMemory(eeprom, { provisioning: PROVISIONING, keypad: id }, { epoch: 0, key });
    return new SimKeypad({
      id,
      mode: 'beacon',
      eeprom,
      battery: 80,
      keySet: 'full',
      onEnding: (keypad, { ending }) => {
        if (ending === 'counted') this.counted.set(keypad, this.now);
      },
    });
  }

  #seat(channel: number): Seat {
    const number = this.#seats.length + 1;
    const id = new Uint8Array(8).fill(number);
    const boot = this.#random.below(2 ** 32);
    const model = new ReceiverModel({ id, channel: channel + 1, queue: 256, boot, versions: [1, 1], now: 0 });
    let partial = '';
    const port = {
      name: `virtual ${number}`,
      plug: (onData: (bytes: Buffer) => void): Promise<void> => {
        seat.send = onData;
        return Promise.resolve();
      },
      unplug: (): Promise<void> => Promise.resolve(),
      write: (bytes: Buffer): boolean => {
        const texts = (partial + bytes.toString('latin1')).split('\n');
        partial = texts.pop() ?? '';
        for (const text of texts) this.#take(seat, text);
        return true;
      },
    };
    const line = new ReceiverLine({
      port,
      baud: this.#options.baud,
      faults: NO_FAULTS,
      counts: noFaultCounts(),
      random: this.#random.fork(`line ${number}`),
      model: () => model,
      now: 0,
    });
    const seat: Seat = { model, line, channel, boot, up: true, send: () => undefined, sequence: 0, answers: [] };
    void line.plug();
    return seat;
  }

  #channel(channel: number): SlottedChannel {
    const { channels, airloss, rate } = this.#options;
    return new SlottedChannel({
      keypads: this.keypads.filter(({ id }) => (id - 1) % channels === channel),
      receivers: () => this.#seats.filter((seat) => seat.channel === channel && seat.up).map(({ model }) => model),
      airloss,
      random: this.#random.fork(`air ${channel}`),
      counts: this.counts,
      now: 0,
      rate,
    });
  }
}
