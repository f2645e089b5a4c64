import type { GreetingMessage } from '@piaojue/firmware-protocol/messages';
import { expect, test } from 'vitest';
import {
  BACK_OFF_FIRST_MS,
  BACK_OFF_MOST_MS,
  type LinkEffect,
  type LinkInput,
  type LinkState,
  SILENCE_MS,
  startLink,
  stepLink,
} from './link-machine.ts';

const greeting = (more: Partial<GreetingMessage> = {}): GreetingMessage => ({
  oldest: 1,
  newest: 1,
  boot: 7,
  receiver: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]),
  channel: 3,
  queue: 256,
  features: 31,
  ...more,
});

function play(...inputs: LinkInput[]): { state: LinkState; effects: readonly LinkEffect[] } {
  let [state, effects] = startLink(0);
  for (const input of inputs) [state, effects] = stepLink(state, input);
  return { state, effects };
}
const types = (effects: readonly LinkEffect[]): string[] =>
  effects.map((effect) => (effect.type === 'count' ? `count ${effect.name}` : effect.type));
const opened: LinkInput = { type: 'opened', now: 10 };
const greets: LinkInput = { type: 'greeting', now: 20, greeting: greeting() };

test('GW2 opening asks for a greeting at once and each second', () => {
  const first = play(opened);
  expect(first.state.name).toBe('greeting');
  expect(first.effects).toContainEqual({ type: 'beat', ask: true, speak: false });
  const second = stepLink(first.state, { type: 'tick', now: 1010 });
  expect(second[1]).toEqual([{ type: 'beat', ask: true, speak: false }]);
  expect(stepLink(second[0], { type: 'tick', now: 1500 })[1]).toEqual([]);
});

test('GW2 a greeting brings the link up; state, then paper', () => {
  const { state, effects } = play(opened, greets);
  expect(state).toMatchObject({ name: 'up', channel: 3, receiver: '0102030405060708', boot: 7 });
  expect(types(effects)).toEqual(['beat', 'resend', 'changed']);
  expect(effects[0]).toEqual({ type: 'beat', ask: false, speak: true });
});

test('GW2 another boot id brings state and paper again; the same one does not', () => {
  const { state } = play(opened, greets);
  const same = stepLink(state, { type: 'greeting', now: 30, greeting: greeting() });
  expect(same[1]).toEqual([]);
  const other = stepLink(state, { type: 'greeting', now: 30, greeting: greeting({ boot: 8 }) });
  expect(types(other[1])).toEqual(['count restarts', 'beat', 'resend']);
});

test.each([
  [2, 3],
  [0, 0],
])('VER2 versions %i to %i are refused; O goes on without a lease', (oldest, newest) => {
  const { state, effects } = play(opened, { type: 'greeting', now: 20, greeting: greeting({ oldest, newest }) });
  expect(state.name).toBe('refused');
  expect(types(effects)).toEqual(['count refused', 'changed']);
  expect(stepLink(state, { type: 'tick', now: 1010 })[1]).toEqual([{ type: 'beat', ask: true, speak: false }]);
});

test('VER2 a receiver with new firmware is taken without a restart of the gateway', () => {
  const { state } = play(
    opened,
    { type: 'greeting', now: 20, greeting: greeting({ oldest: 2, newest: 2 }) },
    { type: 'greeting', now: 9000, greeting: greeting({ oldest: 1, newest: 2, boot: 9 }) },
  );
  expect(state.name).toBe('up');
});

test('GW3 silence: the port is asked; gone → closed and opened again', () => {
  const up = play(opened, greets).state;
  const silent = stepLink(up, { type: 'tick', now: 20 + SILENCE_MS + 1 });
  expect(silent[0].name).toBe('silent');
  expect(types(silent[1])).toContain('probe');
  expect(silent[1]).toContainEqual({ type: 'beat', ask: false, speak: false });
  const lost = stepLink(silent[0], { type: 'probed', now: 4000, alive: false });
  expect(lost[0].name).toBe('lost');
  expect(types(lost[1])).toEqual(['count probe-failed', 'close', 'changed']);
  const again = stepLink(lost[0], { type: 'tick', now: 4000 + BACK_OFF_FIRST_MS });
  expect(types(again[1])).toEqual(['count reopened', 'open']);
});

test('GW3 a port that answers and stays silent is opened again all the same', () => {
  let { state } = play(opened, greets);
  [state] = stepLink(state, { type: 'tick', now: 4000 });
  [state] = stepLink(state, { type: 'probed', now: 4001, alive: true });
  expect(state.name).toBe('silent');
  const lost = stepLink(state, { type: 'tick', now: 4000 + SILENCE_MS + 1 });
  expect(lost[0].name).toBe('lost');
  expect(types(lost[1])).toContain('close');
});

test('GW3 a line ends the silence', () => {
  let { state } = play(opened, greets);
  [state] = stepLink(state, { type: 'tick', now: 4000 });
  const back = stepLink(state, { type: 'heard', now: 4100 });
  expect(back[0].name).toBe('up');
  expect(back[1]).toContainEqual({ type: 'beat', ask: false, speak: true });
});

test('GW2 a port that was opened again and is heard late greets first: another receiver may stand there, on another channel', () => {
  let { state } = play(opened, greets, { type: 'gone', now: 30 });
  [state] = stepLink(state, { type: 'tick', now: 300 });
  [state] = stepLink(state, { type: 'opened', now: 310 });
  [state] = stepLink(state, { type: 'tick', now: 310 + SILENCE_MS + 1 });
  expect(state.name).toBe('silent');
  const back = stepLink(state, { type: 'heard', now: 3500 });
  expect(back[0].name).toBe('greeting');
  expect(back[1]).toContainEqual({ type: 'beat', ask: true, speak: false });
});

test('GW3 waits 250 ms, then twice as long each time, at most 4 s; a greeting begins anew', () => {
  let { state } = play();
  const waits: number[] = [];
  for (let i = 0, now = 0; i < 7; i++) {
    [state] = stepLink(state, { type: 'openFailed', now });
    waits.push(state.nextTryAt - now);
    now = state.nextTryAt;
    [state] = stepLink(state, { type: 'tick', now });
  }
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, BACK_OFF_MOST_MS, BACK_OFF_MOST_MS]);
  [state] = stepLink(state, { type: 'opened', now: 50_000 });
  [state] = stepLink(state, { type: 'greeting', now: 50_001, greeting: greeting() });
  [state] = stepLink(state, { type: 'gone', now: 50_002 });
  expect(state.nextTryAt - 50_002).toBe(BACK_OFF_FIRST_MS);
});

test('only one opening is under way at a time', () => {
  let { state } = play({ type: 'openFailed', now: 0 });
  const first = stepLink(state, { type: 'tick', now: 300 });
  expect(types(first[1])).toContain('open');
  [state] = first;
  expect(stepLink(state, { type: 'tick', now: 9000 })[1]).toEqual([]);
});

test('late inputs of a port that was given up change nothing', () => {
  const { state } = play(opened, greets, { type: 'gone', now: 30 });
  for (const input of [
    { type: 'gone', now: 31 },
    { type: 'heard', now: 31 },
    { type: 'probed', now: 31, alive: false },
    { type: 'greeting', now: 31, greeting: greeting() },
  ] as const) {
    expect(stepLink(state, input)).toEqual([state, []]);
  }
});
