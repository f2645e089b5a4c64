import { createHash } from 'node:crypto';
import type { Totals } from '@piaojue/contract/outcome';

/** What happened in a run, as anybody beside the system could have written it down. Times in ms of the virtual clock. */
export type Entry =
  /** OK was pressed and a ballot was sealed. */
  | { readonly what: 'pressed'; readonly keypad: number; readonly counter: number; readonly marks: readonly number[] }
  /** The last beacon that a keypad heard says closing or closed; or says open again. */
  | { readonly what: 'locked'; readonly keypad: number }
  | { readonly what: 'unlocked'; readonly keypad: number }
  /** How a keypad told the end of a ballot: green for `counted`. `counter` is that of the ballot. */
  | { readonly what: 'ended'; readonly keypad: number; readonly counter: number; readonly ending: string }
  | { readonly what: 'off'; readonly keypad: number }
  | { readonly what: 'on'; readonly keypad: number }
  /** A ballot came out of a gateway into a server whose box takes ballots. */
  | { readonly what: 'arrived'; readonly keypad: number; readonly counter: number }
  /** The disk holds it. */
  | { readonly what: 'committed'; readonly keypad: number; readonly counter: number }
  | { readonly what: 'disk failed' }
  /** The box said `counted` for it. */
  | { readonly what: 'receipted'; readonly keypad: number; readonly counter: number }
  | { readonly what: 'server killed' | 'server started' | 'box killed' | 'closing' }
  /** The server orders the box to take no more. */
  | { readonly what: 'cut-off'; readonly drained: boolean }
  | { readonly what: 'closed'; readonly counters: readonly number[]; readonly totals: Totals }
  | { readonly what: 'fault'; readonly text: string }
  | { readonly what: 'healed' };

export type Event = Entry & { readonly at: number };

/** From when to when a receiver spoke without a pause, and whether its host had the server. */
export interface Speech {
  readonly channel: number;
  readonly receiver: number;
  readonly busy: boolean;
  readonly from: number;
  until: number;
}

/** So long without a beacon and a receiver is silent. */
const PAUSE_MS = 700;

export class History {
  readonly events: Event[] = [];
  readonly speeches: Speech[] = [];
  /** By keypad, round and counter: every seal under that nonce, in hex. */
  readonly seals = new Map<string, Set<string>>();
  readonly #hash = createHash('sha256');
  readonly #speaking = new Map<number, Speech>();

  add(at: number, entry: Entry): void {
    const event = { at, ...entry };
    this.events.push(event);
    this.#hash.update(JSON.stringify(event));
  }

  sealed(nonce: string, seal: string): void {
    const seals = this.seals.get(nonce);
    if (seals) seals.add(seal);
    else this.seals.set(nonce, new Set([seal]));
    this.#hash.update(nonce + seal);
  }

  beacon(at: number, channel: number, receiver: number, busy: boolean): void {
    this.#hash.update(`${at} ${receiver} ${busy}`);
    const speech = this.#speaking.get(receiver);
    if (speech && speech.busy === busy && at - speech.until < PAUSE_MS) {
      speech.until = at;
      return;
    }
    const next = { channel, receiver, busy, from: at, until: at };
    this.#speaking.set(receiver, next);
    this.speeches.push(next);
  }

  /** Of everything that happened, in hex: two runs of one schedule have the same. */
  digest(): string {
    return this.#hash.copy().digest('hex');
  }
}
