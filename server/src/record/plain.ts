/** Whole numbers and texts only, as all that is signed or frozen is made of: yes/no become 1/0, nothing becomes "". */
export function plain(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, field]) => field !== undefined)
        .map(([name, field]) => [name, plain(field)]),
    );
  }
  return value;
}
