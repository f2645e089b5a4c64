import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandName, type CommandPayload, ROLES_OF_COMMAND } from '@piaojue/contract/commands';
import type { Role } from '@piaojue/contract/live';
import { ok } from '@piaojue/contract/result';
import { SCREEN_PLACES } from '@piaojue/contract/screen-view';
import { toBase64url } from '@piaojue/firmware-protocol/base64url';
import { type Presence, SealedBallot } from '@piaojue/firmware-protocol/messages';
import { type CmacKey, cmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { macKey, type Session } from '@piaojue/firmware-protocol/seal/keys';
import { openKeyFolder } from '@piaojue/server/access/key-folder';
import { Lockout } from '@piaojue/server/access/lockout';
import { sessions } from '@piaojue/server/access/sessions';
import type { FromBox } from '@piaojue/server/box/messages';
import { type OpenYear, openYear } from '@piaojue/server/cli/open-year';
import { buildHttp } from '@piaojue/server/http/app';
import { GatewayHub } from '@piaojue/server/realtime/gateway-hub';
import { Roll } from '@piaojue/server/roll/roll';
import { RoundRunner } from '@piaojue/server/rounds/round-runner';
import { Hall } from '@piaojue/server/sitting/hall';
import { officersView } from '@piaojue/server/sitting/officers-view';
import { screenView } from '@piaojue/server/sitting/screen-views';
import { consoleView } from '@piaojue/server/sitting/views';
import { openSqliteStore } from '@piaojue/server/store/sqlite-store';
import type { Store } from '@piaojue/server/store/store';
import { VirtualClock } from '../schedules/virtual-clock.ts';
import { SoftKeypad } from '../system/harness/soft-keypad.ts';
import { ballotPayload, presencePayload } from '../system/harness/soft-keypad.ts';
import { InProcessBox } from './in-process-box.ts';
import { LabGateway } from './lab-gateway.ts';

/** A message as a socket, a pipe or a log carried it. `at`: how many came before it. */
export interface Said {
  readonly where: 'screen' | 'console' | 'officers' | 'gateway' | 'box' | 'log';
  readonly text: string;
}

export interface LabOptions {
  /** Emptied first. */
  readonly folder: string;
  /** Of each slot, in their order. */
  readonly keypads: readonly number[];
  /** Keypads with a key and no seat. */
  readonly spares?: readonly number[];
  /** 16 bytes each, by keypad. */
  readonly deviceKey: (keypad: number) => Uint8Array;
  readonly sid: Uint8Array;
  /** ms since the epoch; by default the virtual clock. */
  readonly now?: () => number;
  /** The book of the year beside the hall, and the web server for its exports. */
  readonly whole?: boolean;
}

export const MONITOR_PIN = '271828';
const EPOCH = 1_800_000_000_000;
const SECOND = 1000;
const DRAIN_MS = 3000;

interface Life {
  readonly store: Store;
  readonly hall: Hall;
  readonly hub: GatewayHub;
  readonly runner: RoundRunner;
  readonly year: OpenYear | undefined;
  readonly gateway: LabGateway;
}

/**
 * A whole hall in one process: the real rounds, store, box, roll, hub, views and exports on real files, with time and
 * messages in the test's own hand. For others stand: the process around the box and the one that derives the roll keys, the
 * socket.io server (the snapshots of both screens, the console and the officers are built by the real views, at each change of
 * phase and each step of the clock; `served-lab.ts` puts the real one before it), and
 * the wire between gateway and server (its socket is an object).
 */
export class LabHall {
  readonly options: LabOptions;
  readonly data: string;
  readonly keyFolder: string;
  readonly memory: string;
  readonly said: Said[] = [];
  readonly clock = new VirtualClock();
  readonly keypads = new Map<number, SoftKeypad>();
  readonly session: Session;
  readonly #rollKeys = new Map<number, CmacKey>();
  /** Who has a seat now, by slot: replaced keypads too. */
  readonly seated: number[];
  #life: Life | undefined;
  #box: InProcessBox | undefined;
  #commands = 0;
  #rev = 0;
  #phase = '';
  #dirty = false;
  /** Called before the box destroys itself and its key, with their paths: for a plant that keeps them. */
  beforeDestroy: ((box: string, keys: readonly string[]) => void) | undefined;
  /** Told of each change beside the book of the year: for a socket server. */
  onChanged: (() => void) | undefined;

  constructor(options: LabOptions) {
    this.options = options;
    const { folder, keypads, spares = [], deviceKey, sid } = options;
    rmSync(folder, { recursive: true, force: true });
    this.data = join(folder, 'data');
    this.keyFolder = join(folder, 'keys');
    this.memory = join(folder, 'memory');
    for (const made of [this.data, this.keyFolder, this.memory]) mkdirSync(made, { recursive: true, mode: 0o700 });
    this.session = { mode: 'rehearsal', provisioning: 0xee00_b0c5, sid };
    this.seated = [...keypads];
    const keys: Record<string, string> = {};
    for (const keypad of [...keypads, ...spares]) {
      const key = deviceKey(keypad);
      keys[keypad] = Buffer.from(key).toString('hex');
      this.keypads.set(keypad, new SoftKeypad(keypad, key, this.session));
      this.#rollKeys.set(keypad, macKey(cmacKey(key), 'roll', this.session, keypad));
    }
    writeFileSync(this.deviceKeyFile, JSON.stringify({ provisioning: 'ee00b0c5', keys }), { mode: 0o600 });
    this.#life = this.#begin();
  }

  get deviceKeyFile(): string {
    return join(this.keyFolder, 'device-keys.json');
  }
  get life(): Life {
    if (!this.#life) throw new Error('the hall is down');
    return this.#life;
  }
  get now(): number {
    return this.options.now?.() ?? EPOCH + this.clock.now;
  }

  keypad(id: number): SoftKeypad {
    const keypad = this.keypads.get(id);
    if (!keypad) throw new Error(`there is no keypad ${id}`);
    return keypad;
  }

  // ── a life of the server ───────────────────────────────────────────────────────────────────────────────────────────

  #begin(): Life {
    const keys = openKeyFolder(this.keyFolder, 'rehearsal');
    if (!keys.ok) throw new Error(keys.error);
    const store = openSqliteStore(join(this.data, 'hall.sqlite'));
    const { keypads } = this.options;
    const { provisioning, sid } = this.session;
    if (!store.sitting()) {
      store.putSitting({
        title: { congress: '测试', meeting: '第一次会议', date: '2027-03-12' },
        ...{ mode: 'rehearsal', provisioning, sid, epoch: 0, retired: [], end: null, signInOpen: false },
        hall: { theme: 'light', language: 'zh-CN', r: 6, motion: true },
        ...{ shown: { picture: 'idle', index: null, roundId: null }, readiness: null },
      });
      store.putSeats(
        keypads.map((keypad, slot) => ({ slot, name: `代表${slot + 1}`, group: '', keypad, generation: 0 })),
      );
    }
    const trouble = (text: string): void => this.say('log', text);
    const loaded = { provisioning, epoch: 0, keys: this.#rollKeys, barred: new Set<number>() };
    const year = this.options.whole
      ? openYear({
          ...{ data: this.data, mode: 'rehearsal', now: () => this.now, trouble },
          ...{ projects: undefined, publishTo: undefined },
        })
      : undefined;
    if (year && !year.ok) throw new Error(year.error);
    const changed = (): void => {
      if (this.#life) this.#changed();
    };
    const timers = this.clock.process();
    const hub: GatewayHub = new GatewayHub(
      {
        frames: (port, type, payloads) => hall.keypads.take(port, type, payloads),
        malformed: () => hall.keypads.malformed(),
        refused: trouble,
        changed,
        order: () => hall.order(),
      },
      timers,
    );
    const runner = new RoundRunner({
      store,
      dataFolder: this.data,
      places: { kind: 'medium', folders: [this.memory] },
      deviceKeys: this.deviceKeyFile,
      monitorsKey: keys.value.monitorsKey,
      signingKey: keys.value.signingKey,
      now: () => this.now,
      newBox: (handlers) => {
        this.#box = new InProcessBox(
          handlers,
          (message) => this.#heardFromBox(message),
          (message) => {
            if (message.type === 'destroy') this.beforeDestroy?.(message.body.box, message.body.keys);
          },
        );
        return this.#box;
      },
      drain: (round) =>
        hub.drain(round, round, DRAIN_MS, (ms) => new Promise((resolve) => void timers.after(ms, () => resolve()))),
      heard: (round) => hall.heardIn(round),
      receipts: (port, receipts) => hub.receipts(port, receipts),
      changed: () => {
        hub.broadcast();
        changed();
      },
      trouble,
    });
    const roll = new Roll(store, store.seats(), this.#rollKeys);
    const hall: Hall = new Hall({
      ...{ store, roll, runner, hub, changed, now: () => this.now },
      keys: {
        epochs: true,
        load: () => Promise.resolve(ok(loaded)),
        advanceKeys: () => Promise.resolve(ok(null)),
      },
      isMonitorPin: (pin) => pin === MONITOR_PIN,
    });
    const gateway = new LabGateway((text) => this.say('gateway', text));
    hub.attach(gateway.namespace());
    return { store, hall, hub, runner, gateway, year: year?.value };
  }

  /** Finishes what a crash left, and lets the gateway in. */
  async start(): Promise<void> {
    const { runner, gateway } = this.life;
    await runner.recover();
    gateway.connect();
    await this.later(SECOND);
    runner.resumeClosing();
  }

  /** No power any more, at this very moment: files are left as they stand, the journal of the store too. Then again. */
  async killAndStart(): Promise<void> {
    const copy = `${this.options.folder}.killed`;
    rmSync(copy, { recursive: true, force: true });
    cpSync(this.options.folder, copy, { recursive: true, preserveTimestamps: true });
    await this.#end();
    rmSync(this.options.folder, { recursive: true });
    cpSync(copy, this.options.folder, { recursive: true, preserveTimestamps: true });
    rmSync(copy, { recursive: true });
    this.#life = this.#begin();
    await this.start();
  }

  async stop(): Promise<void> {
    await this.#end();
  }

  async #end(): Promise<void> {
    const { runner, store, year } = this.life;
    this.#life = undefined;
    await runner.end();
    year?.close();
    store.close();
  }

  // ── orders and keypads ─────────────────────────────────────────────────────────────────────────────────────────────

  async order<N extends CommandName>(
    name: N,
    fields: Omit<CommandPayload<N>, 'commandId'>,
    by: Role = ROLES_OF_COMMAND[name][0] ?? 'operator',
  ): Promise<number> {
    const commandId = `command ${String(++this.#commands).padStart(4, '0')}`;
    const answer = await this.life.hall.command(name, { commandId, ...fields } as never, by);
    if (!answer.ok) throw new Error(`${name}: ${answer.error.code}: ${answer.error.detail}`);
    return answer.value.roundId ?? 0;
  }

  async signIn(...keypads: readonly number[]): Promise<void> {
    const frames = keypads.map((id): Presence => this.keypad(id).signIn());
    await this.sends('S', frames.map(presencePayload));
  }

  seal(keypad: number, round: number, paper: Uint8Array, ballot: Uint8Array): SealedBallot {
    return this.keypad(keypad).seal(round, paper, ballot);
  }

  /** One batch of the gateway, and what comes of it. */
  async send(...frames: readonly SealedBallot[]): Promise<void> {
    await this.sends('B', frames.map(ballotPayload));
  }

  async sends(type: string, payloads: readonly Uint8Array[]): Promise<void> {
    this.life.gateway.frames(payloads.map((payload) => ({ type, payload: toBase64url(payload) })));
    await settled();
  }

  paperOf(round: number): Uint8Array {
    const frozen = this.life.store.round(round)?.frozen;
    if (!frozen) throw new Error(`round ${round} has no paper`);
    return frozen.paper;
  }

  state(round: number): string {
    return this.life.store.round(round)?.state ?? 'none';
  }

  /** So many ms go by; at each full second the turnout is told and written down. */
  async later(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= SECOND) {
      await this.clock.play(this.clock.now + Math.min(left, SECOND));
      this.#box?.tick();
      this.life.hall.tick();
      this.life.gateway.report();
      await settled();
      if (this.#dirty) this.#publish();
    }
  }

  /** Orders the close and plays until the round has come to rest. */
  async close(round: number): Promise<void> {
    await this.order('round:close', { roundId: round });
    await this.rest(round, 'closed');
  }

  async rest(round: number, ...states: readonly string[]): Promise<void> {
    for (let seconds = 0; !states.includes(this.state(round)); seconds++) {
      if (seconds > 20) throw new Error(`round ${round} is ${this.state(round)}: ${JSON.stringify(this.said.at(-1))}`);
      await this.later(SECOND);
    }
    await this.life.runner.settled();
    if (this.#dirty) this.#publish();
  }

  // ── what is said ───────────────────────────────────────────────────────────────────────────────────────────────────

  say(where: Said['where'], text: string): void {
    this.said.push({ where, text });
  }

  #heardFromBox(message: FromBox): void {
    // Receipts go on to the gateway, and are looked at there.
    if (message.type !== 'receipts') this.say('box', JSON.stringify(message, bytesAsHex));
  }

  #changed(): void {
    const { hall, year } = this.life;
    year?.take(hall);
    this.onChanged?.();
    this.#dirty = true;
    if (hall.phase !== this.#phase) this.#publish();
  }

  #publish(): void {
    const { hall } = this.life;
    this.#phase = hall.phase;
    this.#dirty = false;
    const stamp = { rev: ++this.#rev, run: 'lab', now: this.now };
    for (const place of SCREEN_PLACES) this.say('screen', JSON.stringify(screenView(hall, stamp, place)));
    this.say('console', JSON.stringify(consoleView(hall, stamp, HEALTH)));
    this.say('officers', JSON.stringify(officersView(hall, stamp)));
  }

  /**
   * What every GET of the web server answers to every role that may ask, by route and role; `:id` is the round. Not the PDF
   * of the readiness report: a browser prints it from the page that is compared here, with the machine's clock in it.
   */
  async exports(round: number): Promise<ReadonlyMap<string, string>> {
    const { hall, year } = this.life;
    const signer = sessions(createHash('sha256').update('lab').digest(), () => this.now);
    const pins = { roleOf: () => undefined };
    const lockout = new Lockout(() => this.now);
    const app = await buildHttp({ hall, sessions: signer, pins, lockout, year });
    const answers = new Map<string, string>();
    for (const { route, roles } of app.apiRoutes) {
      const [method, path = ''] = route.split(' ');
      if (method !== 'GET' || path.endsWith('.pdf')) continue;
      const files = path.includes(':file') ? ['bundle.json', 'bundle.sig', 'chain.json', 'chain.sig'] : [''];
      for (const role of roles === 'anyone' ? (['screen'] as const) : roles) {
        for (const file of files) {
          const url = path.replace(':id', String(round)).replace(':file', file);
          const headers = { authorization: `Bearer ${signer.issue(role)}` };
          const { statusCode, rawPayload } = await app.inject({ method: 'GET', url, headers });
          answers.set(`${url} as ${role}`, `${statusCode} ${rawPayload.toString('latin1')}`);
        }
      }
    }
    await app.close();
    return answers;
  }
}

const HEALTH = {
  ...({ screens: 1, consoles: 1, officers: 1, gateways: 1, fsyncMs: 0, roundKey: 'medium' } as const),
  pageFaults: [],
  certificate: null,
  warnings: [],
} as const;

/** What messages and promises set off comes to its end. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise<void>((resolve) => void setImmediate(resolve));
}

const bytesAsHex = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array || value instanceof Uint32Array
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')
    : value;

export const frameBytes = (frame: SealedBallot): Uint8Array => SealedBallot.encode(frame);
