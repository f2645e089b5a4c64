import type { Random } from '@piaojue/device-gateway/simulator/random';

/** What breaks parsers: ends of ranges, signs, separators of the formats that are read here. */
const BYTES = [0, 1, 2, 0x7f, 0x80, 0xfe, 0xff, 0x0a, 0x0d, 0x22, 0x24, 0x2c, 0x3d, 0x50, 0x7b, 0xc1] as const;
const NUMBERS = [0, 1, 0xff, 0x100, 0x7fff, 0x8000, 0xfffe, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ff00, 0xffff_ffff];
const MOST_BYTES = 70_000;

export const pick = <T>(random: Random, from: readonly T[]): T => {
  const one = from[random.below(from.length)];
  if (one === undefined && from.length === 0) throw new RangeError('nothing to pick from');
  return one as T;
};

/** Short ones more often than long ones. */
export const size = (random: Random, most: number): number =>
  Math.floor(2 ** (random.next() * Math.log2(most + 1))) - (random.chance(0.2) ? 1 : 0);

export function anyBytes(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => (random.chance(0.2) ? pick(random, BYTES) : random.below(256)));
}

type ByteChange = (random: Random, bytes: Buffer) => Uint8Array;
const at = (random: Random, bytes: Uint8Array): number => random.below(bytes.length + 1);
const range = (random: Random, bytes: Uint8Array): [number, number] => {
  const from = at(random, bytes);
  return [from, Math.min(bytes.length, from + 1 + size(random, 64))];
};

const BYTE_CHANGES: readonly ByteChange[] = [
  function flipBit(random, bytes) {
    if (bytes.length === 0) return bytes;
    const index = random.below(bytes.length);
    bytes[index] = (bytes[index] ?? 0) ^ (1 << random.below(8));
    return bytes;
  },
  function setByte(random, bytes) {
    if (bytes.length > 0) bytes[random.below(bytes.length)] = pick(random, BYTES);
    return bytes;
  },
  function setNumber(random, bytes) {
    const width = pick(random, [2, 4]);
    if (bytes.length < width) return bytes;
    const value = pick(random, NUMBERS) % 2 ** (8 * width);
    const offset = random.below(bytes.length - width + 1);
    if (random.chance(0.5)) bytes.writeUIntBE(value, offset, width);
    else bytes.writeUIntLE(value, offset, width);
    return bytes;
  },
  function cut(random, bytes) {
    return bytes.subarray(0, at(random, bytes));
  },
  function remove(random, bytes) {
    const [from, to] = range(random, bytes);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  function repeat(random, bytes) {
    const [from, to] = range(random, bytes);
    const part = bytes.subarray(from, to);
    return Buffer.concat([bytes.subarray(0, to), part, bytes.subarray(to)]);
  },
  function insert(random, bytes) {
    const from = at(random, bytes);
    return Buffer.concat([bytes.subarray(0, from), anyBytes(random, size(random, 16)), bytes.subarray(from)]);
  },
  function move(random, bytes) {
    const [from, to] = range(random, bytes);
    const rest = Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
    const there = at(random, rest);
    return Buffer.concat([rest.subarray(0, there), bytes.subarray(from, to), rest.subarray(there)]);
  },
];

/** One change or a few. The input stays as it is. */
export function mutateBytes(random: Random, input: Uint8Array): Uint8Array {
  let bytes: Uint8Array = input.slice();
  for (let changes = 1 + size(random, 5); changes > 0; changes--)
    bytes = pick(random, BYTE_CHANGES)(random, Buffer.from(bytes)).subarray(0, MOST_BYTES);
  return Uint8Array.from(bytes);
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Names that are special to JavaScript, or to us in another place; controls, halves of pairs, marks that turn the text. */
const TEXTS = [
  ...['', ' ', '0', '-1', '1e999', 'null', '__proto__', 'constructor', 'toString', 'no', 'name', 'rules', 'round'],
  ...[
    '\u0000',
    '\ud800',
    '\udfff王',
    '\u202e票',
    '\ufeff',
    '𠮷',
    '项目',
    '../../etc/passwd',
    '=1+1',
    '"',
    "'; --",
    '\r\n',
  ],
  ...['2027-02-29', '9999-99-99', '1/3', 'a'.repeat(300), '9'.repeat(40), '<script>'],
] as const;
const JSON_NUMBERS = [
  0,
  -0,
  1,
  2,
  -1,
  0.5,
  60,
  61,
  255,
  65_534,
  65_535,
  65_536,
  2 ** 31,
  2 ** 53,
  1e308,
  -1e308,
  5e-324,
];

/** An own key, also where it is called `__proto__`, as JSON.parse makes it. */
function withKey(object: object, key: string, value: Json): Json {
  const copy: Record<string, Json> = { ...(object as Record<string, Json>) };
  Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}

export function anyJson(random: Random, depth = 3): Json {
  switch (random.below(depth > 0 ? 8 : 5)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
      return pick(random, JSON_NUMBERS);
    case 3:
      return random.below(100);
    case 4:
      return pick(random, TEXTS);
    case 5:
      return Array.from({ length: size(random, 6) }, () => anyJson(random, depth - 1));
    case 6: {
      let object: Json = {};
      for (let keys = size(random, 6); keys > 0; keys--)
        object = withKey(object as object, pick(random, TEXTS), anyJson(random, depth - 1));
      return object;
    }
    default:
      return nested(random);
  }
}

/** Deep, or wide. */
function nested(random: Random): Json {
  if (random.chance(0.5)) return Array.from({ length: size(random, 3000) }, () => 1);
  let value: Json = 1;
  for (let depth = size(random, 400); depth > 0; depth--) value = random.chance(0.5) ? [value] : { a: value };
  return value;
}

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One change at one place of a value. */
export function mutateJson(random: Random, value: Json): Json {
  const entries = Array.isArray(value) ? value.length : isObject(value) ? Object.keys(value).length : 0;
  if (entries > 0 && random.chance(0.8)) {
    if (Array.isArray(value)) {
      const list = value as readonly Json[];
      const index = random.below(list.length);
      return list.map((each, i) => (i === index ? mutateJson(random, each) : each));
    }
    const object = value as { readonly [key: string]: Json };
    const key = pick(random, Object.keys(object));
    return withKey(object, key, mutateJson(random, object[key] ?? null));
  }
  return changed(random, value);
}

function changed(random: Random, value: Json): Json {
  if (typeof value === 'number' && random.chance(0.6))
    return random.chance(0.5) ? value + pick(random, [-1, 1, 0.5, 65_536]) : pick(random, JSON_NUMBERS);
  if (typeof value === 'string' && random.chance(0.6))
    return random.chance(0.5) ? value + pick(random, TEXTS) : pick(random, TEXTS);
  if (Array.isArray(value) && random.chance(0.8)) return changedList(random, value as readonly Json[]);
  if (isObject(value) && random.chance(0.8)) return changedObject(random, value);
  return anyJson(random);
}

function changedList(random: Random, list: readonly Json[]): Json {
  const index = random.below(list.length + 1);
  switch (random.below(4)) {
    case 0:
      return list.toSpliced(index, 1);
    case 1:
      return list.toSpliced(index, 0, list[random.below(Math.max(1, list.length))] ?? null);
    case 2:
      return list.toSpliced(index, 0, anyJson(random, 2));
    default:
      return list.toReversed();
  }
}

function changedObject(random: Random, object: { readonly [key: string]: Json }): Json {
  const keys = Object.keys(object);
  if (keys.length > 0 && random.chance(0.5)) {
    const gone = pick(random, keys);
    return Object.fromEntries(Object.entries(object).filter(([key]) => key !== gone));
  }
  return withKey(object, pick(random, [...TEXTS, ...keys]), anyJson(random, 2));
}

/** `times` changes, or none. */
export function damaged(random: Random, value: Json): Json {
  let changing = value;
  for (let changes = size(random, 4); changes > 0; changes--) changing = mutateJson(random, changing);
  return changing;
}
