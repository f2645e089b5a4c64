import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome, Press, SimulatorCounters } from '@piaojue/device-gateway/simulator/control';
import type { ConsoleView } from '@piaojue/contract/console-view';
import type { Contest } from '@piaojue/contract/contest';
import type { SittingFile } from '@piaojue/contract/sitting-file';
import { drawPins, type Pins } from '../access/pins.ts';
import { OperatorClient } from './operator-client.ts';
import {
  gone,
  killHard,
  type ServerProcess,
  type SimulatorProcess,
  startGatewayProcess,
  startServerProcess,
  startSimulatorProcess,
} from './processes.ts';

/** A rehearsal with heavy faults still ends; one that does not move for this long has failed. */
const STALL_MS = 120_000;

/** How the hall of a rehearsal is built. */
export interface HallPlan {
  readonly receivers: number;
  /** Receivers r and r + channels share the air. */
  readonly channels: number;
  /** The ports are dealt to them in turn. */
  readonly gateways: number;
  readonly driver: string;
  /** bit/s */
  readonly baud: number;
  /** For the simulator, as given: `--faults`. */
  readonly faults: string;
  /** For the simulator, as given. */
  readonly air: readonly string[];
  readonly seed: number;
  /** What the programs say on stdout is not shown. */
  readonly quiet: boolean;
}

export type Restarted = 'server' | 'gateway';

export interface HallRoll {
  readonly title: string;
  /** Deputies on the roll; number i has keypad i. */
  readonly all: number;
  /** Of these, the first so many sign in. */
  readonly present: number;
}

/**
 * A whole hall for rehearsals: receivers and keypads on real ptys, gateways, server with its box, and an operator; each
 * a process of its own that can be killed and started again in the midst of a vote.
 */
export class RehearsalHall {
  readonly #plan: HallPlan;
  readonly #folder: string;
  readonly pins: Pins;
  readonly #gateways: ChildProcess[] = [];
  readonly #askedToEnd = new WeakSet<ChildProcess>();
  #server: ServerProcess;
  /** Rejects when something in this hall ended by itself. */
  readonly #failed: Promise<never>;
  #fail: (error: Error) => void = () => undefined;
  readonly simulator: SimulatorProcess;
  readonly operator: OperatorClient;
  /** Processes that were killed and started again so far. */
  readonly restarts = { killServer: 0, restartGateway: 0 };

  private constructor(
    plan: HallPlan,
    folder: string,
    parts: { pins: Pins; server: ServerProcess; simulator: SimulatorProcess; operator: OperatorClient },
  ) {
    this.#plan = plan;
    this.#folder = folder;
    this.pins = parts.pins;
    this.#server = parts.server;
    this.simulator = parts.simulator;
    this.operator = parts.operator;
    this.#failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    // It may fail while nobody waits for anything.
    this.#failed.catch(() => undefined);
    this.#watch('the server', this.#server.child);
    this.#watch('the simulator', this.simulator.child);
    for (let i = 0; i < plan.gateways; i++) this.#gateways.push(this.#startGateway(i));
  }

  /** `folder`: everything that the hall writes stands in it. */
  static async start(plan: HallPlan, roll: HallRoll, folder: string): Promise<RehearsalHall> {
    const seats: SittingFile['seats'] = Array.from({ length: roll.all }, (_, i) => ({
      name: `代表${i + 1}`,
      keypad: i + 1,
    }));
    const sitting: SittingFile = { congress: '演练', meeting: roll.title, date: '2000-01-01', seats };
    writeFileSync(join(folder, 'sitting.json'), JSON.stringify(sitting));
    const simulator = await startSimulatorProcess(simulatorArgs(plan, roll.all, folder), plan.quiet);
    const pins = drawPins();
    const server = await startServerProcess(serverArgs(folder, '0'), pins, plan.quiet);
    const operator = await OperatorClient.signIn(server.url, pins.operator);
    return new RehearsalHall(plan, folder, { pins, server, simulator, operator });
  }

  get url(): string {
    return this.#server.url;
  }

  get serverPid(): number {
    return this.#server.child.pid ?? 0;
  }

  get gatewayPids(): readonly number[] {
    return this.#gateways.map(({ pid }) => pid ?? 0);
  }

  /** Every one of those present signs in with the keypad. */
  async signIn({ present }: HallRoll): Promise<void> {
    await this.operator.command('signIn:start', {});
    const keypads = Array.from({ length: present }, (_, i) => i + 1);
    this.simulator.send({ type: 'signIn', keypads, withinMs: 1000 });
    await this.#until('every deputy to sign in', (view) => view.signIn.present === present);
  }

  /** Contest in, frozen, opened. Returns the id of the round. */
  async open(contest: Contest): Promise<number> {
    const roundId = (await this.operator.command('contest:import', { contest })) ?? 0;
    await this.operator.command('round:ready', { roundId });
    await this.#until('a receiver', (view) => view.links.some(({ state }) => state === 'up'));
    await this.operator.command('round:open', { roundId });
    await this.#until('the round', ({ current }) => current?.round.id === roundId);
    return roundId;
  }

  /** Resolves when each press has its outcome. `told` is called with each batch of outcomes. */
  async press(
    presses: readonly Press[],
    perSecond: number,
    told: (outcomes: readonly Outcome[]) => void,
  ): Promise<void> {
    if (presses.length === 0) return;
    let total = 0;
    let off = (): void => undefined;
    let stall: NodeJS.Timeout | undefined;
    const all = new Promise<void>((resolve, reject) => {
      const watch = (): void => {
        clearTimeout(stall);
        const stalled = `no receipt for ${STALL_MS / 1000} s; ${total} of ${presses.length} came`;
        stall = setTimeout(() => reject(new Error(stalled)), STALL_MS);
      };
      watch();
      off = this.simulator.on((message) => {
        if (message.type !== 'outcome') return;
        total += message.items.length;
        watch();
        told(message.items);
        if (total >= presses.length) resolve();
      });
    });
    this.simulator.send({ type: 'press', perSecond, presses });
    await Promise.race([all, this.#failed]).finally(() => {
      clearTimeout(stall);
      off();
    });
  }

  /** The close as ordered; the view when the round has come to rest. */
  async close(roundId: number, ordered?: () => void): Promise<ConsoleView> {
    await this.operator.command('round:close', { roundId });
    ordered?.();
    const atRest = (state: string | undefined): boolean => state === 'closed' || state === 'disputed';
    return await this.#until('the close', ({ current }) => current?.round.id === roundId && atRest(current.state));
  }

  /** Kills one of them (gateways in turn) and starts it again, after those that were asked for before. */
  restart(what: Restarted): Promise<void> {
    this.#restarting = this.#restarting
      .then(() => (what === 'server' ? this.#restartServer() : this.#restartGateway()))
      .catch((error: unknown) => this.#fail(error as Error));
    return this.#restarting;
  }
  #restarting: Promise<void> = Promise.resolve();

  /** Everything that was killed runs again. Throws what went wrong in this hall. */
  async whole(): Promise<void> {
    await Promise.race([this.#failed, this.#restarting]);
  }

  /** kill -9 of the server with its ballot box, and a start on the same folder and port. */
  async #restartServer(): Promise<void> {
    const { child, url } = this.#server;
    await this.#kill(child);
    this.#server = await startServerProcess(serverArgs(this.#folder, new URL(url).port), this.pins, this.#plan.quiet);
    this.#watch('the server', this.#server.child);
    this.restarts.killServer++;
  }

  async #restartGateway(): Promise<void> {
    const index = this.restarts.restartGateway % this.#gateways.length;
    const child = this.#gateways[index];
    if (child) await this.#kill(child);
    this.#gateways[index] = this.#startGateway(index);
    this.restarts.restartGateway++;
  }

  /** What the simulator sent and what it spoilt on the way, and the restarts from here. */
  async counters(): Promise<SimulatorCounters> {
    const counted = await new Promise<SimulatorCounters>((resolve) => {
      const off = this.simulator.on((message) => {
        if (message.type !== 'counters') return;
        off();
        resolve(message);
      });
      this.simulator.send({ type: 'counters' });
    });
    return { ...counted, faults: { ...counted.faults, ...this.restarts } };
  }

  async #kill(child: ChildProcess): Promise<void> {
    this.#askedToEnd.add(child);
    killHard(child);
    await gone(child);
  }

  #startGateway(index: number): ChildProcess {
    const { driver, baud, gateways, quiet } = this.#plan;
    const ports = this.simulator.ready.ports.filter((_, port) => port % gateways === index);
    const tokenFile = join(this.#folder, 'keys', 'gateway.token');
    const child = startGatewayProcess({ url: this.#server.url, ports, tokenFile, driver, baud }, quiet);
    this.#watch(`gateway ${index + 1}`, child);
    return child;
  }

  /** Nothing in this hall ends by itself. */
  #watch(name: string, child: ChildProcess): void {
    child.once('exit', (code, signal) => {
      if (!this.#askedToEnd.has(child)) this.#fail(new Error(`${name} ended by itself (${signal ?? code})`));
    });
  }

  #until(what: string, holds: (view: ConsoleView) => boolean): Promise<ConsoleView> {
    return Promise.race([this.operator.until(what, holds, STALL_MS), this.#failed]);
  }
}

function simulatorArgs({ receivers, channels, baud, seed, faults, air }: HallPlan, keypads: number, folder: string) {
  return [
    ...['--keypads', String(keypads), '--receivers', String(receivers), '--channels', String(channels)],
    ...['--baud', String(baud), '--seed', String(seed), '--mode', 'rehearsal', '--http', 'off'],
    ...['--keys', join(folder, 'device-keys.json'), '--link-dir', join(folder, 'dev')],
    ...(faults ? ['--faults', faults] : []),
    ...air,
  ];
}

function serverArgs(folder: string, port: string): string[] {
  return [
    ...['--data', join(folder, 'data'), '--keys', join(folder, 'keys')],
    ...['--device-keys', join(folder, 'device-keys.json'), '--sitting', join(folder, 'sitting.json'), '--port', port],
  ];
}
