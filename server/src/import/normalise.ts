/**
 * One spelling for what people type in many: names are compared, shown and read aloud. What was changed is reported to whoever
 * imports the table.
 */

/** Zero-width characters, the byte order mark, and marks for the direction of writing. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;
/** The dot between the parts of a name: typed as bullet, katakana dot, hyphenation point and others. */
const NAME_DOTS = /\s*[\u00B7\u0387\u2022\u2027\u2219\u22C5\u30FB\uFF65\uFF0E]\s*/g;
/** Blanks that only make names of two characters as wide as those of three. */
const BLANKS_IN_HAN = /(?<=\p{Script=Han}) +(?=\p{Script=Han})/gu;

/** Nothing to clean: visible ASCII and the Chinese characters of every day. A table has little else, and many rows. */
const CLEAN = /^[\u0021-\u007E\u4E00-\u9FFF]*$/;
const unlessClean =
  (clean: (cell: string) => string) =>
  (cell: string): string =>
    CLEAN.test(cell) ? cell : clean(cell);

/** Any text: blanks of every kind are one blank, none at the ends; invisible characters are gone; digits are 0 to 9. */
export const cleanText = unlessClean((cell) =>
  halfWidth(cell.normalize('NFC').replaceAll(INVISIBLE, ''), /[０-９]/g)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim(),
);

/** … of a person or a group: one dot between parts, Latin letters of one width, no blanks between Chinese characters. */
export const cleanName = unlessClean((cell) =>
  halfWidth(cleanText(cell), /[Ａ-Ｚａ-ｚ]/g)
    .replaceAll(NAME_DOTS, '·')
    .replaceAll(BLANKS_IN_HAN, ''),
);

/** A whole number as spreadsheets have it, "12" or "12.0"; anything else as it is. */
export const cleanNumber = (cell: string): string => cleanText(cell).replace(/^(\d+)\.0+$/, '$1');

/** Full-width forms are the ASCII ones 0xFEE0 further up. */
const halfWidth = (text: string, wide: RegExp): string =>
  text.replaceAll(wide, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0));
