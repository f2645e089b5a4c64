import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromSimulator, ToSimulator } from '@piaojue/device-gateway/simulator/control';
import type { Pins } from '../access/pins.ts';
import { pinVariables } from './pin-variables.ts';

/** The programs of a hall, each in a process of its own, as they run in a real one. */
const MAIN = fileURLToPath(new URL('piaojue.mjs', import.meta.url));
/** As `npm run piaojue` starts them. MB. */
const YOUNG_MB = 4;
const entryOf = (name: string): string => fileURLToPath(import.meta.resolve(name));

const children = new Set<ChildProcess>();
/** Server processes lead a group of their own, with their ballot box. */
const leaders = new WeakSet<ChildProcess>();

/** What a test wants of a process beyond its arguments. */
export interface Launch {
  readonly env?: Readonly<Record<string, string>>;
  /** stdout and stderr go to pipes of the child. */
  readonly capture?: boolean;
  /** Called with the child at once, before it is ready. */
  readonly launched?: (child: ChildProcess) => void;
}

function start(
  entry: string,
  args: readonly string[],
  { env, capture, launched }: Launch,
  group = false,
  quiet = false,
): ChildProcess {
  const child = fork(entry, args, {
    stdio: capture ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', quiet ? 'ignore' : 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...env },
    detached: group,
    execArgv: [`--max-semi-space-size=${YOUNG_MB}`],
  });
  launched?.(child);
  children.add(child);
  if (group) leaders.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** No power left, at once: the process and, for a server, its ballot box. */
export function killHard(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(leaders.has(child) ? -child.pid : child.pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

/** Nothing that was started here outlives this process. */
process.on('exit', () => {
  for (const child of children) killHard(child);
});

export const gone = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()));

export async function stopAll(): Promise<void> {
  const all = [...children];
  for (const child of all) child.kill('SIGTERM');
  await Promise.race([Promise.all(all.map(gone)), new Promise((resolve) => setTimeout(resolve, 5000).unref())]);
  for (const child of children) killHard(child);
}

function firstMessage<T>(child: ChildProcess, what: string, isIt: (message: unknown) => T | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const look = (message: unknown): void => {
      const found = isIt(message);
      if (found === undefined) return;
      child.off('message', look);
      resolve(found);
    };
    child.on('message', look);
    child.once('exit', (code, signal) => reject(new Error(`${what} ended (${signal ?? code}) before it was ready`)));
  });
}

export interface ServerProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** SHA-256 of its certificate, 64 hex digits; null: it speaks plain HTTP. */
  readonly fingerprint: string | null;
}

export async function startServerProcess(
  args: readonly string[],
  pins: Partial<Pins>,
  quiet: boolean,
  launch: Launch = {},
): Promise<ServerProcess> {
  const env = {
    ...pinVariables(pins),
    ...launch.env,
  };
  const child = start(MAIN, ['serve', ...args], { ...launch, env }, true, quiet);
  const ready = await firstMessage(child, 'the server', (message) => {
    const {
      type,
      url = '',
      fingerprint = null,
    } = message as {
      readonly type?: string;
      readonly url?: string;
      readonly fingerprint?: string | null;
    };
    return type === 'ready' ? { url, fingerprint } : undefined;
  });
  return { child, ...ready };
}

export interface GatewayOptions {
  readonly url: string;
  readonly ports: readonly string[];
  /** How the server knows it; else the gateway takes the name of this host and its first port. */
  readonly name?: string;
  readonly tokenFile: string;
  /** Of an https server's certificate, 64 hex digits. */
  readonly tlsFingerprint?: string | null;
  readonly driver: string;
  readonly baud: number;
}

export function startGatewayProcess(
  { url, ports, name, tokenFile, tlsFingerprint, driver, baud }: GatewayOptions,
  quiet: boolean,
  launch: Launch = {},
): ChildProcess {
  const args = [
    ...ports.flatMap((port) => ['--port', port]),
    ...(name ? ['--name', name] : []),
    ...(tlsFingerprint ? ['--tls-fingerprint', tlsFingerprint] : []),
    '--driver',
    driver,
    '--server',
    url,
    '--token-file',
    tokenFile,
  ];
  return start(entryOf('@piaojue/device-gateway/main'), [...args, '--baud', String(baud)], launch, false, quiet);
}

export interface SimulatorProcess {
  readonly child: ChildProcess;
  readonly ready: Extract<FromSimulator, { type: 'ready' }>;
  send(message: ToSimulator): void;
  /** Returns what ends it. */
  on(listener: (message: FromSimulator) => void): () => void;
}

export async function startSimulatorProcess(
  args: readonly string[],
  quiet: boolean,
  launch: Launch = {},
): Promise<SimulatorProcess> {
  const child = start(entryOf('@piaojue/device-gateway/simulator'), args, launch, false, quiet);
  const ready = await firstMessage(child, 'the simulator', (message) => {
    const it = message as FromSimulator;
    return it.type === 'ready' ? it : undefined;
  });
  return {
    child,
    ready,
    send: (message) => void (child.connected && child.send(message)),
    on(listener) {
      const hear = (message: unknown): void => listener(message as FromSimulator);
      child.on('message', hear);
      return () => void child.off('message', hear);
    },
  };
}
