import { Session } from 'node:inspector/promises';
import type { Profiler } from 'node:inspector';

/**
 * Which blocks of our own sources were run, by V8's precise coverage: what a corpus grows by. Files of tests and of
 * packages do not count.
 */
export class Coverage {
  readonly #session = new Session();
  readonly #seen = new Set<string>();

  static async start(): Promise<Coverage> {
    const coverage = new Coverage();
    coverage.#session.connect();
    await coverage.#session.post('Profiler.enable');
    await coverage.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    return coverage;
  }

  /** Blocks that ran since the last call, and never before a call of `learn`. */
  async news(): Promise<readonly string[]> {
    const { result } = await this.#session.post('Profiler.takePreciseCoverage');
    return result
      .filter(({ url }) => isOurs(url))
      .flatMap((script) => blocksOf(script).filter((block) => !this.#seen.has(block)));
  }

  learn(blocks: readonly string[]): void {
    for (const block of blocks) this.#seen.add(block);
  }

  get blocks(): number {
    return this.#seen.size;
  }

  async stop(): Promise<void> {
    await this.#session.post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
  }
}

/** How often counts, too: once, some times, often. A loop that runs longer than before is news. */
const blocksOf = ({ url, functions }: Profiler.ScriptCoverage): string[] =>
  functions.flatMap(({ ranges }) =>
    ranges
      .filter(({ count }) => count > 0)
      .map(
        ({ count, startOffset, endOffset }) =>
          `${url}:${startOffset}-${endOffset}:${Math.min(2, Math.floor(Math.log2(count) / 6))}`,
      ),
  );

const isOurs = (url: string): boolean =>
  /\/(firmware-protocol|device-gateway|server)\/(?!node_modules)/.test(url) && !url.includes('/tests/');
