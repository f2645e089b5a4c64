import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Contest } from '@piaojue/contract/contest';
import { FORM_CHOICE, FORM_GRADES, FORM_PICK } from '@piaojue/firmware-protocol/ballot';
import { ballotOf } from '@piaojue/firmware-protocol/marks';
import { describe, expect, it } from 'vitest';
import { createTally } from './core.ts';
import { parseDeck } from './deck.ts';
import { tallySpec } from './spec.ts';

const field = [1, 2, 4, 7, 15];
const deck = (...rows: string[]) => parseDeck(['keypad,marks', ...rows].join('\n'), field);
const faults = (...rows: string[]) => {
  const parsed = deck(...rows);
  return parsed.ok ? [] : parsed.error;
};

describe('RULES §1 decision 12: marks in decks', () => {
  it('takes lines in order, a keypad on several, an empty one as blank', () => {
    expect(deck('3,1 4 7', '1,', '3,15')).toEqual({
      ok: true,
      value: [
        { keypad: 3, marks: [1, 4, 7] },
        { keypad: 1, marks: [] },
        { keypad: 3, marks: [15] },
      ],
    });
  });

  it('takes more marks than any paper allows: an over-vote is for the tally to judge', () => {
    expect(deck('1,1 2 4 7 15')).toMatchObject({ ok: true, value: [{ marks: [1, 2, 4, 7, 15] }] });
  });

  it('takes any line ends, a byte order mark, quotes and spaces around', () => {
    const csv = '\uFEFFkeypad,marks\r\n1,"1 4"\n\r\n2,  7   2 \r3,';
    expect(parseDeck(csv, field)).toEqual({
      ok: true,
      value: [
        { keypad: 1, marks: [1, 4] },
        { keypad: 2, marks: [7, 2] },
        { keypad: 3, marks: [] },
      ],
    });
  });

  it('keypads go from 1 to 65534', () => {
    expect(deck('1,', '65534,')).toMatchObject({ ok: true });
    for (const keypad of ['0', '65535', '-1', '1.5', '', 'A', '007']) {
      expect(faults(`${keypad},1`)).toMatchObject([{ code: 'keypad', row: 2, got: JSON.stringify(keypad) }]);
    }
  });
});

describe('RULES §1 decision 12: marks of the other forms', () => {
  const choice = { form: FORM_CHOICE, grades: 0 } as const;
  const grades = { form: FORM_GRADES, grades: 3 } as const;
  const rows = (shape: typeof choice | typeof grades, ...lines: string[]) =>
    parseDeck(['keypad,marks', ...lines].join('\n'), field, shape);

  it('answers for each as 1:y 2:n 4:a, grades as 1:3 2:1', () => {
    expect(rows(choice, '1,1:y 2:n 15:a', '2,')).toEqual({
      ok: true,
      value: [
        {
          keypad: 1,
          marks: [
            [1, 1],
            [2, 2],
            [15, 3],
          ],
        },
        { keypad: 2, marks: [] },
      ],
    });
    expect(rows(grades, '1,1:3 2:1')).toMatchObject({
      value: [
        {
          marks: [
            [1, 3],
            [2, 1],
          ],
        },
      ],
    });
  });

  it.each([
    [choice, '1,1', 'mark'],
    [choice, '1,1:x', 'mark'],
    [choice, '1,1:y:n', 'mark'],
    [choice, '1,1:1', 'mark'],
    [choice, '1,3:y', 'unknown-candidate'],
    [choice, '1,1:y 1:n', 'double-mark'],
    [grades, '1,1:4', 'mark'],
    [grades, '1,1:0', 'mark'],
    [grades, '1,1:y', 'mark'],
  ] as const)('%j: %s is refused as %s', (shape, line, code) => {
    expect(rows(shape, line)).toMatchObject({ ok: false, error: [{ code, row: 2 }] });
  });

  it('answers on a pick list are refused', () => {
    expect(faults('1,1:y')).toMatchObject([{ code: 'mark' }]);
  });
});

describe('a deck that can not be played names every row and why', () => {
  it('unknown candidates are refused with row and number', () => {
    expect(faults('1,1', '2,1 3', '3,99')).toEqual([
      { code: 'unknown-candidate', row: 3, expected: 'a candidate of 1, 2, 4, 7, 15', got: '3' },
      { code: 'unknown-candidate', row: 4, expected: 'a candidate of 1, 2, 4, 7, 15', got: '99' },
    ]);
  });

  it('a candidate twice on one line is refused', () => {
    expect(faults('1,4 1 4')).toEqual([
      { code: 'double-mark', row: 2, expected: 'each candidate once', got: '4 twice' },
    ]);
  });

  it.each([
    ['1,1;4', 'mark'],
    ['1,1 x', 'mark'],
    ['1,-1', 'mark'],
    ['1', 'columns'],
    ['1,1,4', 'columns'],
    ['1,"1', 'csv'],
  ])('%s is refused as %s', (row, code) => {
    expect(faults(row)).toMatchObject([{ code }]);
  });

  it.each(['', '1,1 4', 'marks,keypad\n1,1'])('refuses a file without the header: %j', (csv) => {
    expect(parseDeck(csv, field)).toMatchObject({ ok: false, error: [{ code: 'header', row: 1 }] });
  });
});

const shared = new URL('../../../../shared/decks/', import.meta.url);
describe.skipIf(!existsSync(shared))('the shared decks (skipped where ../shared/decks is absent)', () => {
  const names = existsSync(shared) ? readdirSync(shared).filter((name) => name.endsWith('.csv')) : [];

  it.each(names)('%s counts to the votes its contest expects', (name) => {
    const contest = JSON.parse(readFileSync(new URL(name.replace('.csv', '.json'), shared), 'utf8')) as Contest;
    const nos = contest.candidates.map(({ no }) => no);
    const parsed = parseDeck(readFileSync(new URL(name, shared), 'utf8'), nos);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    const tally = createTally(tallySpec(contest, contest.roll?.issued ?? 0));
    for (const [index, { keypad, marks }] of parsed.value.entries()) {
      tally.accept(keypad - 1, index, ballotOf({ form: FORM_PICK, numbers: nos }, marks));
    }
    expect(tally.totals().votes).toEqual(contest.expectedVotes);
  });
});
