import { expect, test } from 'vitest';
import { NO_FAULTS, parseFaults } from './fault-spec.ts';

test('a list of shares and counts', () => {
  expect(parseFaults('drop=0.1, repeat=0.1,corrupt=0.02,airloss=0.1,unplug=1,killServer=1')).toEqual({
    ok: true,
    value: { ...NO_FAULTS, drop: 0.1, repeat: 0.1, corrupt: 0.02, airloss: 0.1, unplug: 1, killServer: 1 },
  });
  expect(parseFaults('')).toEqual({ ok: true, value: NO_FAULTS });
});

test.each([
  ['drpo=0.1', /expected one of drop, .*got "drpo"/],
  ['drop', /expected drop as a share from 0 to below 1, got "drop"/],
  ['drop=', /got "drop="/],
  ['drop=1', /got "drop=1"/],
  ['drop=-0.1', /got "drop=-0.1"/],
  ['drop=0.1=2', /got "drop=0.1=2"/],
  ['unplug=0.5', /expected unplug as a whole number from 0 to 100, got "unplug=0.5"/],
  ['unplug=1000', /got "unplug=1000"/],
  ['drop=0.1,drop=0.2', /drop twice/],
  ['toString=1', /got "toString"/],
])('%s is refused', (text, message) => {
  const spec = parseFaults(text);
  expect(!spec.ok && spec.error).toMatch(message);
});
