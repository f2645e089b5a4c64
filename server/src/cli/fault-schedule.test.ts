import { seededRandom } from '@piaojue/device-gateway/simulator/random';
import { expect, test } from 'vitest';
import { planFaults } from './fault-schedule.ts';

const EVENTS = { unplug: 4, rebootReceiver: 4, rebootKeypad: 20, restartGateway: 6, killServer: 6 } as const;
const plan = (seed: number) => planFaults(EVENTS, 100_000, seededRandom(seed));

test('as many as were asked for, in order, each at a time of its own kind', () => {
  const faults = plan(3);
  for (const [name, count] of Object.entries(EVENTS))
    expect(faults.filter(({ what }) => what === name)).toHaveLength(count);
  expect(faults.map(({ after }) => after)).toEqual(faults.map(({ after }) => after).toSorted((a, b) => a - b));
  expect(new Set(faults.filter(({ what }) => what === 'killServer').map(({ after }) => after)).size).toBe(6);
});

test('server and gateway are left alone in the last third; half of the kills of the server come at a close', () => {
  const restarts = plan(5).filter(({ what }) => what === 'killServer' || what === 'restartGateway');
  expect(Math.max(...restarts.map(({ after }) => after))).toBeLessThan(66_000);
  expect(
    plan(5)
      .filter(({ atClose }) => atClose)
      .map(({ what }) => what),
  ).toEqual(['killServer', 'killServer', 'killServer']);
});

test('one seed, one plan', () => {
  expect(plan(7)).toEqual(plan(7));
  expect(plan(7)).not.toEqual(plan(8));
});
