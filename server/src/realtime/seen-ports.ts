import type { PortReport, PortView } from '@piaojue/contract/port-view';

interface Seen {
  readonly report: PortReport;
  /** When it came into its state, by the clock of the hub. */
  readonly from: number;
  /** The same, since the epoch: fixed when it is first shown, so that two views of one state are alike. */
  since: number | null;
}

/** The serial ports of one gateway, as it said them last. */
export class SeenPorts {
  #seen: readonly Seen[] = [];

  /** `now`: monotonic ms. Returns whether a console would show something else than before. */
  take(reports: readonly PortReport[], now: number): boolean {
    const before = new Map(this.#seen.map((seen) => [keyOf(seen.report), seen]));
    const next = reports.map((report): Seen => {
      const known = before.get(keyOf(report));
      const goesOn = known !== undefined && looks(known.report) === looks(report);
      return goesOn ? known : { report, from: now - report.forMs, since: null };
    });
    const changed = next.length !== this.#seen.length || next.some((seen, i) => seen !== this.#seen[i]);
    this.#seen = next;
    return changed;
  }

  /** `now`: monotonic ms; `wallNow`: ms since the epoch, at the same moment. */
  views(gateway: string, now: number, wallNow: number): PortView[] {
    return this.#seen.map((seen) => {
      seen.since ??= Math.round(wallNow - (now - seen.from));
      const { forMs: _, ...facts } = seen.report;
      return { gateway, ...facts, since: seen.since };
    });
  }
}

const keyOf = ({ byId, path }: PortReport): string => `${byId ?? ''} ${path}`;
const looks = ({ forMs: _, ...facts }: PortReport): string => JSON.stringify(facts);
