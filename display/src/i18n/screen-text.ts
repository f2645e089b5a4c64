import i18next, { type i18n } from 'i18next';
import type { HallSettings } from '@piaojue/contract/screen-view';
import { screenEn } from './screen/en.ts';
import { screenZhCn } from './screen/zh-cn.ts';
import type { TextOf } from './text.ts';

/** Texts of the hall screen in its own language, whatever the console around it speaks. */
export type ScreenText = TextOf<typeof screenZhCn>;

const instance: i18n = i18next.createInstance();
void instance.init({
  lng: 'zh-CN',
  fallbackLng: false,
  initAsync: false,
  interpolation: { escapeValue: false },
  resources: { 'zh-CN': { translation: screenZhCn }, en: { translation: screenEn } },
});

const texts = {
  'zh-CN': instance.getFixedT('zh-CN') as unknown as ScreenText,
  en: instance.getFixedT('en') as unknown as ScreenText,
} as const;

export const screenText = (language: HallSettings['language']): ScreenText => texts[language];
