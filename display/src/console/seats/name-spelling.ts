import { pinyin } from 'pinyin-pro';

const LATIN = /^[a-zü]+$/u;
const spellings = new Map<string, readonly string[]>();

/**
 * Whether Latin letters are the beginning of a name in pinyin, whole or by its initials, or of one of its characters: `zhang`,
 * `zhangwei`, `zw`, `wei`. A surname counts as it is read as one, and as in other words (单: shan and dan). ü may be typed v.
 * @param wanted lower case, no spaces
 */
export function isSpelledLike(name: string, wanted: string): boolean {
  if (!LATIN.test(wanted)) return false;
  const typed = wanted.replaceAll('ü', 'v');
  return spellingsOf(name).some((spelling) => spelling.startsWith(typed));
}

function spellingsOf(name: string): readonly string[] {
  const known = spellings.get(name);
  if (known !== undefined) return known;
  const found = new Set<string>();
  for (const surname of ['head', 'off'] as const) {
    const read = pinyin(name, { toneType: 'none', type: 'array', surname, v: true, nonZh: 'removed' });
    for (const at of read.keys()) found.add(read.slice(at).join(''));
    found.add(read.map((syllable) => syllable[0] ?? '').join(''));
  }
  const list = [...found];
  spellings.set(name, list);
  return list;
}
