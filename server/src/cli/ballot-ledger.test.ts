import type { Outcome } from '@piaojue/device-gateway/simulator/control';
import { expect, test } from 'vitest';
import { contestData } from '../rules/test-contest.ts';
import { BallotLedger } from './ballot-ledger.ts';

/** Three candidates, two marks at most. Press 1 marks candidate 1, and so on; press 9 marks too many. */
const contest = contestData({ field: 3, seats: 2 });
const marksOf = (press: number): readonly number[] => (press === 9 ? [1, 2, 3] : [press]);

function ledger(...outcomes: Partial<Outcome>[]): BallotLedger {
  const made = new BallotLedger(contest, marksOf);
  made.take(
    outcomes.map((outcome) => ({ id: 1, keypad: 1, status: 'counted', counter: 1, ms: 1, unanswered: [], ...outcome })),
  );
  return made;
}
const standing =
  (counters: Readonly<Record<number, number>>) =>
  (keypad: number): number =>
    counters[keypad] ?? 0;

test('the last ballot told `counted` is the one that stands', () => {
  const told = ledger(
    { id: 1, counter: 5 },
    { id: 2, counter: 6 },
    { id: 9, keypad: 2, counter: 1 },
    { id: 3, keypad: 3, counter: 0, status: 'notPressed' },
  );
  const settled = told.settle(3, standing({ 1: 6, 2: 1 }), { returned: 2, valid: 1, invalid: 1, votes: [0, 1, 0] });
  expect(settled).toEqual({ sent: 3, receipted: 3, counted: 3, ballots: 2, lost: 0, doubled: 0, faults: [] });
});

test('a ballot told `counted` that does not stand is lost, also when an earlier one does', () => {
  const told = ledger({ id: 1, counter: 5 }, { id: 2, counter: 6 }, { id: 3, keypad: 2, counter: 1 });
  const settled = told.settle(2, standing({ 1: 5 }), { returned: 1, valid: 1, invalid: 0, votes: [1, 0, 0] });
  expect(settled).toMatchObject({ lost: 2, doubled: 0 });
  expect(settled.faults).toEqual([
    'keypad 1 was told that 6 is counted, 5 stands',
    'keypad 2 was told that 1 is counted, 0 stands',
  ]);
});

test('more ballots than keypads are doubled, and a wrong vote is named', () => {
  const settled = ledger({ id: 1, counter: 5 }).settle(1, standing({ 1: 5 }), {
    returned: 2,
    valid: 2,
    invalid: 0,
    votes: [2, 0, 0],
  });
  expect(settled).toMatchObject({ lost: 0, doubled: 1 });
  expect(settled.faults).toContain('votes of 1: expected 1, published 2');
});

test('CLS7 what was told `closed` must not stand; what nobody learnt may', () => {
  const told = ledger(
    { id: 1, counter: 5 },
    { id: 2, counter: 6, status: 'closed' },
    { id: 3, keypad: 2, counter: 0, status: 'notPressed', unanswered: [4] },
  );
  const published = { returned: 2, valid: 2, invalid: 0, votes: [1, 0, 1] };
  expect(told.settle(2, standing({ 1: 5, 2: 4 }), published)).toMatchObject({ ballots: 2, lost: 0, faults: [] });
  expect(told.settle(2, standing({ 1: 5 }), { ...published, returned: 1, valid: 1, votes: [1, 0, 0] }).faults).toEqual(
    [],
  );
  expect(told.settle(2, standing({ 1: 6 }), { ...published, returned: 1, valid: 1, votes: [0, 1, 0] }).faults).toEqual([
    'keypad 1 was told that 6 is not counted; it stands',
  ]);
});

test('a counter that was never sealed, or came twice, is a fault', () => {
  const told = ledger({ id: 1, counter: 5 }, { id: 2, counter: 5 });
  const { faults } = told.settle(1, standing({ 1: 7 }), { returned: 1, valid: 1, invalid: 0, votes: [0, 0, 0] });
  expect(faults).toEqual(['keypad 1 sealed 5 after 5', 'keypad 1 never sealed 7, which stands']);
});

test('a refusal that no open round gives is a fault', () => {
  const told = ledger({ id: 1, counter: 5, status: 'notOnRoll' });
  const nothing = { returned: 0, valid: 0, invalid: 0, votes: [0, 0, 0] };
  expect(told.settle(1, standing({}), nothing)).toMatchObject({
    sent: 1,
    receipted: 0,
    faults: ['keypad 1 was told notOnRoll in an open round'],
  });
});
