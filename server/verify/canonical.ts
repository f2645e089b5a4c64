/** What a bundle is made of: whole numbers, texts, lists and objects. No null, no true or false, no fraction. */
export type Value = number | string | readonly Value[] | { readonly [name: string]: Value };
export type Fields = { readonly [name: string]: Value };

/** What a line of the record may hold beside that. */
export type Loose = number | string | boolean | null | readonly Loose[] | { readonly [name: string]: Loose };

/** Deeper than any file of ours, and far from what a stack could not bear. */
const MAX_DEPTH = 32;

/**
 * The canonical text of a value (RFC 8785): no blanks, names sorted by UTF-16 code units, numbers and texts as ECMAScript
 * writes them. undefined: too deep, or a text with half a surrogate pair, which has no UTF-8.
 */
export function canonicalText(value: Loose, depth = 0): string | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (typeof value === 'string') return value.isWellFormed() ? JSON.stringify(value) : undefined;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = Array.isArray(value)
    ? value.map((item: Loose) => canonicalText(item, depth + 1))
    : Object.entries(value)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, field]) => {
          const text = canonicalText(field, depth + 1);
          return text === undefined || !name.isWellFormed() ? undefined : `${JSON.stringify(name)}:${text}`;
        });
  if (inner.includes(undefined)) return undefined;
  return Array.isArray(value) ? `[${inner.join(',')}]` : `{${inner.join(',')}}`;
}

/**
 * Reads JSON that may be written in one way only: what was read is written again and has to give the same bytes. That refuses
 * names that stand twice, another order, other escapes, blanks, a byte order mark, bytes after the end and broken UTF-8.
 */
export function parseCanonical(bytes: Uint8Array): Loose | undefined {
  const text = Buffer.from(bytes).toString('utf8');
  let value: Loose;
  try {
    value = JSON.parse(text) as Loose;
  } catch {
    return undefined;
  }
  const again = canonicalText(value);
  return again !== undefined && Buffer.from(again, 'utf8').equals(bytes) ? value : undefined;
}

/** Whether it is made of whole numbers and texts alone. */
export function isPlain(value: Loose): value is Value {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value === 'string') return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).every(isPlain);
}
