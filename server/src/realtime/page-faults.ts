import type { PageFault, PageFaultCount } from '@piaojue/contract/page-fault';

/** Counts what pages say of their own faults; one line a page and kind, so that it can't grow. */
export class PageFaults {
  readonly #now: () => number;
  readonly #counts = new Map<string, PageFaultCount>();

  constructor(now: () => number) {
    this.#now = now;
  }

  add({ page, kind }: PageFault): void {
    const key = `${page} ${kind}`;
    const count = (this.#counts.get(key)?.count ?? 0) + 1;
    this.#counts.set(key, { page, kind, count, lastAt: this.#now() });
  }

  view(): readonly PageFaultCount[] {
    return [...this.#counts.values()];
  }
}
