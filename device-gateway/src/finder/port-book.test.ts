import { describe, expect, it } from 'vitest';
import { NO_USB, judge } from './fingerprints.ts';
import type { Device } from './found-devices.ts';
import { due, EMPTY_BOOK, judged, listening, type PortBook, portReports, released, seen } from './port-book.ts';

const device = (path: string, name: string | null = null, plugging = 1): Device => ({
  key: `${path} ${plugging}`,
  path,
  byId: name,
  label: name ?? path,
  likeness: judge(NO_USB, name ?? '').likeness,
});
const A = device('/dev/ttyUSB0', 'usb-Piaojue_A');
const B = device('/dev/ttyUSB1');
const MODEM = device('/dev/ttyUSB2', 'usb-ACME_modem');
const ID = '504a2d53494d0001';

const NOBODY: ReadonlySet<string> = new Set();
const dueAt = (book: PortBook, now: number, looking = NOBODY) => due(book, now, looking);
const states = (book: PortBook): readonly string[] =>
  portReports(book, 0).map(({ path, state }) => `${path.slice(-1)} ${state}`);
/** Opened, listened to, and found to be this. */
const found = (book: PortBook, { key }: Device, now: number, receiver = ID): PortBook =>
  judged(listening(book, key, now), key, { is: 'receiver', receiver }, now);
const silent = (book: PortBook, { key }: Device, now: number): PortBook =>
  judged(listening(book, key, now), key, { is: 'foreign' }, now);

describe('ports of a machine', () => {
  it('the likelier is listened to first, and a modem not even once', () => {
    const { book } = seen(EMPTY_BOOK, [B, MODEM, A], 0);
    expect(states(book)).toEqual(['0 candidate', '1 candidate', '2 foreign']);
    expect(dueAt(book, 0).map(({ path }) => path)).toEqual([A.path, B.path]);
    expect(dueAt(book, 1e9).map(({ path }) => path)).toEqual([A.path, B.path]);
  });

  it('what is being listened to, or is a receiver, is left in peace', () => {
    let { book } = seen(EMPTY_BOOK, [A, B], 0);
    book = listening(book, A.key, 0);
    expect(dueAt(book, 0, new Set([A.key]))).toEqual([B]);
    book = found(book, A, 1000);
    expect(portReports(book, 1700)[0]).toMatchObject({ state: 'receiver', receiver: ID, forMs: 700 });
    expect(dueAt(book, 1e9)).toEqual([B]);
  });

  it('a port without a receiver is listened to again, ever more seldom, and stays foreign meanwhile', () => {
    let { book } = seen(EMPTY_BOOK, [B], 0);
    const waits: number[] = [];
    for (let now = 0, last = 0; waits.length < 6; now += 500) {
      if (dueAt(book, now).length === 0) continue;
      waits.push(now - last);
      last = now;
      book = silent(book, B, now);
      expect(states(listening(book, B.key, now))).toEqual(['1 foreign']);
    }
    expect(waits).toEqual([0, 3000, 6000, 12_000, 24_000, 30_000]);
  });

  it('denied and busy say who could change it, and are tried again', () => {
    let { book } = seen(EMPTY_BOOK, [A, B], 0);
    book = judged(book, A.key, { is: 'denied', access: { user: 'anna', group: 'dialout' } }, 0);
    book = judged(book, B.key, { is: 'busy', holder: 'ModemManager (pid 712)' }, 0);
    expect(portReports(book, 5)).toMatchObject([
      { state: 'denied', user: 'anna', group: 'dialout', holder: null, forMs: 5 },
      { state: 'busy', user: null, holder: 'ModemManager (pid 712)' },
    ]);
    expect(dueAt(book, 1999)).toEqual([]);
    expect(dueAt(book, 2000)).toEqual([A, B]);
    book = judged(book, A.key, { is: 'denied', access: { user: 'anna', group: 'dialout' } }, 2000);
    expect(portReports(book, 2500)[0]?.forMs).toBe(2500);
    expect(portReports(listening(book, A.key, 4000), 4000)[0]).toMatchObject({ state: 'listening', user: null });
  });

  it('a pulled receiver is gone by name until it is found in another socket; other ports vanish without a trace', () => {
    let book = found(seen(EMPTY_BOOK, [A, B], 0).book, A, 100);
    const after = seen(book, [], 2000);
    expect(after.pulled).toEqual([A.key]);
    expect(portReports(after.book, 2500)).toMatchObject([
      { state: 'gone', label: 'usb-Piaojue_A', receiver: ID, forMs: 500 },
    ]);
    const elsewhere = device('/dev/ttyUSB7', 'usb-1a86_Serial');
    book = seen(after.book, [elsewhere], 3000).book;
    expect(states(book)).toEqual(['0 gone', '7 candidate']);
    expect(states(found(book, elsewhere, 3500))).toEqual(['7 receiver']);
    expect(states(found(book, elsewhere, 3500, 'ffff'))).toEqual(['0 gone', '7 receiver']);
  });

  it('a key that the system gives again is a new plugging all the same', () => {
    const pulled = seen(found(seen(EMPTY_BOOK, [A], 0).book, A, 100), [], 500).book;
    const { book } = seen(pulled, [A], 900);
    expect(states(book)).toEqual(['0 gone', '0 candidate']);
    expect(dueAt(book, 900)).toEqual([A]);
    expect(states(found(book, A, 1000))).toEqual(['0 receiver']);
  });

  it('the same socket again is a new plugging: it is listened to before anything else', () => {
    const book = found(seen(EMPTY_BOOK, [A], 0).book, A, 100);
    const again = device(A.path, A.byId, 2);
    const next = seen(book, [again], 500);
    expect(next.pulled).toEqual([A.key]);
    expect(dueAt(next.book, 500)).toEqual([again]);
  });

  it('a receiver that falls silent is never taken for something else: it is listened to without a pause', () => {
    let book = found(seen(EMPTY_BOOK, [A], 0).book, A, 100);
    book = released(book, A.key, 9000);
    expect(dueAt(book, 9000)).toEqual([A]);
    for (let now = 9000; now < 60_000; now += 3000) {
      book = silent(book, A, now);
      expect(dueAt(book, now)).toEqual([A]);
      expect(portReports(book, now)[0]).toMatchObject({ state: 'listening', receiver: ID, forMs: now - 9000 });
    }
  });

  it('a lasting name that comes a moment later is taken over', () => {
    const nameless = device(A.path);
    const { book } = seen(seen(EMPTY_BOOK, [nameless], 0).book, [A], 400);
    expect(portReports(book, 400)).toMatchObject([{ byId: 'usb-Piaojue_A', forMs: 400 }]);
  });

  it('what happened to a port that was pulled meanwhile changes nothing', () => {
    const { book } = seen(found(seen(EMPTY_BOOK, [A], 0).book, A, 0), [], 1000);
    expect(states(book)).toEqual(['0 gone']);
    expect(judged(listening(book, A.key, 1100), A.key, { is: 'foreign' }, 1100)).toEqual(book);
    expect(released(book, A.key, 1100)).toBe(book);
    expect(listening(book, 'nobody', 0)).toBe(book);
  });

  it('receivers that never come back are forgotten, the oldest first', () => {
    let book = EMPTY_BOOK;
    for (let i = 0; i < 40; i++) {
      const one = device(`/dev/ttyUSB${i}`);
      book = found(seen(book, [one], i * 10).book, one, i * 10, `id ${i}`);
    }
    book = seen(book, [], 1000).book;
    expect(book.size).toBe(32);
    expect([...book.values()].some(({ receiver }) => receiver === 'id 39')).toBe(true);
    expect([...book.values()].some(({ receiver }) => receiver === 'id 0')).toBe(false);
  });
});
