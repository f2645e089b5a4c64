import type { AlarmCause, AlarmLevel, SilentGroup } from '@piaojue/contract/alarm';
import type { LinkView } from '@piaojue/contract/console-view';
import type { ScreenPlace } from '@piaojue/contract/screen-view';
import { WEAK_BATTERY } from './readiness.ts';

/** What alarms are made of. Nothing here knows a choice, so no alarm can tell one but what a person wrote. */
export interface AlarmFacts {
  readonly links: readonly LinkView[];
  /** Gateways that were here and are not heard any more. */
  readonly gatewaysAway: readonly string[];
  readonly keypads: readonly AlarmKeypad[];
  readonly screens: Readonly<Record<ScreenPlace, AlarmScreens>>;
  /** null: not measured. */
  readonly disk: { readonly syncMs: number; readonly freeMb: number } | null;
  /** The last jump of the machine's clock, as long as it is news. */
  readonly clockJumpedByMs: number | null;
  /** The round whose box and live count differ. */
  readonly disputed: number | null;
  /** The round that is about to be opened in a real sitting that has no backup. */
  readonly withoutBackup: number | null;
  /** What monitors wrote down, and the operator has not seen. */
  readonly notes: readonly IncidentNote[];
}

export interface IncidentNote {
  /** In the record. */
  readonly seq: number;
  readonly text: string;
}

/** A keypad of the roll. */
export interface AlarmKeypad {
  readonly group: string;
  readonly present: boolean;
  /** Surely not heard for a minute and a half; false too where no receiver tells whom it hears. */
  readonly silent: boolean;
  /** Percent; null: unknown. */
  readonly battery: number | null;
}

export interface AlarmScreens {
  readonly connected: number;
  /** Went away a short while ago and did not come back. */
  readonly missing: number;
}

/** An abnormal thing as it stands at one moment. */
export interface AlarmNow {
  readonly id: string;
  readonly level: AlarmLevel;
  readonly cause: AlarmCause;
}

/**
 * Fewer keypads of a group, or a smaller share of it, are deputies who switched theirs off or stepped out: the seat map shows
 * them. Together they are one thing that somebody can see to.
 */
const SILENT_KEYPADS = 3;
const SILENT_SHARE = 0.2;
/** … of the whole hall, where they sit all over it. */
const SILENT_IN_HALL = 5;
const SILENT_SHARE_OF_HALL = 0.1;
/** So many low batteries are worth a way through the rows in the next break; fewer are a line of the log. */
const LOW_BATTERIES = 3;
const LOW_SHARE = 0.02;
/** ms until a write is safe: a commit precedes each receipt (RULES §3), so the keypads wait as long. */
const SLOW_MS = 200;
const STANDING_MS = 2000;
/** MB: a sitting of a day takes under 100. */
const LITTLE_MB = 500;
const NOTHING_MB = 50;

/** Everything that is abnormal now, the gravest first. Pure. */
export function alarmCauses(facts: AlarmFacts): AlarmNow[] {
  const { disputed, withoutBackup, clockJumpedByMs } = facts;
  const found: AlarmNow[] = [
    ...receiverAlarms(facts),
    ...diskAlarms(facts.disk),
    ...(disputed === null ? [] : [alarm('stops', { kind: 'box-disputed', round: disputed }, disputed)]),
    ...batteryAlarms(facts.keypads),
    ...screenAlarms('hall', facts.screens.hall),
    ...screenAlarms('presidium', facts.screens.presidium),
    ...(withoutBackup === null ? [] : [alarm('act', { kind: 'no-backup', round: withoutBackup }, '')]),
    ...facts.notes.map(({ seq, text }) => alarm('act', { kind: 'incident-noted', seq, text }, seq)),
    ...(clockJumpedByMs === null
      ? []
      : [alarm('log', { kind: 'clock-jumped', byMs: clockJumpedByMs }, clockJumpedByMs)]),
  ];
  return found.toSorted((a, b) => RANK[a.level] - RANK[b.level]);
}

export const RANK: Readonly<Record<AlarmLevel, number>> = { stops: 0, act: 1, log: 2 };

const alarm = (level: AlarmLevel, cause: AlarmCause, of: string | number): AlarmNow => ({
  id: `${cause.kind} ${of}`.trim(),
  level,
  cause,
});

/** Keypads that fell silent with a receiver are told with it: one cause is one alarm. */
function receiverAlarms({ links, gatewaysAway, keypads }: AlarmFacts): AlarmNow[] {
  const level: AlarmLevel = links.some(({ state }) => state === 'up') ? 'act' : 'stops';
  let silent = silentGroups(keypads);
  const taken = (): readonly SilentGroup[] => {
    const all = silent;
    silent = [];
    return all;
  };
  const found: AlarmNow[] = [];
  for (const [at, { gateway, port, state, fault }] of links.entries()) {
    if (gatewaysAway.includes(gateway)) continue;
    const where = { receiver: at + 1, gateway, port };
    const id = `${gateway} ${port}`;
    if (state === 'silent') found.push(alarm(level, { kind: 'receiver-silent', ...where, keypads: taken() }, id));
    else if (state === 'lost')
      found.push(alarm(level, { kind: 'receiver-lost', ...where, fault, keypads: taken() }, id));
    else if (state === 'refused') found.push(alarm(level, { kind: 'receiver-refused', ...where }, id));
  }
  for (const gateway of gatewaysAway) {
    const receivers = links.filter((link) => link.gateway === gateway).length;
    found.push(alarm(level, { kind: 'gateway-gone', gateway, receivers }, gateway));
  }
  return silent.length > 0 ? [...found, alarm('act', { kind: 'keypads-silent', keypads: silent }, '')] : found;
}

function silentGroups(keypads: readonly AlarmKeypad[]): readonly SilentGroup[] {
  const groups = new Map<string, { keypads: number; of: number }>();
  const hall = { keypads: 0, of: 0 };
  for (const { group, present, silent } of keypads) {
    if (!present) continue;
    const known = groups.get(group) ?? { keypads: 0, of: 0 };
    groups.set(group, known);
    for (const sum of [known, hall]) {
      sum.of += 1;
      if (silent) sum.keypads += 1;
    }
  }
  const together = [...groups]
    .filter(([, sum]) => sum.keypads >= SILENT_KEYPADS && sum.keypads >= SILENT_SHARE * sum.of)
    .map(([group, sum]) => ({ group, ...sum }));
  if (together.length > 0) return together;
  const many = hall.keypads >= SILENT_IN_HALL && hall.keypads >= SILENT_SHARE_OF_HALL * hall.of;
  return many ? [{ group: '', ...hall }] : [];
}

function batteryAlarms(keypads: readonly AlarmKeypad[]): AlarmNow[] {
  const low = keypads.filter(({ battery }) => battery !== null && battery < WEAK_BATTERY);
  if (low.length === 0) return [];
  const level = low.length >= Math.max(LOW_BATTERIES, LOW_SHARE * keypads.length) ? 'act' : 'log';
  const groups = [...new Set(low.map(({ group }) => group))].filter((group) => group !== '');
  return [alarm(level, { kind: 'battery-low', keypads: low.length, groups }, '')];
}

const screenAlarms = (place: ScreenPlace, { connected, missing }: AlarmScreens): AlarmNow[] =>
  missing > 0 ? [alarm('act', { kind: 'screen-gone', place, missing, connected }, place)] : [];

function diskAlarms(disk: AlarmFacts['disk']): AlarmNow[] {
  if (disk === null) return [];
  const { syncMs, freeMb } = disk;
  const slow =
    syncMs >= SLOW_MS
      ? [alarm(syncMs >= STANDING_MS ? 'stops' : 'act', { kind: 'disk-slow', ms: Math.round(syncMs) }, '')]
      : [];
  const full =
    freeMb < LITTLE_MB
      ? [alarm(freeMb < NOTHING_MB ? 'stops' : 'act', { kind: 'disk-full', freeMb: Math.floor(freeMb) }, '')]
      : [];
  return [...slow, ...full];
}
