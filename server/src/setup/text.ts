import type { ReportText } from '../report/text.ts';
import { reportText } from '../report/text.ts';
import type { WordLanguage } from '@piaojue/contract/profile';
import { setupEn } from './texts/en.ts';
import { type SetupKey, setupZhCn } from './texts/zh-cn.ts';

export type SetupText = (key: SetupKey, values?: Readonly<Record<string, string | number>>) => string;
const TEXTS: Readonly<Record<WordLanguage, Readonly<Record<SetupKey, string>>>> = { 'zh-CN': setupZhCn, en: setupEn };

/** Not yet escaped: `html` does it. Values are never read as slots themselves. */
export const setupText =
  (language: WordLanguage): SetupText =>
  (key, values = {}) =>
    TEXTS[language][key].replaceAll(/\{(\w+)\}/g, (slot, name: string) => String(values[name] ?? slot));

/** Of times, and of what stands in the margins of a page. */
export const marginText = (language: WordLanguage): ReportText => reportText(language);
