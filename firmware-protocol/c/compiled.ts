import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The C side as a program that answers requests, a line each (`check.c`). */
export interface CSide {
  ask(requests: readonly string[]): string[];
  dispose(): void;
}

function compiler(): string | undefined {
  for (const name of ['cc', 'gcc', 'clang']) {
    try {
      execFileSync(name, ['--version'], { stdio: 'ignore' });
      return name;
    } catch {}
  }
  return undefined;
}

/** undefined where there is no C compiler. `flags`: more of them. Throws where the sources do not compile. */
export function compileCSide(...flags: string[]): CSide | undefined {
  const cc = compiler();
  if (cc === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'piaojue-c-'));
  const program = join(folder, 'check');
  const sources = ['check.c', 'piaojue.c'].map((file) => join(import.meta.dirname, file));
  const strict = ['-std=c99', '-pedantic', '-Wall', '-Wextra', '-Werror', '-O1', '-o', program];
  execFileSync(cc, [...strict, ...flags, ...sources], { stdio: ['ignore', 'ignore', 'inherit'] });
  return {
    ask: (requests) =>
      execFileSync(program, {
        input: `${requests.join('\n')}\n`,
        stdio: ['pipe', 'pipe', 'pipe'],
        maxBuffer: 64 * 1024 * 1024,
      })
        .toString()
        .trimEnd()
        .split('\n'),
    dispose: () => rmSync(folder, { recursive: true }),
  };
}
