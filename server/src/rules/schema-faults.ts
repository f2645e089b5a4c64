import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { illFormedAt } from './well-formed.ts';

/** One thing that is wrong with a file: where (JSON pointer), what was expected there, and what came. */
export interface Fault<Code extends string> {
  readonly code: Code;
  readonly path: string;
  readonly expected: string;
  readonly got: string;
}
/** A fault as a line of a log, a refusal or a terminal. */
export const faultInWords = ({ path, expected, got }: Fault<string>): string =>
  `${path}: expected ${expected}, got ${got}`;

export type SchemaFaultCode = 'missing-field' | 'unknown-field' | 'bad-value';

/** The part of JSON Schema that our contract files use. */
interface Node {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
}

/**
 * What keeps `value` from fitting `schema`, in words; empty when it fits. Where a `kind` says which of several objects
 * is meant, the faults are those of that one. The schema library stops after some errors, so a file with very many faults
 * may show the rest only after the first were mended.
 */
export function schemaFaults(schema: TSchema, value: unknown): readonly Fault<SchemaFaultCode>[] {
  if (Value.Check(schema, value)) return textFaults(value);
  return [
    ...ownFaults(withoutKinds(schema), value),
    ...kindsIn(schema, value, '').flatMap(({ path, schema: option, value: inner }) =>
      schemaFaults(option, inner).map((fault) => ({ ...fault, path: `${path}${fault.path}` })),
    ),
  ];
}

/** Half of a character, which could be shown and never signed. */
function textFaults(value: unknown): readonly Fault<SchemaFaultCode>[] {
  const path = illFormedAt(value);
  return path === undefined
    ? []
    : [{ code: 'bad-value', path, expected: 'text of whole characters', got: 'half of a surrogate pair' }];
}

function ownFaults(schema: TSchema, value: unknown): readonly Fault<SchemaFaultCode>[] {
  const faults = new Map<string, Fault<SchemaFaultCode>>();
  const add = (code: SchemaFaultCode, path: string, expected: string, got: string) =>
    faults.set(path, { code, path, expected, got });

  for (const error of Value.Errors(schema, value)) {
    const at = error.instancePath;
    if (error.keyword === 'required') {
      for (const field of error.params.requiredProperties) {
        add('missing-field', `${at}/${field}`, describeSchema(schemaAt(schema, `${at}/${field}`)), 'nothing');
      }
    } else if (error.keyword === 'additionalProperties') {
      const known = Object.keys(schemaAt(schema, at)?.properties ?? {}).join(', ');
      for (const field of error.params.additionalProperties) {
        add('unknown-field', `${at}/${field}`, `only the fields ${known}`, `the field ${describeValue(field)}`);
      }
    } else if (error.keyword !== 'boolean' && !faults.has(at)) {
      // 'boolean' repeats each additionalProperties error at the field itself.
      add('bad-value', at, describeSchema(schemaAt(schema, at)), describeValue(valueAt(value, at)));
    }
  }
  // A union also fails as a whole when one field inside it does: the deeper fault says more.
  const all = [...faults.values()];
  return all.filter((fault) => !all.some((other) => other.path.startsWith(`${fault.path}/`)));
}

/** A union of objects that a `kind` tells apart. */
const isKinds = ({ anyOf }: Node): boolean => anyOf?.every(({ properties }) => properties?.['kind']) ?? false;

/** The schema with an object for each such union, whatever is in it. */
function withoutKinds(schema: TSchema): TSchema {
  const node = schema as Node;
  if (isKinds(node)) return { type: 'object' };
  const properties =
    node.properties &&
    Object.fromEntries(Object.entries(node.properties).map(([name, field]) => [name, withoutKinds(field as TSchema)]));
  const items = node.items && withoutKinds(node.items);
  return { ...schema, ...(properties && { properties }), ...(items && { items }) };
}

interface KindAt {
  readonly path: string;
  readonly schema: TSchema;
  readonly value: unknown;
}

/** Each such union in `value`, as the object that its kind says it is. */
function kindsIn(schema: TSchema, value: unknown, path: string): readonly KindAt[] {
  const node = schema as Node;
  if (typeof value !== 'object' || value === null) return [];
  if (isKinds(node) && node.anyOf) {
    const kind = (value as { readonly kind?: unknown }).kind;
    const meant = node.anyOf.find(({ properties }) => Value.Check(properties?.['kind'] as TSchema, kind));
    return [{ path, schema: meant ?? unknownKind(node.anyOf), value }];
  }
  if (node.items && Array.isArray(value)) {
    return value.flatMap((entry, index) => kindsIn(node.items as TSchema, entry, `${path}/${index}`));
  }
  return Object.entries(node.properties ?? {}).flatMap(([name, field]) =>
    kindsIn(field as TSchema, (value as Record<string, unknown>)[name], `${path}/${name}`),
  );
}

/** Nothing is asked of the rest where it is not known what it is. */
const unknownKind = (options: readonly Node[]): Node & { readonly required: readonly string[] } => ({
  type: 'object',
  required: ['kind'],
  properties: {
    kind: { anyOf: options.flatMap(({ properties }) => properties?.['kind']?.anyOf ?? [properties?.['kind'] ?? {}]) },
  },
});

/** What came, short and without echoing whole structures. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'string' && value.length > 60) return `text of ${value.length} characters`;
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value);
}

function describeSchema(node: Node | undefined): string {
  if (!node) return 'something else';
  if (node.anyOf) return node.anyOf.map(describeSchema).join(' or ');
  if (node.const !== undefined) return JSON.stringify(node.const);
  switch (node.type) {
    case 'integer':
      return `a whole number${range(node.minimum, node.maximum)}`;
    case 'array':
      return `a list${range(node.minItems, node.maxItems, ' entries')}`;
    case 'string':
      return node.maxLength === undefined ? 'text' : `text of at most ${node.maxLength} characters`;
    case 'boolean':
      return 'true or false';
    case 'object':
      return 'an object';
    case undefined:
      return 'a value';
    default:
      return node.type;
  }
}

function range(min: number | undefined, max: number | undefined, what = ''): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}${what}`;
  if (min !== undefined) return ` of at least ${min}${what}`;
  return max === undefined ? '' : ` of at most ${max}${what}`;
}

const steps = (path: string) =>
  path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

function schemaAt(schema: TSchema, path: string): Node | undefined {
  let node: Node | undefined = schema;
  for (const step of steps(path)) {
    const options: readonly Node[] = node?.anyOf ?? (node ? [node] : []);
    const holder = options.find((option) => option.properties?.[step] ?? option.items);
    node = holder?.properties?.[step] ?? holder?.items;
  }
  return node;
}

function valueAt(value: unknown, path: string): unknown {
  let inner: unknown = value;
  for (const step of steps(path)) {
    if (typeof inner !== 'object' || inner === null) return undefined;
    inner = (inner as Record<string, unknown>)[step];
  }
  return inner;
}
