import { readFileSync } from 'node:fs';
import { fail, ok, type Result } from '@piaojue/contract/result';

/** Files that a command is given. The error is a line that names the file, what was expected and what came. */
export function readText(path: string, what: string): Result<string, string> {
  try {
    // Notepad begins its files with a byte order mark.
    return ok(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    return fail(`${path}: expected ${what}: ${(error as Error).message}`);
  }
}

export function readJson(path: string, what: string): Result<unknown, string> {
  const text = readText(path, `${what} as JSON`);
  if (!text.ok) return text;
  try {
    return ok(JSON.parse(text.value));
  } catch (error) {
    return fail(`${path}: expected ${what} as JSON: ${(error as Error).message}`);
  }
}
