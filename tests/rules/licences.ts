/**
 * `npm run licences`: every package that is delivered, with its licence. Fails on one that the list below does not allow,
 * and on a lock file that does not go with the packages' own lists. With `--write` the list goes to server/THIRD-PARTY.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const LIST = join(root, 'server', 'THIRD-PARTY.md');

/** SPDX. Each may be used, changed and passed on together with Apache-2.0; the fonts under their own terms. */
export const ALLOWED: readonly string[] = [
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Python-2.0',
  'OFL-1.1',
];

/** Said in a field of old, which the lock file does not keep. */
const STATED_ELSEWHERE: Readonly<Record<string, string>> = { 'xmlhttprequest-ssl@2.1.2': 'MIT' };

interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
  readonly name?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
export interface LockFile {
  readonly packages: Readonly<Record<string, LockEntry>>;
}
export interface Licensed {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

export const readLock = (): LockFile => JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as LockFile;

/** All that is installed for use, not for work on the sources; by name and version, each once. */
export function delivered({ packages }: LockFile): Licensed[] {
  const found = new Map<string, Licensed>();
  for (const [path, { version = '', license, dev, link }] of Object.entries(packages)) {
    const at = path.lastIndexOf('node_modules/');
    if (at < 0 || dev || link) continue;
    const name = path.slice(at + 'node_modules/'.length);
    const key = `${name}@${version}`;
    found.set(key, { name, version, licence: license ?? STATED_ELSEWHERE[key] ?? 'none stated' });
  }
  return [...found.values()].toSorted((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

/** Of an SPDX expression: one of its alternatives, all of its parts. */
export const isAllowed = (licence: string): boolean =>
  licence
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((each) => ALLOWED.includes(each.trim())));

/** Where the lock file says something else than the list of a package of ours; `read` gives its package.json. */
export function outOfStep({ packages }: LockFile, read: (path: string) => LockEntry): string[] {
  const faults: string[] = [];
  for (const [path, locked] of Object.entries(packages)) {
    if (path.includes('node_modules/')) continue;
    const own = read(join(path, 'package.json'));
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'] as const) {
      const [wanted, held] = [own[kind] ?? {}, locked[kind] ?? {}];
      for (const name of new Set([...Object.keys(wanted), ...Object.keys(held)])) {
        if (wanted[name] !== held[name])
          faults.push(
            `${path || '.'}: ${name} is ${wanted[name] ?? 'not asked for'}, the lock file has ${held[name] ?? 'none'}`,
          );
      }
    }
  }
  return faults;
}

export const listOf = (all: readonly Licensed[]): string =>
  [
    '# Third-party packages',
    '',
    'What is delivered besides our own sources, with the licence each package states. Made by `npm run licences -- --write` from the lock file;',
    '`npm run sbom` prints the same as a CycloneDX bill of materials.',
    '',
    '| package | version | licence |',
    '| --- | --- | --- |',
    ...all.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`),
    '',
  ].join('\n');

if (import.meta.main) {
  const lock = readLock();
  const all = delivered(lock);
  const refused = all.filter(({ licence }) => !isAllowed(licence));
  const faults = outOfStep(lock, (path) => JSON.parse(readFileSync(join(root, path), 'utf8')) as LockEntry);
  const counts = Map.groupBy(all, ({ licence }) => licence);
  for (const [licence, list] of [...counts].toSorted((a, b) => b[1].length - a[1].length))
    console.log(`${String(list.length).padStart(5)}  ${licence}`);
  for (const { name, version, licence } of refused) console.error(`not allowed: ${name} ${version} is ${licence}`);
  for (const fault of faults) console.error(fault);
  if (process.argv.includes('--write')) writeFileSync(LIST, listOf(all));
  console.log(
    `licences: ${all.length} packages, ${refused.length} not allowed; lock file: ${faults.length} out of step`,
  );
  process.exit(all.length === 0 || refused.length || faults.length ? 1 : 0);
}
