import { BUSY_FLAG } from '@piaojue/firmware-protocol/messages';
import { type AirCounts, noAirCounts } from '@piaojue/device-gateway/simulator/air/air';
import type { Beacon } from '@piaojue/device-gateway/simulator/air/beacon';
import { SlottedChannel } from '@piaojue/device-gateway/simulator/air/slotted-channel';
import type { FaultSpec } from '@piaojue/device-gateway/simulator/faults/fault-spec';
import { type FaultCounts, noFaultCounts } from '@piaojue/device-gateway/simulator/faults/line-faults';
import type { KeypadInput } from '@piaojue/device-gateway/simulator/keypad/keypad-machine';
import type { Random } from '@piaojue/device-gateway/simulator/random';
import { ReceiverLine } from '@piaojue/device-gateway/simulator/receiver/receiver-line';
import { ReceiverModel, type ReceiverOptions } from '@piaojue/device-gateway/simulator/receiver/receiver-model';
import type { History } from './history.ts';
import { MemoryPort } from './memory-port.ts';
import type { Schedule } from './schedule.ts';
import { ScheduledKeypad } from './scheduled-keypad.ts';
import type { Seams } from './seams.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** Wires are looked at this often; their pace holds over 20 ms. */
const LINE_STEP_MS = 4;
const BOOT_WITHIN_MS = 200;

interface Seat {
  readonly index: number;
  readonly channel: number;
  readonly port: MemoryPort;
  readonly line: ReceiverLine;
  model: ReceiverModel;
  /** off: no power, or unplugged. hung: its program stands still. */
  state: 'on' | 'off' | 'hung';
}

export interface HallParts {
  readonly schedule: Schedule;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly history: History;
  readonly seams: Seams;
}

/** Keypads, their EEPROMs, the air, the receivers and their wires: all the real ones of the simulator. */
export class ScheduledHall {
  readonly #parts: HallParts;
  readonly #seats: Seat[] = [];
  readonly #channels: SlottedChannel[] = [];
  readonly #faults: Record<string, number>;
  readonly keypads: ScheduledKeypad[] = [];
  readonly air: AirCounts = noAirCounts();
  readonly line: FaultCounts = noFaultCounts();

  constructor(parts: HallParts) {
    this.#parts = parts;
    const { schedule, clock } = parts;
    this.#faults = { ...schedule.faults };
    for (let id = 1; id <= schedule.keypads; id++) this.keypads.push(new ScheduledKeypad(id, parts));
    schedule.receivers.forEach(({ channel }, index) => this.#seats.push(this.#seat(index, channel)));
    for (let channel = 0; channel < schedule.channels; channel++) this.#channels.push(this.#channel(channel));
    for (const seat of this.#seats) {
      clock.after(parts.random.next() * BOOT_WITHIN_MS, () => {
        this.#boot(seat);
        void seat.line.plug();
      });
      this.#runLine(seat);
    }
    for (const channel of this.#channels) this.#runAir(channel);
  }

  /** By receiver: what a gateway opens. */
  get ports(): readonly MemoryPort[] {
    return this.#seats.map(({ port }) => port);
  }

  /** From now on lines and air lose nothing more. */
  heal(): void {
    for (const name of Object.keys(this.#faults)) this.#faults[name] = 0;
  }

  press(keypad: number, marks: readonly number[]): void {
    this.#step(keypad, { type: 'submit', now: this.#parts.clock.now, marks });
  }

  signIn(keypad: number): void {
    this.#step(keypad, { type: 'key', now: this.#parts.clock.now, key: 'signIn' });
  }

  rebootKeypad(keypad: number, ms: number): void {
    const there = this.keypads[keypad - 1];
    if (!there?.state.on) return;
    this.#step(keypad, { type: 'off' });
    this.#parts.clock.after(ms, () => this.#step(keypad, { type: 'on' }));
  }

  /** The next write of its EEPROM is cut off after so many bytes, with its power. */
  tearKeypad(keypad: number, bytes: number, ms: number): void {
    const there = this.keypads[keypad - 1];
    if (there) there.torn = { bytes, andPower: () => this.rebootKeypad(keypad, ms) };
  }

  unplug(receiver: number, ms: number, tells: boolean): void {
    const seat = this.#seats[receiver];
    if (seat?.state !== 'on') return;
    seat.state = 'off';
    seat.port.tells = tells;
    void seat.line.unplug();
    this.#parts.clock.after(ms, () => {
      this.#boot(seat);
      void seat.line.plug();
    });
  }

  /** Its port stays: a receiver behind a USB adapter of its own. */
  rebootReceiver(receiver: number, ms: number): void {
    const seat = this.#seats[receiver];
    if (seat?.state !== 'on') return;
    seat.state = 'off';
    this.#parts.clock.after(ms, () => this.#boot(seat));
  }

  /** It goes on where it stood, as if no time had passed for it. */
  hangReceiver(receiver: number, ms: number): void {
    const seat = this.#seats[receiver];
    if (seat?.state !== 'on') return;
    seat.state = 'hung';
    // A watchdog restarts it.
    this.#parts.clock.after(ms, () => this.#boot(seat));
  }

  muteLine(receiver: number, ms: number): void {
    const seat = this.#seats[receiver];
    if (!seat) return;
    seat.port.mute = true;
    this.#parts.clock.after(ms, () => {
      seat.port.mute = false;
    });
  }

  #step(keypad: number, input: KeypadInput): void {
    const there = this.keypads[keypad - 1];
    if (!there) return;
    there.step(input);
    this.#channels[(keypad - 1) % this.#channels.length]?.touch(there);
    const torn = there.takeTear();
    torn?.();
  }

  #runLine(seat: Seat): void {
    const { clock } = this.#parts;
    const look = (): void => {
      clock.after(LINE_STEP_MS, look);
      if (seat.state !== 'on') return seat.line.lose();
      seat.model.tick(clock.now);
      seat.line.advance(clock.now);
    };
    clock.after(seat.index + 1, look);
  }

  #runAir(channel: SlottedChannel): void {
    const { clock } = this.#parts;
    const play = (): void => {
      channel.advance(clock.now);
      clock.at(channel.due, play);
    };
    clock.at(channel.due, play);
  }

  #boot(seat: Seat): void {
    seat.model = this.#receiver(seat.index, seat.channel);
    seat.state = 'on';
  }

  #receiver(index: number, channel: number): ReceiverModel {
    const { clock, random, seams, history, schedule } = this.#parts;
    const options: ReceiverOptions = {
      id: new Uint8Array(8).fill(index + 1),
      channel: channel + 1,
      queue: schedule.queue,
      boot: random.below(2 ** 32),
      versions: [1, 1],
      now: clock.now,
    };
    const model = seams.receiver?.(options) ?? new ReceiverModel(options);
    return watched(model, seams, (beacon, at) => {
      const busy = (beacon.state.state & BUSY_FLAG) !== 0 && !beacon.full;
      history.beacon(at, channel, index, busy);
    });
  }

  #seat(index: number, channel: number): Seat {
    const { clock, random, schedule } = this.#parts;
    const port = new MemoryPort(`receiver ${index}`, clock, schedule.baud);
    const seat: Seat = {
      index,
      channel,
      port,
      model: this.#receiver(index, channel),
      state: 'off',
      line: new ReceiverLine({
        port,
        baud: schedule.baud,
        faults: this.#faults as FaultSpec,
        counts: this.line,
        random: random.fork(`line ${index}`),
        model: () => seat.model,
        now: 0,
      }),
    };
    return seat;
  }

  #channel(channel: number): SlottedChannel {
    const { random, schedule } = this.#parts;
    const faults = this.#faults;
    return new SlottedChannel({
      keypads: this.keypads.filter(({ id }) => (id - 1) % schedule.channels === channel),
      receivers: () =>
        this.#seats.filter((seat) => seat.channel === channel && seat.state === 'on').map(({ model }) => model),
      get airloss() {
        return faults['airloss'] ?? 0;
      },
      random: random.fork(`air ${channel}`),
      counts: this.air,
      now: 0,
      rate: schedule.rate,
    });
  }
}

/** Says what it says on the air, and reads what the seam lets through. */
function watched(model: ReceiverModel, seams: Seams, onBeacon: (beacon: Beacon, at: number) => void): ReceiverModel {
  const speak = model.beacon.bind(model);
  model.beacon = (now) => {
    const beacon = speak(now);
    if (beacon) onBeacon(beacon, now);
    return beacon;
  };
  const { lineDown } = seams;
  if (lineDown) {
    const read = model.fromHost.bind(model);
    model.fromHost = (text, now) => read(lineDown(text), now);
  }
  return model;
}
