import type { ScreenView } from '@piaojue/contract/screen-view';
import { screenEn } from '../i18n/screen/en.ts';
import { screenZhCn } from '../i18n/screen/zh-cn.ts';
import { charactersOf } from './wording.ts';

const FACE = '500 16px "Noto Sans SC Variable"';
/** A slice that does not come must not hold back a picture: the system's own face shows it. */
const PATIENCE_MS = 1500;

const ready = new Set<string>();
const own = JSON.stringify([screenZhCn, screenEn]);

/** Characters of a snapshot, and of the page's own texts, whose slices were not asked for yet. */
export function missingCharacters(view: ScreenView): string {
  const wanted = ready.size === 0 ? own + charactersOf(view) : charactersOf(view);
  return [...new Set(wanted)].filter((char) => !ready.has(char)).join('');
}

/** Loads the slices of these characters, so that the picture that needs them never shows another face first. */
export async function loadCharacters(characters: string): Promise<void> {
  const patience = new Promise((resolve) => {
    setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([document.fonts.load(FACE, characters).catch(() => []), patience]);
  for (const char of characters) ready.add(char);
}
