import { HALL_COLOURS } from '@piaojue/contract/design-tokens';
import type { Note } from './note.ts';

const rgb = (hex: string) => `rgb(${[1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(', ')})`;
const CLEAR = new Set(['rgba(0, 0, 0, 0)', 'transparent']);
const SIDES = ['borderTop', 'borderRight', 'borderBottom', 'borderLeft'] as const;

/**
 * Inks, fills and lines that are none of the theme's (`server/contract/design-tokens.ts`), as they are computed: wherever
 * they were written down. Gives the number that was looked at.
 */
export function strayColours(picture: HTMLElement, theme: 'light' | 'dark', note: Note): number {
  const known = new Set(Object.values(HALL_COLOURS[theme]).map(rgb));
  let looked = 0;
  const look = (element: Element, what: string, colour: string) => {
    if (CLEAR.has(colour)) return;
    looked += 1;
    if (!known.has(colour)) note('stray-colour', element, what, `a colour of the ${theme} theme`, colour);
  };
  for (const element of [picture, ...picture.querySelectorAll<HTMLElement>('*')]) {
    // The steps of grey of the page that a screen is set up by are there for their own sake.
    if (element.closest('.unseen, .greys') !== null || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    if ([...element.childNodes].some((child) => child.nodeType === Node.TEXT_NODE)) look(element, 'ink', style.color);
    look(element, 'fill', style.backgroundColor);
    for (const side of SIDES) if (style[`${side}Width`] !== '0px') look(element, 'line', style[`${side}Color`]);
  }
  return looked;
}
