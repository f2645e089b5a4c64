import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Programs as Debian installs them; nothing is installed from here. */
export function firstThere(paths: readonly string[]): string | undefined {
  return paths.find((path) => existsSync(path));
}

const POSTGRES = '/usr/lib/postgresql';

/** Of the newest PostgreSQL that is there. */
export function postgresPrograms(): string | undefined {
  const versions = existsSync(POSTGRES)
    ? readdirSync(POSTGRES)
        .map(Number)
        .toSorted((a, b) => b - a)
    : [];
  return versions
    .map((version) => join(POSTGRES, String(version), 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('expected a port');
  return address.port;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: then it runs as the account that Debian made for it. */
export function accountFor(name: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout.trim());
  return { uid: id('-u'), gid: id('-g') };
}

export function give(path: string, account: Account | undefined): void {
  if (account) chownSync(path, account.uid, account.gid);
}

export interface Daemon {
  stop(): Promise<void>;
}

/** Ends with this process at the latest. */
export function startDaemon(program: string, args: readonly string[], account?: Account): Daemon {
  const child: ChildProcess = spawn(program, args, { stdio: 'ignore', ...account });
  const kill = (): void => void child.kill('SIGTERM');
  process.once('exit', kill);
  return {
    async stop() {
      process.off('exit', kill);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      // SIGINT: PostgreSQL then ends without waiting for its clients.
      child.kill('SIGINT');
      await gone;
    },
  };
}

/** Tries until it does not throw. */
export async function whenReady<T>(what: string, attempt: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > deadline) throw new Error(`${what}: ${(error as Error).message}`, { cause: error });
      await sleep(100);
    }
  }
}
