import { pinyin } from 'pinyin-pro';

/** Text, and how it is read where the reader may stumble; null where everybody knows. */
export interface SpokenPiece {
  readonly text: string;
  readonly reading: string | null;
}

/** Level 1 of GB/T 2312: 3,755 characters of everyday use, rows 16 to 55 of the code table, the last of them cut at 89. */
const FIRST = { row: 0xb0, cell: 0xa1 };
const LAST = { row: 0xd7, cell: 0xfe, cellOfLastRow: 0xf9 };
const HANZI = /\p{Script=Han}/u;

let common: ReadonlySet<string> | undefined;
function commonCharacters(): ReadonlySet<string> {
  if (common !== undefined) return common;
  const decoder = new TextDecoder('gbk');
  const found = new Set<string>();
  for (let { row } = FIRST; row <= LAST.row; row += 1) {
    const end = row === LAST.row ? LAST.cellOfLastRow : LAST.cell;
    for (let { cell } = FIRST; cell <= end; cell += 1) found.add(decoder.decode(new Uint8Array([row, cell])));
  }
  common = found;
  return found;
}

/** A character that a good reader may not know: outside the 3,755 of everyday use. */
export const isRare = (char: string): boolean => HANZI.test(char) && !commonCharacters().has(char);

/**
 * Readings over a sentence that is spoken: of rare characters, all of them where there are several; of a surname that is read
 * otherwise than the same character in a word (单 shàn, 解 xiè, 曾 zēng, 仇 qiú, 区 ōu, 尉迟 yù chí). Given names are left
 * alone: only who bears one knows how it is read.
 * @param persons names of people that may stand in it
 */
export function withReadings(sentence: string, persons: readonly string[]): readonly SpokenPiece[] {
  const chars = Array.from(sentence);
  const readings: (string | null)[] = chars.map((char) => (isRare(char) ? rareReading(char) : null));
  for (const person of persons) {
    const name = Array.from(person);
    for (let at = 0; name.length > 1 && at + name.length <= chars.length; at += 1) {
      if (!name.every((char, i) => chars[at + i] === char)) continue;
      for (const [i, reading] of surnameReadings(person).entries()) if (reading !== null) readings[at + i] = reading;
    }
  }
  return joined(chars, readings);
}

const rareReading = (char: string): string | null => {
  const all = pinyin(char, { multiple: true, type: 'array' }).filter((reading) => reading !== char && reading !== '');
  return all.length === 0 ? null : all.join(' / ');
};

/** Of the name's first characters, those whose reading as a surname is another one. */
function surnameReadings(person: string): readonly (string | null)[] {
  const inWords = pinyin(person, { type: 'array', surname: 'off' });
  const inNames = pinyin(person, { type: 'array', surname: 'head' });
  return inNames.map((reading, i) => (reading === inWords[i] ? null : reading));
}

/** Neighbours without a reading stand together, so that the line breaks as without readings. */
function joined(chars: readonly string[], readings: readonly (string | null)[]): readonly SpokenPiece[] {
  const pieces: SpokenPiece[] = [];
  for (const [i, char] of chars.entries()) {
    const reading = readings[i] ?? null;
    const last = pieces.at(-1);
    if (reading === null && last !== undefined && last.reading === null)
      pieces[pieces.length - 1] = { text: last.text + char, reading: null };
    else pieces.push({ text: char, reading });
  }
  return pieces;
}
