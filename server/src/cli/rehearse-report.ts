import type { Outcome } from '@piaojue/device-gateway/simulator/control';
import type { ResultView } from '@piaojue/contract/screen-view';

/** What the keypads of a deck got back, from the moment at which it is pressed. */
export class Answers {
  readonly #ms: number[] = [];
  readonly #byStatus = new Map<string, number>();
  readonly #start = performance.now();
  #last = this.#start;
  total = 0;

  add(outcomes: readonly Outcome[]): void {
    this.#last = performance.now();
    for (const { status, ms } of outcomes) {
      this.total += 1;
      this.#byStatus.set(status, (this.#byStatus.get(status) ?? 0) + 1);
      if (status === 'counted') this.#ms.push(ms);
    }
  }

  figures() {
    const sorted = this.#ms.toSorted((a, b) => a - b);
    return {
      receipts: sorted.length,
      statuses: Object.fromEntries(this.#byStatus),
      p50Ms: percentile(sorted, 0.5),
      p99Ms: percentile(sorted, 0.99),
      /** The slowest receipt. */
      slowestMs: percentile(sorted, 1),
      /** From the order to press to the last receipt. The simulator tells of them every 50 ms. */
      allMs: Math.round(this.#last - this.#start),
    };
  }
}

const percentile = (sorted: readonly number[], share: number): number =>
  Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;

/** The result as a machine reads it. `state` where there is none. */
export function resultFigures(state: string, result: ResultView | null) {
  const numbersOf = (wanted: string): number[] =>
    result?.rows.filter(({ status }) => status === wanted).map(({ no }) => no) ?? [];
  return {
    outcome: result?.outcome ?? state,
    ...(result?.figures.valid === null
      ? {}
      : {
          valid: result?.figures.valid,
          invalid: result?.figures.invalid,
          notSubmitted: result?.figures.notSubmitted,
          votes: result?.rows.map(({ votes }) => votes),
          needed: result?.needed,
          chosen: numbersOf('chosen'),
          ...(result?.outcome === 'runoff'
            ? { tied: numbersOf('runoff'), runoffSeats: result.runoffSeats }
            : { vacancies: result?.vacancies }),
        }),
    candidates: result?.rows.map(({ no, votes, rank, status }) => ({ no, votes, rank, status })) ?? [],
  };
}

export function resultLines(result: ResultView | null): string[] {
  return (result?.rows ?? [])
    .toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || a.no - b.no)
    .map(
      ({ rank, votes, rate, status, no, name }) =>
        `${String(rank).padStart(3)}  ${String(votes).padStart(5)}  ${(rate ?? '–').padStart(6)} %  ${status.padEnd(9)}  ${no} ${name}`,
    );
}
