import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The font of the screens, for a page that stands alone: those slices that its characters are in, as data. So the page
 * prints the same on a machine without a Chinese font, without any request.
 */
export const REPORT_FONT = 'Piaojue Report';

interface Slice {
  readonly path: string;
  readonly ranges: string;
  readonly has: (codePoint: number) => boolean;
}

/** Slices are some 40 kB each; a text needs 10 to 60 of the hundred. */
const encoded = new Map<string, string>();
let slices: readonly Slice[] | undefined;

/** The @font-face rules for what this text needs; characters that the font lacks are left to the reader's machine. */
export function reportFontFaces(text: string): string {
  slices ??= readSlices();
  const points = [...new Set(text)].map((char) => char.codePointAt(0) ?? 0);
  return slices
    .filter(({ has }) => points.some(has))
    .map(
      ({ path, ranges }) =>
        `@font-face{font-family:"${REPORT_FONT}";font-weight:100 900;src:url(data:font/woff2;base64,${base64Of(path)}) format("woff2");unicode-range:${ranges}}`,
    )
    .join('\n');
}

function base64Of(path: string): string {
  const known = encoded.get(path) ?? readFileSync(path, 'base64');
  encoded.set(path, known);
  return known;
}

function readSlices(): readonly Slice[] {
  const index = new URL(import.meta.resolve('@fontsource-variable/noto-sans-sc/index.css'));
  const css = readFileSync(index, 'utf8');
  const faces = [...css.matchAll(/url\(([^)]+\.woff2)\)[^;]*;\s*unicode-range:\s*([^;]+);/g)].map(
    ([, file = '', ranges = '']): Slice => ({
      path: fileURLToPath(new URL(file, index)),
      ranges: ranges.trim(),
      has: inRanges(ranges),
    }),
  );
  if (faces.length === 0) throw new Error(`${index.pathname}: expected slices of a font, found none`);
  return faces;
}

function inRanges(ranges: string): (codePoint: number) => boolean {
  const spans = ranges.split(',').map((range) => {
    const [, first = '0', last = first] = /U\+([0-9a-f]+)(?:-([0-9a-f]+))?/i.exec(range) ?? [];
    return [parseInt(first, 16), parseInt(last, 16)] as const;
  });
  return (codePoint) => spans.some(([first, last]) => codePoint >= first && codePoint <= last);
}
