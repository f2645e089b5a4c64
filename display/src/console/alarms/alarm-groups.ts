import { ALARM_FLOOD, type AlarmLevel, type AlarmView } from '@piaojue/contract/alarm';

/** One line of the desk: an alarm, or in a flood all of one kind and level. */
export interface AlarmLine {
  readonly key: string;
  readonly level: AlarmLevel;
  /** One at least, in the order in which they came. */
  readonly alarms: readonly [AlarmView, ...AlarmView[]];
}

/** Nobody has seen it, and somebody should. */
export const asks = ({ level, acknowledgedAt }: AlarmView): boolean => level !== 'log' && acknowledgedAt === null;

/** Lines in the order of the server's. More than ten at a time are told by cause: nobody reads eleven (EEMUA 191). */
export function alarmLines(alarms: readonly AlarmView[]): readonly AlarmLine[] {
  const flood = alarms.filter(asks).length > ALARM_FLOOD;
  const lines = new Map<string, AlarmLine>();
  for (const alarm of alarms) {
    const key = flood && asks(alarm) ? `${alarm.level} ${alarm.cause.kind}` : alarm.id;
    const before = lines.get(key);
    lines.set(key, {
      key,
      level: alarm.level,
      alarms: before === undefined ? [alarm] : [...before.alarms, alarm],
    });
  }
  return [...lines.values()];
}
