import { fileURLToPath } from 'node:url';
import { fail, type Result } from '@piaojue/contract/result';
import { startQuietly } from './quiet-process.ts';

/**
 * One request to a program of its own and its one answer. For what touches device keys: they never come into the process
 * that has the network.
 */
export function askChild<Value>(entry: URL, what: string, request: object): Promise<Result<Value, string>> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = startQuietly('piaojue-keys', [fileURLToPath(entry)], env);
  return new Promise((resolve) => {
    child.once('message', (message) => resolve(message as Result<Value, string>));
    child.once('exit', () => resolve(fail(`the process that ${what} ended without an answer`)));
    child.once('error', (error) => resolve(fail(error.message)));
    child.send(request);
  });
}

/** The child's end. */
export function answerOnce(work: (request: never) => Result<unknown, string>): void {
  process.once('message', (request) => {
    process.send?.(work(request as never), () => process.exit(0));
  });
}
