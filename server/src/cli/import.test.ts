import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { importCommand, parseImportArgs } from './import.ts';

const folder = mkdtempSync(join(tmpdir(), 'import-'));
afterAll(() => rmSync(folder, { recursive: true }));
const said: string[] = [];
beforeEach(() => {
  said.length = 0;
  vi.spyOn(console, 'log').mockImplementation((text: string) => said.push(text));
  vi.spyOn(console, 'error').mockImplementation((text: string) => said.push(text.replace(folder, '')));
});
afterEach(() => vi.restoreAllMocks());
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('piaojue import check', () => {
  it('a table without a fault: what it brings as JSON', async () => {
    const path = file('good.csv', '表决器,姓名\n1,王　芳\n');
    expect(await importCommand(['check', path, '--as', 'roll', '--json'])).toBe(0);
    expect(said[0]).toBe('/good.csv:2 姓名: taken as 王芳: "王　芳"');
    expect(JSON.parse(said[1] ?? '')).toEqual({ handout: 'listed', seats: [{ keypad: 1, name: '王芳' }] });
  });

  it('an agenda as a sitting file has it', async () => {
    expect(
      await importCommand(['check', file('agenda.csv', '议程,类型\n报告,报告\n'), '--as', 'agenda', '--json']),
    ).toBe(0);
    expect(JSON.parse(said[0] ?? '')).toEqual({ agenda: [{ id: 'note-1', title: '报告', kind: 'note' }] });
  });

  it('every fault on a line of its own, with the place', async () => {
    const path = file('bad.csv', 'Item,Kind\nOpening,speech\n,note\n');
    expect(await importCommand(['check', path, '--as', 'agenda', '--lang', 'en'])).toBe(1);
    expect(said).toEqual([
      '/bad.csv:2 Kind: plenary, vote, note, break ← speech',
      '/bad.csv:3 Item: something ← nothing',
    ]);
    expect(await importCommand(['check', file('none.csv', ''), '--as', 'candidates', '--lang', 'en'])).toBe(1);
    expect(said.at(-1)).toBe('/none.csv: a table with something in it ← an empty file');
    expect(await importCommand(['check', join(folder, 'nowhere.csv'), '--as', 'roll'])).toBe(1);
  });

  it('says what it expects of its arguments', () => {
    for (const args of [
      [],
      ['check'],
      ['take', 'x', '--as', 'roll'],
      ['check', 'x', 'y', '--as', 'roll'],
      ['check', 'x', '--nope'],
    ])
      expect(parseImportArgs(args)).toMatchObject({
        ok: false,
        error: expect.stringMatching(/piaojue import check FILE/),
      });
    expect(parseImportArgs(['check', 'x', '--as', 'minutes'])).toMatchObject({
      ok: false,
      error: expect.stringMatching(/--as/),
    });
    expect(parseImportArgs(['check', 'x', '--as', 'roll', '--lang', 'fr'])).toMatchObject({ ok: false });
  });
});
