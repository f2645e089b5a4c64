import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CommandAnswer,
  type CommandName,
  type CommandPayload,
  ROLES_OF_COMMAND,
} from '@piaojue/contract/commands';
import type { LinkView } from '@piaojue/contract/console-view';
import type { Contest } from '@piaojue/contract/contest';
import type { Role } from '@piaojue/contract/live';
import type { Totals } from '@piaojue/contract/outcome';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { type CmacKey, cmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { macKey } from '@piaojue/firmware-protocol/seal/keys';
import { bitmap, setBit } from '../bitmap.ts';
import type { BoxHandlers } from '../box/box-client.ts';
import type { Answers, BoxConfig, BoxFailure, Presence, RequestName, Requests } from '../box/messages.ts';
import { deviceKeyOf, SESSION } from '../box/test-keypad.ts';
import { GatewayHub, type HallOrder } from '../realtime/gateway-hub.ts';
import type { SimulatedHands } from '../rehearsal/simulated-hands.ts';
import { Roll } from '../roll/roll.ts';
import type { RollKeys } from '../roll/roll-keys.ts';
import { type BoxLink, RoundRunner } from '../rounds/round-runner.ts';
import { contestData } from '../rules/test-contest.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { testSeats, testSitting } from '../store/test-rows.ts';
import type { Store } from '../store/store.ts';
import { Hall } from './hall.ts';
import type { KeySource } from './hall-keys.ts';

export const MONITOR_PIN = '271828';
/** Of the views of a hall that nobody is connected to. */
export const STAMP = { rev: 1, run: 'r', now: 0 } as const;
export const HEALTH = {
  screens: 0,
  consoles: 0,
  officers: 0,
  gateways: 0,
  fsyncMs: 0,
  pageFaults: [],
  roundKey: 'disk',
  certificate: null,
  warnings: [],
} as const;

/** A box process for tests: answers at once with the totals it was given, keeps nothing. */
export class FakeBox implements BoxLink {
  readonly handlers: BoxHandlers;
  readonly #parts: FakeBoxParts;
  readonly asked: RequestName[] = [];
  readonly taken: Uint8Array[] = [];
  running = true;
  config: BoxConfig | undefined;
  /** Who may vote, as a box that was started again is told. */
  presence: Presence | undefined;
  #release: (() => void) | undefined;

  constructor(handlers: BoxHandlers, parts: FakeBoxParts) {
    this.handlers = handlers;
    this.#parts = parts;
  }

  async request<N extends RequestName>(type: N, body: Requests[N]): Promise<Result<Answers[N], BoxFailure>> {
    const gone = fail({ code: 'exited', detail: 'the box process is not running' } as const);
    if (!this.running) return gone;
    this.asked.push(type);
    if (this.#parts.holds === type) {
      this.#parts.holds = undefined;
      await new Promise<void>((resolve) => {
        this.#release = resolve;
      });
      if (!this.running) return gone;
    }
    const failure = this.#parts.fails[type];
    if (failure) return fail(failure);
    if (type === 'create' || type === 'resume') this.config = (body as Requests['create']).config;
    if (type === 'resume') this.presence = (body as Requests['resume']).presence;
    return ok(this.#answer(type)) as Result<Answers[N], BoxFailure>;
  }

  #answer(type: RequestName): Answers[RequestName] {
    const { totals } = this.#parts;
    const { returned } = totals;
    switch (type) {
      case 'create':
        return { ballots: 0 };
      case 'open':
      case 'replace':
      case 'alive':
        return null;
      case 'resume':
        this.turnout(returned);
        return { returned, ended: this.#parts.ended };
      case 'withdraw':
        return { voted: this.#parts.voted };
      case 'cutoff':
        this.turnout(returned);
        return { returned };
      case 'recount': {
        const slots = this.config?.spec.slots ?? 0;
        const counters = new Uint32Array(slots).fill(1, 0, returned);
        const { answers } = this.#parts;
        const counted = { totals, patterns: new Uint8Array(69), participation: firstSlots(slots, returned), counters };
        return answers ? { ...counted, answers } : counted;
      }
      case 'destroy':
        return { outstanding: this.#parts.outstanding };
    }
  }

  /** The first n voters took part. */
  turnout(n: number): void {
    this.handlers.turnout(firstSlots(this.config?.spec.slots ?? 0, n), {});
  }

  ballots(_port: number, frames: Uint8Array): void {
    this.taken.push(frames);
  }

  release(): void {
    this.#release?.();
  }

  die(): void {
    this.running = false;
    this.release();
    this.handlers.died('the box process ended (SIGKILL)');
  }

  end(): Promise<void> {
    this.running = false;
    this.release();
    return Promise.resolve();
  }
}

function firstSlots(slots: number, n: number): Uint8Array {
  const bits = bitmap(slots);
  for (let slot = 0; slot < n; slot++) setBit(bits, slot);
  return bits;
}

/** The key file, as the server would find it. */
class FakeKeys implements KeySource {
  epochs = true;
  epoch = 0;
  /** The next step to another epoch fails with these words. */
  fails: string | undefined;
  readonly barred = new Set<number>();
  readonly provisioned: Set<number>;

  constructor(keypads: number) {
    this.provisioned = new Set(Array.from({ length: keypads }, (_, i) => i + 1));
  }

  rollKeys(sid: Uint8Array): RollKeys {
    const keys = new Map<number, CmacKey>();
    for (const keypad of this.provisioned) {
      if (!this.barred.has(keypad))
        keys.set(keypad, macKey(cmacKey(deviceKeyOf(keypad)), 'roll', { ...SESSION, sid }, keypad));
    }
    return { provisioning: SESSION.provisioning, epoch: this.epoch, keys, barred: new Set(this.barred) };
  }

  load(sid: Uint8Array): Promise<Result<RollKeys, string>> {
    return Promise.resolve(ok(this.rollKeys(sid)));
  }

  advanceKeys(_provisioning: number, epoch: number): Promise<Result<null, string>> {
    const { fails } = this;
    this.fails = undefined;
    if (fails) return Promise.resolve(fail(fails));
    this.epoch = epoch;
    return Promise.resolve(ok(null));
  }
}

interface FakeBoxParts {
  totals: Totals;
  /** Slots that have a ballot when they are to be withdrawn for paper. */
  voted: Uint8Array;
  /** Who answered what, as a box of a named vote says it. */
  answers: Uint8Array | undefined;
  ended: boolean;
  outstanding: readonly string[];
  readonly fails: Partial<Record<RequestName, BoxFailure>>;
  /** The next request of this kind waits until `release`. */
  holds: RequestName | undefined;
}

/** Gateways for tests: the links that they would report, and what they were told. */
class FakeHub extends GatewayHub {
  up = true;
  readonly sent: { port: number; receipts: Uint8Array }[] = [];
  readonly orders: HallOrder[] = [];
  readonly #order: () => HallOrder;
  readonly drains: { readonly round: number; readonly done: () => void }[] = [];
  /** A drain lasts until a test ends it. */
  holdsDrain = false;

  constructor(order: () => HallOrder) {
    super({ frames: () => undefined, changed: () => undefined, order });
    this.#order = order;
  }

  override links(): LinkView[] {
    const state = this.up ? 'up' : 'silent';
    return [
      {
        index: 0,
        gateway: 'g',
        port: 'p',
        state,
        receiver: null,
        channel: 1,
        speaks: this.up,
        fault: null,
        silentMs: 0,
        counters: {},
      },
    ];
  }

  readonly rollCalls: string[] = [];
  override rollCall(from: number, to: number): void {
    this.rollCalls.push(`${from}–${to}`);
  }

  override broadcast(): void {
    this.orders.push(this.#order());
  }

  override receipts(port: number, receipts: Uint8Array): void {
    this.sent.push({ port, receipts });
  }

  override drain(round: number): Promise<void> {
    return new Promise((resolve) => {
      this.drains.push({ round, done: resolve });
      if (!this.holdsDrain) resolve();
    });
  }
}

export interface TestHallOptions {
  readonly voters?: number;
  /** A folder that a test hall left behind: the server starts again. */
  readonly folder?: string;
  /** Something changed, as the sockets hear it. */
  readonly changed?: () => void;
  /** Simulated keypads that can be asked to press. */
  readonly hands?: SimulatedHands;
}

/** A real hall on a real store in a folder of its own; only the box process and the gateways are fakes. */
export interface TestHall {
  readonly folder: string;
  readonly hall: Hall;
  readonly store: Store;
  readonly runner: RoundRunner;
  readonly hub: FakeHub;
  readonly boxes: FakeBox[];
  /** The box process that was started last. */
  readonly box: FakeBox;
  /** What the box will say. */
  readonly boxSays: FakeBoxParts;
  readonly troubles: string[];
  readonly keys: FakeKeys;
  /** Orders with a command id of its own, by the first role that may. */
  order<N extends CommandName>(
    name: N,
    fields?: Omit<CommandPayload<N>, 'commandId'>,
    by?: Role,
  ): Promise<CommandAnswer>;
  /** The same, and the round it worked on; throws on a refusal. */
  must<N extends CommandName>(name: N, fields?: Omit<CommandPayload<N>, 'commandId'>, by?: Role): Promise<number>;
  /** The first n voters sign in, as if their keypads had. */
  present(n: number): void;
  /** A draft is made, frozen and opened with everybody present. */
  openRound(contest?: Contest): Promise<number>;
  /** … and closed with these totals. */
  closedRound(totals: Totals, contest?: Contest): Promise<number>;
  /** So many ms go by. */
  later(ms: number): void;
  /** The server goes down; the folder stays. */
  stop(): Promise<void>;
  dispose(): Promise<void>;
}

/** Of all halls: one that starts again on the same folder must not repeat an id. */
let commands = 0;

export function testHall({
  voters = 6,
  folder = mkdtempSync(join(tmpdir(), 'test-hall-')),
  changed = () => undefined,
  hands,
}: TestHallOptions = {}): TestHall {
  const store = openSqliteStore(join(folder, 'hall.sqlite'));
  let now = 1_800_000_000_000;
  const seats = testSeats(voters);
  if (!store.sitting()) {
    store.putSitting(testSitting());
    store.putSeats(seats);
  }
  // One keypad more than seats: a spare.
  const keys = new FakeKeys(voters + 1);
  const roll = new Roll(store, store.seats(), keys.rollKeys(SESSION.sid).keys);
  const boxes: FakeBox[] = [];
  const boxSays: FakeBoxParts = {
    totals: { returned: 0, valid: 0, invalid: 0, votes: [0, 0, 0] },
    voted: new Uint8Array(),
    answers: undefined,
    ended: false,
    outstanding: [],
    fails: {},
    holds: undefined,
  };
  const troubles: string[] = [];
  const hub: FakeHub = new FakeHub(() => hall.order());
  const runner = new RoundRunner({
    store,
    dataFolder: folder,
    places: { kind: 'disk', folders: [join(folder, 'round-keys')] },
    deviceKeys: join(folder, 'device-keys.json'),
    monitorsKey: new Uint8Array(32),
    signingKey: generateKeyPairSync('ed25519').privateKey,
    now: () => ++now,
    newBox: (handlers) => {
      const box = new FakeBox(handlers, boxSays);
      boxes.push(box);
      return box;
    },
    drain: (round) => hall.drain(round, 3000),
    heard: (round) => hall.heardIn(round),
    receipts: (port, receipts) => hub.receipts(port, receipts),
    changed: () => {
      hub.broadcast();
      changed();
    },
    trouble: (text) => troubles.push(text),
    // What failed is tried again at once.
    wait: () => new Promise((resolve) => setImmediate(resolve)),
  });
  const hall: Hall = new Hall({
    store,
    roll,
    runner,
    hub,
    keys,
    now: () => ++now,
    changed,
    isMonitorPin: (pin) => pin === MONITOR_PIN,
    hands,
  });
  const order: TestHall['order'] = (name, fields, by = ROLES_OF_COMMAND[name][0] ?? 'operator') =>
    hall.command(name, { commandId: `${folder} ${++commands} ${now}`, ...fields } as never, by);
  const must: TestHall['must'] = async (name, fields, by) => {
    const answer = await order(name, fields, by);
    if (!answer.ok) throw new Error(`${name}: ${answer.error.code}: ${answer.error.detail}`);
    return answer.value.roundId ?? 0;
  };
  const present = (n: number): void => {
    for (const { slot } of seats.slice(0, n)) {
      store.putPresence({ slot, counter: 1, mac: new Uint8Array(8), state: 'present', late: false });
    }
    roll.presenceChanged();
  };
  const openRound: TestHall['openRound'] = async (contest = contestData({ field: 3, seats: 1 })) => {
    present(voters);
    const roundId = await must('contest:import', { contest });
    await must('round:ready', { roundId });
    return await must('round:open', { roundId });
  };
  const stop = async (): Promise<void> => {
    await runner.end();
    store.close();
  };
  return {
    folder,
    hall,
    store,
    runner,
    hub,
    boxes,
    boxSays,
    troubles,
    keys,
    order,
    must,
    present,
    openRound,
    stop,
    later(ms) {
      now += ms;
    },
    get box() {
      const box = boxes.at(-1);
      if (!box) throw new Error('no box process was started');
      return box;
    },
    async closedRound(totals, contest) {
      const roundId = await openRound(contest);
      boxSays.totals = totals;
      await must('round:close', { roundId });
      await runner.settled();
      return roundId;
    },
    async dispose() {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
}
