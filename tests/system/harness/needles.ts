import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Looking for secret bytes in everything that is left lying about, in every spelling that somebody might have used. */
export interface Needle {
  readonly what: string;
  readonly bytes: Uint8Array;
}
export interface Hay {
  readonly where: string;
  readonly bytes: Buffer;
}

/** base64 of bytes that stand inside a longer run: one spelling for each place within three bytes. */
function base64Inside(bytes: Uint8Array, alphabet: 'base64' | 'base64url'): string[] {
  return [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    const firstOwn = Math.ceil((before * 8) / 6);
    const lastWhole = Math.floor((whole.length * 8) / 6);
    return whole.toString(alphabet).slice(firstOwn, lastWhole);
  });
}

function spellings(bytes: Uint8Array): Buffer[] {
  const buffer = Buffer.from(bytes);
  const texts = [
    buffer.toString('hex'),
    buffer.toString('hex').toUpperCase(),
    ...base64Inside(bytes, 'base64'),
    ...base64Inside(bytes, 'base64url'),
    // As JSON of a typed array or a Buffer.
    [...bytes].join(','),
    // As a console prints them.
    [...bytes].join(', '),
    [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
    [...bytes].map((byte, i) => `"${i}":${byte}`).join(','),
  ];
  return [buffer, Buffer.from(bytes).reverse(), ...texts.map((text) => Buffer.from(text, 'latin1'))];
}

/** Where which needle was found; empty where nothing was. */
export function search(hay: readonly Hay[], needles: readonly Needle[]): string[] {
  const found: string[] = [];
  for (const { what, bytes } of needles)
    for (const spelling of spellings(bytes))
      for (const { where, bytes: text } of hay) if (text.includes(spelling)) found.push(`${what} in ${where}`);
  return [...new Set(found)];
}

/** Every file under these folders, also those with ballots under seal. */
export function filesUnder(...folders: readonly string[]): Hay[] {
  return folders.flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
          .map((where) => ({ where, bytes: readFileSync(where) }))
      : [],
  );
}

export const textHay = (where: string, text: string): Hay => ({ where, bytes: Buffer.from(text, 'utf8') });

const FIGURES =
  /^(votes?|rate|rank|tied|status|tally|totals?|approvals?|marks|choices?|answers?|valid|invalid|live|for|against|abstained|grades?|counts|satisfied|basic|dissatisfied|dontKnow)$/i;
const OF_A_CANDIDATE = new Set(['no', 'name', 'unit', 'budget', 'site', 'target', 'cost']);

/**
 * Places in a message that could hold a figure per candidate: a list with one number for each, a candidate with a field
 * beside its description, or a field named after what is counted.
 */
export function figuresPerCandidate(value: unknown, candidates: number, path = ''): string[] {
  if (Array.isArray(value)) {
    const list = value.length === candidates && value.every((item) => typeof item !== 'object') ? [path] : [];
    return [...list, ...value.flatMap((item, i) => figuresPerCandidate(item, candidates, `${path}/${i}`))];
  }
  if (value === null || typeof value !== 'object') return [];
  const entries = Object.entries(value);
  const isCandidate = 'no' in value;
  return entries.flatMap(([name, field]) => {
    const here = `${path}/${name}`;
    const named = FIGURES.test(name);
    const beside = isCandidate && !OF_A_CANDIDATE.has(name);
    const numbered = /^\d+$/.test(name);
    const own = named || beside || numbered ? [here] : [];
    return [...own, ...figuresPerCandidate(field, candidates, here)];
  });
}
