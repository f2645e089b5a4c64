import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';

/**
 * Every rule of PROTOCOL.md is cited by the title of a test, or stands with a reason in `firmware-protocol/uncited-rules.md`
 * (what only hardware does).
 */
const root = join(import.meta.dirname, '../..');
const FOLDERS = ['firmware-protocol', 'device-gateway', 'server', 'tests'];
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

function sources(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sources(path);
    return entry.name.endsWith('.ts') ? [relative(root, path)] : [];
  });
}

const definitions = (markdown: string): string[] =>
  [...markdown.matchAll(/^- \*\*([A-Z]+\d+)\*\* /gm)].map((match) => match[1] ?? '');

const page = read('firmware-protocol/PROTOCOL.md');
const rules = definitions(page);
const known = new Set(rules);
const groups = [...new Set(rules.map((id) => id.replace(/\d+$/, '')))].join('|');
const files = FOLDERS.flatMap((folder) => sources(join(root, folder)));
const tests = files.filter((file) => file.endsWith('.test.ts'));

/** Ids at the start of a title: a text that begins with one or more of them, each followed by a space. */
function titleIds(file: string): string[] {
  const titles = read(file).matchAll(new RegExp(`['"\`]((?:(?:${groups})\\d+ )+)\\S`, 'g'));
  return [...titles].flatMap((match) => (match[1] ?? '').trim().split(' '));
}
/** Ids behind the word PROTOCOL in a comment, and those that the page itself refers to. */
function commentIds(text: string): string[] {
  const lists = text.matchAll(new RegExp(`PROTOCOL ((?:(?:${groups})\\d+(?:, |–| and )?)+)`, 'g'));
  return [...lists].flatMap((match) => [...(match[1] ?? '').matchAll(/[A-Z]+\d+/g)].map(([id]) => id));
}

const unknown = (from: string, ids: readonly string[]): string[] =>
  ids.filter((id) => !known.has(id)).map((id) => `${from}: ${id}`);

const cited = new Set(tests.flatMap(titleIds));
const uncited = definitions(read('firmware-protocol/uncited-rules.md'));

it('each rule of PROTOCOL.md is defined once, and there are enough of them to believe the scan', () => {
  expect(rules.filter((id, i) => rules.indexOf(id) !== i)).toEqual([]);
  expect(rules.length).toBeGreaterThan(150);
  expect(tests.length).toBeGreaterThan(10);
  expect(cited.size).toBeGreaterThan(50);
});

it('each rule that a test, a comment or the page itself cites exists', () => {
  const inPage = [...page.matchAll(new RegExp(`\\b(?:${groups})\\d+\\b`, 'g'))].map(([id]) => id);
  expect([
    ...tests.flatMap((file) => unknown(file, titleIds(file))),
    ...files.flatMap((file) => unknown(file, commentIds(read(file)))),
    ...unknown('PROTOCOL.md', inPage),
    ...unknown('uncited-rules.md', uncited),
  ]).toEqual([]);
});

it('each rule is cited by a test title, or stands in the list of those that no test can prove, and in one of the two only', () => {
  expect(rules.filter((id) => !cited.has(id) && !uncited.includes(id))).toEqual([]);
  expect(uncited.filter((id) => cited.has(id))).toEqual([]);
});
