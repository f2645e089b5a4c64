import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { gone } from '@piaojue/server/cli/processes';
import { removeTempFolders, tempFolder } from './harness/temp-folder.ts';

/** A hall has no internet: what its programs ask for outside of the machine is seen at the system calls. */
const MAIN = fileURLToPath(import.meta.resolve('@piaojue/server/cli/main'));
const hasStrace = spawnSync('strace', ['--version']).status === 0;
if (!hasStrace) console.log('no network: no strace here: skipped');

afterAll(removeTempFolders);

/** Every address that a program and its children call or send to. */
class Traced {
  readonly child: ChildProcess;
  readonly #file = join(tempFolder(), 'calls');
  said = '';

  constructor(command: string, args: readonly string[]) {
    const calls = ['-f', '-qq', '--seccomp-bpf', '-e', 'trace=connect,sendto,sendmsg', '-e', 'signal=none'];
    this.child = spawn('strace', [...calls, '-o', this.#file, command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (text) => (this.said += String(text)));
  }

  async until(words: string): Promise<void> {
    while (!this.said.includes(words)) {
      if (this.child.exitCode !== null) throw new Error(`ended before it said ${words}: ${this.said}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Resolves when so many of its processes have called somebody. */
  async callers(count: number): Promise<void> {
    const pids = (): Set<string> =>
      new Set(
        [...readFileSync(this.#file, 'utf8').matchAll(/^(\d+) +connect\(.*AF_INET/gm)].map(([, pid]) => pid ?? ''),
      );
    while (pids().size < count) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** As Ctrl+C would: the program, not the one that looks on. */
  end(): void {
    const { pid } = this.child;
    for (const child of readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' '))
      process.kill(Number(child), 'SIGTERM');
  }

  /** Resolves with the addresses, each once, after its end. */
  async addresses(): Promise<ReadonlySet<string>> {
    await gone(this.child);
    const text = readFileSync(this.#file, 'utf8');
    return new Set(
      [...text.matchAll(/inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"/g)].map(([, a, b]) => a ?? b ?? ''),
    );
  }
}

const isHere = (address: string): boolean => address.startsWith('127.') || address === '::1';

test.skipIf(!hasStrace)(
  'a whole hall starts, and none of its programs speaks to anybody outside of the machine; who does is seen',
  async () => {
    const hall = new Traced(process.execPath, [
      ...[MAIN, 'hall', '--http', '0', '--folder', join(tempFolder(), 'hall')],
    ]);
    await hall.until('Ctrl+C ends it');
    // The hall and the gateway have called the server.
    await hall.callers(2);
    hall.end();
    const called = await hall.addresses();
    expect(called.has('127.0.0.1')).toBe(true);
    expect([...called].filter((address) => !isHere(address))).toEqual([]);

    // 192.0.2.0/24 is nobody's (RFC 5737).
    const stranger = new Traced(process.execPath, [
      '-e',
      "require('node:net').connect(9, '192.0.2.1').on('error', () => 0); setTimeout(() => process.exit(0), 100)",
    ]);
    expect([...(await stranger.addresses())].filter((address) => !isHere(address))).toEqual(['192.0.2.1']);
  },
);
