import type { FEATURES, GreetingMessage } from '@piaojue/firmware-protocol/messages';
import type { HallKeys } from './hall-keys.ts';
import type { Received, Recording } from './recording.ts';
import type { Presses } from './stage.ts';
import { spaced } from './received-line.ts';

export type ActName =
  | 'hello'
  | 'signIn'
  | 'rollCall'
  | 'ballots'
  | 'drain'
  | 'malformed'
  | 'silence'
  | 'closing'
  | 'levels'
  | 'replug';

/** What a check found. Only `failed`, and `notSeen` of a check that is not optional, keep a receiver from passing. */
export type Finding =
  | { readonly verdict: 'ok'; readonly note?: string }
  | { readonly verdict: 'failed'; readonly expected: string; readonly came: string; readonly where?: Where }
  /** What the rule is about never happened; `missing` says what has to be done. */
  | { readonly verdict: 'notSeen'; readonly missing: string }
  | { readonly verdict: 'skipped'; readonly why: string };

export interface Where {
  /** ms since the start of the run. */
  readonly at: number;
  /** The line as it came. */
  readonly hex?: string;
}

export interface Context {
  readonly hall: HallKeys;
  readonly presses: Presses;
  /** The last one that came. */
  readonly greeting: GreetingMessage | undefined;
}

/** One question to a recording: pure, so that it can be put to written-down lines as well as to a real receiver. */
export interface Check {
  readonly name: string;
  /** Of PROTOCOL.md; the first is the one it proves. */
  readonly rules: readonly string[];
  readonly title: string;
  /** Acts that have to be played for it. `hello` always is. */
  readonly acts: readonly ActName[];
  /** Without this feature bit in the greeting the check is skipped (PROTOCOL GW11). */
  readonly feature?: keyof typeof FEATURES;
  /** Not seen is no reason to fail. */
  readonly optional?: true;
  readonly judge: (recording: Recording, context: Context) => Finding;
}

export const passed = (note?: string): Finding => (note === undefined ? { verdict: 'ok' } : { verdict: 'ok', note });
export const notSeen = (missing: string): Finding => ({ verdict: 'notSeen', missing });
/** `at`: the event, or the time, at which it shows. */
export function failed(recording: Recording, expected: string, came: string, at?: Received | number): Finding {
  if (at === undefined) return { verdict: 'failed', expected, came };
  const since = (typeof at === 'number' ? at : at.at) - recording.start;
  const where = typeof at === 'number' ? { at: since } : { at: since, hex: spaced(at.bytes) };
  return { verdict: 'failed', expected, came, where };
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
export const ms = (value: number): string => `${Math.round(value)} ms`;
