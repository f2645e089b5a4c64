/** An id of this kind that is not taken. People never see it; files and the record do. */
export function freshId(kind: string, taken: readonly string[]): string {
  for (let n = taken.length + 1; ; n += 1) {
    const id = `${kind}-${n}`;
    if (!taken.includes(id)) return id;
  }
}
