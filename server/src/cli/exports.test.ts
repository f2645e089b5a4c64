import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RoundState } from '@piaojue/contract/console-view';
import { makeBundle, MONITORS_PEM, picks, SIGNER } from '../../verify/test-bundles.ts';
import { readTable } from '../import/read-table.ts';
import { contestData, totals } from '../rules/test-contest.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { testRound, testSitting } from '../store/test-rows.ts';
import { cvrCommand } from './cvr.ts';
import { reportCommand } from './report.ts';

/** The commands that write what leaves the hall: report and tables, cast vote records. */
let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exports-'));
  said = [];
  for (const stream of ['log', 'error'] as const)
    vi.spyOn(console, stream).mockImplementation((text: string) => void said.push(text));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function dataFolder(state: RoundState, announcedAt: number | null, name = '=1+1'): string {
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  const store = openSqliteStore(join(data, 'hall.sqlite'));
  store.putSitting(testSitting({ mode: 'real' }));
  const { id: _id, ...round } = testRound(state, { totals: totals([4, 1, 0], 5, 1) });
  const candidates = round.contest.candidates.map((each) => ({ ...each, name }));
  const made = store.createRound({ ...round, contest: { ...round.contest, candidates } });
  store.putRound({ ...round, contest: { ...round.contest, candidates }, id: made.id, announcedAt });
  store.close();
  return data;
}

describe('piaojue report', () => {
  const run = (out: string, ...more: string[]) =>
    reportCommand(['--data', join(folder, 'data'), '--round', '1', '--out', join(folder, out), ...more]);

  it('names the file in a folder by round and status, in every format', async () => {
    dataFolder('closed', null);
    const out = join(folder, 'out');
    mkdirSync(out);
    for (const format of ['html', 'csv', 'xlsx']) expect(await run('out', '--as', format)).toBe(0);
    expect(await run('out', '--as', 'html', '--lang', 'en')).toBe(0);
    expect(readdirSync(out).toSorted()).toEqual([
      'round-1-unannounced.html',
      '票决结果-第1号-未公布.csv',
      '票决结果-第1号-未公布.html',
      '票决结果-第1号-未公布.xlsx',
    ]);
    expect(readFileSync(join(out, '票决结果-第1号-未公布.html'), 'utf8')).toContain('<title>票决结果报告单（未公布）');
    expect(said.join('\n')).toContain('未公布');
  });

  it('a name that is a formula is text in both tables, and their figures are alike', async () => {
    dataFolder('closed', 1_800_000_090_000);
    expect([await run('t.csv'), await run('t.xlsx')]).toEqual([0, 0]);
    const rows = parse(readFileSync(join(folder, 't.csv')), { bom: true, relax_column_count: true });
    expect(rows).toContainEqual(['状态', '正式结果']);
    expect(rows).toContainEqual(['1', "'=1+1", '4', '66.67', '1', '当选']);
    const book = await readTable(readFileSync(join(folder, 't.xlsx')));
    const cells = JSON.stringify(book.ok && book.value);
    expect(cells).toContain('"=1+1"');
    expect(cells).toContain('66.67');
  });

  it('refuses what there is nothing of, and leaves no file', async () => {
    dataFolder('open', null);
    expect(await run('x.html')).toBe(1);
    expect(said.at(-1)).toMatch(/expected a round that was counted or aborted, round 1 is open/);
    expect(await reportCommand(['--data', join(folder, 'data'), '--round', '7', '--out', join(folder, 'x.html')])).toBe(
      1,
    );
    expect(await reportCommand(['--data', join(folder, 'none'), '--round', '1', '--out', join(folder, 'x.html')])).toBe(
      1,
    );
    expect(await run('x.doc')).toBe(2);
    expect(readdirSync(folder)).toEqual(['data']);
  });

  it('an aborted round has a report and no table', async () => {
    dataFolder('aborted', null);
    expect([await run('x.html'), await run('x.csv')]).toEqual([0, 1]);
    expect(readFileSync(join(folder, 'x.html'), 'utf8')).toContain('不存在任何得票数');
  });
});

describe('piaojue cvr', () => {
  const key = () => join(folder, 'monitors.pem');
  function bundleFolder(): string {
    const made = makeBundle({
      asked: contestData({ field: 3, seats: 1 }),
      voters: 6,
      ballots: [...picks(5, 0), ...picks(1, 1)],
    });
    const bundle = join(folder, 'bundle');
    mkdirSync(bundle);
    writeFileSync(join(bundle, 'bundle.json'), made.json);
    writeFileSync(join(bundle, 'bundle.sig'), made.signature);
    if (made.patterns) writeFileSync(join(bundle, 'patterns.sealed'), made.patterns);
    writeFileSync(key(), MONITORS_PEM);
    return bundle;
  }

  it('seals unless it is told --clear, opens again, and warns of patterns that stand alone', () => {
    const bundle = bundleFolder();
    const out = join(folder, 'cvr.json');
    const args = [bundle, '--monitors-key', key(), '--signer', SIGNER];
    expect(cvrCommand([...args, '--out', out])).toBe(0);
    expect(existsSync(out)).toBe(false);
    expect(statSync(`${out}.sealed`).mode & 0o777).toBe(0o600);
    expect(readFileSync(`${out}.sealed`, 'latin1')).not.toContain('CVR');
    expect(said.join('\n')).toMatch(
      /6 ballots.*sealed to the monitors[\s\S]*1 of 6 ballots have a pattern of marks that no other has/,
    );
    expect(cvrCommand([...args, '--open', `${out}.sealed`, '--out', out])).toBe(0);
    expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ '@type': 'CVR.CastVoteRecordReport' });
    const clear = join(folder, 'clear.json');
    expect(cvrCommand([...args, '--clear', '--out', clear])).toBe(0);
    expect(said.at(-2)).toMatch(/IN THE CLEAR/);
    expect(JSON.parse(readFileSync(clear, 'utf8'))).toMatchObject({ Version: '1.0.0' });
  });

  it('refuses another signer, a key that is none, and a missing file', () => {
    const bundle = bundleFolder();
    const out = join(folder, 'cvr.json');
    expect(cvrCommand([bundle, '--monitors-key', key(), '--signer', '00'.repeat(32), '--out', out])).toBe(1);
    writeFileSync(key(), 'no key');
    expect(cvrCommand([bundle, '--monitors-key', key(), '--out', out])).toBe(2);
    expect(cvrCommand([join(folder, 'nothing'), '--monitors-key', key(), '--out', out])).toBe(2);
    expect(cvrCommand([bundle, '--out', out])).toBe(2);
    expect(readdirSync(folder).some((name) => name.startsWith('cvr'))).toBe(false);
  });
});
