import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { rulesInWords } from '../rules/rules-in-words.ts';
import { contestData, hall, motionData } from '../rules/test-contest.ts';
import { rules } from './rules.ts';

const folder = mkdtempSync(join(tmpdir(), 'rules-'));
afterAll(() => rmSync(folder, { recursive: true }));
const out = vi.spyOn(console, 'log').mockImplementation(() => undefined);
const err = vi.spyOn(console, 'error').mockImplementation(() => undefined);
afterEach(() => {
  out.mockClear();
  err.mockClear();
});
const lines = (spy: typeof out) => spy.mock.calls.map(([line]) => String(line));

function file(contest: unknown): string {
  const path = join(folder, 'contest.json');
  writeFileSync(path, typeof contest === 'string' ? contest : JSON.stringify(contest));
  return path;
}

it.each([
  [[], 'zh-CN'],
  [['--lang', 'en'], 'en'],
] as const)('prints the rules as they are applied, a line a sentence: %j', (more, language) => {
  const contest = motionData();
  expect(rules(['--contest', file(contest), ...more])).toBe(0);
  expect(lines(out).map((line) => line.replace(/^\d+\. /, ''))).toEqual(rulesInWords(contest, language));
  expect(lines(err)).toEqual([]);
});

it('says beside them what should be looked at', () => {
  expect(rules(['--contest', file(contestData({ field: 11, seats: 10, roll: hall(3) }))])).toBe(0);
  expect(lines(err)).toEqual(['warning: narrow-field', 'warning: few-voters']);
});

it('a file with faults is told each of them, with its place, and prints no rules', () => {
  const path = file({ ...motionData(), candidates: [] });
  expect(rules(['--contest', path])).toBe(1);
  expect([lines(out), lines(err)]).toEqual([
    [],
    [`${path}/candidates: expected a list from 1 to 1 entries, got a list of 0`],
  ]);
  expect(rules(['--contest', file('not JSON')])).toBe(1);
  expect(rules(['--contest', join(folder, 'nowhere.json')])).toBe(1);
});

it.each([[[]], [['--contest', 'x', '--lang', 'fr']], [['--other']]])('%j is answered with how it is used', (args) => {
  expect(rules(args)).toBe(2);
  expect(lines(err).join('\n')).toContain('piaojue rules --contest');
});
