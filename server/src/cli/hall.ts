import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { ConsoleView } from '@piaojue/contract/console-view';
import type { DeckView } from '@piaojue/contract/rehearsal-view';
import { drawPins } from '../access/pins.ts';
import { deckPresses, nextTask, NOTHING_DONE } from './hall-hands.ts';
import { OperatorClient } from './operator-client.ts';
import { pinsInWords } from './pin-variables.ts';
import { resultLines } from './rehearse-report.ts';
import {
  type SimulatorProcess,
  startGatewayProcess,
  startServerProcess,
  startSimulatorProcess,
  stopAll,
} from './processes.ts';

/**
 * `npm start`: a whole hall on this machine, with the first run at the first address that it prints. Without `--port` a simulated receiver and the sample deputies of 江南镇,
 * on a fresh sample sitting; with `--port` a real receiver, whose keypads' keys stand in the key folder, and without a sitting the
 * first run begins with a seat for each of them.
 */
const USAGE = `npm start -- [--auto] [--help] [--port auto | /dev/ttyUSB0 | tcp://HOST:PORT] [--http 8600] [--folder DIR] [--sitting FILE]
             [--press-within SECONDS] [--receivers K] [--key-sets full,digits,choices,arrows] [--fonts DIR] [--exit]`;
const SAMPLE = fileURLToPath(new URL('../../sample/jiangnan.json', import.meta.url));
/** Deputies of the sample sitting who stay away: 56 of 58 are present. */
const ABSENT = 2;
const SIGN_IN_MS = 2500;
/** A sitting is over by then. */
const A_DAY_MS = 86_400_000;

interface HallOptions {
  readonly auto: boolean;
  readonly exit: boolean;
  /** How it is called is said, and nothing started. */
  readonly help: boolean;
  readonly port: string | undefined;
  readonly http: string;
  readonly folder: string;
  /** undefined: that of the data folder, or none yet. */
  readonly sitting: string | undefined;
  readonly pressWithinMs: number;
  readonly receivers: string;
  /** Of the simulated keypads, as given. */
  readonly keySets: string;
  /** Folder of the faces that the hall brings along. */
  readonly fonts: string | undefined;
}

function readOptions(args: string[]): HallOptions | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        auto: { type: 'boolean', default: false },
        exit: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
        fonts: { type: 'string' },
        port: { type: 'string' },
        http: { type: 'string', default: '8600' },
        folder: { type: 'string' },
        sitting: { type: 'string' },
        'press-within': { type: 'string', default: '30' },
        receivers: { type: 'string', default: '1' },
        'key-sets': { type: 'string', default: 'full' },
      },
    });
    const seconds = Number(values['press-within']);
    if (!(seconds > 0)) return `--press-within: expected seconds, got ${values['press-within']}`;
    return {
      auto: values.auto,
      exit: values.exit,
      help: values.help,
      fonts: values.fonts && resolve(values.fonts),
      port: values.port,
      http: values.http,
      folder: resolve(values.folder ?? (values.port ? '.piaojue/hall' : '.piaojue/sample')),
      sitting: values.sitting ? resolve(values.sitting) : values.port ? undefined : SAMPLE,
      pressWithinMs: seconds * 1000,
      receivers: values.receivers,
      keySets: values['key-sets'],
    };
  } catch (error) {
    return `${(error as Error).message}\n${USAGE}`;
  }
}

export async function hall(args: string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'string') {
    console.error(options);
    return 2;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const stopped = new Promise<void>((done) => {
    process.once('SIGINT', done);
    process.once('SIGTERM', done);
  });
  try {
    const played = run(options, stopped);
    await (options.exit ? played : Promise.all([played, stopped]));
    return 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  } finally {
    await stopAll();
  }
}

async function run(options: HallOptions, stopped: Promise<void>): Promise<void> {
  const simulated = options.port === undefined;
  // A sample sitting starts anew each time; a hall with a real receiver goes on where it was.
  if (simulated) rmSync(options.folder, { recursive: true, force: true });
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const keys = join(options.folder, 'keys');
  const deviceKeys = join(keys, 'device-keys.json');
  mkdirSync(keys, { recursive: true, mode: 0o700 });

  const simulator = simulated
    ? await startSimulatorProcess(
        [
          ...['--keypads', '60', '--receivers', options.receivers, '--keys', deviceKeys, '--mode', 'rehearsal'],
          ...['--http', '0', '--link-dir', join(options.folder, 'dev'), '--key-sets', options.keySets],
        ],
        true,
      )
    : undefined;
  const pins = drawPins();
  const server = await startServerProcess(
    [
      ...['--data', join(options.folder, 'data'), '--keys', keys, '--device-keys', deviceKeys],
      ...(options.sitting ? ['--sitting', options.sitting] : []),
      ...['--port', options.http],
      ...(simulated ? ['--simulated-keypads'] : []),
      ...(options.fonts ? ['--fonts', options.fonts] : []),
    ],
    pins,
    true,
  );
  const ports = simulator ? simulator.ready.ports : [options.port ?? ''];
  startGatewayProcess(
    { url: server.url, ports, name: 'hall', tokenFile: join(keys, 'gateway.token'), driver: 'line', baud: 921_600 },
    true,
  );
  const operator = await OperatorClient.signIn(server.url, pins.operator);
  try {
    const { screen } = await operator.until('the sitting', () => true, 30_000);
    const { congress, meeting } = screen.sitting;
    console.log(`
票决 piaojue: the hall is open${simulated ? ' (演练 rehearsal)' : ''}: ${congress} ${meeting}

  首次布置 first run    ${server.url}/setup#pin=${pins.operator}
  控制台 console      ${server.url}/console#pin=${pins.operator}
  大屏 big screen     ${server.url}/screen#pin=${pins.screen}
  监票人 monitors     ${server.url}/monitor#pin=${pins.monitor}
  执行主席 presiding   ${server.url}/presiding#pin=${pins.presiding}
${simulator?.ready.http ? `  模拟表决器 keypads  ${simulator.ready.http}\n` : ''}  API                 ${server.url}/api/docs
  receiver            ${options.port === 'auto' ? 'looked for at every USB serial port' : ports.join(', ')}
  PINs                ${pinsInWords(pins)}

  Open the first address: six steps to a rehearsed vote. Ctrl+C ends it.
`);
    if (!simulator) return;
    const pressing = playHands(operator, simulator, options.pressWithinMs).catch((error: unknown) => {
      if (!operator.closed) console.error((error as Error).message);
    });
    if (options.auto) await playVote(operator, options);
    if (!options.exit) await Promise.race([stopped, pressing]);
  } finally {
    operator.close();
  }
}

/** The simulated deputies do what those of a hall would, and in a rehearsal press the deck when they are asked to. */
async function playHands(operator: OperatorClient, simulator: SimulatorProcess, withinMs: number): Promise<never> {
  for (let done = NOTHING_DONE; ; ) {
    const view = await operator.until('something to press', (seen) => nextTask(seen, done) !== null, A_DAY_MS);
    const next = nextTask(view, done);
    if (!next) continue;
    const { task } = next;
    if (task.kind === 'press') simulator.send({ type: 'signIn', keypads: arriving(view), withinMs: SIGN_IN_MS });
    else if (task.kind === 'autoplay') simulator.send({ type: 'autoplay', withinMs: task.on ? withinMs : null });
    else {
      const deck = (await (await operator.get('/api/rehearsal/deck')).json()) as DeckView;
      simulator.send(deckPresses(deck));
    }
    done = next.after;
  }
}

/** All in a press test; to a sitting a few don't come. */
function arriving({ seats, selfCheck }: ConsoleView): readonly number[] {
  const all = seats.map(({ keypad }) => keypad);
  return selfCheck.pressTest?.running ? all : all.slice(0, Math.max(1, all.length - ABSENT));
}

/** `--auto`: what the operator would do, with time to look. */
async function playVote(operator: OperatorClient, options: HallOptions): Promise<void> {
  const pause = options.exit ? 500 : 3000;
  await operator.command('signIn:start', {});
  const { seats } = await operator.until('the roll', (view) => view.seats.length > 0, 30_000);
  const coming = Math.max(1, seats.length - ABSENT);
  console.log(`sign-in 签到: ${coming} of ${seats.length} deputies press 签到 now`);
  await operator.until('the deputies to sign in', ({ signIn }) => signIn.present >= coming, 120_000);
  const roundId = operator.view?.current?.round.id;
  if (roundId === undefined) throw new Error('the sample sitting has no contest');
  await sleep(pause);
  await operator.command('screen:show', { picture: 'candidates', index: null });
  await sleep(pause);
  await operator.command('round:ready', { roundId });
  await operator.command('round:open', { roundId });
  console.log('voting 票决: open');
  const deadline = options.pressWithinMs + 10_000;
  await operator
    .until(
      'all ballots',
      ({ current }) => (current?.returned ?? 0) >= (current?.issued ?? Number.POSITIVE_INFINITY),
      deadline,
    )
    .catch(() => console.log('not everybody pressed: closing all the same'));
  await operator.command('round:close', { roundId });
  const { current } = await operator.until('the result', (view) => view.current?.state === 'closed', 60_000);
  await sleep(pause);
  await operator.command('round:announce', { roundId });
  console.log(`result 结果: ${current?.result?.outcome}, ${current?.returned} of ${current?.issued} ballots returned`);
  for (const line of resultLines(current?.result ?? null)) console.log(line);
}
