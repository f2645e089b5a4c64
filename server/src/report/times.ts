import type { ReportText } from './text.ts';

/** The people's congress has one time of day; a report must not depend on the machine that makes it. */
const ZONE = 'Asia/Shanghai';
const CLOCK = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short', timeStyle: 'medium' });

/** ms since the epoch, as 2027年3月12日 10:05:12 */
export function second(t: ReportText, ms: number): string {
  const [date = '', time = ''] = CLOCK.format(ms).split(' ');
  return `${day(t, date)} ${time}`;
}

/** A day of the calendar (ISO) as it is written; official Chinese dates have no leading zeros. */
export function day(t: ReportText, date: string): string {
  const [year = '', month = '', dayOfMonth = ''] = date.split('-');
  const digits = (text: string): string => (t('language') === 'zh-CN' ? `${Number(text)}` : text);
  return t('report.day', { year, month: digits(month), day: digits(dayOfMonth) });
}
