/** An id that no item of the agenda has: people never see it, files of a sitting do. */
export function freshItemId(taken: readonly string[]): string {
  for (let n = taken.length + 1; ; n += 1) {
    const id = `item-${n}`;
    if (!taken.includes(id)) return id;
  }
}
