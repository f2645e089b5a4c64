/**
 * 得票率 in per cent with two decimals, half up, by integers: "68.97". null when the base is 0, printed "–"
 * (RULES §1 decision 8). For reading only; nobody is ever ranked by it (trap 8).
 */
export function rate(votes: number, base: number): string | null {
  if (base === 0) return null;
  const doubled = votes * 20_000 + base;
  const hundredths = (doubled - (doubled % (2 * base))) / (2 * base);
  const rest = hundredths % 100;
  return `${(hundredths - rest) / 100}.${String(rest).padStart(2, '0')}`;
}
