import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** A bounded share of `npm run soak`: what must not grow does not, and what is left behind on purpose is found. */
const MAIN = fileURLToPath(new URL('../soak/main.ts', import.meta.url));
const SHORT = ['--votes', '8', '--keypads', '12', '--json'];

async function soaked(args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...SHORT, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, said] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += String(data)));
  child.stderr.on('data', (data: Buffer) => (said += String(data)));
  const code = await new Promise((resolve) => child.once('close', resolve));
  const last = stdout.trimEnd().split('\n').at(-1);
  if (!last) throw new Error(`the soak ended with ${String(code)} and no result: ${said}`);
  return { code, ...(JSON.parse(last) as { rounds: number; ballots: number; growing: string[] }) };
}

describe.concurrent('round after round in one life of the server', () => {
  it('no handle, process, key, box or file is left behind', async () => {
    expect(await soaked([])).toMatchObject({ code: 0, rounds: 10, ballots: 96, growing: [] });
  });

  it('a handle, a file and a process that are left behind with each box are found', async () => {
    const { growing } = await soaked(['--leak', 'handle,file,child']);
    expect(growing).toEqual(
      expect.arrayContaining([
        'files and sockets of the server',
        'child processes of the server',
        'files that are neither store nor bundle',
      ]),
    );
  });
});
