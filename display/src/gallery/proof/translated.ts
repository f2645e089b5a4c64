import type { ScreenView } from '@piaojue/contract/screen-view';
import type { Fault } from './fault.ts';
import { nameOfElement, shownTexts } from './texts.ts';

/** A key in the place of its text, a placeholder that nothing was put into, or what a program calls nothing. */
const RAW = /\{\{|\}\}|\b(?:undefined|null|NaN)\b|\[object|\b[a-z][A-Za-z]*(?:\.[a-z][A-Za-z]*)+\b/;
const HANZI = /\p{Script=Han}+/gu;
const WORD = /[A-Za-z]{2,}/g;

/** Everything that the hall itself wrote: names, titles, dates. It stands in its own language on every page. */
function written(value: unknown): string {
  if (typeof value === 'string') return `${value}\n`;
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value).map(written).join('');
}

/** Texts of the page, not of the hall, in another language than the screen's: what nobody translated. */
export function untranslated(picture: HTMLElement, view: ScreenView): Fault[] {
  const theirs = written(view);
  const foreign = view.hall.language === 'en' ? HANZI : WORD;
  return shownTexts(picture).flatMap(({ element, text }) => {
    const found = RAW.exec(text)?.[0] ?? text.match(foreign)?.find((part) => !theirs.includes(part));
    if (found === undefined) return [];
    // The sight card shows the same names in both languages.
    if (element.closest('.sight .names') !== null) return [];
    const at = nameOfElement(element);
    return [{ check: 'untranslated', at, text: text.slice(0, 40), expected: `in ${view.hall.language}`, found }];
  });
}
