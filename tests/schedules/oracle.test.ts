import { NO_FAULTS } from '@piaojue/device-gateway/simulator/faults/fault-spec';
import { expect, test } from 'vitest';
import { History, type Entry } from './history.ts';
import { judge } from './oracle.ts';
import { type Schedule, scheduleOf } from './schedule.ts';

/** The oracle alone, on histories written by hand: each of its sentences can be said, and none without a reason. */
const CALM: Schedule = {
  ...scheduleOf(1),
  calm: true,
  keypads: 2,
  absent: [2],
  press: 'last',
  commitMs: 1,
  drainMs: 1000,
  faults: NO_FAULTS,
  deeds: [],
};
type Step = readonly [at: number, entry: Entry];

const pressed = (at: number, counter: number, keypad = 1): Step => [
  at,
  { what: 'pressed', keypad, counter, marks: [1, 2] },
];
const arrived = (at: number, counter: number, keypad = 1): Step => [at, { what: 'arrived', keypad, counter }];
const committed = (at: number, counter: number, keypad = 1): Step => [at, { what: 'committed', keypad, counter }];
const receipted = (at: number, counter: number): Step => [at, { what: 'receipted', keypad: 1, counter }];
const ended = (at: number, counter: number, ending = 'counted'): Step => [
  at,
  { what: 'ended', keypad: 1, counter, ending },
];
const closing: Step = [400, { what: 'closing' }];
const cutOff: Step = [500, { what: 'cut-off', drained: true }];
const closed = (counter: number, votes = [1, 1, 0, 0, 0], second = 0): Step => [
  600,
  {
    what: 'closed',
    counters: [counter, second],
    totals: { returned: votes[0] ?? 0, valid: votes[0] ?? 0, invalid: 0, votes },
  },
];
const NOBODY = [0, 0, 0, 0, 0];
const voted: readonly Step[] = [
  [0, { what: 'server started' }],
  pressed(100, 1),
  arrived(110, 1),
  committed(112, 1),
  receipted(113, 1),
  ended(120, 1),
];

function wrongIn(
  steps: readonly Step[],
  over: Partial<Schedule> = {},
  waiting: readonly number[] = [],
): readonly string[] {
  const history = new History();
  for (const [at, entry] of steps.toSorted((a, b) => a[0] - b[0])) history.add(at, entry);
  return judge({ ...CALM, ...over }, history, waiting).wrong;
}

test('a vote in which all is right is right, also where a later ballot takes the place of an earlier one', () => {
  expect(wrongIn([...voted, closing, cutOff, closed(1)])).toEqual([]);
  const again = [pressed(200, 2), arrived(210, 2), committed(212, 2), receipted(213, 2), ended(220, 2)];
  expect(wrongIn([...voted, ...again, closing, cutOff, closed(2)])).toEqual([]);
});

test.each<[said: RegExp, steps: readonly Step[], over?: Partial<Schedule>, waiting?: readonly number[]]>([
  [/never closed/, [...voted, closing, cutOff]],
  [
    /the cut-off came 1501 ms after the closing/,
    [...voted, closing, [1901, { what: 'cut-off', drained: false }], [2000, closed(1)[1]]],
  ],
  [
    /2 may not vote and counts/,
    [
      ...voted,
      pressed(100, 7, 2),
      arrived(110, 7, 2),
      committed(112, 7, 2),
      closing,
      cutOff,
      closed(1, [2, 2, 0, 0, 0], 7),
    ],
  ],
  [
    /9 counts and was never pressed/,
    [...voted, arrived(210, 9), committed(212, 9), closing, cutOff, closed(9, NOBODY)],
  ],
  [
    /2 counts and came after the cut-off/,
    [...voted, pressed(390, 2), closing, cutOff, arrived(510, 2), committed(512, 2), ended(515, 2), closed(2)],
  ],
  [
    /2 came before the cut-off and does not count/,
    [...voted, pressed(390, 2), closing, arrived(410, 2), cutOff, ended(510, 2, 'closed'), closed(1)],
  ],
  [/stands twice on the disk: 1, 1/, [...voted, committed(114, 1), closing, cutOff, closed(1)]],
  [
    /several first ballots: 1, 2/,
    [
      ...voted,
      pressed(200, 2),
      arrived(210, 2),
      committed(212, 2),
      ended(220, 2, 'counter'),
      closing,
      cutOff,
      closed(1),
    ],
    { press: 'first' },
  ],
  [
    /nothing went wrong and 2 does not count/,
    [...voted, pressed(390, 2), closing, cutOff, ended(510, 2, 'closed'), closed(1)],
  ],
  [
    /2 was pressed while it knew of the closing/,
    [
      ...voted,
      closing,
      [410, { what: 'locked', keypad: 1 }],
      pressed(420, 2),
      arrived(430, 2),
      committed(432, 2),
      ended(440, 2),
      cutOff,
      closed(2),
    ],
  ],
  [
    /a receipt for 2 before the disk had it/,
    [
      ...voted,
      pressed(200, 2),
      arrived(210, 2),
      receipted(211, 2),
      committed(212, 2),
      ended(220, 2),
      closing,
      cutOff,
      closed(2),
    ],
  ],
  [/green for 2, which does not count/, [...voted, pressed(200, 2), ended(220, 2), closing, cutOff, closed(1)]],
  [/red \(closed\) for 1, which counts/, [...voted.slice(0, -1), ended(120, 1, 'closed'), closing, cutOff, closed(1)]],
  [/no word about 1, its last ballot/, [...voted.slice(0, -1), closing, cutOff, closed(1)]],
  [/the close says 0 counts, the disk holds 1/, [...voted, closing, cutOff, closed(0)]],
  [/the count is .* by the presses it is/, [...voted, closing, cutOff, closed(1, [1, 0, 1, 0, 0])]],
  [/keypad 1 still waits/, [...voted, closing, cutOff, closed(1)], {}, [1]],
])('it says: %s', (said, steps, over = {}, waiting = []) => {
  expect(wrongIn(steps, over, waiting)).toContainEqual(expect.stringMatching(said));
});

test('it says when a nonce was used for two ballots', () => {
  const history = new History();
  for (const [at, entry] of [...voted, closing, cutOff, closed(1)]) history.add(at, entry);
  history.sealed('1:1:1', 'aa');
  history.sealed('1:1:1', 'aa');
  expect(judge(CALM, history, []).wrong).toEqual([]);
  history.sealed('1:1:1', 'bb');
  expect(judge(CALM, history, []).wrong).toEqual([expect.stringContaining('used for 2 ballots')]);
});

test.each([
  ['both with a server, where lines hold', false, false, 1, {}],
  ['both with a server, where lines are lost', false, false, 3001, { faults: { ...NO_FAULTS, drop: 0.1 } }],
  ['one of them without a server', true, false, 3001, {}],
] as const)('it says when two receivers speak on one channel: %s', (_what, busy, other, most, over) => {
  const speaking = (ms: number): readonly string[] => {
    const history = new History();
    for (const [at, entry] of [...voted, closing, cutOff, closed(1)]) history.add(at, entry);
    history.speeches.push({ channel: 0, receiver: 0, busy, from: 0, until: 10_000 });
    history.speeches.push({ channel: 0, receiver: 1, busy: other, from: 100, until: 100 + ms });
    history.speeches.push({ channel: 1, receiver: 2, busy: false, from: 0, until: 10_000 });
    return judge({ ...CALM, ...over }, history, []).wrong;
  };
  expect(speaking(most - 1)).toEqual([]);
  expect(speaking(most)).toEqual([expect.stringContaining('both spoke')]);
});
