import { describe, expect, test } from 'vitest';
import { assignVoices, NO_VOICES, type VoicePort, type VoiceState, voiceOf } from './voice.ts';

const NEVER = Number.NEGATIVE_INFINITY;
const port = (more: Partial<VoicePort> = {}): VoicePort => ({
  channel: 1,
  sound: true,
  allowed: true,
  shared: false,
  silentBy: NEVER,
  leaseOver: NEVER,
  ...more,
});
const named = (ports: Readonly<Record<string, Partial<VoicePort>>>): Map<string, VoicePort> =>
  new Map(Object.entries(ports).map(([name, more]) => [name, port(more)]));
/** a speaks on channel 1; at 1,000 its last line was written, so it is silent by 3,250. */
const speaking: VoiceState = { holders: new Map([[1, 'a']]), hushed: new Set() };
const LAST_LINE = { silentBy: 3250, leaseOver: 4000 };
const look = (state: VoiceState, ports: Map<string, VoicePort>): string[] =>
  [...ports].map(([name, { channel }]) => `${name} ${voiceOf(state, name, channel)}`);

test('GW12 the first receiver that is sound speaks; each channel has a speaker of its own', () => {
  const ports = named({ a: { sound: false }, b: {}, c: {}, d: { channel: 2 } });
  expect(look(assignVoices(NO_VOICES, ports, 0), ports)).toEqual(['a listens', 'b speaks', 'c listens', 'd speaks']);
});

test('GW12 who speaks goes on, also when one comes up that stands before it', () => {
  const ports = named({ z: {}, a: LAST_LINE });
  expect(look(assignVoices(speaking, ports, 1500), ports)).toEqual(['z listens', 'a speaks']);
});

describe('GW12 a speaker that is lost or in doubt', () => {
  const ports = named({ a: { sound: false, ...LAST_LINE }, b: {} });

  test('is hushed, and the spare waits until the first is surely silent', () => {
    const state = assignVoices(speaking, ports, 3249);
    expect(look(state, ports)).toEqual(['a hushed', 'b listens']);
    const after = assignVoices(state, ports, 3250);
    expect(look(after, ports)).toEqual(['a hushed', 'b speaks']);
  });

  test('is written to again when its lease ran out', () => {
    const after = assignVoices(assignVoices(speaking, ports, 1600), ports, 3250);
    expect(look(assignVoices(after, ports, 3999), ports)).toEqual(['a hushed', 'b speaks']);
    expect(look(assignVoices(after, ports, 4000), ports)).toEqual(['a listens', 'b speaks']);
  });

  test('keeps the voice if it is heard again in time', () => {
    const hushed = assignVoices(speaking, ports, 2000);
    const again = named({ a: LAST_LINE, b: {} });
    expect(look(assignVoices(hushed, again, 2100), again)).toEqual(['a speaks', 'b listens']);
  });

  test('is not hushed where nobody stands by: a lossy line is better than none', () => {
    const alone = named({ a: { sound: false, ...LAST_LINE }, b: { sound: false }, c: { allowed: false } });
    expect(look(assignVoices(speaking, alone, 9000), alone)).toEqual(['a speaks', 'b listens', 'c listens']);
  });

  test('SRV24 is hushed for the sake of another gateway too, and speaks again when it is heard and that one did not take over', () => {
    const shared = named({ a: { sound: false, shared: true, ...LAST_LINE } });
    const hushed = assignVoices(speaking, shared, 2000);
    expect(look(hushed, shared)).toEqual(['a hushed']);
    const silent = assignVoices(hushed, shared, 4000);
    expect(look(silent, shared)).toEqual(['a listens']);
    const again = named({ a: { shared: true, ...LAST_LINE } });
    expect(look(assignVoices(silent, again, 4100), again)).toEqual(['a speaks']);
  });
});

test('SRV24 a port that the server wants silent gives the voice up at once, without a hush; no other takes it before its time', () => {
  const ports = named({ a: { allowed: false, ...LAST_LINE }, b: {} });
  const state = assignVoices(speaking, ports, 1100);
  expect(look(state, ports)).toEqual(['a listens', 'b listens']);
  expect(look(assignVoices(state, ports, 3250), ports)).toEqual(['a listens', 'b speaks']);
});

test('a port that left its channel is no holder there', () => {
  const ports = named({ a: { channel: 2, ...LAST_LINE }, b: {} });
  expect(look(assignVoices(speaking, ports, 1100), ports)).toEqual(['a speaks', 'b speaks']);
});
