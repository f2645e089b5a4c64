import i18next, { type i18n } from 'i18next';
import { useTranslation } from 'react-i18next';
import { type ConsoleLanguage, keepConsoleLanguage, storedConsoleLanguage } from './console-text.ts';
import { projectsEn } from './projects/en.ts';
import { projectsZhCn } from './projects/zh-cn.ts';
import type { TextOf } from './text.ts';

/** Texts of the page of tracked projects, in the operator's language of the console. */
export type ProjectsText = TextOf<typeof projectsZhCn>;

const instance: i18n = i18next.createInstance();
void instance.init({
  lng: storedConsoleLanguage(),
  fallbackLng: false,
  initAsync: false,
  interpolation: { escapeValue: false },
  resources: { 'zh-CN': { translation: projectsZhCn }, en: { translation: projectsEn } },
});

export function setProjectsLanguage(language: ConsoleLanguage): void {
  keepConsoleLanguage(language);
  void instance.changeLanguage(language);
}

/** Draws the component again when the language changes. */
export function useProjectsText(): { readonly t: ProjectsText; readonly language: ConsoleLanguage } {
  const { t, i18n } = useTranslation('translation', { i18n: instance });
  return { t: t as unknown as ProjectsText, language: i18n.language === 'en' ? 'en' : 'zh-CN' };
}
