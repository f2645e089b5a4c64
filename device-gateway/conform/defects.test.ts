import { expect, it } from 'vitest';
import { DEFECTS } from '../simulator/defects/defects.ts';
import { CHECKS } from './checks/all.ts';
import { playAgainstSimulator, type TestHall } from './test-hall.ts';

/** Every fault that can be planted, and the whole kit against it, on a clock that jumps. */
const failing = async (options: TestHall): Promise<string[]> => {
  const { judged } = await playAgainstSimulator(options);
  return judged.filter(({ finding }) => finding.verdict === 'failed').map(({ check }) => check.name);
};

it.each(Object.entries(DEFECTS))(
  '%s: it is caught, and only checks that are named with it take offence',
  async (_, defect) => {
    const { caughtBy, alsoFails = [] } = defect;
    const failed = new Set(await failing({ defects: [defect], replug: caughtBy === 'new-boot' }));
    if (caughtBy !== null) expect(failed).toContain(caughtBy);
    expect([...failed].filter((name) => name !== caughtBy && !alsoFails.includes(name))).toEqual([]);
  },
);

it('each check catches a fault of its own', () => {
  const caught = new Set(Object.values(DEFECTS).map(({ caughtBy }) => caughtBy));
  expect(CHECKS.filter(({ name }) => !caught.has(name)).map(({ name }) => name)).toEqual([]);
});

it.each([
  ['the simple air, 921,600 baud', {}],
  ['the simple air, 115,200 baud', { baud: 115_200 }],
  ['50 kbit/s', { air: 'slotted', airRate: '50k', baud: 115_200 }],
  ['250 kbit/s', { air: 'slotted', airRate: '250k' }],
  ['250 kbit/s, 120 keypads', { air: 'slotted', airRate: '250k', keypads: 120 }],
  ['1 Mbit/s', { air: 'slotted', airRate: '1M' }],
  ['250 kbit/s with a hundredth of all radio frames lost', { air: 'slotted', airRate: '250k', airloss: 0.01 }],
  ['one keypad', { keypads: 1, air: 'slotted', airRate: '250k' }],
] as const)('a sound receiver passes: %s', async (_, options) => {
  for (const seed of [1, 2, 3]) {
    const { judged } = await playAgainstSimulator({ ...options, seed });
    const bad = judged.filter(({ check, finding }) => finding.verdict !== 'ok' && check.optional !== true);
    expect(bad.map(({ check, finding }) => ({ check: check.name, ...finding }))).toEqual([]);
  }
});

it('REC12 a restart is asked for, and judged by the boot id', async () => {
  const { judged, prompts } = await playAgainstSimulator({ replug: true });
  expect(prompts).toEqual([expect.stringContaining('off its power')]);
  expect(judged.find(({ check }) => check.name === 'new-boot')?.finding.verdict).toBe('ok');
});

it('MSG4 a minute of listening shows the levels', async () => {
  const { judged } = await playAgainstSimulator({ long: true });
  expect(judged.find(({ check }) => check.name === 'levels')?.finding.verdict).toBe('ok');
});

it('GW11 what a simple receiver does not offer is skipped, and nothing else', async () => {
  const simple = DEFECTS['simple'];
  const { judged } = await playAgainstSimulator({ defects: simple ? [simple] : [] });
  const skipped = judged.filter(({ finding }) => finding.verdict === 'skipped').map(({ check }) => check.feature);
  expect(new Set(skipped)).toEqual(new Set(['drain', 'heard', 'levels', 'rollCall', 'voice']));
  const bad = judged.filter(({ check, finding }) => finding.verdict === 'notSeen' && check.optional !== true);
  expect(bad).toEqual([]);
});

it('without keypads nothing about them is claimed', async () => {
  const { judged } = await playAgainstSimulator({ presses: 'none' });
  const verdicts = new Map(judged.map(({ check, finding }) => [check.name, finding.verdict]));
  expect(verdicts.get('ballots')).toBe('notSeen');
  expect(verdicts.get('lease-0')).toBe('notSeen');
  expect(verdicts.get('drained')).toBe('ok');
  expect([...verdicts.values()]).not.toContain('failed');
});

it('one keypad in the hand of a person who does what is asked is enough', async () => {
  const { judged } = await playAgainstSimulator({ presses: 'people', obliging: true, air: 'slotted' });
  const bad = judged.filter(({ check, finding }) => finding.verdict !== 'ok' && check.optional !== true);
  expect(bad.map(({ check, finding }) => ({ check: check.name, ...finding }))).toEqual([]);
});

it('people who press nothing are told what to press, and nothing fails', async () => {
  const { judged, prompts } = await playAgainstSimulator({ presses: 'people' });
  expect(prompts.filter((text) => text.startsWith('Press'))).toHaveLength(3);
  expect(judged.filter(({ finding }) => finding.verdict === 'failed')).toEqual([]);
  expect(judged.find(({ check }) => check.name === 'sign-ins')?.finding).toMatchObject({ verdict: 'notSeen' });
});
