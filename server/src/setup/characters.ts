import type { CharactersView } from '@piaojue/contract/setup-view';
import type { Contest } from '@piaojue/contract/contest';
import { rareCharacters } from '../import/font-coverage.ts';

/** What nobody sees as a shape of its own: places where a line may break, blanks, selectors of a variant. */
const WITHOUT_SHAPE = /[\p{Cc}\p{Cf}\p{Z}\p{Mn}]/gu;

/** Of these texts, the characters that the font of the screens has not: each once, in their order. */
export const rareOf = (texts: readonly string[]): string =>
  rareCharacters(texts.join('').replaceAll(WITHOUT_SHAPE, ''));

/** Everything of a contest that a screen writes. */
export const textsOf = ({ title = '', candidates }: Contest): readonly string[] => [
  title,
  ...candidates.flatMap(({ name = '', unit = '', budget = '', site = '', target = '' }) => [
    name,
    unit,
    budget,
    site,
    target,
  ]),
];

/** What browsers of the hall told, and what the operator took as it is; kept with the sitting. */
export interface KnownCharacters {
  readonly drawn: string;
  readonly accepted: string;
}
export const NOTHING_KNOWN: KnownCharacters = { drawn: '', accepted: '' };

export function charactersView(rare: string, { drawn, accepted }: KnownCharacters): CharactersView {
  const among = (text: string) =>
    Array.from(rare)
      .filter((char) => text.includes(char))
      .join('');
  return { rare, drawn: among(drawn), accepted: among(accepted), open: openOf(rare, { drawn, accepted }) };
}

export const openOf = (rare: string, { drawn, accepted }: KnownCharacters): string =>
  Array.from(rare)
    .filter((char) => !drawn.includes(char) && !accepted.includes(char))
    .join('');

/** `add` to `known` and `remove` from it: each character once. */
export const withCharacters = (known: string, add: string, remove = ''): string =>
  [...new Set(Array.from(known + add))].filter((char) => !remove.includes(char)).join('');
