import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS, type CommandName, ROLES_OF_COMMAND } from '@piaojue/contract/commands';
import type { Role } from '@piaojue/contract/live';
import { literalsOf } from './text-in-code.ts';

const source = join(import.meta.dirname, '../../display/src');
/** The pages of whoever may order something; parts of both desks stand in the operator's folders. */
const PAGES = {
  operator: ['console', 'setup', 'characters'],
  monitor: ['officers', 'console'],
  chiefMonitor: ['officers', 'console'],
  presiding: ['officers', 'console'],
} as const satisfies Partial<Record<Role, readonly string[]>>;

const textsOf = (folder: string): ReadonlySet<string> =>
  new Set(
    globSync(`${folder}/**/*.{ts,tsx}`, { cwd: source })
      .filter((path) => !/\.test\.tsx?$/.test(path))
      .flatMap((path) => [...literalsOf(path, readFileSync(join(source, path), 'utf8')).whole]),
  );
const folders = new Map<string, ReadonlySet<string>>(
  [...new Set(Object.values(PAGES).flat())].map((folder) => [folder, textsOf(folder)]),
);
/** Every text that stands in a program of these folders, tests left out. */
const namedIn = (wanted: readonly string[]): ReadonlySet<string> =>
  new Set(wanted.flatMap((folder) => [...(folders.get(folder) ?? [])]));
const ordered = (role: Role) =>
  (Object.keys(COMMANDS) as CommandName[]).filter((name) => ROLES_OF_COMMAND[name].includes(role));
const placeless = (commands: readonly string[], named: ReadonlySet<string>) =>
  commands.filter((name) => !named.has(name));

test.each(Object.entries(PAGES))('whatever %s may order has its place on a page', (role, pages) => {
  const commands = ordered(role as Role);
  expect(commands.length).toBeGreaterThan(0);
  expect(placeless(commands, namedIn(pages))).toEqual([]);
});

test('whoever may order something is looked at', () => {
  const roles = new Set(Object.values(ROLES_OF_COMMAND).flat());
  expect([...roles].filter((role) => !Object.hasOwn(PAGES, role))).toEqual([]);
});

test('planted: a command that no page names', () => {
  expect(placeless(['agenda:go', 'agenda:burn'], namedIn(PAGES.operator))).toEqual(['agenda:burn']);
});
