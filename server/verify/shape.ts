import { type Fault, fault } from './checks.ts';
import type { Value } from './canonical.ts';

/** Says what is wrong with a value at a path; nothing if it fits. */
export type Shape = (value: Value | undefined, path: string) => readonly Fault[];

const told = (value: Value | undefined): string =>
  value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);

const test =
  (expected: string, fits: (value: Value) => boolean): Shape =>
  (value, path) =>
    value !== undefined && fits(value) ? [] : [fault(path, expected, told(value))];

export const anything = test('a value', () => true);
export const text = test('a text', (value) => typeof value === 'string');
/** A whole number from `least` on. */
export const whole = (least = 0): Shape =>
  test(`a whole number from ${least}`, (value) => typeof value === 'number' && value >= least);
export const yesNo = test('0 or 1', (value) => value === 0 || value === 1);
/** SHA-256 or a key: 64 hex digits. */
export const hash = test('64 hex digits', (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value));
export const oneOf = (...texts: readonly string[]): Shape =>
  test(texts.join(' or '), (value) => typeof value === 'string' && texts.includes(value));
export const oneOfNumbers = (known: readonly number[]): Shape =>
  test(known.join(' or '), (value) => typeof value === 'number' && known.includes(value));

/** "" stands for nothing. */
export const orNothing =
  (shape: Shape): Shape =>
  (value, path) =>
    value === '' ? [] : shape(value, path);

export const optional =
  (shape: Shape): Shape =>
  (value, path) =>
    value === undefined ? [] : shape(value, path);

export const listOf =
  (shape: Shape): Shape =>
  (value, path) =>
    Array.isArray(value)
      ? value.flatMap((item: Value, index) => shape(item, `${path}/${index}`))
      : [fault(path, 'a list', told(value))];

function fieldsOf(value: Value | undefined): { readonly [name: string]: Value } | undefined {
  return typeof value === 'object' && !Array.isArray(value) ? (value as { [name: string]: Value }) : undefined;
}

/** An object with these fields, and others beside them. */
export const open =
  (shapes: Readonly<Record<string, Shape>>): Shape =>
  (value, path) => {
    const fields = fieldsOf(value);
    if (!fields) return [fault(path, 'fields', told(value))];
    return Object.entries(shapes).flatMap(([name, shape]) =>
      shape(Object.hasOwn(fields, name) ? fields[name] : undefined, path ? `${path}/${name}` : name),
    );
  };

/** An object with these fields and no other. */
export const closed =
  (shapes: Readonly<Record<string, Shape>>): Shape =>
  (value, path) => {
    const strange = Object.keys(fieldsOf(value) ?? {}).filter((name) => !Object.hasOwn(shapes, name));
    return [
      ...open(shapes)(value, path),
      ...strange.map((name) => fault(path ? `${path}/${name}` : name, 'no such field', 'one')),
    ];
  };
