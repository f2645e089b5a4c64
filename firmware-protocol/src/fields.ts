import { fail, ok, type Result } from './result.ts';

/**
 * A message is declared once, as a list of fields in wire order; encoder, decoder and type follow from it.
 * All numbers are big-endian and unsigned.
 */
export interface Field<T> {
  readonly size: number;
  /** Throws RangeError on a value that does not fit: that is a bug of the caller. */
  write(view: DataView, offset: number, value: T): void;
  /** undefined where the bytes are no value of this field. */
  read(view: DataView, offset: number): T | undefined;
}

export type FieldFault = { readonly code: 'bad-length' | 'bad-field'; readonly expected: string; readonly got: string };

function unsigned(size: 1 | 2 | 4, minimum = 0, maximum = 2 ** (8 * size) - 1): Field<number> {
  return {
    size,
    write(view, offset, value) {
      if (!Number.isInteger(value) || value < minimum || value > maximum) {
        throw new RangeError(`expected a whole number from ${minimum} to ${maximum}, got ${value}`);
      }
      if (size === 1) view.setUint8(offset, value);
      else if (size === 2) view.setUint16(offset, value);
      else view.setUint32(offset, value);
    },
    read(view, offset) {
      const value = size === 1 ? view.getUint8(offset) : size === 2 ? view.getUint16(offset) : view.getUint32(offset);
      return value < minimum || value > maximum ? undefined : value;
    },
  };
}

export const u8 = (minimum?: number, maximum?: number): Field<number> => unsigned(1, minimum, maximum);
export const u16 = (minimum?: number, maximum?: number): Field<number> => unsigned(2, minimum, maximum);
export const u32 = (minimum?: number, maximum?: number): Field<number> => unsigned(4, minimum, maximum);

export function bytes(size: number): Field<Uint8Array> {
  return {
    size,
    write(view, offset, value) {
      if (value.length !== size) throw new RangeError(`expected ${size} bytes, got ${value.length}`);
      new Uint8Array(view.buffer, view.byteOffset + offset, size).set(value);
    },
    read: (view, offset) => new Uint8Array(view.buffer, view.byteOffset + offset, size).slice(),
  };
}

/** Room for later: written as zeros, read and passed over (PROTOCOL LINE8). */
export function reserved(size: number): Field<null> {
  return { size, write: () => undefined, read: () => null };
}

type Shape = Readonly<Record<string, Field<never> | Field<number> | Field<Uint8Array> | Field<null>>>;
type ValueOf<F> = F extends Field<infer T> ? T : never;
/** Reserved fields are not part of the value. */
export type Fields<S> = { readonly [K in keyof S as ValueOf<S[K]> extends null ? never : K]: ValueOf<S[K]> };

export interface Codec<T> {
  /** Fewest and most bytes an encoding has. */
  readonly minimum: number;
  readonly maximum: number;
  encode(value: T): Uint8Array;
  /** Never throws, whatever the bytes. */
  decode(bytes: Uint8Array): Result<T, FieldFault>;
}

/** Fields in wire order, of one fixed length. */
export function struct<S extends Shape>(shape: S): Codec<Fields<S>> {
  const entries = Object.entries(shape) as [string, Field<unknown>][];
  const size = entries.reduce((sum, [, field]) => sum + field.size, 0);
  return {
    minimum: size,
    maximum: size,
    encode(value) {
      const out = new Uint8Array(size);
      const view = new DataView(out.buffer);
      let offset = 0;
      for (const [name, field] of entries) {
        field.write(view, offset, (value as Record<string, unknown>)[name]);
        offset += field.size;
      }
      return out;
    },
    decode(input) {
      if (input.length !== size) {
        return fail({ code: 'bad-length', expected: `${size} bytes`, got: `${input.length} bytes` });
      }
      const view = new DataView(input.buffer, input.byteOffset, size);
      const value: Record<string, unknown> = {};
      let offset = 0;
      for (const [name, field] of entries) {
        const part = field.read(view, offset);
        if (part === undefined) {
          return fail({ code: 'bad-field', expected: `a valid ${name}`, got: 'a number out of its range' });
        }
        if (part !== null) value[name] = part;
        offset += field.size;
      }
      return ok(value as Fields<S>);
    },
  };
}

/** A count byte and that many items, 1 to `most`. */
export function list<T>(item: Codec<T>, most: number): Codec<{ readonly items: readonly T[] }> {
  const size = item.maximum;
  return {
    minimum: 1 + size,
    maximum: 1 + size * most,
    encode({ items }) {
      if (items.length < 1 || items.length > most) {
        throw new RangeError(`expected 1 to ${most} items, got ${items.length}`);
      }
      const out = new Uint8Array(1 + size * items.length);
      out[0] = items.length;
      items.forEach((value, i) => out.set(item.encode(value), 1 + i * size));
      return out;
    },
    decode(input) {
      const count = input[0] ?? 0;
      if (count < 1 || count > most) {
        return fail({ code: 'bad-field', expected: `a count from 1 to ${most}`, got: `${count}` });
      }
      if (input.length !== 1 + count * size) {
        return fail({ code: 'bad-length', expected: `${1 + count * size} bytes`, got: `${input.length} bytes` });
      }
      const items: T[] = [];
      for (let i = 0; i < count; i++) {
        const part = item.decode(input.subarray(1 + i * size, 1 + (i + 1) * size));
        if (!part.ok) return part;
        items.push(part.value);
      }
      return ok({ items });
    },
  };
}
