import type { PortReport } from '@piaojue/contract/port-view';
import { likelier } from './fingerprints.ts';
import type { Device } from './found-devices.ts';
import type { Access } from '../transport/who-may-open.ts';

/**
 * What is known of every serial port of a machine: which to listen to now, and what a console is told. Pure: a clock, a
 * port or a file is nowhere in it; receiver-finder.ts acts.
 *
 *     candidate ──▶ listening ──a line of ours, a greeting──▶ receiver ──pulled──▶ gone ──found elsewhere──▶ (forgotten)
 *                    ▲  ├─ nothing of ours ─▶ foreign: again, ever more seldom
 *                    │  ├─ not allowed ─────▶ denied:  again each 2 s
 *                    │  ├─ somebody has it ─▶ busy:    again each 2 s
 *                    └──┴─ receiver whose driver gave it up, for it was silent: again at once, and for ever
 */
export interface Entry {
  readonly device: Device;
  readonly state: PortReport['state'];
  /** Monotonic ms. */
  readonly since: number;
  readonly nextLookAt: number;
  /** Looks in a row that found nothing of ours. */
  readonly tries: number;
  /** Of its last greeting; stays while the receiver is silent and when it is pulled. */
  readonly receiver: string | null;
  readonly access: Access | null;
  readonly holder: string | null;
}

/** By key of the device, as long as it is plugged in. */
export type PortBook = ReadonlyMap<string, Entry>;

export type Verdict =
  | { readonly is: 'receiver'; readonly receiver: string }
  /** `why`: in words, where it could not even be listened to. */
  | { readonly is: 'foreign'; readonly why?: string }
  | { readonly is: 'denied'; readonly access: Access }
  | { readonly is: 'busy'; readonly holder: string | null };

/** A port that may not be opened, or that another program has, is tried again so often: a rule or a program may change. */
const SHUT_AGAIN_MS = 2000;
/** A port without a receiver is listened to again: behind its chip one may be switched on later. */
const FOREIGN_FIRST_MS = 3000;
const FOREIGN_MOST_MS = 30_000;
/** Receivers that were pulled and did not come back, at most. */
const MOST_GONE = 32;

export const EMPTY_BOOK: PortBook = new Map();

export interface Seen {
  readonly book: PortBook;
  /** Keys of receivers that are not there any more. */
  readonly pulled: readonly string[];
}

/** What is plugged in now. */
export function seen(book: PortBook, devices: readonly Device[], now: number): Seen {
  const present = new Set(devices.map(({ key }) => key));
  const next = new Map<string, Entry>();
  const pulled: string[] = [];
  for (const [key, entry] of book) {
    if (present.has(key) || entry.state === 'gone') next.set(key, entry);
    else {
      if (entry.receiver !== null) pulled.push(key);
      // Under a key of its own: the system may give the key of a port again.
      if (entry.receiver !== null) next.set(`${key} gone ${now}`, { ...entry, state: 'gone', since: now });
    }
  }
  for (const device of devices) {
    const known = next.get(device.key);
    // A lasting name may come a moment after the device.
    if (known) next.set(device.key, { ...known, device });
    else next.set(device.key, fresh(device, now));
  }
  return { book: withoutOldest(next), pulled };
}

const fresh = (device: Device, now: number): Entry => ({
  device,
  state: device.likeness === 'never' ? 'foreign' : 'candidate',
  since: now,
  nextLookAt: device.likeness === 'never' ? Number.POSITIVE_INFINITY : now,
  tries: 0,
  receiver: null,
  access: null,
  holder: null,
});

function withoutOldest(book: Map<string, Entry>): PortBook {
  const gone = [...book].filter(([, { state }]) => state === 'gone').toSorted(([, a], [, b]) => b.since - a.since);
  for (const [key] of gone.slice(MOST_GONE)) book.delete(key);
  return book;
}

/** Ports to listen to now, the likelier first; not those of `looking`, where somebody does. */
export function due(book: PortBook, now: number, looking: ReadonlySet<string>): readonly Device[] {
  return [...book]
    .filter(
      ([key, { state, nextLookAt }]) =>
        state !== 'receiver' && state !== 'gone' && nextLookAt <= now && !looking.has(key),
    )
    .map(([, { device }]) => device)
    .toSorted((a, b) => likelier(a.likeness, b.likeness));
}

/** It was opened, and nothing is written to it. At a second look it stays what it was judged. */
export const listening = (book: PortBook, key: string, now: number): PortBook =>
  change(book, key, (entry) =>
    entry.state === 'foreign' ? entry : { ...turned(entry, 'listening', now), access: null, holder: null },
  );

/** What came of listening. */
export function judged(book: PortBook, key: string, verdict: Verdict, now: number): PortBook {
  const next = change(book, key, (entry) => after(entry, verdict, now));
  if (verdict.is !== 'receiver') return next;
  // It was pulled elsewhere and is here now.
  const elsewhere = [...next].filter(
    ([other, { state, receiver }]) => other !== key && state === 'gone' && receiver === verdict.receiver,
  );
  if (elsewhere.length === 0) return next;
  const kept = new Map(next);
  for (const [other] of elsewhere) kept.delete(other);
  return kept;
}

function after(entry: Entry, verdict: Verdict, now: number): Entry {
  switch (verdict.is) {
    case 'receiver':
      return { ...turned(entry, 'receiver', now), receiver: verdict.receiver, tries: 0 };
    case 'denied':
      return { ...turned(entry, 'denied', now), access: verdict.access, nextLookAt: now + SHUT_AGAIN_MS };
    case 'busy':
      return { ...turned(entry, 'busy', now), holder: verdict.holder, nextLookAt: now + SHUT_AGAIN_MS };
    case 'foreign': {
      const wait = Math.min(FOREIGN_MOST_MS, FOREIGN_FIRST_MS * 2 ** Math.min(entry.tries, 10));
      // What was a receiver since it was plugged in is one that is silent: it is listened to without a pause.
      return entry.receiver === null
        ? { ...turned(entry, 'foreign', now), tries: entry.tries + 1, nextLookAt: now + wait }
        : { ...turned(entry, 'listening', now), nextLookAt: now };
    }
    default:
      return verdict satisfies never;
  }
}

/** Its driver gave it up, for it was silent too long: nothing is written to it until it is heard again. */
export const released = (book: PortBook, key: string, now: number): PortBook =>
  change(book, key, (entry) =>
    entry.state === 'receiver' ? { ...turned(entry, 'listening', now), nextLookAt: now } : entry,
  );

function change(book: PortBook, key: string, make: (entry: Entry) => Entry): PortBook {
  const entry = book.get(key);
  if (!entry) return book;
  const next = make(entry);
  return next === entry ? book : new Map(book).set(key, next);
}

const turned = (entry: Entry, state: Entry['state'], now: number): Entry =>
  entry.state === state ? entry : { ...entry, state, since: now };

/** As the console is told, by path. */
export function portReports(book: PortBook, now: number): readonly PortReport[] {
  return [...book.values()]
    .map(({ device: { path, byId, label }, state, since, receiver, access, holder }) => ({
      path,
      byId,
      label,
      state,
      user: access?.user ?? null,
      group: access?.group ?? null,
      holder,
      receiver,
      forMs: Math.max(0, Math.round(now - since)),
    }))
    .toSorted((a, b) => a.path.localeCompare(b.path));
}
