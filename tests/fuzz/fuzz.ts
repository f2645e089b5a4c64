import { type Random, seededRandom } from '@piaojue/device-gateway/simulator/random';
import { Coverage } from './coverage.ts';
import type { Outcome, Target } from './target.ts';

export interface FuzzOptions {
  readonly seed: number;
  /** Whichever comes first. */
  readonly inputs?: number;
  readonly seconds?: number;
  /** Inputs that reached new code are kept and changed further; costs half of the speed. */
  readonly guided?: boolean;
}

export interface Found {
  /** 0-based: `--target NAME --seed SEED` meets it again, unless the run was guided. */
  readonly index: number;
  readonly why: string;
  readonly input: string;
}

export interface FuzzReport {
  readonly target: string;
  readonly inputs: number;
  readonly taken: number;
  readonly refused: number;
  readonly seconds: number;
  /** ms of the slowest input. */
  readonly slowest: number;
  /** Inputs that reached new code, and blocks of our code that were reached; only of a guided run. */
  readonly corpus: number;
  readonly blocks: number;
  readonly found: Found | undefined;
}

const SHRINK_TRIES = 2000;
/** A guided run asks for coverage after so many inputs: asking costs as much as some hundred inputs. */
const GUIDED_BATCH = 256;
const MOST_CORPUS = 2000;

/** Feeds a target until its property is violated, or time or inputs are used up. */
export async function fuzz<I>(target: Target<I>, options: FuzzOptions): Promise<FuzzReport> {
  const random = seededRandom(options.seed).fork(target.name);
  const coverage = options.guided && target.mutate ? await Coverage.start() : undefined;
  const run = new Run(target, random);
  const until = options.seconds === undefined ? Infinity : performance.now() + options.seconds * 1000;
  const most = options.inputs ?? (options.seconds === undefined ? target.share : Infinity);
  try {
    if (coverage) coverage.learn(await coverage.news());
    while (!run.found && run.inputs < most && performance.now() < until) {
      const batch: I[] = [];
      const size = Math.min(coverage ? GUIDED_BATCH : 64, most - run.inputs);
      for (let i = 0; i < size && !run.found && performance.now() < until; i++) {
        const input = run.next();
        batch.push(input);
        await run.feed(input);
      }
      if (coverage && !run.found) await run.keepNews(batch, coverage);
      // The loop of events goes on: timers, signals, the output.
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    await coverage?.stop();
  }
  return run.report(coverage?.blocks ?? 0);
}

class Run<I> {
  readonly #target: Target<I>;
  readonly #random: Random;
  readonly #corpus: I[] = [];
  readonly #started = performance.now();
  inputs = 0;
  #taken = 0;
  #refused = 0;
  #slowest = 0;
  found: Found | undefined;

  constructor(target: Target<I>, random: Random) {
    this.#target = target;
    this.#random = random;
  }

  next(): I {
    const corpus = this.#corpus;
    const kept = corpus.length > 0 && this.#random.chance(0.6) ? corpus[this.#random.below(corpus.length)] : undefined;
    const changed = kept === undefined ? undefined : this.#target.mutate?.(this.#random, kept);
    return changed ?? this.#target.make(this.#random);
  }

  async feed(input: I): Promise<void> {
    const started = performance.now();
    const wrong = await violation(this.#target, input, (outcome) => this.#count(outcome));
    this.#slowest = Math.max(this.#slowest, performance.now() - started);
    if (wrong !== undefined) {
      const small = await shrunk(this.#target, input);
      const why = (await violation(this.#target, small)) ?? wrong;
      this.found = { index: this.inputs, why, input: this.#target.show(small) };
    }
    this.inputs += 1;
  }

  /** A batch that reached new code is run again, one by one, to find which of it did. */
  async keepNews(batch: readonly I[], coverage: Coverage): Promise<void> {
    if ((await coverage.news()).length === 0) return;
    for (const input of batch) {
      await violation(this.#target, input);
      const blocks = await coverage.news();
      if (blocks.length > 0 && this.#corpus.length < MOST_CORPUS) this.#corpus.push(input);
      coverage.learn(blocks);
    }
  }

  report(blocks: number): FuzzReport {
    return {
      target: this.#target.name,
      inputs: this.inputs,
      taken: this.#taken,
      refused: this.#refused,
      seconds: (performance.now() - this.#started) / 1000,
      slowest: this.#slowest,
      corpus: this.#corpus.length,
      blocks,
      found: this.found,
    };
  }

  #count(outcome: Outcome): void {
    if (outcome === 'taken') this.#taken += 1;
    else if (outcome === 'refused') this.#refused += 1;
    else {
      this.#taken += outcome.taken;
      this.#refused += outcome.refused;
    }
  }
}

/** What is wrong with this input; undefined: nothing. */
async function violation<I>(
  target: Target<I>,
  input: I,
  then?: (outcome: Outcome) => void,
): Promise<string | undefined> {
  try {
    const running = target.run(input);
    const outcome = running instanceof Promise ? await running : running;
    then?.(outcome);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

/** A shorter input that is wrong, too: bytes or steps are left out as long as one of the property's violations stays. */
async function shrunk<I>(target: Target<I>, input: I): Promise<I> {
  if (!(input instanceof Uint8Array) && !Array.isArray(input)) return input;
  let small = input as I & (Uint8Array | unknown[]);
  let tries = 0;
  for (let part = Math.ceil(small.length / 2); part >= 1; part = part === 1 ? 0 : Math.ceil(part / 2)) {
    for (let from = 0; from < small.length && tries < SHRINK_TRIES; tries++) {
      const shorter = without(small, from, from + part) as typeof small;
      if ((await violation(target, shorter)) === undefined) from += part;
      else small = shorter;
    }
  }
  return small;
}

function without(input: Uint8Array | unknown[], from: number, to: number): Uint8Array | unknown[] {
  if (Array.isArray(input)) return [...input.slice(0, from), ...input.slice(to)];
  return Uint8Array.from([...input.subarray(0, from), ...input.subarray(to)]);
}
