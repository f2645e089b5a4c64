import type { ScreenView } from '@piaojue/contract/screen-view';
import { screenEn } from '../i18n/screen/en.ts';
import { screenZhCn } from '../i18n/screen/zh-cn.ts';
import { charactersOf } from './wording.ts';

/** As CSS shorthands; a variable face has all its weights in each slice. */
const SANS = '500 16px "Noto Sans SC Variable"';
/** Of the idle title alone. */
const SERIF = '700 16px "Noto Serif SC Variable"';
/** A slice that does not come must not hold back a picture: the system's own face shows it. */
const PATIENCE_MS = 1500;

/** Characters of a face, each once. */
export interface Wanted {
  readonly face: string;
  readonly characters: string;
}

const ready = new Set<string>();
const own = JSON.stringify([screenZhCn, screenEn]);
const inFace = (face: string, char: string): string => `${face} ${char}`;

/**
 * Characters of a snapshot, and of the page's own texts, whose slices were not asked for yet, by face. The title of the sitting
 * is wanted with every snapshot: the hall may fall back to it at any moment.
 */
export function missingCharacters(view: ScreenView): readonly Wanted[] {
  const { congress, meeting } = view.sitting;
  return [
    { face: SANS, characters: own + charactersOf(view) },
    { face: SERIF, characters: congress + meeting },
  ]
    .map(({ face, characters }) => ({
      face,
      characters: [...new Set(characters)].filter((char) => !ready.has(inFace(face, char))).join(''),
    }))
    .filter(({ characters }) => characters !== '');
}

/** Loads the slices of these characters, so that the picture that needs them never shows another face first. */
export async function loadCharacters(wanted: readonly Wanted[]): Promise<void> {
  const patience = new Promise((resolve) => {
    setTimeout(resolve, PATIENCE_MS);
  });
  const loads = wanted.map(({ face, characters }) => document.fonts.load(face, characters).catch(() => []));
  await Promise.race([Promise.all(loads), patience]);
  for (const { face, characters } of wanted) for (const char of characters) ready.add(inFace(face, char));
}
