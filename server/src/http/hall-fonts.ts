import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/**
 * Faces that a hall brings along for the characters that the shipped font has not (`serve --fonts DIR`), as a style sheet and as
 * files by number: no name of a file comes from a request, so none can lead out of the folder.
 */
export interface HallFont {
  /** From 1: the face is "Hall Face 1", which the pages' stack names after the shipped one. */
  readonly place: number;
  readonly path: string;
  readonly format: 'woff2' | 'truetype' | 'opentype';
}

/** As many as the stack of the pages names (`design-tokens.ts`). */
const MOST = 4;
/** A whole face of all planes takes 30 MB. */
const LARGEST_BYTES = 64_000_000;
const FORMATS: Readonly<Record<string, HallFont['format']>> = {
  '.woff2': 'woff2',
  '.ttf': 'truetype',
  '.otf': 'opentype',
};
/** The first bytes of a file that is one. */
const MAGIC: Readonly<Record<HallFont['format'], readonly string[]>> = {
  woff2: ['774f4632'],
  truetype: ['00010000', '74727565'],
  opentype: ['4f54544f', '00010000'],
};
const TYPES: Readonly<Record<HallFont['format'], string>> = {
  woff2: 'font/woff2',
  truetype: 'font/ttf',
  opentype: 'font/otf',
};
export const contentTypeOf = ({ format }: HallFont): string => TYPES[format];

/** Fonts of the folder by name, as it is now: plain files alone, whatever else lies there. Without a folder there is none. */
export function hallFonts(folder: string | undefined): readonly HallFont[] {
  if (folder === undefined) return [];
  return namesIn(folder)
    .flatMap((name) => {
      const format = FORMATS[extname(name).toLowerCase()];
      const path = join(folder, name);
      return format && isFont(path, format) ? [{ path, format }] : [];
    })
    .slice(0, MOST)
    .map((font, i) => ({ ...font, place: i + 1 }));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    // It came on a medium that was pulled out: the system's faces are left.
    return [];
  }
}

function isFont(path: string, format: HallFont['format']): boolean {
  try {
    const stat = lstatSync(path);
    if (!stat.isFile() || stat.size > LARGEST_BYTES) return false;
    return MAGIC[format].includes(readFileSync(path).subarray(0, 4).toString('hex'));
  } catch {
    return false;
  }
}

export const hallFontFaces = (fonts: readonly HallFont[]): string =>
  fonts
    .map(
      ({ place, format }) =>
        `@font-face{font-family:"Hall Face ${place}";src:url("/hall-fonts/${place}") format("${format}");font-display:block}\n`,
    )
    .join('');
