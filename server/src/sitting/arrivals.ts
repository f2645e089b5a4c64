/** How long a name stands on the screen, ms. */
const STANDS_MS = 4000;
const LINES = 2;
/** Of a crowd the first of a moment are named; who waits longer than this is in their seat already. */
const WAITS_MS = 8000;

interface Line {
  readonly name: string;
  readonly until: number;
}

/**
 * Names of those who signed in last: two lines, each for 4 s. In memory only; whoever was present when the server started is
 * no arrival.
 */
export class Arrivals {
  #known: ReadonlySet<number> | undefined;
  readonly #waiting: { readonly name: string; readonly since: number }[] = [];
  readonly #lines: (Line | null)[] = Array.from({ length: LINES }, () => null);

  /** @param present voter slots; `nameOf`: '' where nobody may be named. */
  look(present: ReadonlySet<number>, nameOf: (slot: number) => string, now: number): void {
    const known = this.#known;
    this.#known = new Set(present);
    if (known)
      for (const slot of present) {
        const name = known.has(slot) ? '' : nameOf(slot);
        if (name !== '') this.#waiting.push({ name, since: now });
      }
    while (this.#waiting[0] && now - this.#waiting[0].since > WAITS_MS) this.#waiting.shift();
    for (const [at, line] of this.#lines.entries()) {
      if (line && line.until > now) continue;
      const next = this.#waiting.shift();
      this.#lines[at] = next ? { name: next.name, until: now + STANDS_MS } : null;
    }
  }

  get names(): readonly string[] {
    return this.#lines.flatMap((line) => line?.name ?? []);
  }
}
