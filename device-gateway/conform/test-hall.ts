import { memoryEeprom, provisionMemory } from '@piaojue/firmware-protocol/keypad-memory';
import { Hall } from '../simulator/hall.ts';
import type { AirRate } from '../simulator/air/air-rate.ts';
import type { Defect } from '../simulator/defects/defect.ts';
import { NO_FAULTS } from '../simulator/faults/fault-spec.ts';
import type { Key } from '../simulator/keypad/keys.ts';
import type { SimPort } from '../simulator/port/sim-port.ts';
import { seededRandom } from '../simulator/random.ts';
import type { Clock } from '../src/clock.ts';
import { CHECKS } from './checks/all.ts';
import type { Check } from './check.ts';
import { HallKeys } from './hall-keys.ts';
import { type Judged, judge, planOf, play } from './play.ts';
import type { Recording } from './recording.ts';
import { type Presses, Stage } from './stage.ts';

/** The kit against the simulator on one clock that jumps: the same code on both sides, no port, no process, no waiting. */
export interface TestHall {
  readonly defects?: readonly Defect[];
  readonly air?: 'simple' | 'slotted';
  readonly airRate?: AirRate;
  readonly airloss?: number;
  readonly baud?: number;
  readonly keypads?: number;
  readonly presses?: Presses;
  readonly checks?: readonly Check[];
  readonly long?: boolean;
  /** Somebody with keypad 3 does what is asked for, two seconds later. */
  readonly obliging?: boolean;
  /** People take the receiver off its power when they are asked to. */
  readonly replug?: boolean;
  readonly seed?: number;
}

const STEP_MS = 5;
const PROVISIONING = 0xee00_0077;
const EPOCH = 3;
/** Of the simulator's keypads: they were provisioned at this epoch and follow the beacon. */
const PROVISIONED_EPOCH = 3;

export interface TestRun {
  readonly judged: readonly Judged[];
  readonly recording: Recording;
  /** ms on the clock of the hall. */
  readonly took: number;
  readonly prompts: readonly string[];
}

export async function playAgainstSimulator(options: TestHall = {}): Promise<TestRun> {
  const { defects = [], baud = 921_600, keypads = 8, presses = 'auto', checks = CHECKS, seed = 1 } = options;
  const clock = new StepClock();
  const deviceKeys = new Map(Array.from({ length: keypads }, (_, i) => [i + 1, new Uint8Array(16).fill(i + 1)]));
  let toReceiver: (bytes: Buffer) => void = () => undefined;
  const port: SimPort = {
    name: 'virtual',
    plug: (onData) => Promise.resolve(void (toReceiver = onData)),
    unplug: () => Promise.resolve(),
    write: (bytes) => (stage.take(bytes), true),
  };
  const eeproms = new Map([...deviceKeys.keys()].map((keypad) => [keypad, memoryEeprom()]));
  for (const [keypad, key] of deviceKeys) {
    const eeprom = eeproms.get(keypad);
    if (eeprom) provisionMemory(eeprom, { provisioning: PROVISIONING, keypad }, { epoch: PROVISIONED_EPOCH, key });
  }
  const hall = new Hall({
    keypads,
    ports: [port],
    channels: 1,
    air: options.air ?? 'simple',
    airRate: options.airRate ?? '250k',
    baud,
    eeproms: { eepromOf: (keypad) => eeproms.get(keypad) ?? memoryEeprom(), close: () => undefined },
    mode: 'beacon',
    faults: { ...NO_FAULTS, airloss: options.airloss ?? 0 },
    versions: [1, 1],
    keySets: ['full'],
    defects,
    hands: presses === 'auto' ? 300 : null,
    random: seededRandom(seed),
    now: 0,
  });
  const prompts: string[] = [];
  let free = 0;
  const stage: Stage = new Stage({
    clock,
    hall: new HallKeys(
      { mode: 'rehearsal', provisioning: PROVISIONING, sid: new Uint8Array(8).fill(seed) },
      EPOCH,
      deviceKeys,
    ),
    presses,
    prompt(text) {
      prompts.push(text);
      if (text.includes('power')) hall.rebootReceiver(1);
      if (options.obliging !== true) return;
      const keys: Key[] = text.includes('签到') ? ['signIn'] : ['1', '7', 'ok', 'ok'];
      clock.after(2000, () => {
        for (const key of keys) hall.key(3, key);
      });
    },
    wire: {
      send(bytes) {
        free = Math.max(free, clock.now()) + (bytes.length * 10_000) / baud;
        toReceiver(bytes);
        return free;
      },
    },
  });
  await hall.plugAll();
  const { long = false, replug = false } = options;
  const plan = planOf({ checks, keypads: presses !== 'none', long, replug });
  await clock.runUntil(
    play(stage, plan, () => undefined),
    (now) => hall.advance(now),
  );
  stage.end();
  const { recording } = stage;
  const greeting = recording.came('G').at(-1)?.message;
  const judged = judge(checks, recording, { hall: stage.hall, presses, greeting });
  return { judged, recording, took: clock.now(), prompts };
}

class StepClock implements Clock {
  #now = 0;
  readonly #timers = new Set<{ at: number; readonly every: number | null; readonly run: () => void }>();

  now = (): number => this.#now;
  after = (ms: number, run: () => void): (() => void) => this.#add(ms, null, run);
  every = (ms: number, run: () => void): (() => void) => this.#add(ms, ms, run);

  /** Goes on in steps until the work is done; lets promises settle after each. */
  async runUntil(work: Promise<void>, each: (now: number) => void): Promise<void> {
    const state = { done: false };
    const ended = work.finally(() => (state.done = true));
    while (!state.done) {
      each(this.#now);
      this.#step();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await ended;
  }

  #step(): void {
    this.#now += STEP_MS;
    for (const timer of this.#timers) {
      if (timer.at > this.#now) continue;
      if (timer.every === null) this.#timers.delete(timer);
      else timer.at += timer.every;
      timer.run();
    }
  }

  #add(ms: number, every: number | null, run: () => void): () => void {
    const timer = { at: this.#now + ms, every, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }
}
