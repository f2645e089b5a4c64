import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ConsoleView } from '@piaojue/contract/console-view';
import type { Contest } from '@piaojue/contract/contest';
import type { FromSimulator, Outcome, Spell, ToSimulator } from '@piaojue/device-gateway/simulator/control';
import { sessions } from '@piaojue/server/access/sessions';
import { OperatorClient } from '@piaojue/server/cli/operator-client';
import {
  gone,
  type ServerProcess,
  type SimulatorProcess,
  startServerProcess,
  startSimulatorProcess,
} from '@piaojue/server/cli/processes';
import type { Line } from './decks.ts';
import { tempFolder } from './temp-folder.ts';

const GATEWAY = fileURLToPath(import.meta.resolve('@piaojue/device-gateway/main'));
const PINS = { operator: '111111', monitor: '222222', screen: '333333' } as const;

export interface GatewaysHallPlan {
  readonly keypads: number;
  readonly receivers: number;
  readonly channels: number;
  readonly seed?: number;
  readonly simulator?: readonly string[];
  readonly serve?: readonly string[];
}

/** How a gateway is started otherwise than as a child on this host. */
export type Within = (command: string, args: readonly string[]) => readonly [command: string, args: readonly string[]];

/** A real hall with as many gateways as a test wants, each of which can be killed, moved or cut off. */
export class GatewaysHall {
  readonly operator: OperatorClient;
  readonly simulator: SimulatorProcess;
  readonly url: string;
  readonly #server: ServerProcess;
  readonly #folder: string;
  readonly #gateways: ChildProcess[] = [];
  /** What the gateways said. */
  said = '';
  readonly #outcomes: Outcome[] = [];

  private constructor(folder: string, server: ServerProcess, parts: Pick<GatewaysHall, 'operator' | 'simulator'>) {
    this.#folder = folder;
    this.url = server.url;
    this.#server = server;
    this.operator = parts.operator;
    this.simulator = parts.simulator;
    this.simulator.on((message) => message.type === 'outcome' && this.#outcomes.push(...message.items));
  }

  static async start(plan: GatewaysHallPlan): Promise<GatewaysHall> {
    const { keypads, receivers, channels, seed = 3 } = plan;
    const folder = tempFolder();
    const deviceKeys = join(folder, 'device-keys.json');
    const simulator = await startSimulatorProcess(
      [
        ...['--keypads', String(keypads), '--receivers', String(receivers), '--channels', String(channels)],
        ...['--seed', String(seed), '--keys', deviceKeys, '--mode', 'rehearsal', '--link-dir', join(folder, 'dev')],
        ...(plan.simulator ?? []),
      ],
      true,
    );
    const seats = Array.from({ length: keypads }, (_, i) => ({ name: `代表${i + 1}`, keypad: i + 1 }));
    const sitting = join(folder, 'sitting.json');
    writeFileSync(sitting, JSON.stringify({ congress: '测试', meeting: '第一次会议', date: '2027-03-12', seats }));
    const server = await startServerProcess(
      [
        ...['--data', join(folder, 'data'), '--keys', join(folder, 'keys'), '--device-keys', deviceKeys],
        ...['--sitting', sitting, '--port', '0', ...(plan.serve ?? [])],
      ],
      PINS,
      true,
    );
    const operator = await operatorOf(server, join(folder, 'keys'));
    return new GatewaysHall(folder, server, { operator, simulator });
  }

  /** Receivers are numbered from 1; or a folder of links in which the gateway finds them by itself. */
  gateway(
    name: string,
    receivers: readonly number[] | { readonly byId: string },
    within: Within = (command, args) => [command, args],
  ): ChildProcess {
    const ports =
      'byId' in receivers
        ? ['--port', 'auto', '--by-id', receivers.byId]
        : receivers.flatMap((number) => ['--port', this.simulator.ready.ports[number - 1] ?? '']);
    const tokenFile = join(this.#folder, 'keys', 'gateway.token');
    const { fingerprint } = this.#server;
    const pin = fingerprint === null ? [] : ['--tls-fingerprint', fingerprint];
    const args = ['--name', name, '--server', this.url, '--token-file', tokenFile, ...pin];
    const [command, all] = within(process.execPath, [GATEWAY, ...args, ...ports]);
    const child = spawn(command, all, { stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.said += text));
    this.#gateways.push(child);
    return child;
  }

  /** Resolves when a gateway has said so. */
  async hears(words: string): Promise<void> {
    while (!this.said.includes(words)) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  get view(): ConsoleView {
    if (!this.operator.view) throw new Error('the operator has no view yet');
    return this.operator.view;
  }
  until(what: string, holds: (view: ConsoleView) => boolean): Promise<ConsoleView> {
    return this.operator.until(what, holds, 60_000).catch((error: unknown) => {
      const links = this.view.links.map(({ counters: _, ...link }) => link);
      throw new Error(`${(error as Error).message}\n${JSON.stringify(links)}\n${this.said}`, { cause: error });
    });
  }

  /** Everybody signs in, the round is opened. Returns its id. */
  async openRound(contest: Contest, links: number): Promise<number> {
    await this.until('all links', (view) => view.links.filter(({ state }) => state === 'up').length === links);
    await this.operator.command('signIn:start', {});
    this.simulator.send({ type: 'signIn', keypads: 'all', withinMs: 500 });
    await this.until('all present', ({ signIn }) => signIn.present === signIn.all);
    const roundId = (await this.operator.command('contest:import', { contest })) ?? 0;
    await this.operator.command('round:ready', { roundId });
    await this.operator.command('round:open', { roundId });
    return roundId;
  }

  /** Resolves when every press has its outcome. */
  async press(lines: readonly Line[], perSecond: number): Promise<readonly Outcome[]> {
    this.simulator.send({ type: 'press', presses: lines.map((line, id) => ({ id, ...line })), perSecond });
    return await new Promise((resolve) => {
      this.simulator.on(() => this.#outcomes.length >= lines.length && resolve(this.#outcomes));
    });
  }
  get outcomes(): readonly Outcome[] {
    return this.#outcomes;
  }
  /** Resolves when so many presses have their outcome. */
  answered(count: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#outcomes.length >= count) resolve();
      else this.simulator.on(() => this.#outcomes.length >= count && resolve());
    });
  }

  async close(roundId: number): Promise<ConsoleView> {
    await this.operator.command('round:close', { roundId });
    return await this.until('the close', ({ current }) => current?.state === 'closed' || current?.state === 'disputed');
  }

  ask<T extends FromSimulator['type']>(message: ToSimulator, type: T): Promise<Extract<FromSimulator, { type: T }>> {
    return new Promise((resolve) => {
      const off = this.simulator.on((answer) => {
        if (answer.type !== type) return;
        off();
        resolve(answer as Extract<FromSimulator, { type: T }>);
      });
      this.simulator.send(message);
    });
  }

  /** The receiver that speaks on a channel now, once one does. */
  async speaker(channel = 1): Promise<number> {
    for (;;) {
      const { spells } = await this.ask({ type: 'speakers' }, 'speakers');
      const last = spells.findLast((spell) => spell.channel === channel && Date.now() - spell.to < 500);
      if (last) return last.receiver;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async stop(): Promise<void> {
    this.operator.close();
    const children = [...this.#gateways, this.#server.child, this.simulator.child];
    for (const child of children) child.kill('SIGTERM');
    await Promise.all(children.map(gone));
  }
}

/** Over TLS with a session that was issued here: `fetch` trusts no certificate of a hall's own. */
async function operatorOf({ url, fingerprint }: ServerProcess, keys: string): Promise<OperatorClient> {
  if (fingerprint === null) return await OperatorClient.signIn(url, PINS.operator);
  const token = sessions(readFileSync(join(keys, 'session.key')), Date.now).issue('operator');
  return OperatorClient.withToken(url, token, readFileSync(join(keys, 'tls.pem'), 'utf8'));
}

/** ms in which two receivers spoke on one channel, at most of any two spells; below 0: the pause between them. */
export function longestOverlap(spells: readonly Spell[]): number {
  let longest = Number.NEGATIVE_INFINITY;
  for (const one of spells)
    for (const other of spells) {
      if (one.channel !== other.channel || one.receiver === other.receiver) continue;
      longest = Math.max(longest, Math.min(one.to, other.to) - Math.max(one.from, other.from));
    }
  return longest;
}
