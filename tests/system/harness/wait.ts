/** Waiting on conditions: something that changes tells so, and whoever waits looks again. Nothing here sleeps. */
export class Changes {
  readonly #waiting = new Set<() => void>();

  happened(): void {
    for (const look of this.#waiting) look();
  }

  /** What `find` gives as soon as it gives something. The limit is only there to end a test that hangs. */
  async until<T>(what: string, find: () => T | undefined | false, limitMs = 60_000): Promise<T> {
    return await new Promise<T>((resolve, reject) => {
      const look = (): void => {
        const found = find();
        if (found === undefined || found === false) return;
        end();
        resolve(found);
      };
      const end = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`waited ${limitMs} ms for ${what}`));
      }, limitMs);
      this.#waiting.add(look);
      look();
    });
  }
}
