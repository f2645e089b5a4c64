import { type AlarmCause, type AlarmKind, type AlarmView, MAX_ALARMS } from '@piaojue/contract/alarm';
import { type AlarmNow, RANK } from './alarm-causes.ts';

/** An alarm with what decides when it is shown. Times in ms since the epoch. */
export interface LatchedAlarm extends AlarmView {
  /** false: it is not shown until it has lasted. */
  readonly raised: boolean;
  /** When it was seen to be wrong last. */
  readonly seenAt: number;
}
export type AlarmBoard = ReadonlyMap<string, LatchedAlarm>;
export const EMPTY_BOARD: AlarmBoard = new Map();

/**
 * ms that a thing has to be wrong before anybody is called: a page that is loaded again, one slow write and a keypad between
 * two rows are none of the operator's business (the on-delay of EEMUA 191). The links have their own in the gateway.
 */
const ONSET_MS: Readonly<Record<AlarmKind, number>> = {
  'receiver-silent': 0,
  'receiver-lost': 0,
  'receiver-refused': 0,
  'gateway-gone': 0,
  'keypads-silent': 10_000,
  'battery-low': 30_000,
  'screen-gone': 8000,
  'disk-slow': 0,
  'disk-full': 0,
  'clock-jumped': 0,
  'box-disputed': 0,
  'no-backup': 0,
  'incident-noted': 0,
};
/** ms that it has to be well before it counts as over: what comes and goes is one alarm. */
const SETTLED_MS = 3000;

/** The board after a look at what is wrong now. Pure: called in ticks, and again whenever something changed. */
export function foldAlarms(board: AlarmBoard, causes: readonly AlarmNow[], now: number): AlarmBoard {
  const next = new Map<string, LatchedAlarm>();
  const wrong = new Map(causes.map((cause) => [cause.id, cause]));
  for (const [id, alarm] of board) {
    const cause = wrong.get(id);
    const kept = cause ? still(alarm, cause, now) : well(alarm, now);
    if (kept) next.set(id, kept);
  }
  for (const [id, cause] of wrong) {
    if (board.has(id) || next.size >= MAX_ALARMS) continue;
    const begun = { ...cause, since: now, seenAt: now, times: 1, over: false, acknowledgedAt: null };
    next.set(id, { ...begun, raised: ONSET_MS[cause.cause.kind] === 0 });
  }
  return next;
}

function still(alarm: LatchedAlarm, { level, cause }: AlarmNow, now: number): LatchedAlarm {
  const again = alarm.over;
  return {
    ...alarm,
    level,
    cause,
    seenAt: now,
    since: again ? now : alarm.since,
    times: again ? alarm.times + 1 : alarm.times,
    over: false,
    raised: alarm.raised || now - alarm.since >= ONSET_MS[cause.kind],
    // Who acknowledged a smaller thing has not seen this one.
    acknowledgedAt: isWorse(alarm, level, cause) ? null : alarm.acknowledgedAt,
  };
}

/** A log line goes by itself, an alarm once it was acknowledged. */
function well(alarm: LatchedAlarm, now: number): LatchedAlarm | undefined {
  if (!alarm.raised) return undefined;
  const over = alarm.over || now - alarm.seenAt >= SETTLED_MS;
  if (over && (alarm.acknowledgedAt !== null || alarm.level === 'log')) return undefined;
  return { ...alarm, over };
}

const isWorse = (before: AlarmView, level: AlarmNow['level'], cause: AlarmCause): boolean =>
  RANK[level] < RANK[before.level] || groupsOf(cause).some((group) => !groupsOf(before.cause).includes(group));

function groupsOf(cause: AlarmCause): readonly string[] {
  if ('keypads' in cause && typeof cause.keypads !== 'number') return cause.keypads.map(({ group }) => group);
  return [];
}

/** Somebody has seen these and sees to them; ids of what is gone meanwhile are passed over. */
export function acknowledge(board: AlarmBoard, ids: readonly string[], now: number): AlarmBoard {
  const next = new Map(board);
  for (const id of ids) {
    const alarm = board.get(id);
    if (!alarm?.raised) continue;
    if (alarm.over) next.delete(id);
    else next.set(id, { ...alarm, acknowledgedAt: alarm.acknowledgedAt ?? now, times: 1 });
  }
  return next;
}

/** What the desk is told: what nobody has seen first, then by level, then the newest. */
export function alarmViews(board: AlarmBoard): AlarmView[] {
  const asks = ({ acknowledgedAt, level }: AlarmView): number => (acknowledgedAt === null && level !== 'log' ? 0 : 1);
  return [...board.values()]
    .filter(({ raised }) => raised)
    .map(({ raised: _, seenAt: __, ...view }) => view)
    .toSorted((a, b) => asks(a) - asks(b) || RANK[a.level] - RANK[b.level] || b.since - a.since);
}
