import i18next, { type i18n } from 'i18next';
import { useTranslation } from 'react-i18next';
import { consoleEn } from './console/en.ts';
import { consoleZhCn } from './console/zh-cn.ts';
import type { TextOf } from './text.ts';

/** Texts of the console; its language is the operator's own and not the hall screen's. */
export type ConsoleText = TextOf<typeof consoleZhCn>;
export type ConsoleLanguage = 'zh-CN' | 'en';

const STORED = 'piaojue.console.language';

export const storedConsoleLanguage = (): ConsoleLanguage =>
  typeof localStorage !== 'undefined' && localStorage.getItem(STORED) === 'en' ? 'en' : 'zh-CN';

const instance: i18n = i18next.createInstance();
void instance.init({
  lng: storedConsoleLanguage(),
  fallbackLng: false,
  initAsync: false,
  interpolation: { escapeValue: false },
  resources: { 'zh-CN': { translation: consoleZhCn }, en: { translation: consoleEn } },
});

/** For every page of the operator's. */
export function keepConsoleLanguage(language: ConsoleLanguage): void {
  localStorage.setItem(STORED, language);
  document.documentElement.lang = language;
}

export function setConsoleLanguage(language: ConsoleLanguage): void {
  keepConsoleLanguage(language);
  void instance.changeLanguage(language);
}

/** Texts of one language, wherever there is no component. */
export const consoleText = (language: ConsoleLanguage): ConsoleText =>
  instance.getFixedT(language) as unknown as ConsoleText;

/** Draws the component again when the language changes. */
export function useConsoleText(): { readonly t: ConsoleText; readonly language: ConsoleLanguage } {
  const { t, i18n } = useTranslation('translation', { i18n: instance });
  return { t: t as unknown as ConsoleText, language: i18n.language === 'en' ? 'en' : 'zh-CN' };
}
