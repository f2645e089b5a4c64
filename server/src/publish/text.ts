import { en } from './texts/en.ts';
import { zhCn } from './texts/zh-cn.ts';

export type PublishLanguage = 'zh-CN' | 'en';
export type PublishKey = keyof typeof zhCn;
export type PublishText = (key: PublishKey, values?: Readonly<Record<string, string | number>>) => string;

const TEXTS: Readonly<Record<PublishLanguage, Readonly<Record<PublishKey, string>>>> = { 'zh-CN': zhCn, en };

/** Not yet escaped: `html` does it. Values are never read as slots themselves. */
export const publishText =
  (language: PublishLanguage): PublishText =>
  (key, values = {}) =>
    TEXTS[language][key].replaceAll(/\{(\w+)\}/g, (slot, name: string) => String(values[name] ?? slot));
