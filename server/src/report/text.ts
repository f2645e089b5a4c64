import type { PublishKey, PublishLanguage } from '../publish/text.ts';
import { publishText } from '../publish/text.ts';
import { reportEn } from './texts/en.ts';
import { reportZhCn } from './texts/zh-cn.ts';

export type ReportLanguage = PublishLanguage;
export type ReportKey = keyof typeof reportZhCn;
/** Texts of the report, and those that it shares with the published pages. */
export type ReportText = (key: ReportKey | PublishKey, values?: Readonly<Record<string, string | number>>) => string;

const TEXTS: Readonly<Record<ReportLanguage, Readonly<Record<string, string>>>> = { 'zh-CN': reportZhCn, en: reportEn };

/** Not yet escaped: `html` does it. Values are never read as slots themselves. */
export function reportText(language: ReportLanguage): ReportText {
  const shared = publishText(language);
  const own = TEXTS[language];
  return (key, values = {}) =>
    key in reportZhCn
      ? (own[key] ?? '').replaceAll(/\{(\w+)\}/g, (slot, name: string) => String(values[name] ?? slot))
      : shared(key as PublishKey, values);
}
