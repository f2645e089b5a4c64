import { type ChildProcess, fork, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FromSimulator } from '@piaojue/device-gateway/simulator/control';
import { afterAll, expect, it } from 'vitest';
import { removeTempFolders, tempFolder } from './harness/temp-folder.ts';

/**
 * `piaojue conform` as a maker runs it: a program of its own, at a real pty or TCP port, against a receiver in another
 * process. All faults that can be planted meet the kit on a virtual clock (conform/defects.test.ts); here are those in
 * which ports, pace and processes have a part.
 */
const SIMULATOR = fileURLToPath(import.meta.resolve('@piaojue/device-gateway/simulator'));
const PIAOJUE = join(import.meta.dirname, '../../server/src/cli/main.ts');
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  removeTempFolders();
});

interface Conformed {
  readonly code: number | null;
  readonly passes: boolean;
  readonly checks: readonly { readonly name: string; readonly verdict: string }[];
}

/** One receiver, and the kit at its port. A restart that the kit asks for is given. */
async function conform(simulated: readonly string[], options: readonly string[] = []): Promise<Conformed> {
  const folder = tempFolder();
  const keys = join(folder, 'keys.json');
  const args = ['--keypads', '8', '--hands', '300', '--keys', keys, '--link-dir', join(folder, 'ports'), ...simulated];
  const simulator = fork(SIMULATOR, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  running.add(simulator);
  const port = await new Promise<string>((resolve, reject) => {
    simulator.on('message', (message: FromSimulator) => {
      if (message.type === 'ready') resolve(message.ports[0] ?? '');
      else if (message.type === 'error') reject(new Error(message.message));
    });
  });
  const kit = spawn(
    process.execPath,
    [PIAOJUE, 'conform', '--port', port, '--keys', keys, '--presses', 'auto', '--json', ...options],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  running.add(kit);
  let [out, told] = ['', ''];
  kit.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
  kit.stderr.on('data', (bytes: Buffer) => {
    if (!told.includes('▶') && bytes.includes('▶')) simulator.send({ type: 'reboot', receiver: 1 });
    told += bytes.toString();
  });
  const code = await new Promise<number | null>((resolve) => kit.once('exit', resolve));
  simulator.send({ type: 'stop' });
  running.delete(kit);
  if (!out.startsWith('{')) throw new Error(`expected a report, got ${out}${told}`);
  return { code, ...(JSON.parse(out) as Omit<Conformed, 'code'>) };
}

/** What comes once a minute may have come by then, or not. */
const MAY_BE_UNSEEN = ['levels', 'new-boot'];
const open = ({ checks }: Conformed): string[] =>
  checks
    .filter(({ name, verdict }) => verdict !== 'ok' && !(verdict === 'notSeen' && MAY_BE_UNSEEN.includes(name)))
    .map(({ name, verdict }) => `${name}: ${verdict}`);

it.concurrent('REC1 REC3 REC6 REC9 REC12 CLS4 MSG3 a sound receiver passes on pty and TCP, both airs, 921,600 and 115,200 baud', async () => {
  const runs = await Promise.all([
    conform([], ['--replug']),
    conform(['--tcp', '--baud', '115200'], ['--baud', '115200']),
    conform(['--air', 'slotted', '--baud', '115200'], ['--baud', '115200']),
    conform(['--tcp', '--air', 'slotted', '--air-rate', '1M']),
  ]);
  expect(runs.map(open)).toEqual(runs.map(() => []));
  expect(runs.map(({ code, passes }) => [code, passes])).toEqual(runs.map(() => [0, true]));
  expect(runs[0]?.checks).toContainEqual(expect.objectContaining({ name: 'new-boot', verdict: 'ok' }));
});

const FAULTY = [
  ['no-greeting', 'greets-when-asked', []],
  ['late', 'greets-when-asked', ['--tcp']],
  ['lower-case-crc', 'line-crc', []],
  ['deaf-after-long-run', 'long-run', ['--baud', '115200']],
  ['resets-on-long-run', 'one-boot', ['--tcp']],
  ['obeys-bad-crc', 'wrong-crc', []],
  ['ignores-lease-0', 'lease-0', ['--air', 'slotted']],
  ['drained-at-once', 'ballots-before-drained', ['--air', 'slotted']],
] as const;

it.concurrent('FLT2 FLT3 REC1 REC5 CLS4 LINE4 a faulty receiver does not pass, and the check named for its fault says so', async () => {
  const runs = await Promise.all(
    FAULTY.map(async ([defect, check, simulated]) => {
      const baud = simulated.includes('--baud' as never) ? ['--baud', '115200'] : [];
      const only = defect === 'resets-on-long-run' ? 'one-boot,long-run' : check;
      return await conform(['--defect', defect, ...simulated], ['--only', only, ...baud]);
    }),
  );
  const caught = runs.map(({ checks }, i) => checks.find(({ name }) => name === FAULTY[i]?.[1])?.verdict);
  expect(caught).toEqual(FAULTY.map(() => 'failed'));
  expect(runs.map(({ code, passes }) => [code, passes])).toEqual(FAULTY.map(() => [1, false]));
});

it.concurrent('a key file that is not there, a port that is not there, an unknown check: the kit says what it expected, and ends with 2', async () => {
  const folder = tempFolder();
  const cases: [string[], string][] = [
    [['--port', 'tcp://127.0.0.1:9', '--keys', join(folder, 'none.json')], 'expected a file of device keys'],
    [['--port', 'tcp://127.0.0.1:9'], 'nobody listens there'],
    [['--port', '/dev/null', '--only', 'REC99'], 'expected a rule or a check'],
    [['--port', '/dev/null', '--presses', 'people'], 'expected --keys'],
    [[], '--port: expected'],
  ];
  const ends = await Promise.all(
    cases.map(async ([args]) => {
      const kit = spawn(process.execPath, [PIAOJUE, 'conform', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
      let told = '';
      kit.stderr.on('data', (bytes: Buffer) => (told += bytes.toString()));
      const code = await new Promise<number | null>((resolve) => kit.once('close', resolve));
      return { code, told };
    }),
  );
  expect(ends).toEqual(cases.map(([, words]) => ({ code: 2, told: expect.stringContaining(words) })));
});
