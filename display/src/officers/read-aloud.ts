import type { ConsoleText } from '../i18n/console-text.ts';

/**
 * Numbers as they are read out: 九十六, 一百零一, 百分之九十一点三零. A language without units for it (English) keeps its
 * digits.
 */
export function numberWords(n: number, t: ConsoleText): string {
  const digits = Array.from(t('spoken.digits'));
  const [ten, hundred, thousand, tenThousand] = Array.from(t('spoken.units'));
  if (ten === undefined || hundred === undefined || thousand === undefined || tenThousand === undefined)
    return String(n);
  const digit = (value: number) => digits[value] ?? String(value);
  if (n >= 10_000) {
    const rest = n % 10_000;
    const zero = rest > 0 && rest < 1000 ? digit(0) : '';
    return numberWords(Math.floor(n / 10_000), t) + tenThousand + (rest === 0 ? '' : zero + numberWords(rest, t));
  }
  let words = '';
  let gap = false;
  for (const [size, unit] of [
    [1000, thousand],
    [100, hundred],
    [10, ten],
    [1, ''],
  ] as const) {
    const value = Math.floor(n / size) % 10;
    if (value === 0) {
      gap = words !== '';
      continue;
    }
    // 十二, but 一百一十二.
    const bare = value === 1 && size === 10 && words === '';
    words += (gap ? digit(0) : '') + (bare ? '' : digit(value)) + unit;
    gap = false;
  }
  return words === '' ? digit(0) : words;
}

/** How many of something: 两票, but 第二名 and 十二票. */
export const countWords = (n: number, t: ConsoleText): string => (n === 2 ? t('spoken.two') : numberWords(n, t));

/** A rate of two decimals, each of them said; null is said as none. */
export function rateWords(rate: string | null, t: ConsoleText): string {
  if (rate === null) return t('spoken.none');
  const [whole, decimals] = rate.split('.');
  const digits = Array.from(t('spoken.digits'));
  const said = Array.from(decimals ?? '', (char) => digits[Number(char)] ?? char).join('');
  const value = numberWords(Number(whole), t) + (said === '' ? '' : t('spoken.point') + said);
  return t('spoken.percent', { value });
}
