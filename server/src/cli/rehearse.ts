import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { SimulatorCounters } from '@piaojue/device-gateway/simulator/control';
import type { RollFigures } from '@piaojue/contract/contest';
import type { ResultView } from '@piaojue/contract/screen-view';
import type { SittingFile } from '@piaojue/contract/sitting-file';
import { drawPins } from '../access/pins.ts';
import { type CheckedContest, checkContest } from '../rules/contest-check.ts';
import { type DeckLine, parseDeck } from '../tally/deck.ts';
import { OperatorClient } from './operator-client.ts';
import {
  gone,
  killHard,
  type ServerProcess,
  type SimulatorProcess,
  startGatewayProcess,
  startServerProcess,
  startSimulatorProcess,
  stopAll,
} from './processes.ts';

/**
 * `piaojue rehearse`: a deck of ballots through everything that a real vote uses: keypads that seal, a receiver on a
 * serial line, gateway, box, store, the operator's commands. Exits 0 only if every ballot got its receipt and the
 * counts of the box and of the live tally agree.
 */
const USAGE = `piaojue rehearse --contest C.json --deck D.csv [--driver line] [--receivers K] [--baud N]
                 [--keypads-per-second R] [--faults SPEC] [--seed N] [--json]
                 [--air simple|slotted] [--air-rate 50k|250k|1M]`;
/** A rehearsal with heavy faults still ends; one that does not move for this long has failed. */
const STALL_MS = 120_000;

interface Plan {
  readonly contest: CheckedContest;
  readonly deck: readonly DeckLine[];
  readonly roll: RollFigures;
  readonly driver: string;
  readonly receivers: number;
  readonly baud: number;
  readonly perSecond: number;
  readonly faults: string;
  /** For the simulator, as given. */
  readonly air: readonly string[];
  readonly seed: number;
  readonly json: boolean;
}

function readPlan(args: string[]): Plan | string {
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        contest: { type: 'string' },
        deck: { type: 'string' },
        driver: { type: 'string', default: 'line' },
        receivers: { type: 'string', default: '1' },
        baud: { type: 'string', default: '921600' },
        'keypads-per-second': { type: 'string', default: '300' },
        faults: { type: 'string', default: '' },
        air: { type: 'string', default: 'simple' },
        'air-rate': { type: 'string', default: '250k' },
        seed: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    return `${(error as Error).message}\n${USAGE}`;
  }
  const { contest: contestPath, deck: deckPath } = values;
  if (typeof contestPath !== 'string' || typeof deckPath !== 'string') return USAGE;
  const positive = (name: string): number => Number(values[name]);
  for (const name of ['receivers', 'baud', 'keypads-per-second', 'seed']) {
    if (!Number.isInteger(positive(name)) || positive(name) < 1)
      return `--${name}: expected a whole number above 0, got ${String(values[name])}`;
  }
  if (values['driver'] !== 'line') return `--driver: expected line, got ${String(values['driver'])}`;

  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(contestPath, 'utf8'));
  } catch (error) {
    return `${contestPath}: expected a contest as JSON: ${(error as Error).message}`;
  }
  const contest = checkContest(parsed);
  if (!contest.ok)
    return contest.error
      .map(({ path, expected, got }) => `${contestPath}${path}: expected ${expected}, got ${got}`)
      .join('\n');
  const deck = parseDeck(
    readFileSync(deckPath, 'utf8'),
    contest.value.candidates.map(({ no }) => no),
  );
  if (!deck.ok)
    return deck.error
      .map(({ row, expected, got }) => `${deckPath} row ${row}: expected ${expected}, got ${got}`)
      .join('\n');

  const highest = deck.value.reduce((most, { keypad }) => Math.max(most, keypad), 1);
  const roll = contest.value.roll ?? { all: highest, present: highest, issued: highest };
  if (highest > roll.present)
    return `${deckPath}: expected keypads up to ${roll.present} (those present), got ${highest}`;
  return {
    contest: contest.value,
    deck: deck.value,
    roll,
    driver: 'line',
    receivers: positive('receivers'),
    baud: positive('baud'),
    perSecond: positive('keypads-per-second'),
    faults: String(values['faults']),
    air: ['--air', String(values['air']), '--air-rate', String(values['air-rate'])],
    seed: positive('seed'),
    json: values['json'] === true,
  };
}

export async function rehearse(args: string[]): Promise<number> {
  const plan = readPlan(args);
  if (typeof plan === 'string') {
    console.error(plan);
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'piaojue-rehearse-'));
  try {
    return await play(plan, folder);
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  } finally {
    await stopAll();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the keypads of the deck got back. */
interface Answers {
  readonly ms: number[];
  readonly byStatus: Map<string, number>;
  total: number;
}

async function play(plan: Plan, folder: string): Promise<number> {
  const say = (text: string): void => {
    if (!plan.json) console.log(text);
  };
  const seats: SittingFile['seats'] = Array.from({ length: plan.roll.all }, (_, i) => ({
    name: `代表${i + 1}`,
    keypad: i + 1,
  }));
  const { roll: _, expectedVotes: __, ...contest } = plan.contest;
  const sitting: SittingFile = { congress: '演练', meeting: plan.contest.title ?? '演练', date: '2000-01-01', seats };
  writeFileSync(join(folder, 'sitting.json'), JSON.stringify(sitting));

  const keyFile = join(folder, 'device-keys.json');
  const simulator = await startSimulatorProcess(
    [
      ...['--keypads', String(plan.roll.all), '--receivers', String(plan.receivers), '--baud', String(plan.baud)],
      ...[
        '--seed',
        String(plan.seed),
        '--keys',
        keyFile,
        '--mode',
        'rehearsal',
        '--http',
        'off',
        '--link-dir',
        join(folder, 'dev'),
      ],
      ...(plan.faults ? ['--faults', plan.faults] : []),
      ...plan.air,
    ],
    plan.json,
  );
  const pins = drawPins();
  const serveArgs = (port: string): string[] => [
    ...['--data', join(folder, 'data'), '--keys', join(folder, 'keys'), '--device-keys', keyFile],
    ...['--sitting', join(folder, 'sitting.json'), '--port', port],
  ];
  let server: ServerProcess = await startServerProcess(serveArgs('0'), pins, plan.json);
  const gatewayOptions = {
    url: server.url,
    ports: simulator.ready.ports,
    tokenFile: join(folder, 'keys', 'gateway.token'),
    driver: plan.driver,
    baud: plan.baud,
  };
  let gateway = startGatewayProcess(gatewayOptions, plan.json);
  const operator = await OperatorClient.signIn(server.url, pins.operator);
  try {
    say(`hall of ${plan.roll.all}: ${simulator.ready.ports.join(', ')} → gateway → ${server.url}`);
    await operator.command('signIn:start', {});
    const present = Array.from({ length: plan.roll.present }, (_, i) => i + 1);
    simulator.send({ type: 'signIn', keypads: present, withinMs: 1000 });
    await operator.until('every deputy to sign in', (view) => view.signIn.present === plan.roll.present, STALL_MS);
    const roundId = (await operator.command('contest:import', { contest })) ?? 0;
    await operator.command('round:ready', { roundId });
    await operator.until('a receiver', (view) => view.links.some(({ state }) => state === 'up'), STALL_MS);
    await operator.command('round:open', { roundId });
    say(`round open: ${plan.roll.present} ballots issued, ${plan.deck.length} to be pressed`);

    const answers: Answers = { ms: [], byStatus: new Map(), total: 0 };
    const restarts = restartPlan(simulator.ready.faults, plan.deck.length);
    let restarting = Promise.resolve();
    const kills = { server: 0, gateway: 0 };
    const port = new URL(server.url).port;
    const restart = async (what: 'server' | 'gateway'): Promise<void> => {
      if (what === 'server') {
        killHard(server.child);
        await gone(server.child);
        server = await startServerProcess(serveArgs(port), pins, plan.json);
      } else {
        killHard(gateway);
        await gone(gateway);
        gateway = startGatewayProcess(gatewayOptions, plan.json);
      }
      kills[what] += 1;
      say(`${what} killed and started again after ${answers.total} receipts`);
    };
    await new Promise<void>((resolve, reject) => {
      let stall: NodeJS.Timeout;
      const watch = (): void => {
        clearTimeout(stall);
        stall = setTimeout(
          () => reject(new Error(`no receipt for ${STALL_MS / 1000} s; ${answers.total} of ${plan.deck.length} came`)),
          STALL_MS,
        );
      };
      watch();
      if (plan.deck.length === 0) resolve();
      simulator.on((message) => {
        if (message.type !== 'outcome') return;
        watch();
        for (const { status, ms } of message.items) {
          answers.total += 1;
          answers.byStatus.set(status, (answers.byStatus.get(status) ?? 0) + 1);
          if (status === 'counted') answers.ms.push(ms);
        }
        while (restarts.length && answers.total >= (restarts[0]?.after ?? 0)) {
          const next = restarts.shift();
          if (next) restarting = restarting.then(() => restart(next.what));
        }
        if (answers.total < plan.deck.length) return;
        clearTimeout(stall);
        resolve();
      });
      simulator.send({
        type: 'press',
        perSecond: plan.perSecond,
        presses: plan.deck.map(({ keypad, marks }, id) => ({ id, keypad, marks })),
      });
    });
    await restarting;
    await operator.until('the last figures', (view) => view.current?.round.id === roundId, STALL_MS);
    const counters = operator.view?.links.map(({ port: name, counters }) => ({ port: name, counters })) ?? [];
    await operator.command('round:close', { roundId });
    const rest = (state: string | undefined): boolean => state === 'closed' || state === 'disputed';
    const view = await operator.until('the close', ({ current }) => rest(current?.state), STALL_MS);
    const injected = await simulatorCounters(simulator);
    const faults = { ...injected.faults, killServer: kills.server, restartGateway: kills.gateway };
    return report(plan, answers, view.current?.state ?? '', view.current?.result ?? null, {
      counters,
      faults,
      collisions: injected.collisions,
    });
  } finally {
    operator.close();
  }
}

/** Kills spread evenly over the deck, so each comes in its midst. */
function restartPlan(
  faults: Readonly<Record<string, unknown>>,
  ballots: number,
): { after: number; what: 'server' | 'gateway' }[] {
  const kinds: ('server' | 'gateway')[] = [];
  for (let i = 0; i < Number(faults['killServer'] ?? 0); i++) kinds.push('server');
  for (let i = 0; i < Number(faults['restartGateway'] ?? 0); i++) kinds.push('gateway');
  return kinds.map((what, i) => ({ what, after: Math.floor((ballots * (i + 1)) / (kinds.length + 1)) }));
}

const percentile = (sorted: readonly number[], share: number): number =>
  Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;

/** What the simulator sent and what it spoilt on the way. */
function simulatorCounters(simulator: SimulatorProcess): Promise<SimulatorCounters> {
  return new Promise((resolve) => {
    simulator.on((message) => {
      if (message.type === 'counters') resolve(message);
    });
    simulator.send({ type: 'counters' });
  });
}

function report(
  plan: Plan,
  answers: Answers,
  state: string,
  result: ResultView | null,
  seen: {
    readonly counters: unknown;
    readonly faults: Readonly<Record<string, number>>;
    readonly collisions: number;
  },
): number {
  const sorted = answers.ms.toSorted((a, b) => a - b);
  const receipts = sorted.length;
  const agree = state === 'closed' && result !== null;
  const chosen = result?.rows.filter(({ status }) => status === 'chosen').map(({ no }) => no) ?? [];
  const tied = result?.rows.filter(({ status }) => status === 'runoff').map(({ no }) => no) ?? [];
  const out = {
    outcome: result?.outcome ?? state,
    ...(result?.figures.valid === null
      ? {}
      : {
          valid: result?.figures.valid,
          invalid: result?.figures.invalid,
          notSubmitted: result?.figures.notSubmitted,
          votes: result?.rows.map(({ votes }) => votes),
          needed: result?.needed,
          chosen,
          ...(result?.outcome === 'runoff'
            ? { tied, runoffSeats: result.runoffSeats }
            : { vacancies: result?.vacancies }),
        }),
    candidates: result?.rows.map(({ no, votes, rank, status }) => ({ no, votes, rank, status })) ?? [],
    sent: plan.deck.length,
    receipts,
    statuses: Object.fromEntries(answers.byStatus),
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    ...seen,
  };
  if (!plan.json) {
    for (const row of (result?.rows ?? []).toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || a.no - b.no)) {
      console.log(
        `${String(row.rank).padStart(3)}  ${String(row.votes).padStart(5)}  ${(row.rate ?? '–').padStart(6)} %  ${row.status.padEnd(9)}  ${row.no} ${row.name}`,
      );
    }
    console.log(
      `${receipts} receipts for ${plan.deck.length} ballots, p50 ${out.p50Ms} ms, p99 ${out.p99Ms} ms; ${out.outcome}`,
    );
  }
  console.log(JSON.stringify(out));
  return receipts === plan.deck.length && agree ? 0 : 1;
}
