import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** As the commands of package.json start it: with compiled code from a cache. */
const LAUNCHER = fileURLToPath(new URL('../../../server/src/cli/piaojue.mjs', import.meta.url));

export interface Ran<T> {
  readonly code: number | null;
  /** Everything on stderr. */
  readonly said: string;
  /** The last line of stdout, which is JSON. */
  readonly out: T;
}

/** The command as a process of its own. Throws where it printed no result. */
export async function piaojue<T>(command: string, args: readonly string[]): Promise<Ran<T>> {
  const child = spawn(process.execPath, [LAUNCHER, command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let said = '';
  child.stdout.on('data', (data: Buffer) => (stdout += String(data)));
  child.stderr.on('data', (data: Buffer) => (said += String(data)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  try {
    return { code, said, out: JSON.parse(last) as T };
  } catch {
    throw new Error(`piaojue ${command} ended with ${code} and no result:\n${stdout}\n${said}`);
  }
}
