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
  if (result === null) return { outcome: state, candidates: [] };
  const { outcome, figures } = result;
  const { valid, invalid, notSubmitted } = figures;
  return {
    outcome,
    ...(valid === null ? {} : { valid, invalid, notSubmitted, ...answersOf(result) }),
    candidates:
      result.form === 'ranking' ? result.rows.map(({ no, votes, rank, status }) => ({ no, votes, rank, status })) : [],
  };
}

function answersOf(result: ResultView): object {
  switch (result.form) {
    case 'ranking': {
      const { rows, columns, needed, outcome, runoffSeats, vacancies } = result;
      const numbersOf = (wanted: string): number[] =>
        rows.filter(({ status }) => status === wanted).map(({ no }) => no);
      return {
        votes: rows.map(({ votes }) => votes),
        ...(columns === 'perItem' && {
          against: rows.map(({ against }) => against),
          abstained: rows.map(({ abstained }) => abstained),
        }),
        needed,
        chosen: numbersOf('chosen'),
        ...(outcome === 'runoff' ? { tied: numbersOf('runoff'), runoffSeats } : { vacancies }),
      };
    }
    case 'motion':
      return { votes: [result.for], against: [result.against], abstained: [result.abstained], needed: result.needed };
    case 'evaluation':
      return {
        items: result.rows.map(({ no, counts, strictRate, broadRate, grade }) => ({
          ...{ no, counts, strictRate, broadRate, grade },
        })),
      };
  }
}

export function resultLines(result: ResultView | null): string[] {
  switch (result?.form) {
    case undefined:
      return [];
    case 'ranking':
      return result.rows
        .toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || a.no - b.no)
        .map(
          ({ rank, votes, rate, status, no, name }) =>
            `${String(rank).padStart(3)}  ${String(votes).padStart(5)}  ${share(rate)}  ${status.padEnd(9)}  ${no} ${name}`,
        );
    case 'motion':
      return [
        `${result.for} for, ${result.against} against, ${result.abstained} abstained  ${share(result.rate)}  ${result.outcome}  ${result.name}`,
      ];
    case 'evaluation':
      return result.rows.map(
        ({ no, name, strictRate, broadRate, grade }) =>
          `${share(strictRate)}  ${share(broadRate)}  ${(grade ?? '–').padEnd(12)}  ${no} ${name}`,
      );
  }
}

const share = (rate: string | null): string => `${(rate ?? '–').padStart(6)} %`;
