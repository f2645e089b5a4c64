import type { AlarmCause, AlarmView, SilentGroup } from '@piaojue/contract/alarm';
import type { ConsoleLanguage, ConsoleText } from '../../i18n/console-text.ts';

/** What is wrong, as one sentence; keypads that fell silent with a receiver stand in it. */
export function alarmWhat(cause: AlarmCause, t: ConsoleText): string {
  const what = t(`alarmWhat.${cause.kind}`, valuesOf(cause, t));
  switch (cause.kind) {
    case 'receiver-lost':
      return [what, cause.fault === null ? '' : t(`linkFault.${cause.fault}`), ...silent(cause.keypads, t)]
        .filter((part) => part !== '')
        .join(t('alarm.join'));
    case 'receiver-silent':
      return [...silent(cause.keypads, t), what].join(t('alarm.join'));
    case 'keypads-silent':
      return silent(cause.keypads, t).join(t('alarm.join'));
    default:
      return what;
  }
}

export const alarmDo = (cause: AlarmCause, t: ConsoleText): string => t(`alarmDo.${cause.kind}`);

function valuesOf(cause: AlarmCause, t: ConsoleText): Record<string, string | number> {
  switch (cause.kind) {
    case 'battery-low':
      return { keypads: cause.keypads, groups: cause.groups.join(t('alarm.join')) };
    case 'screen-gone':
      return { place: t(`place.${cause.place}`), missing: cause.missing, connected: cause.connected };
    case 'clock-jumped':
      return { seconds: Math.round(cause.byMs / 1000) };
    default: {
      const { kind: _, ...fields } = cause;
      return Object.fromEntries(
        Object.entries(fields).filter((field): field is [string, string | number] => typeof field[1] !== 'object'),
      );
    }
  }
}

const silent = (groups: readonly SilentGroup[], t: ConsoleText): readonly string[] =>
  groups.map(({ group, keypads }) =>
    group === '' ? t('alarm.silentHall', { keypads }) : t('alarm.silentGroup', { group, keypads }),
  );

/** For how long, as exact as it matters: seconds, minutes, then the time at which it began. `now`: ms since the epoch. */
export function alarmAge({ since }: AlarmView, now: number, t: ConsoleText, language: ConsoleLanguage): string {
  const seconds = Math.max(0, Math.round((now - since) / 1000));
  if (seconds < 60) return t('alarm.seconds', { n: seconds });
  if (seconds < 600) return t('alarm.minutes', { n: Math.floor(seconds / 60) });
  return t('alarm.since', { time: timeOf(since, language) });
}

export const timeOf = (at: number, language: ConsoleLanguage): string =>
  new Date(at).toLocaleTimeString(language, { hour12: false });
