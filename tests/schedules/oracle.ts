import { CANDIDATES, keypadOf, MAX_MARKS } from './cast.ts';
import type { Event, History, Speech } from './history.ts';
import type { Schedule } from './schedule.ts';

/** What is wrong, in words; none where all is right. */
export interface Verdict {
  readonly wrong: readonly string[];
  /** Sums, for the report. */
  readonly pressed: number;
  readonly counted: number;
  readonly lost: number;
  readonly doubled: number;
  /** The longest time in which two receivers of one channel spoke whose hosts both had the server, ms. */
  readonly twoVoicesMs: number;
}

/** A ballot is settled so long after it arrived: messages to and from the box, beside two groups. ms */
const SETTLE_MS = 10;
/** The cut-off comes so long after D at most: a box or server that was being started again is waited for. ms */
const MOST_AFTER_D_MS = 500;
/** Of speakers whose hosts both have the server one goes on where its O with lease 0 is lost: until its lease is over (REC5). ms */
const MOST_TWO_VOICES_MS = 3000;
/** One of two speakers has no server: it hears the other one soon (REC11). ms */
const MOST_BUSY_VOICE_MS = 3000;

type Of<W extends Event['what']> = Extract<Event, { readonly what: W }>;

/**
 * What must hold after any schedule, judged from the history alone and as naively as it can be said. It knows nothing of
 * groups, queues, beacons or leases. Calls for what the disk holds, what the keypads showed, and what came in when.
 */
export function judge(schedule: Schedule, history: History, waiting: readonly number[]): Verdict {
  const { events } = history;
  const all = <W extends Event['what']>(what: W): Of<W>[] =>
    events.filter((event): event is Of<W> => event.what === what);
  const wrong: string[] = [];
  const say = (text: string): void => void wrong.push(text);

  const cutoff = all('cut-off').at(-1)?.at ?? Number.POSITIVE_INFINITY;
  const closed = all('closed').at(-1);
  if (!closed) say('the round was never closed');
  const since = Math.max(
    ...[...all('closing'), ...all('server started')].map(({ at }) => at).filter((at) => at <= cutoff),
  );
  if (Number.isFinite(cutoff) && cutoff > since + schedule.drainMs + MOST_AFTER_D_MS)
    say(`the cut-off came ${Math.round(cutoff - since)} ms after the closing, D is ${schedule.drainMs} ms`);
  const setbacks = [...all('server killed'), ...all('box killed'), ...all('disk failed')].map(({ at }) => at);
  const settledAfter = 2 * schedule.commitMs + SETTLE_MS;
  const keypads = Array.from({ length: schedule.keypads }, (_, slot) => keypadOf(slot));
  const by = <T extends { readonly keypad: number }>(list: readonly T[]): ReadonlyMap<number, T[]> =>
    Map.groupBy(list, ({ keypad }) => keypad);
  const [pressed, arrived, committed, receipted, ended, off] = [
    by(all('pressed')),
    by(all('arrived')),
    by(all('committed')),
    by(all('receipted')),
    by(all('ended')),
    by(all('off')),
  ];

  const turns = by(
    events.filter((event) => event.what === 'locked' || event.what === 'unlocked' || event.what === 'on'),
  );

  let counted = 0;
  let lost = 0;
  let doubled = 0;
  const votes = Array.from({ length: CANDIDATES }, () => 0);
  const sums = { returned: 0, valid: 0, invalid: 0 };
  for (const keypad of keypads) {
    const presses = pressed.get(keypad) ?? [];
    const counters = (committed.get(keypad) ?? []).map(({ counter }) => counter);
    const stands = schedule.press === 'first' ? Math.min(...counters) : Math.max(...counters);
    const final = counters.length > 0 ? stands : 0;
    const isAbsent = schedule.absent.includes(keypad);
    const mayCome = (arrived.get(keypad) ?? []).filter(({ at }) => at <= cutoff);
    const surely = mayCome.filter(
      ({ at }) => !setbacks.some((setback) => setback >= at && setback <= at + settledAfter),
    );

    // What counts was pressed, came before the cut-off, and only of those who may vote.
    if (final > 0) {
      counted++;
      if (isAbsent) say(`keypad ${keypad} may not vote and counts`);
      if (!presses.some(({ counter }) => counter === final))
        say(`keypad ${keypad}: ${final} counts and was never pressed`);
      if (!mayCome.some(({ counter }) => counter === final))
        say(`keypad ${keypad}: ${final} counts and came after the cut-off`);
    }
    // Whatever came in time and met no setback counts, unless another one of the keypad does by the rules of the paper.
    const most = Math.max(0, ...surely.map(({ counter }) => counter));
    if (!isAbsent && most > 0 && (schedule.press === 'first' ? final === 0 : final < most)) {
      lost++;
      say(`keypad ${keypad}: ${most} came before the cut-off and does not count (${final} does)`);
    }
    if (new Set(counters).size < counters.length) {
      doubled++;
      say(`keypad ${keypad}: a ballot stands twice on the disk: ${counters.join(', ')}`);
    }
    if (schedule.press === 'first' && counters.length > 1)
      say(`keypad ${keypad}: several first ballots: ${counters.join(', ')}`);
    // A calm hall takes everything that was confirmed before its keypad was locked.
    const lastPress = presses.at(-1);
    if (schedule.calm && lastPress && !isAbsent) {
      const due = schedule.press === 'first' ? presses[0] : lastPress;
      if (final !== due?.counter)
        say(`keypad ${keypad}: nothing went wrong and ${due?.counter} does not count (${final} does)`);
    }
    // Nothing is confirmed while what a keypad heard last is that the round is closing.
    for (const { at, counter } of presses) {
      const told = lastBefore(turns.get(keypad) ?? [], at);
      if (told?.what === 'locked') say(`keypad ${keypad}: ${counter} was pressed while it knew of the closing`);
    }
    // A receipt stands on a commit.
    for (const { at, counter } of receipted.get(keypad) ?? []) {
      if (!(committed.get(keypad) ?? []).some((commit) => commit.counter === counter && commit.at <= at))
        say(`keypad ${keypad}: a receipt for ${counter} before the disk had it`);
    }
    judgeLights(keypad, { final, presses, ended: ended.get(keypad) ?? [], counters, off: off.get(keypad) ?? [] }, say);
    if (closed && (closed.counters[keypad - 1] ?? 0) !== final)
      say(`keypad ${keypad}: the close says ${closed.counters[keypad - 1]} counts, the disk holds ${final}`);

    const ballot = presses.find(({ counter }) => counter === final);
    if (!ballot) continue;
    sums.returned++;
    if (ballot.marks.length > MAX_MARKS) sums.invalid++;
    else {
      sums.valid++;
      for (const mark of ballot.marks) votes[mark - 1] = (votes[mark - 1] ?? 0) + 1;
    }
  }
  const expected = JSON.stringify({ ...sums, votes });
  const { totals } = closed ?? {};
  const got =
    totals &&
    JSON.stringify({ returned: totals.returned, valid: totals.valid, invalid: totals.invalid, votes: totals.votes });
  if (closed && got !== expected) say(`the count is ${got}, by the presses it is ${expected}`);
  for (const keypad of waiting) say(`keypad ${keypad} still waits for an answer at the end`);
  for (const [nonce, seals] of history.seals)
    if (seals.size > 1) say(`nonce ${nonce} was used for ${seals.size} ballots`);
  const voices = twoVoices(history.speeches);
  for (const text of judgeVoices(schedule, voices)) say(text);
  const twoVoicesMs = Math.max(0, ...voices.filter(({ busy }) => !busy).map(({ ms }) => ms));
  return { wrong, pressed: all('pressed').length, counted, lost, doubled, twoVoicesMs };
}

const lastBefore = <T extends { readonly at: number }>(events: readonly T[], at: number): T | undefined =>
  events.findLast((event) => event.at < at);

interface Lights {
  readonly final: number;
  readonly presses: readonly Of<'pressed'>[];
  readonly ended: readonly Of<'ended'>[];
  readonly counters: readonly number[];
  readonly off: readonly Of<'off'>[];
}

/** Green for what stands on the disk and for nothing else; the last word of a keypad is right about its last ballot. */
function judgeLights(
  keypad: number,
  { final, presses, ended, counters, off }: Lights,
  say: (text: string) => void,
): void {
  for (const { counter, ending } of ended) {
    if (ending === 'counted' && !counters.includes(counter))
      say(`keypad ${keypad}: green for ${counter}, which does not count`);
    if (ending !== 'counted' && ending !== 'gaveUp' && counter === final)
      say(`keypad ${keypad}: red (${ending}) for ${counter}, which counts`);
  }
  const last = presses.at(-1);
  if (!last) return;
  const end = ended.find(({ counter }) => counter === last.counter);
  // A keypad that lost its power shows nothing, and says nothing wrong by it.
  if (!end) {
    if (!off.some(({ at }) => at >= last.at)) say(`keypad ${keypad}: no word about ${last.counter}, its last ballot`);
    return;
  }
  if (end.ending === 'counted' && final !== last.counter)
    say(`keypad ${keypad}: ends green for ${last.counter}, but ${final} counts`);
}

interface TwoVoices {
  readonly receivers: readonly [number, number];
  /** One of the two has no server. */
  readonly busy: boolean;
  readonly from: number;
  readonly ms: number;
}

/** Where two receivers spoke on one channel at a time. Two without a server let nobody send, and are left out. */
function twoVoices(speeches: readonly Speech[]): TwoVoices[] {
  return speeches.flatMap((a, i) =>
    speeches.slice(i + 1).flatMap((b) => {
      const from = Math.max(a.from, b.from);
      const ms = Math.min(a.until, b.until) - from;
      if (a.channel !== b.channel || a.receiver === b.receiver || (a.busy && b.busy) || ms <= 0) return [];
      return [{ receivers: [a.receiver, b.receiver] as const, busy: a.busy || b.busy, from, ms }];
    }),
  );
}

/** At most one voice on a channel, but for the moment in which one gives way. */
function judgeVoices({ faults, deeds }: Schedule, voices: readonly TwoVoices[]): string[] {
  const { drop, corrupt, split, delay, reorder } = faults;
  const linesHold = drop + corrupt + split + delay + reorder === 0 && !deeds.some((deed) => deed.do === 'muteLine');
  return voices
    .filter(({ busy, ms }) => ms > (busy ? MOST_BUSY_VOICE_MS : linesHold ? 0 : MOST_TWO_VOICES_MS))
    .map(({ receivers, busy, from, ms }) => {
      const who = `receivers ${receivers.join(' and ')}${busy ? ', one of them busy,' : ''}`;
      return `${who} both spoke for ${Math.round(ms)} ms from ${Math.round(from)}`;
    });
}
