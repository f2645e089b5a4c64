import { expect, it } from 'vitest';
import { rollFacts } from './roll-facts.ts';

it('counts seats and delegations, finds the longest name by its characters, and names that come twice', () => {
  expect(
    rollFacts([
      { name: '王芳', group: '一组', keypad: 1 },
      { name: '𬱖䶮𬭎', group: '一组', keypad: 2 },
      { name: '王芳', group: '', keypad: 9 },
      { name: '', group: '二组', keypad: 4 },
      { name: '', group: '二组', keypad: 5 },
    ]),
  ).toEqual({
    seats: 5,
    groups: [
      ['一组', 2],
      ['二组', 2],
    ],
    longest: '𬱖䶮𬭎',
    doubles: [{ name: '王芳', keypads: [1, 9] }],
  });
});
