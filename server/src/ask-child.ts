import { fileURLToPath } from 'node:url';
import { fail, type Result } from '@piaojue/contract/result';
import { startQuietly } from './quiet-process.ts';

/** What a child may take that reads what a stranger may have made. */
export interface ChildLimits {
  /** What stands in the list of processes before Node is there. */
  readonly name: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
}

/**
 * One request to a program of its own and its one answer. For what touches device keys: they never come into the process
 * that has the network; and for what may exhaust its reader.
 */
export function askChild<Value>(
  entry: URL,
  what: string,
  request: object,
  limits?: ChildLimits,
): Promise<Result<Value, string>> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const memory = limits ? [`--max-old-space-size=${limits.memoryMb}`] : [];
  const child = startQuietly(limits?.name ?? 'piaojue-keys', [...memory, fileURLToPath(entry)], env);
  const timer = limits && setTimeout(() => child.kill('SIGKILL'), limits.timeoutMs);
  return new Promise<Result<Value, string>>((resolve) => {
    child.once('message', (message) => resolve(message as Result<Value, string>));
    child.once('exit', () => resolve(fail(`the process that ${what} ended without an answer`)));
    child.once('error', (error) => resolve(fail(error.message)));
    child.send(request);
  }).finally(() => clearTimeout(timer));
}

/** The child's end. */
export function answerOnce(work: (request: never) => Result<unknown, string> | Promise<Result<unknown, string>>): void {
  process.once('message', (request) => {
    void Promise.resolve(work(request as never)).then((answer) => process.send?.(answer, () => process.exit(0)));
  });
}
