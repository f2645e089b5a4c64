import { expect, test } from 'vitest';
import type { Press } from './control.ts';
import { Deputies } from './deputies.ts';
import { KeypadOnTheAir, paperOf } from './keypad/keypad-fixture.ts';
import { seededRandom } from './random.ts';

/** One keypad with number 7 and its deputy. */
function seat(air = new KeypadOnTheAir()) {
  let open = true;
  const deputies = new Deputies({
    keypads: new Map([[7, air.keypad]]),
    random: seededRandom(1),
    touch: () => undefined,
    isOpen: () => open,
  });
  const advance = (ms: number): void => {
    for (let left = ms; left > 0; left -= 10) {
      air.now += 10;
      deputies.advance(air.now);
      for (const output of air.outputs.splice(0)) deputies.onEnding(7, output, air.now);
    }
  };
  deputies.advance(air.now);
  return { air, deputies, advance, setOpen: (value: boolean) => (open = value) };
}
const press = (id: number, ...marks: number[]): Press => ({ id, keypad: 7, marks });

test('presses of one keypad go one after another, each with its outcome and its time', () => {
  const { air, deputies, advance } = seat();
  air.deal();
  deputies.press([press(1, 1), press(2, 2)], 1000);
  advance(50);
  const first = air.ballot();
  advance(200);
  expect(air.ballot()).toBe(first);
  air.answer('counted');
  advance(20);
  expect(air.ballot()).not.toBe(first);
  air.answer('counted');
  advance(20);
  expect(deputies.outcomes).toMatchObject([
    { id: 1, keypad: 7, status: 'counted' },
    { id: 2, keypad: 7, status: 'counted' },
  ]);
  expect(deputies.outcomes[0]?.ms).toBeGreaterThanOrEqual(200);
});

test('presses wait until the round is open and the paper is there', () => {
  const { air, deputies, advance, setOpen } = seat();
  setOpen(false);
  deputies.press([press(1, 1)], 1000);
  advance(500);
  setOpen(true);
  advance(500);
  expect(air.state.ballot).toBeNull();
  air.deal();
  advance(20);
  expect(air.ballot()).toBeDefined();
});

test('so many a second, and commands add up', () => {
  const { air, deputies, advance } = seat();
  air.deal();
  deputies.press([press(1, 1), press(2, 2)], 10);
  deputies.press([press(3, 3)], 10);
  expect(deputies.ordered).toBe(3);
  advance(90);
  expect(air.state.ballot).toBeNull();
  advance(20);
  air.answer('counted');
  advance(20);
  air.answer('counted');
  advance(20);
  expect(deputies.outcomes.map((outcome) => outcome.id)).toEqual([1, 3]);
  expect(air.state.ballot).toBeNull();
  advance(60);
  air.answer('counted');
  advance(20);
  expect(deputies.ended).toBe(3);
});

test('a keypad that lost its battery is pressed again', () => {
  const { air, deputies, advance } = seat();
  air.deal();
  deputies.press([press(1, 3)], 1000);
  advance(30);
  air.keypad.step({ type: 'off' });
  deputies.onPowerLoss(7);
  advance(100);
  air.keypad.step({ type: 'on' });
  air.deal();
  advance(20);
  air.answer('counted');
  advance(20);
  expect(deputies.outcomes).toMatchObject([{ id: 1, status: 'counted' }]);
});

test('a ballot that a power loss took is named in the outcome of its press, with the counter that was answered', () => {
  const { air, deputies, advance } = seat();
  air.deal();
  deputies.press([press(1, 3), press(2, 1)], 1000);
  advance(30);
  const lost = air.state.ballot?.frame.counter;
  air.keypad.step({ type: 'off' });
  deputies.onPowerLoss(7);
  air.keypad.step({ type: 'on' });
  air.deal();
  advance(20);
  const answered = air.state.ballot?.frame.counter;
  air.answer('counted');
  advance(20);
  air.answer('counted');
  advance(20);
  expect(answered).toBeGreaterThan(lost ?? Number.POSITIVE_INFINITY);
  expect(deputies.outcomes).toMatchObject([
    { id: 1, counter: answered, unanswered: [lost] },
    { id: 2, counter: (answered ?? 0) + 1, unanswered: [] },
  ]);
});

test('what was not begun is taken back; what was sealed still gets its answer', () => {
  const { air, deputies, advance } = seat();
  air.deal();
  deputies.press([press(1, 1), press(2, 2), press(3, 3)], 20);
  advance(100);
  expect(air.state.ballot).not.toBeNull();
  deputies.withdraw();
  expect(deputies.outcomes).toMatchObject([
    { id: 3, status: 'notPressed', counter: 0 },
    { id: 2, status: 'notPressed', counter: 0 },
  ]);
  air.answer('counted');
  advance(500);
  expect(deputies.outcomes.slice(2)).toMatchObject([{ id: 1, status: 'counted' }]);
  expect([deputies.ended, air.state.ballot]).toEqual([3, null]);
});

test('where the first submission counts, a second press is answered `locked`', () => {
  const { air, deputies, advance } = seat(new KeypadOnTheAir(paperOf({ firstPress: true })));
  air.deal();
  deputies.press([press(1, 1), press(2, 2)], 1000);
  advance(30);
  air.answer('counted');
  advance(50);
  expect(deputies.outcomes.map((outcome) => outcome.status)).toEqual(['counted', 'locked']);
});

test('a keypad that was told `closed` is pressed in the next round as soon as it hears of it', () => {
  const { air, deputies, advance } = seat();
  air.deal();
  deputies.press([press(1, 1)], 1000);
  advance(30);
  air.hall = 'closed';
  air.beacon();
  air.answer('closed', 0);
  // The round is open on another channel already; here the beacon still says closed.
  deputies.press([press(2, 2)], 1000);
  advance(50);
  expect(air.state.locked).toBe(true);
  expect(deputies.outcomes).toMatchObject([{ id: 1, status: 'closed' }]);
  air.setPaper(paperOf({ round: 2 }));
  air.hall = 'open';
  air.deal();
  advance(20);
  expect(air.ballot()).toMatchObject({ round: 2 });
});

test('signs in within the time, once sign-in is on', () => {
  const { air, deputies, advance } = seat();
  air.hall = 'idle';
  air.beacon();
  deputies.signIn([7], 100, air.now);
  advance(200);
  expect(air.state.signIn).toBeNull();
  air.hall = 'signIn';
  air.beacon();
  advance(20);
  air.answer('signedIn');
  advance(20);
  expect(deputies.signedIn).toEqual([7]);
});
