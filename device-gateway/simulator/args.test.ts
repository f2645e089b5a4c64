import { expect, test } from 'vitest';
import { parseSimulatorArgs } from './args.ts';

test('without arguments: one receiver, the simple air, 921,600 baud', () => {
  expect(parseSimulatorArgs([], 1)).toMatchObject({
    ok: true,
    value: { keypads: 60, receivers: 1, channels: 1, air: 'simple', baud: 921_600, http: null, keySets: ['full'] },
  });
});

test('AIR11 the slotted air has the three bit rates', () => {
  for (const airRate of ['50k', '250k', '1M']) {
    const parsed = parseSimulatorArgs(['--air', 'slotted', '--air-rate', airRate], 1);
    expect(parsed).toMatchObject({ ok: true, value: { air: 'slotted', airRate } });
  }
});

test.each([
  [['--air', 'real'], '--air: expected simple or slotted, got real'],
  [['--air-rate', '2M'], '--air-rate: expected 50k, 250k, 1M, got 2M'],
  [['--keypads', '0'], '--keypads: expected a whole number from 1 to'],
  [['--mode', 'x'], '--mode: expected rehearsal, real or beacon, got x'],
  [['--key-sets', 'full,few'], '--key-sets: expected full, digits, choices, arrows with commas between, got few'],
  [['--defect', 'x'], '--defect: expected one of no-greeting, '],
])('%j is refused with what was expected', (argv, message) => {
  expect(parseSimulatorArgs(argv, 1)).toMatchObject({ ok: false, error: expect.stringContaining(message) });
});

test('a defect is planted by its name', () => {
  const parsed = parseSimulatorArgs(['--defect', 'no-heartbeat', '--defect', 'crlf', '--hands', '200'], 1);
  expect(parsed.ok && parsed.value.defects).toHaveLength(2);
  expect(parsed.ok && parsed.value.hands).toBe(200);
});
