/**
 * Whether a face stack has a glyph for a character: a character without one is drawn as the same box as U+10FFFF, which
 * no face has. Bitmaps are compared, because no interface of a browser tells.
 */
const SIZE = 24;
const canvas = document.createElement('canvas');
canvas.width = SIZE * 2;
canvas.height = SIZE * 2;
const context = canvas.getContext('2d', { willReadFrequently: true });
const known = new Map<string, boolean>();

function bitmap(character: string, font: string): string {
  if (context === null) throw new Error('expected a 2d canvas');
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.font = font;
  context.textBaseline = 'top';
  context.fillText(character, 2, 8);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
  let bits = '';
  for (let at = 3; at < pixels.length; at += 4) bits += String.fromCodePoint(pixels[at] ?? 0);
  return bits;
}

/** Spaces, joiners and marks draw nothing of their own. */
const INVISIBLE = /[\s\p{Cf}\p{M}]/u;

export function hasGlyph(character: string, family: string, weight: string): boolean {
  if (INVISIBLE.test(character)) return true;
  const font = `${weight} ${SIZE}px ${family}`;
  const key = font + character;
  let has = known.get(key);
  if (has === undefined) {
    has = bitmap(character, font) !== bitmap('\u{10FFFF}', font);
    known.set(key, has);
  }
  return has;
}
