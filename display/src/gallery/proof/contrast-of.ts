import { contrast } from '../../theme/contrast.ts';

/** #RRGGBB of a computed colour; null where it is not opaque. */
export function opaque(colour: string): string | null {
  const parts = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/.exec(colour);
  if (parts === null) return null;
  if (parts[4] !== undefined && Number(parts[4]) < 1) return null;
  return `#${[1, 2, 3].map((at) => Math.round(Number(parts[at])).toString(16).padStart(2, '0')).join('')}`;
}

/**
 * What is really behind a point: of the elements there, front to back, the first that is filled; a band behind a row is no
 * ancestor of the text on it. null where that is a pattern or half transparent.
 */
export function groundOf(stack: readonly Element[]): string | null {
  for (const below of stack) {
    const { backgroundColor, backgroundImage } = getComputedStyle(below);
    if (backgroundImage !== 'none') return null;
    if (backgroundColor !== 'rgba(0, 0, 0, 0)' && backgroundColor !== 'transparent') return opaque(backgroundColor);
  }
  return null;
}

/** Contrast of two colours in the dark, and on a screen that shows no more than 7:1 in a lit hall. */
export const contrasts = (ink: string, ground: string) => ({
  dark: contrast(ink, ground),
  lit: contrast(ink, ground, 7),
});
