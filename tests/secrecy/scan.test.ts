import { describe, expect, it } from 'vitest';
import { scan } from './scan.ts';

const PAGE = 4096;
const needle = (text: string) => ({ what: text, bytes: Buffer.from(text, 'hex') });
const NEEDLES = ['00000000000000ab', '0000ab00', 'c0ffee01', '00c0ffee0100'].map(needle);
/** Each place of each needle, looked for one by one. */
function naive(bytes: Buffer): string[] {
  const found: string[] = [];
  for (const { what, bytes: wanted } of NEEDLES)
    for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) found.push(`${at} ${what}`);
  return found.toSorted();
}
const found = (bytes: Buffer): string[] =>
  scan([{ where: 'x', bytes }], NEEDLES)
    .map(({ at, what }) => `${at} ${what}`)
    .toSorted();

describe('byte strings in the memory of a process', () => {
  it('are found at and across every edge of pages that nobody wrote', () => {
    let looked = 0;
    for (const size of [2 * PAGE, 2 * PAGE + 5])
      for (const edge of [0, PAGE, 2 * PAGE])
        for (let shift = -9; shift <= 9; shift += 3)
          for (const { bytes: wanted } of NEEDLES) {
            const at = edge + shift;
            if (at < 0 || at + wanted.length > size) continue;
            const bytes = Buffer.alloc(size);
            wanted.copy(bytes, at);
            const hits = found(bytes);
            expect(hits).toEqual(naive(bytes));
            expect(hits.length).toBeGreaterThan(0);
            looked++;
          }
    expect(looked).toBeGreaterThan(100);
  });

  it('a needle of zeros alone is found in them', () => {
    const hits = scan([{ where: 'x', bytes: Buffer.alloc(PAGE) }], [needle('0000000000')]);
    expect(hits).toHaveLength(PAGE - 4);
  });
});
