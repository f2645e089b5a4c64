import { HALL_STATES } from '@piaojue/firmware-protocol/messages';
import type { Mode } from '@piaojue/firmware-protocol/seal/keys';
import { type Air, noAirCounts } from './air/air.ts';
import type { AirRate } from './air/air-rate.ts';
import { Channel } from './air/channel.ts';
import { SlottedChannel } from './air/slotted-channel.ts';
import { playRound } from './autoplay.ts';
import type { SimulatorCounters } from './control.ts';
import { bentPort, DefectiveReceiver } from './defects/defective-receiver.ts';
import type { Defect } from './defects/defect.ts';
import { Deputies } from './deputies.ts';
import { FaultEvents } from './faults/fault-events.ts';
import type { FaultSpec } from './faults/fault-spec.ts';
import { noFaultCounts } from './faults/line-faults.ts';
import { Hands } from './hands.ts';
import type { EepromFile } from './key-file.ts';
import { type Display, displayOf } from './keypad/display.ts';
import type { Key, KeySet } from './keypad/keys.ts';
import { SimKeypad } from './keypad/sim-keypad.ts';
import type { SimPort } from './port/sim-port.ts';
import type { Random } from './random.ts';
import { ReceiverLine } from './receiver/receiver-line.ts';
import { VoiceLog } from './receiver/voice-log.ts';
import { ReceiverModel } from './receiver/receiver-model.ts';

/** Frames that a receiver holds for the wire. */
const RECEIVER_QUEUE = 256;
const KEYPAD_OFF_MS = 500;
const RECEIVER_OFF_MS = 1500;
const UNPLUG_MS = 2500;
/** People look at their keypads this often. */
const HANDS_MS = 10;

export interface HallParts {
  readonly keypads: number;
  /** By receiver. */
  readonly ports: readonly SimPort[];
  /** Receivers r and r + channels share the air. */
  readonly channels: number;
  readonly air: 'simple' | 'slotted';
  /** Of the slotted air. */
  readonly airRate: AirRate;
  readonly baud: number;
  readonly eeproms: EepromFile;
  readonly mode: Mode | 'beacon';
  readonly faults: FaultSpec;
  /** Wire versions that the receivers greet with. */
  readonly versions: readonly [oldest: number, newest: number];
  /** Keypad n has the keys of the nth of them, round and round. */
  readonly keySets: readonly KeySet[];
  /** Planted in every receiver. */
  readonly defects: readonly Defect[];
  /** People press by themselves within so many ms; null: only as they are told. */
  readonly hands: number | null;
  readonly random: Random;
  readonly now: number;
}

interface ReceiverSeat {
  readonly number: number;
  readonly line: ReceiverLine;
  readonly channel: number;
  model: ReceiverModel;
  /** Off the air and off the line until then. */
  offUntil: number;
  pluggedAgainAt: number | null;
}

/** A hall: receivers on their wires, the air, keypads, and the people who press them. Time comes in by `advance`. */
export class Hall {
  readonly #parts: HallParts;
  readonly #counts = { ...noFaultCounts(), unplug: 0, rebootReceiver: 0, rebootKeypad: 0 };
  readonly #air = noAirCounts();
  readonly #keypads = new Map<number, SimKeypad>();
  readonly #channels: Air[] = [];
  readonly #receivers: ReceiverSeat[] = [];
  readonly #events: FaultEvents;
  readonly #keypadsOff: { readonly id: number; readonly until: number }[] = [];
  readonly deputies: Deputies;
  readonly voices = new VoiceLog();
  /** When lines were cut; ms of the hall's clock. */
  readonly cuts: { readonly receiver: number; readonly at: number }[] = [];
  readonly #hands: Hands | undefined;
  #nextHands: number;
  #now: number;
  #autoplayMs: number | null = null;
  #played = '';

  constructor(parts: HallParts) {
    this.#parts = parts;
    this.#now = parts.now;
    this.#nextHands = parts.now;
    this.#events = new FaultEvents(parts.faults, parts.random.fork('events'));
    for (let label = 1; label <= parts.keypads; label++) {
      const keypad = this.#keypad(label);
      this.#keypads.set(keypad.id, keypad);
    }
    parts.ports.forEach((port, i) => this.#receivers.push(this.#receiver(port, i)));
    for (let channel = 0; channel < parts.channels; channel++) this.#channels.push(this.#channel(channel));
    this.deputies = new Deputies({
      keypads: this.#keypads,
      random: parts.random.fork('deputies'),
      touch: (keypad) => this.#channelOf(keypad.id).touch(keypad),
      isOpen: () => this.#channels.some((channel) => this.#openRound(channel) !== undefined),
    });
    if (parts.hands !== null) {
      this.#hands = new Hands({
        keypads: [...this.#keypads.values()],
        withinMs: parts.hands,
        random: parts.random.fork('hands'),
        touch: (keypad) => this.#channelOf(keypad.id).touch(keypad),
      });
    }
  }

  async plugAll(): Promise<void> {
    for (const { line } of this.#receivers) await line.plug();
  }

  async unplugAll(): Promise<void> {
    for (const { line } of this.#receivers) await line.unplug();
    this.#parts.eeproms.close();
  }

  get ids(): readonly number[] {
    return [...this.#keypads.keys()];
  }

  advance(now: number): void {
    this.#now = now;
    this.#revive(now);
    for (const seat of this.#receivers) {
      if (now < seat.offUntil) {
        seat.line.lose();
        continue;
      }
      seat.model.tick(now);
      seat.line.advance(now);
    }
    if (now >= this.#nextHands) {
      this.#nextHands = Math.max(this.#nextHands + HANDS_MS, now);
      this.#autoplay(now);
      this.deputies.advance(now);
      this.#hands?.advance(now);
    }
    for (const channel of this.#channels) channel.advance(now);
    for (const event of this.#events.due(this.deputies.ended, this.deputies.ordered)) this.#happen(event);
  }

  autoplay(withinMs: number | null): void {
    this.#autoplayMs = withinMs;
  }

  unplug(receiver: number, forMs: number, powered = false): void {
    const seat = this.#receivers[receiver - 1];
    if (!seat || seat.pluggedAgainAt !== null) return;
    this.#counts.unplug++;
    seat.pluggedAgainAt = this.#now + forMs;
    this.cuts.push({ receiver, at: this.#now });
    if (!powered) seat.offUntil = Number.POSITIVE_INFINITY;
    void seat.line.unplug();
  }

  silence(receiver: number, forMs: number): void {
    this.cuts.push({ receiver, at: this.#now });
    this.#receivers[receiver - 1]?.line.silence(this.#now + forMs);
  }

  rebootReceiver(receiver: number): void {
    const seat = this.#receivers[receiver - 1];
    if (!seat || seat.pluggedAgainAt !== null) return;
    this.#counts.rebootReceiver++;
    seat.offUntil = this.#now + RECEIVER_OFF_MS;
    seat.model = this.#bootReceiver(seat.number, seat.channel);
  }

  rebootKeypad(id: number): void {
    const keypad = this.#keypads.get(id);
    if (!keypad?.state.on) return;
    this.#counts.rebootKeypad++;
    this.power(id, false);
    this.#keypadsOff.push({ id, until: this.#now + KEYPAD_OFF_MS });
  }

  /** Battery out, or in again. */
  power(id: number, on: boolean): void {
    const keypad = this.#keypads.get(id);
    if (!keypad || keypad.state.on === on) return;
    keypad.step({ type: on ? 'on' : 'off' });
    this.#channelOf(id).touch(keypad);
    if (!on) this.deputies.onPowerLoss(id);
  }

  condition(id: number, { battery, rssi }: { readonly battery?: number; readonly rssi?: number }): void {
    const keypad = this.#keypads.get(id);
    if (!keypad) return;
    keypad.battery = battery ?? keypad.battery;
    keypad.rssi = rssi ?? keypad.rssi;
  }

  inject(receiver: number, bytes: Buffer): void {
    this.#receivers[receiver - 1]?.line.inject(bytes);
  }

  injectFrame(receiver: number, letter: string, payload: Uint8Array): void {
    const seat = this.#receivers[receiver - 1];
    if (seat) seat.line.inject(Buffer.from(`${seat.model.frame(letter, payload)}\n`, 'latin1'));
  }

  key(id: number, key: Key): void {
    const keypad = this.#keypads.get(id);
    if (!keypad) return;
    keypad.step({ type: 'key', now: this.#now, key });
    this.#channelOf(id).touch(keypad);
  }

  display(id: number): Display | undefined {
    const keypad = this.#keypads.get(id);
    const last = this.#channelOf(id).last;
    const silentMs = last ? this.#now - last.at : Number.POSITIVE_INFINITY;
    return keypad && displayOf(keypad.state, keypad.keySet, silentMs);
  }

  counters(): SimulatorCounters {
    const { ballots, presences, retries, collisions, airloss } = this.#air;
    const pending = this.deputies.ordered - this.deputies.ended;
    return { ballots, presences, retries, collisions, faults: { ...this.#counts, airloss }, pending };
  }

  #channelOf(keypad: number): Air {
    const channel = this.#channels[(keypad - 1) % this.#channels.length];
    if (!channel) throw new Error('a hall has at least one channel');
    return channel;
  }

  #keypad(id: number): SimKeypad {
    const { eeproms, mode, random, keySets } = this.#parts;
    return new SimKeypad({
      id,
      mode,
      eeprom: eeproms.eepromOf(id),
      battery: 35 + random.below(66),
      keySet: keySets[(id - 1) % keySets.length] ?? 'full',
      onEnding: (keypad, output) => this.deputies.onEnding(keypad, output, this.#now),
    });
  }

  #receiver(port: SimPort, index: number): ReceiverSeat {
    const { baud, faults, random, now, channels, defects } = this.#parts;
    const channel = index % channels;
    const seat: ReceiverSeat = {
      number: index + 1,
      channel,
      model: this.#bootReceiver(index + 1, channel),
      offUntil: 0,
      pluggedAgainAt: null,
      line: new ReceiverLine({
        port: defects.length > 0 ? bentPort(port, () => seat.model) : port,
        baud,
        faults,
        counts: this.#counts,
        random: random.fork(`line ${index}`),
        model: () => seat.model,
        now,
      }),
    };
    return seat;
  }

  #bootReceiver(number: number, channel: number): ReceiverModel {
    const { random, versions, defects } = this.#parts;
    const id = Buffer.alloc(8);
    id.write('PJ-SIM', 0, 'latin1');
    id.writeUInt16BE(number, 6);
    const boot = random.below(2 ** 32);
    const onBeacon = (at: number): void => this.voices.beacon(number, channel + 1, at);
    const options = { id, channel: channel + 1, queue: RECEIVER_QUEUE, boot, versions, now: this.#now, onBeacon };
    return defects.length > 0
      ? new DefectiveReceiver(options, defects, () => this.rebootReceiver(number))
      : new ReceiverModel(options);
  }

  #channel(channel: number): Air {
    const { channels, faults, random, air, airRate, now } = this.#parts;
    const parts = {
      keypads: [...this.#keypads.values()].filter((keypad) => (keypad.id - 1) % channels === channel),
      receivers: () =>
        this.#receivers
          .filter((seat) => seat.channel === channel && this.#now >= seat.offUntil)
          .map((seat) => seat.model),
      airloss: faults.airloss,
      random: random.fork(`air ${channel}`),
      counts: this.#air,
      now,
    };
    return air === 'simple' ? new Channel(parts) : new SlottedChannel({ ...parts, rate: airRate });
  }

  #revive(now: number): void {
    for (const seat of this.#receivers) {
      if (seat.pluggedAgainAt === null || now < seat.pluggedAgainAt) continue;
      seat.pluggedAgainAt = null;
      if (seat.offUntil === Number.POSITIVE_INFINITY) seat.model = this.#bootReceiver(seat.number, seat.channel);
      void seat.line.plug().then(() => {
        seat.offUntil = this.#now;
        return undefined;
      });
    }
    while (this.#keypadsOff[0] && this.#keypadsOff[0].until <= now) {
      this.power(this.#keypadsOff.shift()?.id ?? 0, true);
    }
  }

  #happen(event: 'unplug' | 'rebootReceiver' | 'rebootKeypad'): void {
    const { random } = this.#parts;
    if (event === 'rebootKeypad') this.rebootKeypad(1 + random.below(this.#keypads.size));
    else if (event === 'unplug') this.unplug(1 + random.below(this.#receivers.length), UNPLUG_MS);
    else this.rebootReceiver(1 + random.below(this.#receivers.length));
  }

  #openRound(channel: Air): string | undefined {
    const { last } = channel;
    if (!last || this.#now - last.at > 1000 || (last.beacon.state.state & 0x0f) !== HALL_STATES.open) return undefined;
    return `${Buffer.from(last.beacon.state.sid).toString('hex')}:${last.beacon.state.round}`;
  }

  /** Once for each round, when some keypad has its paper. */
  #autoplay(now: number): void {
    if (this.#autoplayMs === null) return;
    const round = this.#channels.map((channel) => this.#openRound(channel)).find((open) => open !== undefined);
    if (round === undefined || round === this.#played) return;
    const voters = [...this.#keypads.values()].filter((keypad) => keypad.state.signedIn);
    const paper = voters.find((keypad) => keypad.state.paper)?.state.paper?.paper;
    if (!paper) return;
    this.#played = round;
    const ids = voters.map((keypad) => keypad.id);
    const plan = playRound(ids, paper, this.#autoplayMs, this.#parts.random.fork(round));
    this.deputies.pressAt(plan.map((press) => ({ ...press, at: now + press.at })));
  }
}
