/**
 * Where a Chinese title or name may break when it has to, and how many lines it then takes. Browsers break between any
 * two hanzi (票|决), and dictionaries of words split 实|事; so parts are kept whole (`word-break: keep-all`) and the places
 * between them are written down here. Widths are in em of the text's own type.
 */

/** A part ends after these. */
const AFTER = /(?<=届|大会|年度|年(?!度|月)|月(?!\d)|会议|项目|候选人|情况|人民政府|主席团|[）》，、：；·])/u;
/** What is done, at the end of a title; a run of such words (更新改造工程) is one part. */
const DOING = '票决|表决|测评|满意度|选举(?!产生)|草案|工程|建设|改造|整治|整修|更新|疏浚|提升|加固|翻新|重建|扩建';
/** The next part begins before these. */
const BEFORE = new RegExp(String.raw`(?=[（《]|\d{4}年)|(?<!${DOING})(?=${DOING})`, 'u');
/** Joins two things, and is no half of a word such as 和平, 总和, 与会, 参与, 及时, 以及. */
const JOIN =
  /(?=(?<!总|饱|温|缓|共)和(?!平|谐|睦|解|气)|(?<!参|赠|给)与(?!会)|(?<!以|普|涉|顾|危|波|遍|不)及(?!时|格|其))/u;
/** 的 ends its part, but in 目的 and 的确. */
const OF = /(?<=(?<!目)的(?!确|士))/u;
const PLACES = new RegExp([AFTER, BEFORE, JOIN, OF].map(({ source }) => source).join('|'), 'u');

/** What may not stand at the head of a line: it goes with the part before it. */
const NEVER_FIRST = /^[，。、：；！？）》」』”·的度届]/u;
/** Alone at the end of a line these would hang: they go with the part after them. */
const OPENS = /(?:[（《「『“至到]|^关于|^[对在第和与及])$/u;
/** A part shorter than this is no part of a title: it stays with its neighbour. */
const SHORTEST = 2;

/** Parts of a title, in order; together they are the title without its own break marks. */
export function titleParts(title: string): readonly string[] {
  // A title that brings its own breaks (U+200B, or lines) has those and no others.
  if (/[\u200b\n]/u.test(title)) return title.split(/[\u200b\n]+/u).filter((part) => part !== '');
  const parts: string[] = [];
  let carried = '';
  for (const piece of title.split(PLACES)) {
    const part = carried + piece;
    carried = '';
    const before = parts.at(-1);
    if (OPENS.test(part)) carried = part;
    else if (before !== undefined && (NEVER_FIRST.test(part) || lengthOf(part) < SHORTEST)) {
      parts[parts.length - 1] = before + part;
    } else if (lengthOf(part) < SHORTEST) carried = part;
    else parts.push(part);
  }
  if (carried !== '') parts.push((parts.pop() ?? '') + carried);
  return parts.flatMap(words);
}

const lengthOf = (text: string) => Array.from(text).length;

/** Latin words break at their spaces; the space stays with the word before it. */
const words = (part: string): readonly string[] => part.split(/(?<=[^\s] )(?=[^\s])/u);

/** Full-width in this face, unlike its neighbours in Latin-1; `halt` halves it on the page, which is room to spare. */
const MIDDLE_DOT = 0xb7;
/** `text-autospace: normal` sets this much between hanzi and letters or digits. */
const AUTOSPACE = 0.125;

/** A text's width in em: full-width characters are 1, Latin letters and digits a little over half. */
export function widthEm(text: string): number {
  let width = 0;
  let before: 'wide' | 'narrow' | 'other' = 'other';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    const isNarrow = (code < 0x250 && code !== MIDDLE_DOT) || (code >= 0x2010 && code <= 0x2027);
    width += isNarrow ? 0.58 : 1;
    const kind = /\p{Script=Han}/u.test(char) ? 'wide' : /[\p{Script=Latin}\p{Nd}]/u.test(char) ? 'narrow' : 'other';
    if (kind !== before && kind !== 'other' && before !== 'other') width += AUTOSPACE;
    before = kind;
  }
  return width;
}

/** Lines that parts of these widths take in a column: each line takes what fits; a part wider than a line is broken. */
export function linesOf(parts: readonly number[], column: number): number {
  const room = Math.max(column, 1);
  let lines = 1;
  let used = 0;
  for (const width of parts) {
    if (used + width <= room) used += width;
    else if (width <= room) {
      lines += 1;
      used = width;
    } else {
      // `overflow-wrap: anywhere` breaks it, on a line of its own where something stands before it.
      if (used > 0) lines += 1;
      const more = Math.ceil(width / room) - 1;
      lines += more;
      used = width - more * room;
    }
  }
  return lines;
}

/** Widths of a text's parts, for `linesOf`: measured once, wrapped at many sizes. */
export const partWidths = (text: string): readonly number[] => titleParts(text).map(widthEm);
