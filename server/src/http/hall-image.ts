import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The picture that a hall puts over the idle title (none is shipped): a plain file `idle.png`, `.jpg`, `.jpeg` or `.webp` in the
 * folder of what the hall brings along (`serve --fonts DIR`). No name of a file comes from a request.
 */
export interface HallImage {
  readonly type: 'image/png' | 'image/jpeg' | 'image/webp';
  readonly bytes: Buffer;
}

/** It crosses the hall's net for each screen at each idle title. */
const LARGEST_BYTES = 8_000_000;
const NAMES: readonly (readonly [name: string, type: HallImage['type']])[] = [
  ['idle.png', 'image/png'],
  ['idle.jpg', 'image/jpeg'],
  ['idle.jpeg', 'image/jpeg'],
  ['idle.webp', 'image/webp'],
];
/** Signatures by RFC 2083 §3.1, ISO/IEC 10918-1 annex B and RFC 9649 §2.4. */
const IS: Readonly<Record<HallImage['type'], (bytes: Buffer) => boolean>> = {
  'image/png': (bytes) => bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')),
  'image/jpeg': (bytes) => bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')),
  'image/webp': (bytes) =>
    bytes.subarray(0, 4).toString('latin1') === 'RIFF' && bytes.subarray(8, 12).toString('latin1') === 'WEBP',
};

/** The picture as it lies there now; undefined without one, and for what only is called like one. */
export function hallImage(folder: string | undefined): HallImage | undefined {
  if (folder === undefined) return undefined;
  for (const [name, type] of NAMES) {
    const bytes = plainFile(join(folder, name));
    if (bytes && IS[type](bytes)) return { type, bytes };
  }
  return undefined;
}

function plainFile(path: string): Buffer | undefined {
  try {
    const stat = lstatSync(path);
    return stat.isFile() && stat.size <= LARGEST_BYTES ? readFileSync(path) : undefined;
  } catch {
    // Not there, or its medium was pulled out.
    return undefined;
  }
}

/** The idle page draws what this names; without a rule it draws nothing. */
export const hallImageRule = (image: HallImage | undefined): string =>
  image ? ':root{--idle-image:url("/hall-fonts/idle")}\n' : '';
