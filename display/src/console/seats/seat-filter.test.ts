import { describe, expect, test } from 'vitest';
import { sampleConsole, seats } from '../../gallery/console-samples.ts';
import { countSeats, findSeats, seatIs, visibleRows } from './seat-filter.ts';
import { stateKey } from '../use-order-desk.ts';

describe('seats', () => {
  const all = seats(3000);

  test('counts agree with what each filter shows', () => {
    const counts = countSeats(all);
    for (const filter of ['all', 'absent', 'left', 'pending', 'notHeard', 'silent', 'lowBattery'] as const) {
      expect(findSeats(all, filter, '')).toHaveLength(counts[filter]);
      expect(counts[filter]).toBeGreaterThan(0);
    }
  });

  test('who did not submit was heard, or was not: nobody is both, and nobody is missing', () => {
    const [pending, notHeard] = (['pending', 'notHeard'] as const).map((filter) => findSeats(all, filter, ''));
    const both = [...(pending ?? []), ...(notHeard ?? [])].map(({ slot }) => slot);
    const waited = all
      .filter(({ present, submitted, onPaper }) => present && submitted === false && onPaper !== true)
      .map(({ slot }) => slot);
    expect(both.toSorted((a, b) => a - b)).toEqual(waited);
    // Where nobody tells who is heard, nobody is said to be silent.
    expect(seatIs('notHeard', { ...(notHeard?.[0] as (typeof all)[number]), heard: null })).toBe(false);
  });

  test('who left has signed in, and who votes on paper is not waited for at the keypad', () => {
    const [gone] = findSeats(all, 'left', '');
    if (gone === undefined) throw new Error('the sample has somebody who left');
    expect(seatIs('absent', gone)).toBe(false);
    const [waited] = findSeats(all, 'pending', '');
    if (waited === undefined) throw new Error('the sample has somebody who is waited for');
    expect(seatIs('pending', { ...waited, onPaper: true })).toBe(false);
  });

  test('an absent seat does not count as not submitted', () => {
    expect(findSeats(all, 'pending', '').every((seat) => seat.present)).toBe(true);
  });

  test('found by name, group or the start of the keypad number', () => {
    expect(findSeats(all, 'all', '代表017').map((seat) => seat.keypad)).toEqual([17]);
    expect(findSeats(all, 'all', '机关')).toHaveLength(750);
    expect(findSeats(all, 'all', ' 2999 ').map((seat) => seat.keypad)).toEqual([2999]);
  });

  test('a list of 3,000 draws a screenful', () => {
    const { from, to } = visibleRows(3000, 34, 51_000, 340);
    expect(from).toBeLessThanOrEqual(1500);
    expect(to).toBeGreaterThanOrEqual(1510);
    expect(to - from).toBeLessThan(30);
    expect(visibleRows(4, 34, 0, 340)).toEqual({ from: 0, to: 4 });
  });
});

test('a tick of the turnout is no change of state, the end of the vote is', () => {
  const view = sampleConsole('voting');
  const { current } = view;
  if (current === null) throw new Error('the sample has a round');
  expect(stateKey({ ...view, rev: 2, current: { ...current, returned: 62 } })).toBe(stateKey(view));
  expect(stateKey({ ...view, current: { ...current, state: 'closing' } })).not.toBe(stateKey(view));
});
