import { describe, expect, it } from 'vitest';
import { checkSittingFile } from '../sitting/sitting-file.ts';
import { firstSitting } from './first-sitting.ts';

const NOON = new Date(2027, 2, 12, 12).getTime();

describe('the sitting of a first run that nobody has written', () => {
  it('is one that can be used: a seat without a name for each keypad, in their order, and a vote to rehearse with', () => {
    const file = checkSittingFile(firstSitting([7, 3, 60], NOON));
    expect(file).toMatchObject({
      ok: true,
      value: { date: '2027-03-12', seats: [{ keypad: 3 }, { keypad: 7 }, { keypad: 60 }], deputies: 3 },
    });
    expect(file.ok && file.value.contests).toHaveLength(1);
    expect(file.ok && file.value.handout).toBe('unlisted');
  });
});
