import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandName, CommandPayload } from '@piaojue/contract/commands';
import type { ConsoleView } from '@piaojue/contract/console-view';
import type { Contest } from '@piaojue/contract/contest';
import { ballotOf, type Mark } from '@piaojue/firmware-protocol/marks';
import {
  BUSY_FLAG,
  HALL_STATES,
  type Presence,
  REHEARSAL_FLAG,
  type SealedBallot,
} from '@piaojue/firmware-protocol/messages';
import { decodePaper } from '@piaojue/firmware-protocol/paper';
import type { Status } from '@piaojue/firmware-protocol/status';
import { sessions } from '@piaojue/server/access/sessions';
import type { CrashPoint } from '@piaojue/server/crash-point';
import { OperatorClient } from '@piaojue/server/cli/operator-client';
import { gone, killHard, startServerProcess, stopAll } from '@piaojue/server/cli/processes';
import { numberOf } from '@piaojue/server/tally/marks';
import type { Arm } from '../../faults/disk-faults.ts';
import { ballotPayload, presencePayload, SoftKeypad } from './soft-keypad.ts';
import { StubGateway } from './stub-gateway.ts';
import { removeTempFolders, tempFolder } from './temp-folder.ts';
import { Changes } from './wait.ts';

export const PINS = { operator: '111111', monitor: '222222', screen: '333333' } as const;
/** Ends the drain of a receiver that says nothing; with one that answers it is not waited for. */
const DRAIN_MS = 2000;
const SAMPLE_PROVISIONING = 'ee00b0c5';

export interface LeanHallOptions {
  /** Keypads 1 … voters have a seat. */
  readonly voters: number;
  /** Keypads above them with a device key and no seat. */
  readonly spares?: number;
  readonly contests?: readonly Contest[];
  readonly serveArgs?: readonly string[];
  readonly provisioning?: string;
}

const halls: LeanHall[] = [];

/** The server died while something was asked of it. */
export class Died extends Error {}

export interface Answer {
  readonly status: Status;
  /** n: of `closed` and `counter` the last counter counted. */
  readonly number: number;
}

/**
 * A hall with the real server in processes of its own and everything else in the test: a stub gateway on the real
 * socket, and keypads that seal. It outlives its server: start it again after a kill.
 */
export class LeanHall {
  readonly folder = tempFolder();
  readonly data = join(this.folder, 'data');
  readonly keys = join(this.folder, 'keys');
  readonly deviceKeyFile = join(this.folder, 'device-keys.json');
  readonly deviceKeys = new Map<number, Uint8Array>();
  readonly keypads = new Map<number, SoftKeypad>();
  readonly options: LeanHallOptions;
  readonly #servers: ChildProcess[] = [];
  #url: string | undefined;
  #operator: OperatorClient | undefined;
  #gateway: StubGateway | undefined;
  /** What server and box wrote, over all starts. */
  output = '';
  readonly #outputChanges = new Changes();

  constructor(options: LeanHallOptions) {
    this.options = options;
    halls.push(this);
    const { voters, spares = 0, provisioning = SAMPLE_PROVISIONING } = options;
    for (let id = 1; id <= voters + spares; id++) this.deviceKeys.set(id, new Uint8Array(randomBytes(16)));
    const keys = Object.fromEntries([...this.deviceKeys].map(([id, key]) => [id, Buffer.from(key).toString('hex')]));
    writeFileSync(this.deviceKeyFile, JSON.stringify({ provisioning, keys }), { mode: 0o600 });
    const seats = Array.from({ length: voters }, (_, i) => ({ name: `代表${i + 1}`, keypad: i + 1 }));
    const sitting = { congress: '测试', meeting: '第一次会议', date: '2027-03-12', seats, contests: options.contests };
    writeFileSync(this.sittingFile, JSON.stringify(sitting));
  }

  get sittingFile(): string {
    return join(this.folder, 'sitting.json');
  }

  get serveArgs(): string[] {
    return [
      ...['--data', this.data, '--keys', this.keys, '--device-keys', this.deviceKeyFile],
      ...['--sitting', this.sittingFile, '--port', '0', '--drain', String(DRAIN_MS)],
      ...(this.options.serveArgs ?? []),
    ];
  }

  get operator(): OperatorClient {
    if (!this.#operator) throw new Error('the hall was not started');
    return this.#operator;
  }
  get gateway(): StubGateway {
    if (!this.#gateway) throw new Error('the hall was not started');
    return this.#gateway;
  }
  get url(): string {
    if (!this.#url) throw new Error('the hall was not started');
    return this.#url;
  }
  get view(): ConsoleView {
    if (!this.operator.view) throw new Error('the operator has no view yet');
    return this.operator.view;
  }

  // ── processes ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Throws `Died` when the server ended before it was ready. */
  async start(env: Record<string, string> = {}): Promise<void> {
    this.#leave();
    // Once they are drawn they are kept: to give them again costs a start three hashes that are meant to be slow.
    const pins = existsSync(join(this.keys, 'pins.json')) ? {} : PINS;
    const server = startServerProcess(this.serveArgs, pins, true, {
      env,
      capture: true,
      launched: (child) => {
        this.#servers.push(child);
        for (const stream of [child.stdout, child.stderr]) {
          stream?.setEncoding('utf8').on('data', (text: string) => {
            this.output += text;
            this.#outputChanges.happened();
          });
        }
      },
    });
    try {
      this.#url = (await server).url;
    } catch (error) {
      await this.exit();
      throw new Died((error as Error).message);
    }
    const secret = readFileSync(join(this.keys, 'session.key'));
    this.#operator = OperatorClient.withToken(this.#url, sessions(secret, Date.now).issue('operator'));
    this.#gateway = this.connectGateway();
    const { gateway } = this;
    const state = await this.alive(gateway.changes.until('the first order of the server', () => gateway.state));
    const mode = state.state & REHEARSAL_FLAG ? 'rehearsal' : 'real';
    for (const [id, key] of this.deviceKeys) {
      const session = { mode, provisioning: state.provisioning, sid: state.sid } as const;
      if (!this.keypads.has(id)) this.keypads.set(id, new SoftKeypad(id, key, session));
    }
    await this.until('the receiver', ({ links }) => links.some((link) => link.state === 'up'));
  }

  connectGateway(name?: string, ports?: readonly string[]): StubGateway {
    const token = readFileSync(join(this.keys, 'gateway.token'), 'utf8').trim();
    return new StubGateway(this.url, token, name, ports);
  }

  /** What the server says when it refuses to start. */
  async refusal(env: Record<string, string> = {}): Promise<string> {
    const before = this.output.length;
    try {
      await this.start(env);
    } catch (error) {
      if (!(error instanceof Died)) throw error;
      return this.output.slice(before);
    }
    throw new Error('the server started, a refusal was expected');
  }

  /** Resolves when the last server is gone and said its last word. */
  async exit(): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> {
    const child = this.#servers.at(-1);
    if (!child) throw new Error('no server was started');
    await gone(child);
    for (const stream of [child.stdout, child.stderr])
      if (stream && !stream.closed) await new Promise((resolve) => stream.once('close', resolve));
    return { code: child.exitCode, signal: child.signalCode };
  }

  /** The point at which the server that runs is to die; null: at none. It was started with `IN_SERVER_ENV`. */
  async arm(crashAt: CrashPoint | null): Promise<void> {
    const child = this.#servers.at(-1);
    if (!child) throw new Error('no server was started');
    const armed = new Promise<void>((resolve) => {
      const hear = (message: unknown): void => {
        if ((message as { type?: string }).type !== 'test:armed') return;
        child.off('message', hear);
        resolve();
      };
      child.on('message', hear);
    });
    child.send({ type: 'test:arm', crashAt } satisfies Arm);
    await this.alive(armed);
  }

  get serverPid(): number {
    const pid = this.#servers.at(-1)?.pid;
    if (!pid) throw new Error('no server was started');
    return pid;
  }

  /** The box process that holds the file of this round, as it says itself beside the file. */
  boxPid(roundId: number): number {
    return Number(readFileSync(`${this.boxPath(roundId)}.holder`, 'utf8').split(' ')[0]);
  }

  /** Without a word of warning: the server and its ballot box. */
  async kill(): Promise<void> {
    const child = this.#servers.at(-1);
    if (child) killHard(child);
    await this.exit();
    this.#leave();
  }

  /** Only the server itself; its ballot box has to notice. */
  async killServerAlone(): Promise<void> {
    this.#servers.at(-1)?.kill('SIGKILL');
    await this.exit();
    this.#leave();
  }

  async stop(): Promise<void> {
    this.#leave();
    const child = this.#servers.at(-1);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await this.exit();
  }

  #leave(): void {
    this.#operator?.close();
    this.#gateway?.close();
  }

  /** The work's own end, or `Died` when the server dies meanwhile. */
  async alive<T>(work: Promise<T>): Promise<T> {
    const child = this.#servers.at(-1);
    if (!child) throw new Error('no server was started');
    let onExit: (() => void) | undefined;
    const died = new Promise<never>((_, reject) => {
      onExit = () => reject(new Died(`the server died (${child.signalCode ?? child.exitCode})`));
      if (child.exitCode !== null || child.signalCode !== null) onExit();
      else child.once('exit', onExit);
    });
    try {
      return await Promise.race([work, died]);
    } finally {
      if (onExit) child.off('exit', onExit);
      // The loser of the race must not end as an unhandled rejection.
      work.catch(() => undefined);
    }
  }

  async said(text: string | RegExp): Promise<string> {
    return await this.#outputChanges.until(`the server to say ${String(text)}`, () =>
      (typeof text === 'string' ? this.output.includes(text) : text.test(this.output)) ? this.output : undefined,
    );
  }

  // ── the operator ───────────────────────────────────────────────────────────────────────────────────────────────────

  async command<N extends CommandName>(
    name: N,
    payload: Omit<CommandPayload<N>, 'commandId'>,
    commandId?: string,
  ): Promise<number | null> {
    return await this.alive(this.operator.command(name, payload, commandId));
  }

  async until(what: string, holds: (view: ConsoleView) => boolean): Promise<ConsoleView> {
    try {
      return await this.alive(this.operator.until(what, holds, 60_000));
    } catch (error) {
      if (error instanceof Died) throw error;
      const { health, links, current } = this.view;
      const facts = JSON.stringify({ current: current?.state, dispute: current?.dispute, health, links });
      throw new Error(`${(error as Error).message}\n${facts}\n${this.output}`, { cause: error });
    }
  }

  async untilState(state: string): Promise<ConsoleView> {
    return await this.until(`a round that is ${state}`, ({ current }) => current?.state === state);
  }

  /** Everybody who has a seat signs in. */
  async signInAll(): Promise<void> {
    await this.signIn(Array.from({ length: this.options.voters }, (_, i) => i + 1));
  }

  async signIn(ids: readonly number[]): Promise<void> {
    const frames = ids.map((id) => this.keypad(id).signIn());
    this.gateway.send('S', frames.map(presencePayload));
    for (const frame of frames) await this.answerTo(frame);
    await this.until('the sign-ins', ({ seats }) =>
      ids.every((id) => seats.some(({ keypad, present }) => keypad === id && present)),
    );
  }

  async openRound(roundId: number): Promise<void> {
    await this.command('round:ready', { roundId });
    await this.command('round:open', { roundId });
    await this.paperOf(roundId);
  }

  /** Resolves when the beacons of an open round don't say busy. */
  async takesBallots(): Promise<void> {
    const { gateway } = this;
    const taken = (state: number): boolean => (state & 0x0f) === HALL_STATES.open && !(state & BUSY_FLAG);
    await this.alive(
      gateway.changes.until('a hall that takes ballots', () => gateway.state && taken(gateway.state.state)),
    );
  }

  async close(roundId: number): Promise<ConsoleView> {
    await this.command('round:close', { roundId });
    return await this.untilState('closed');
  }

  // ── the keypads ────────────────────────────────────────────────────────────────────────────────────────────────────

  keypad(id: number): SoftKeypad {
    const keypad = this.keypads.get(id);
    if (!keypad) throw new Error(`there is no keypad ${id}`);
    return keypad;
  }

  /** The paper of this round, once its beacons say it. */
  async paperOf(roundId: number): Promise<Uint8Array> {
    const { gateway } = this;
    return await this.alive(
      gateway.changes.until(`the paper of round ${roundId}`, () => {
        const paper = gateway.paper && decodePaper(gateway.paper);
        return gateway.state?.round === roundId && paper?.ok && paper.value.paper.round === roundId && gateway.paper;
      }),
    );
  }

  /** Sealed and not sent yet. `marks` are by candidate number. */
  async ballot(id: number, roundId: number, marks: readonly Mark[], counter?: number): Promise<SealedBallot> {
    const bytes = await this.paperOf(roundId);
    return this.keypad(id).seal(roundId, bytes, ballotFor(bytes, marks), counter);
  }

  send(...frames: readonly SealedBallot[]): void {
    this.gateway.send('B', frames.map(ballotPayload));
  }

  /** The receipt that answers this very frame. */
  async answerTo(frame: SealedBallot | Presence): Promise<Answer> {
    const { gateway } = this;
    const keypad = this.keypad(frame.keypad);
    const find = (): Answer | undefined => {
      for (const receipt of gateway.receipts) {
        const status = receipt.keypad === frame.keypad ? keypad.read(receipt, frame) : undefined;
        if (status) return { status, number: receipt.number };
      }
      return undefined;
    };
    return await this.alive(gateway.changes.until(`a receipt for keypad ${frame.keypad}`, find));
  }

  /** Forgets what came so far and sends these: the answers that come now. */
  async ask(...frames: readonly SealedBallot[]): Promise<Answer[]> {
    this.gateway.receipts.length = 0;
    this.send(...frames);
    const answers: Answer[] = [];
    for (const frame of frames) answers.push(await this.answerTo(frame));
    return answers;
  }

  async askCounted(frame: SealedBallot): Promise<void> {
    const [answer] = await this.ask(frame);
    if (answer?.status === 'counted' && answer.number === frame.counter) return;
    throw new Error(`keypad ${frame.keypad}: expected counted, got ${answer?.status} (${answer?.number})`);
  }

  async vote(id: number, roundId: number, marks: readonly Mark[]): Promise<SealedBallot> {
    const frame = await this.ballot(id, roundId, marks);
    await this.askCounted(frame);
    return frame;
  }

  /** Waits until everything that was sent up before was looked at: a later frame of the same link has its answer. */
  async settled(): Promise<void> {
    const frame = this.keypad(1).signIn();
    this.gateway.send('S', [presencePayload(frame)]);
    await this.answerTo(frame);
  }

  // ── what is on the disk ────────────────────────────────────────────────────────────────────────────────────────────

  boxPath(roundId: number): string {
    return join(this.data, 'boxes', `round-${roundId}.box`);
  }

  get sid(): string {
    return Buffer.from(this.keypad(1).session.sid).toString('hex');
  }

  /** Copies of round keys of this sitting in memory. */
  keyCopies(): string[] {
    if (!this.keypads.size) return [];
    return readdirSync('/dev/shm')
      .filter((name) => name.startsWith(`piaojue-${this.sid}-`))
      .map((name) => join('/dev/shm', name));
  }

  boxes(): string[] {
    const folder = join(this.data, 'boxes');
    return existsSync(folder) ? readdirSync(folder) : [];
  }
}

export function ballotFor(paperBytes: Uint8Array, marks: readonly Mark[]): Uint8Array {
  const decoded = decodePaper(paperBytes);
  if (!decoded.ok) throw new Error(`expected a paper, got ${decoded.error}`);
  const { paper } = decoded.value;
  for (const no of marks.map(numberOf))
    if (!paper.numbers.includes(no)) throw new Error(`candidate ${no} is not on the paper`);
  return ballotOf(paper, marks);
}

/** After a file's tests: ends its own processes, removes its own folders and the round keys it left in memory. */
export async function tidy(): Promise<void> {
  await stopAll();
  for (const hall of halls) for (const path of hall.keyCopies()) rmSync(path, { force: true });
  removeTempFolders();
}
