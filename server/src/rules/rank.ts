/** Ranks by votes, in the order given: equal votes share a rank and the next ones are skipped, 1-2-2-4 (RULES §1 decision 8). */
export function ranks(votes: readonly number[]): number[] {
  const first = new Map<number, number>();
  for (const [index, count] of votes.toSorted((a, b) => b - a).entries()) {
    if (!first.has(count)) first.set(count, index + 1);
  }
  return votes.map((count) => first.get(count) ?? 1);
}
