import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { fail, type Result } from '@piaojue/contract/result';
import { startQuietly } from '../quiet-process.ts';
import type { LiveFigures } from '../rules/named-answers.ts';
import type { Answers, BoxFailure, FromBox, RequestName, Requests, ToBox } from './messages.ts';

/** The parent's end of a box process. */
export interface BoxHandlers {
  readonly receipts: (port: number, receipts: Uint8Array) => void;
  readonly turnout: (took: Uint8Array, refused: Readonly<Record<string, number>>) => void;
  /** Of a named vote alone. */
  readonly live: (figures: LiveFigures) => void;
  /** It went away without being asked to. */
  readonly died: (detail: string) => void;
}

/**
 * A box process that says nothing is asked for a sign of life; one that gave none for so many looks is ended, and what was
 * asked of it is answered. A process that stands still, by a signal or a disk that hangs, must not hold up the console.
 * Looks are counted and not the time between: a machine that slept is no reason.
 */
const LOOK_MS = 2000;
const SILENT_LOOKS = 5;
/** A process that waits for its disk comes to its end only after it; whoever is next makes sure of it (`holder.ts`). */
const ENDS_WITHIN_MS = 10_000;

/** Room for young objects, MB: a box of 3,000 voters takes 64 MB of its own without a limit, 46 with it. */
const YOUNG_MB = 1;
const ENTRY = fileURLToPath(new URL('main.ts', import.meta.url));

export class BoxClient {
  readonly #child: ChildProcess;
  /** Those that were not answered yet, by their kind: the box answers requests of a kind in their order. */
  readonly #waiting = new Map<RequestName, ((result: Result<never, BoxFailure>) => void)[]>();
  #closing = false;
  readonly #looking: NodeJS.Timeout;
  #silentLooks = 0;
  readonly #gone: (detail: string) => void;

  /** `lookMs`: between two looks whether it lives. */
  constructor(handlers: BoxHandlers, lookMs = LOOK_MS) {
    const { DEBUG: _, NODE_OPTIONS: __, ...env } = process.env;
    const args = [`--max-semi-space-size=${YOUNG_MB}`, ENTRY];
    this.#child = startQuietly('piaojue-box', args, { ...env, PIAOJUE_BOX: '1' });
    this.#child.on('message', (message: FromBox) => {
      this.#silentLooks = 0;
      if (message.type === 'receipts') handlers.receipts(message.port, message.receipts);
      else if (message.type === 'turnout') handlers.turnout(message.took, message.refused);
      else if (message.type === 'live') handlers.live(message.figures);
      else {
        const resolve = this.#waiting.get(message.to)?.shift();
        resolve?.(message.result as Result<never, BoxFailure>);
      }
    });
    const gone = (detail: string): void => {
      clearInterval(this.#looking);
      for (const resolve of [...this.#waiting.values()].flat()) resolve(fail({ code: 'exited', detail }));
      this.#waiting.clear();
      const unasked = !this.#closing;
      this.#closing = true;
      if (unasked) handlers.died(detail);
    };
    this.#gone = gone;
    this.#looking = setInterval(() => this.#look(lookMs), lookMs).unref();
    this.#child.on('error', (error) => gone(error.message));
    this.#child.on('exit', (code, signal) => gone(`the box process ended (${signal ?? code})`));
  }

  #look(lookMs: number): void {
    if (this.#closing) return;
    if (this.#silentLooks++ >= SILENT_LOOKS) {
      this.#child.kill('SIGKILL');
      this.#gone(`the box process said nothing for ${(SILENT_LOOKS * lookMs) / 1000} s and was ended`);
    } else if (!this.#waiting.get('alive')?.length) void this.request('alive', {});
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get running(): boolean {
    return !this.#closing;
  }

  request<N extends RequestName>(type: N, body: Requests[N]): Promise<Result<Answers[N], BoxFailure>> {
    return new Promise((resolve) => {
      if (this.#closing || !this.#child.connected) {
        resolve(fail({ code: 'exited', detail: 'the box process is not running' }));
        return;
      }
      const same = this.#waiting.get(type);
      if (same) same.push(resolve);
      else this.#waiting.set(type, [resolve]);
      this.#child.send({ type, body });
    });
  }

  ballots(port: number, frames: Uint8Array): void {
    if (this.#child.connected) this.#child.send({ type: 'ballots', port, frames } satisfies ToBox, () => undefined);
  }

  /** Ends the process; resolves when it is gone. */
  async end(): Promise<void> {
    this.#closing = true;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    clearInterval(this.#looking);
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await Promise.race([exited, sleep(ENDS_WITHIN_MS, undefined, { ref: false })]);
  }
}
