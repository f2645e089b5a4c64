import { NO_FAULTS } from '@piaojue/device-gateway/simulator/faults/fault-spec';
import { expect, test } from 'vitest';
import { defaultFaults, readEndurePlan } from './endure-plan.ts';

const read = (...args: string[]) => {
  const plan = readEndurePlan(args);
  if (!plan.ok) throw new Error(plan.error);
  return plan.value;
};

test('without a word about faults all of them are asked for', () => {
  for (const ballots of [20_000, 1_000_000]) {
    const { faults, events } = read('--ballots', String(ballots));
    expect(faults.toSorted()).toEqual(Object.keys(NO_FAULTS).toSorted());
    expect(Object.values(events).every((count) => count >= 2)).toBe(true);
  }
  expect(defaultFaults(1_000_000)).toContain('killServer=20');
});

test('shares are for the simulator, counted faults are kept: it knows no end of the run', () => {
  const plan = read('--faults', 'drop=0.1,unplug=3');
  expect(plan.hall.faults).toBe('drop=0.1');
  expect(plan.events).toMatchObject({ unplug: 3, killServer: 0 });
  expect(plan.faults).toEqual(['drop', 'unplug']);
});

test.each([
  [['--ballots', '0'], '--ballots: expected a whole number above 0, got 0'],
  [['--seed', 'x'], '--seed: expected a whole number above 0, got x'],
  [['--channels', '6'], '--channels: expected at most as many as receivers (5), got 6'],
  [['--faults', 'drop=2'], 'expected drop as a share'],
  [['--ballot', '5'], 'piaojue endure --ballots N'],
])('%j is refused', (args, message) => {
  const plan = readEndurePlan(args);
  expect(!plan.ok && plan.error).toContain(message);
});
