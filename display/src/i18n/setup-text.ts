import i18next, { type i18n } from 'i18next';
import { useTranslation } from 'react-i18next';
import { type ConsoleLanguage, setConsoleLanguage, storedConsoleLanguage } from './console-text.ts';
import { setupEn } from './setup/en.ts';
import { setupZhCn } from './setup/zh-cn.ts';
import type { TextOf } from './text.ts';

/** Texts of the first run and of the hall's health, in the operator's language of the console. */
export type SetupText = TextOf<typeof setupZhCn>;

const instance: i18n = i18next.createInstance();
void instance.init({
  lng: storedConsoleLanguage(),
  fallbackLng: false,
  initAsync: false,
  interpolation: { escapeValue: false },
  resources: { 'zh-CN': { translation: setupZhCn }, en: { translation: setupEn } },
});

/** With the parts of the console that stand on these pages too. */
export function setSetupLanguage(language: ConsoleLanguage): void {
  setConsoleLanguage(language);
  void instance.changeLanguage(language);
}

/** Texts of one language, wherever there is no component. */
export const setupText = (language: ConsoleLanguage): SetupText => instance.getFixedT(language) as unknown as SetupText;

/** Draws the component again when the language changes. */
export function useSetupText(): { readonly t: SetupText; readonly language: ConsoleLanguage } {
  const { t, i18n } = useTranslation('translation', { i18n: instance });
  return { t: t as unknown as SetupText, language: i18n.language === 'en' ? 'en' : 'zh-CN' };
}
