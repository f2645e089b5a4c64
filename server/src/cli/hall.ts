import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { drawPins } from '../access/pins.ts';
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
 * `npm start`: a whole hall on this machine. Without `--port` a simulated receiver and the sample deputies of 江南镇,
 * on a fresh sample sitting; with `--port` a real receiver, whose keypads' keys stand in the key folder.
 */
const USAGE = `npm start -- [--auto] [--port /dev/ttyUSB0 | tcp://HOST:PORT] [--http 8600] [--folder DIR] [--sitting FILE]
             [--press-within SECONDS] [--receivers K] [--key-sets full,digits,choices,arrows] [--exit]`;
const SAMPLE = fileURLToPath(new URL('../../sample/jiangnan.json', import.meta.url));
/** Deputies of the sample sitting who stay away: 56 of 58 are present. */
const ABSENT = 2;
const SIGN_IN_MS = 6000;
/** A sitting is over by then. */
const A_DAY_MS = 86_400_000;

interface HallOptions {
  readonly auto: boolean;
  readonly exit: boolean;
  readonly port: string | undefined;
  readonly http: string;
  readonly folder: string;
  readonly sitting: string;
  readonly pressWithinMs: number;
  readonly receivers: string;
  /** Of the simulated keypads, as given. */
  readonly keySets: string;
}

function readOptions(args: string[]): HallOptions | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        auto: { type: 'boolean', default: false },
        exit: { type: 'boolean', default: false },
        port: { type: 'string' },
        http: { type: 'string', default: '8600' },
        folder: { type: 'string' },
        sitting: { type: 'string', default: SAMPLE },
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
      port: values.port,
      http: values.http,
      folder: resolve(values.folder ?? (values.port ? '.piaojue/hall' : '.piaojue/sample')),
      sitting: resolve(values.sitting),
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
      ...['--sitting', options.sitting, '--port', options.http],
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
    console.log(`
票决 piaojue: the hall is open${simulated ? ' (演练 rehearsal, sample sitting of 江南镇)' : ''}

  大屏 big screen     ${server.url}/screen#pin=${pins.screen}
  控制台 console      ${server.url}/console#pin=${pins.operator}
  监票人 monitors     ${server.url}/monitor#pin=${pins.monitor}
  执行主席 presiding   ${server.url}/presiding#pin=${pins.presiding}
${simulator?.ready.http ? `  模拟表决器 keypads  ${simulator.ready.http}\n` : ''}  API                 ${server.url}/api/docs
  receiver            ${ports.join(', ')}
  PINs                ${pinsInWords(pins)}

  Ctrl+C ends it.
`);
    if (!simulator) return;
    simulator.send({ type: 'autoplay', withinMs: options.pressWithinMs });
    await operator.command('signIn:start', {});
    const view = await operator.until('the roll', ({ seats }) => seats.length > 0, 30_000);
    const arriving = view.seats.slice(0, Math.max(1, view.seats.length - ABSENT)).map(({ keypad }) => keypad);
    simulator.send({ type: 'signIn', keypads: arriving, withinMs: SIGN_IN_MS });
    console.log(`sign-in 签到: ${arriving.length} of ${view.seats.length} deputies press 签到 now`);
    await operator.until('the deputies to sign in', ({ signIn }) => signIn.present >= arriving.length, 120_000);
    void signInAnew(operator, simulator, arriving).catch(() => undefined);
    if (options.auto) await playVote(operator, options);
    else
      console.log(
        `next: the big button of the console, ${view.agenda.items.some(({ kind }) => kind !== 'vote') ? '进入下一议程 item by item, then ' : ''}冻结票决事项 and 开始票决; the deputies press within ${options.pressWithinMs / 1000} s`,
      );
    if (!options.exit) await stopped;
  } finally {
    operator.close();
  }
}

/** At each further plenary the simulated deputies press 签到 again, as those of a hall would. */
async function signInAnew(
  operator: OperatorClient,
  simulator: SimulatorProcess,
  keypads: readonly number[],
): Promise<never> {
  for (let last: string | null = null; ; ) {
    const { agenda } = await operator.until(
      'another plenary',
      ({ agenda: { now }, signIn }) => signIn.open && signIn.present === 0 && now !== last,
      A_DAY_MS,
    );
    last = agenda.now;
    simulator.send({ type: 'signIn', keypads, withinMs: SIGN_IN_MS });
  }
}

/** `--auto`: what the operator would do, with time to look. */
async function playVote(operator: OperatorClient, options: HallOptions): Promise<void> {
  const pause = options.exit ? 500 : 3000;
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
