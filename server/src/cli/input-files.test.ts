import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readJson, readText } from './input-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'piaojue-input-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (text: string): string => {
  const path = join(folder, 'file');
  writeFileSync(path, text);
  return path;
};

it('a byte order mark is no part of the text', () => {
  expect(readText(file('\uFEFFkeypad,marks\n'), 'a deck')).toEqual({ ok: true, value: 'keypad,marks\n' });
  expect(readJson(file('\uFEFF{"title":"票决"}'), 'a contest')).toEqual({ ok: true, value: { title: '票决' } });
});

it('a file that is not there, a folder, and one that is no JSON are named with what was expected', () => {
  for (const [path, why] of [
    [join(folder, 'nowhere'), 'ENOENT'],
    [folder, 'EISDIR'],
    [file('{"title":'), 'JSON'],
    [file(''), 'JSON'],
  ] as const) {
    const read = readJson(path, 'a contest');
    expect(read).toMatchObject({ ok: false, error: expect.stringContaining(`${path}: expected a contest as JSON: `) });
    expect(!read.ok && read.error).toContain(why);
  }
});
