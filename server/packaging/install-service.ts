import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { FINGERPRINTS } from '@piaojue/device-gateway/finder/fingerprints';
import { installStep, removeStep, type Step } from './install-plan.ts';
import { GATEWAY_UNIT, SERVER_UNIT, serviceFiles, type ServiceOptions } from './service-files.ts';

export const USAGE = `piaojue install-service [--dry-run] [--remove] [--force] [--enable]
              [--mode real|rehearsal] [--user piaojue] [--data /var/lib/piaojue] [--round-key DIR-OF-A-MEDIUM]
              [--host 127.0.0.1] [--port 8600] [--prefix DIR]
  writes systemd units of server and gateway, a udev rule for receivers, the user and the data folder; as root
  --dry-run  prints everything and changes nothing
  --enable   starts both now and at every boot
  --remove   takes the files away again; user and data stay
  --force    also where somebody changed a file
  --prefix   writes beneath DIR and runs nothing`;

interface Asked extends ServiceOptions {
  readonly prefix: string;
  readonly dryRun: boolean;
  readonly remove: boolean;
  readonly force: boolean;
  readonly enable: boolean;
}

const PROGRAM = resolve(fileURLToPath(new URL('../..', import.meta.url)));

export function parseInstallArgs(args: readonly string[]): Result<Asked, string> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        'dry-run': { type: 'boolean', default: false },
        remove: { type: 'boolean', default: false },
        force: { type: 'boolean', default: false },
        enable: { type: 'boolean', default: false },
        mode: { type: 'string', default: 'real' },
        user: { type: 'string', default: 'piaojue' },
        data: { type: 'string', default: '/var/lib/piaojue' },
        'round-key': { type: 'string' },
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string', default: '8600' },
        prefix: { type: 'string', default: '/' },
      },
    });
    const { mode, user, data, host } = values;
    const roundKey = values['round-key'] ?? null;
    const port = Number(values.port);
    if (mode !== 'real' && mode !== 'rehearsal') return fail(`--mode: expected real or rehearsal, got ${mode}`);
    if (!/^[a-z_][a-z0-9_-]{0,31}$/.test(user) || user === 'root')
      return fail(`--user: expected the name of a user who is not root, got ${user}`);
    // What stands in a unit is read word by word.
    for (const [name, path] of [['--data', data] as const, ['--round-key', roundKey] as const])
      if (path !== null && (!/^\/[^\s"'\\]+$/.test(path) || resolve(path) !== path))
        return fail(`${name}: expected an absolute path without blanks or quotes, got ${path}`);
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      return fail(`--port: expected 1 to 65535, got ${values.port}`);
    if (!/^[0-9A-Za-z.:-]+$/.test(host)) return fail(`--host: expected an address or a name, got ${host}`);
    return ok({
      ...{ mode, user, data, host, port, roundKey, program: PROGRAM, node: process.execPath },
      prefix: resolve(values.prefix),
      dryRun: values['dry-run'],
      remove: values.remove,
      force: values.force,
      enable: values.enable,
    });
  } catch (error) {
    return fail(`${(error as Error).message}\n${USAGE}`);
  }
}

/** Resolves with the exit code: 0 done, 1 a file was left because somebody changed it or a program failed, 2 asked wrongly. */
export function installService(args: readonly string[]): number {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(USAGE);
    return 0;
  }
  const asked = parseInstallArgs(args);
  if (!asked.ok) {
    console.error(asked.error);
    return 2;
  }
  const { prefix, dryRun, remove, force } = asked.value;
  const isReal = prefix === '/';
  if (isReal && !dryRun && process.getuid?.() !== 0) {
    console.error('install-service: expected root (sudo), or --dry-run, or --prefix DIR');
    return 2;
  }
  if (isReal && process.platform !== 'linux') {
    console.error('install-service: expected Linux with systemd');
    return 2;
  }
  const files = serviceFiles(asked.value, FINGERPRINTS);
  const steps = files.map((file) => {
    const at = join(prefix, file.path);
    const standing = existsSync(at) ? readFileSync(at, 'utf8') : null;
    return (remove ? removeStep : installStep)(file, standing, force);
  });
  const before = remove ? stopping() : preparing(asked.value);
  const after = remove ? reloading() : [...reloading(), ...(asked.value.enable ? [ENABLE] : [])];
  const programs = isReal ? { before, after } : { before: [], after: [] };

  for (const command of programs.before) if (!run(command, dryRun)) return 1;
  for (const step of steps) {
    console.log(`${dryRun ? 'would ' : ''}${step.do} ${join(prefix, step.path)} (${WORDS[step.why]})`);
    if (dryRun && step.do !== 'leave' && step.do !== 'remove')
      console.log(step.text.replaceAll(/^/gm, '    ').trimEnd());
    if (!dryRun) carryOut(step, prefix);
  }
  if (!isReal && !remove && !dryRun) mkdirSync(join(prefix, asked.value.data), { recursive: true, mode: 0o700 });
  for (const command of programs.after) if (!run(command, dryRun)) return 1;
  console.log(remove ? removedInWords(asked.value) : installedInWords(asked.value));
  return steps.some(({ why }) => why === 'changed') ? 1 : 0;
}

const WORDS: Readonly<Record<Step['why'], string>> = {
  new: 'new',
  same: 'it is so already',
  older: 'written by an earlier run, and not changed since',
  changed: 'somebody changed it: left as it is; --force does it all the same',
  forced: 'somebody changed it: --force',
  ours: 'not changed since it was written',
  absent: 'it is not there',
};

/** Whole or not at all: a cut unit would be read at the next boot. */
function carryOut(step: Step, prefix: string): void {
  const path = join(prefix, step.path);
  if (step.do === 'remove') rmSync(path);
  if (step.do !== 'write' && step.do !== 'update') return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, step.text, { mode: 0o644 });
  renameSync(`${path}.new`, path);
}

interface Command {
  readonly run: readonly [string, ...string[]];
  /** It fails where there is nothing to do. */
  readonly mayFail?: boolean;
}

const ENABLE: Command = { run: ['systemctl', 'enable', '--now', SERVER_UNIT, GATEWAY_UNIT] };
const DISABLE: Command = { run: ['systemctl', 'disable', '--now', SERVER_UNIT, GATEWAY_UNIT], mayFail: true };

const preparing = ({ user, data }: Asked): readonly Command[] => [
  ...(spawnSync('id', ['-u', user]).status === 0
    ? []
    : [
        {
          run: ['useradd', '--system', '--user-group', '--home-dir', data, '--shell', '/usr/sbin/nologin', user],
        } satisfies Command,
      ]),
  { run: ['install', '-d', '-m', '0700', '-o', user, '-g', user, data] },
];
const stopping = (): readonly Command[] => [DISABLE];
const reloading = (): readonly Command[] => [
  { run: ['systemctl', 'daemon-reload'] },
  { run: ['udevadm', 'control', '--reload'], mayFail: true },
  // Ports that are plugged in already get their group.
  { run: ['udevadm', 'trigger', '--subsystem-match=tty', '--action=change'], mayFail: true },
];

function run({ run: [program, ...args], mayFail = false }: Command, dryRun: boolean): boolean {
  const line = [program, ...args].join(' ');
  console.log(`${dryRun ? 'would run' : 'run'} ${line}`);
  if (dryRun) return true;
  const { status, error } = spawnSync(program, args, { stdio: 'inherit' });
  if (status === 0 || mayFail) return true;
  console.error(`${line}: expected it to succeed, got ${error?.message ?? `exit ${status}`}`);
  return false;
}

const installedInWords = ({ data, enable, host }: Asked): string => `
Next:
  ${data}/sitting.json    the sitting (like server/sample/jiangnan.json, or saved by the first run)
  ${data}/keys/           device-keys.json of the keypads; the rest is made at the first start
${enable ? 'Both run now, and at every boot.' : `  sudo systemctl enable --now ${SERVER_UNIT} ${GATEWAY_UNIT}`}
  sudo cat ${data}/printed-once.txt    the PINs, once: write them down and remove the file
${host.startsWith('127.') ? '' : '  /etc/piaojue/gateway.env    FINGERPRINT=… of the server, which stands in printed-once.txt too\n'}  journalctl -u ${SERVER_UNIT} -u ${GATEWAY_UNIT} -f
The next sitting: stop, mv ${data}/sitting away, put the new sitting.json there, start.
Undo: sudo npm run -s piaojue -- install-service --remove`;

const removedInWords = ({ user, data }: Asked): string =>
  `Left as they are: ${data} and the user ${user}. To remove them too: sudo rm -r ${data}; sudo userdel ${user}`;
