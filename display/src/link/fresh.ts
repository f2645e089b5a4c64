/** What every snapshot carries for its order. */
export interface Stamped {
  readonly rev: number;
  readonly run: string;
  readonly now: number;
}

/** A snapshot that was overtaken on its way is dropped; another run of the server always counts from anew. */
export function isFresh(next: Stamped, shown: Stamped | null): boolean {
  return shown === null || next.run !== shown.run || next.rev >= shown.rev;
}

/** Network jitter must not make a clock step: only a difference that can be seen moves it. */
const STEP_MS = 300;

/** Server time minus local time in ms, from a snapshot that came just now. */
export function clockOffset(next: Stamped, localNow: number, before: number | null): number {
  const offset = next.now - localNow;
  return before !== null && Math.abs(offset - before) < STEP_MS ? before : offset;
}
