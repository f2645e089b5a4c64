import { type GreetingMessage, WIRE_VERSION } from '@piaojue/firmware-protocol/messages';
import type { CounterName } from '../counters.ts';
import type { LinkStateName } from '../driver.ts';

/**
 * The life of one link, without a clock, a port or a timer: `(state, input) → next state + effects`, run by line-driver.
 *
 *     opening ──opened──▶ greeting ──G──▶ up ◀──a line── silent
 *        ▲  └─failed─┐       │ └─wrong version─▶ refused    │
 *        │           ▼       ▼ silence                      ▼ probe fails, or silence goes on
 *        └─back-off─ lost ◀──────────────────────────────────
 *
 * Silence, not a `close` event, tells that a link is gone: a USB port that is pulled often raises no event at all.
 */
export const BEAT_MS = 1000;
export const SILENCE_MS = 3000;
export const BACK_OFF_FIRST_MS = 250;
export const BACK_OFF_MOST_MS = 4000;

export interface LinkState {
  readonly name: LinkStateName;
  /** Monotonic ms of the last good line; null before the first one since opening. */
  readonly heardAt: number | null;
  /** Since when silence is measured: opening, last line, or last probe. */
  readonly quietSince: number;
  readonly nextBeatAt: number;
  readonly nextTryAt: number;
  /** Failed or lost openings in a row. */
  readonly tries: number;
  readonly opening: boolean;
  readonly probing: boolean;
  /** Since the port was opened. */
  readonly greeted: boolean;
  /** Of the last greeting, also of one before the port was opened again. */
  readonly boot: number | null;
  /** 16 hex digits. */
  readonly receiver: string | null;
  readonly channel: number | null;
}

export type LinkInput =
  | { readonly type: 'tick' | 'opened' | 'openFailed' | 'gone' | 'heard'; readonly now: number }
  | { readonly type: 'probed'; readonly now: number; readonly alive: boolean }
  | { readonly type: 'greeting'; readonly now: number; readonly greeting: GreetingMessage };

export type LinkEffect =
  | { readonly type: 'open' | 'close' | 'probe' | 'changed' }
  /** Send state O now. `ask`: with sequence 0, which asks for a greeting. `speak`: a voice may be leased. */
  | { readonly type: 'beat'; readonly ask: boolean; readonly speak: boolean }
  /** State and paper again: the receiver knows nothing yet, or no more. */
  | { readonly type: 'resend' }
  | { readonly type: 'count'; readonly name: CounterName };

export type LinkStep = readonly [LinkState, readonly LinkEffect[]];

/** The first state, and the order to open the port. */
export function startLink(now: number): LinkStep {
  const state: LinkState = {
    name: 'opening',
    heardAt: null,
    quietSince: now,
    nextBeatAt: now,
    nextTryAt: now,
    tries: 0,
    opening: true,
    probing: false,
    greeted: false,
    boot: null,
    receiver: null,
    channel: null,
  };
  return [state, [{ type: 'open' }]];
}

export function stepLink(state: LinkState, input: LinkInput): LinkStep {
  switch (input.type) {
    case 'tick':
      return tick(state, input.now);
    case 'opened':
      return [
        {
          ...state,
          name: 'greeting',
          opening: false,
          probing: false,
          greeted: false,
          heardAt: null,
          quietSince: input.now,
          nextBeatAt: input.now + BEAT_MS,
        },
        [beat('greeting'), { type: 'changed' }],
      ];
    case 'openFailed':
      return lost({ ...state, opening: false }, input.now, [{ type: 'count', name: 'open-failed' }]);
    case 'gone':
      return isOpen(state) ? lost(state, input.now, [{ type: 'close' }]) : [state, []];
    case 'heard':
      return heard(state, input.now);
    case 'probed':
      return probed(state, input.now, input.alive);
    case 'greeting':
      return greeted(state, input.now, input.greeting);
    default:
      return input satisfies never;
  }
}

const isOpen = (state: LinkState): boolean =>
  state.name === 'greeting' || state.name === 'up' || state.name === 'silent' || state.name === 'refused';

const beat = (name: LinkStateName): LinkEffect => ({
  type: 'beat',
  ask: name === 'greeting' || name === 'refused',
  speak: name === 'up',
});

/** 250, 500, 1000, 2000, 4000, 4000 … ms */
const backOff = (tries: number): number => Math.min(BACK_OFF_MOST_MS, BACK_OFF_FIRST_MS * 2 ** Math.min(tries, 10));

function lost(state: LinkState, now: number, effects: readonly LinkEffect[]): LinkStep {
  const next: LinkState = {
    ...state,
    name: 'lost',
    probing: false,
    nextTryAt: now + backOff(state.tries),
    tries: state.tries + 1,
  };
  return [next, state.name === 'lost' ? effects : [...effects, { type: 'changed' }]];
}

function tick(state: LinkState, now: number): LinkStep {
  if (state.name === 'lost') {
    if (state.opening || now < state.nextTryAt) return [state, []];
    return [{ ...state, opening: true }, [{ type: 'count', name: 'reopened' }, { type: 'open' }]];
  }
  if (!isOpen(state)) return [state, []];
  const effects: LinkEffect[] = [];
  let next = state;
  if (now - state.quietSince > SILENCE_MS && !state.probing && state.name !== 'refused') {
    // Silent a second time, after a probe that found the port alive: open it afresh all the same.
    if (state.name === 'silent') return lost(state, now, [{ type: 'close' }]);
    next = { ...next, name: 'silent', probing: true, quietSince: now };
    effects.push({ type: 'count', name: 'silent' }, { type: 'probe' }, { type: 'changed' });
  }
  if (now >= state.nextBeatAt) {
    next = { ...next, nextBeatAt: now + BEAT_MS };
    effects.push(beat(next.name));
  }
  return [next, effects];
}

function heard(state: LinkState, now: number): LinkStep {
  if (!isOpen(state)) return [state, []];
  const next: LinkState = { ...state, heardAt: now, quietSince: now, probing: false };
  if (state.name !== 'silent') return [next, []];
  // A receiver that was silent before it ever greeted is asked again.
  const name = state.greeted ? 'up' : 'greeting';
  return [{ ...next, name, nextBeatAt: now + BEAT_MS }, [beat(name), { type: 'changed' }]];
}

function probed(state: LinkState, now: number, alive: boolean): LinkStep {
  if (state.name !== 'silent') return [state, []];
  if (alive) return [{ ...state, probing: false }, []];
  return lost(state, now, [{ type: 'count', name: 'probe-failed' }, { type: 'close' }]);
}

function greeted(state: LinkState, now: number, greeting: GreetingMessage): LinkStep {
  if (!isOpen(state)) return [state, []];
  const known: LinkState = {
    ...state,
    heardAt: now,
    quietSince: now,
    probing: false,
    receiver: Buffer.from(greeting.receiver).toString('hex'),
    channel: greeting.channel,
  };
  if (greeting.oldest > WIRE_VERSION || greeting.newest < WIRE_VERSION) {
    const effects: LinkEffect[] =
      state.name === 'refused' ? [] : [{ type: 'count', name: 'refused' }, { type: 'changed' }];
    return [{ ...known, name: 'refused' }, effects];
  }
  const next: LinkState = { ...known, name: 'up', tries: 0, greeted: true, boot: greeting.boot };
  const effects: LinkEffect[] = [];
  if (state.boot !== null && state.boot !== greeting.boot) effects.push({ type: 'count', name: 'restarts' });
  if (state.name !== 'up' || state.boot !== greeting.boot) {
    effects.push(beat('up'), { type: 'resend' });
  }
  if (state.name !== 'up') effects.push({ type: 'changed' });
  return [next.name === state.name ? next : { ...next, nextBeatAt: now + BEAT_MS }, effects];
}
