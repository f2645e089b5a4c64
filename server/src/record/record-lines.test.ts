import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { recordCsv } from '../http/record-csv.ts';
import { contestData, totals } from '../rules/test-contest.ts';
import { testHall } from '../sitting/test-hall.ts';
import type { RecordEvent } from '../store/store.ts';
import { incidentsOf, recordLines } from './record-lines.ts';
import { hasWords, recordWords } from './record-words.ts';

const SOURCES = fileURLToPath(new URL('..', import.meta.url));

/** The names of all events that the server writes, from its own sources. */
function eventNames(): string[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !/\.test\.ts$|(^|\/)test-|store-contract|(^|\/)projects\//.test(path),
  );
  const names = files.flatMap((path) =>
    [...readFileSync(join(SOURCES, path), 'utf8').matchAll(/\bevent(?:: | = )([^,}]*?'[^']*'[^,};]*)[,};]/g)].flatMap(
      ([, text = '']) => [...text.matchAll(/'([a-z][^']* [^']*)'/g)].map(([, name = '']) => name),
    ),
  );
  return [...new Set(names)];
}
const row = (event: RecordEvent, seq = 1) => ({ seq, at: 1_800_000_000_000 + seq, event, hash: 'ab'.repeat(32) });

describe('the record in words', () => {
  it('has words for every event that the server writes', () => {
    const names = eventNames();
    expect(names.length).toBeGreaterThan(35);
    expect(names.filter((name) => !hasWords(name))).toEqual([]);
  });

  it('in both languages, without a hole where a field belongs', async () => {
    const t = testHall();
    await t.must('signIn:start');
    t.present(6);
    await t.must('signIn:stop');
    await t.must('keypads:accept', { without: 'checked yesterday' });
    const people = { emptyBox: true, sums: true, presiding: false } as const;
    const roundId = await t.must('contest:import', { contest: contestData({ field: 3, seats: 1, people }) });
    await t.must('round:ready', { roundId });
    await t.must('round:confirm', { roundId, what: 'emptyBox' });
    await t.must('round:open', { roundId });
    t.boxSays.totals = totals([4, 1, 0], 5, 1);
    await t.must('round:close', { roundId });
    await t.runner.settled();
    await t.must('round:confirm', { roundId, what: 'sums' });
    await t.must('round:announce', { roundId });
    await t.must('seat:leave', { slot: 4 });
    await t.must('sitting:end');
    const lines = recordLines(t.store.record());
    for (const { event, words } of lines) {
      expect([event, words['zh-CN']]).toEqual([event, expect.not.stringMatching(/undefined|null|NaN|–/)]);
      expect([event, words.en]).toEqual([event, expect.not.stringMatching(/undefined|null|NaN|–|[一-鿿]/)]);
    }
    // RULES §4: who did what.
    const who = new Map(lines.map(({ event, by }) => [event, by]));
    expect(Object.fromEntries(who)).toMatchObject({
      'sign-in started': 'operator',
      'round opened': 'operator',
      'round closing': 'operator',
      'round tallied': 'server',
      'round closed': 'server',
      'empty box confirmed': 'chiefMonitor',
      'sitting ended': 'operator',
    });
    for (const { event } of t.store.record())
      expect([event.event, event.by]).toEqual([event.event, expect.any(String)]);
    expect(recordCsv(lines)).toMatch(
      /\r\n\d+,\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,总监票人,1,第1号票决：票箱为空确认，校验码[0-9a-f]{8},empty box confirmed,[0-9a-f]{64}\r\n/,
    );
    await t.dispose();
  });

  it('an event of another version is told by its fields, one of before by the operator', () => {
    expect(recordWords({ event: 'something new', round: 3, by: 'operator' }).en).toBe('something new, round 3');
    expect(recordLines([row({ event: 'round announced', round: 3 })])[0]).toMatchObject({
      by: 'operator',
      round: 3,
      words: { 'zh-CN': '第3号票决：结果公布', en: 'round 3: result announced' },
      fields: { round: 3 },
    });
  });

  it('what the report calls an incident is listed, the newest first and not without end', () => {
    const rows = Array.from({ length: 120 }, (_, i) =>
      row(
        i % 2 ? { event: 'deputy left', slot: i, by: 'operator' } : { event: 'round ready', round: i, by: 'operator' },
        i + 1,
      ),
    );
    const incidents = incidentsOf(rows);
    expect([incidents.length, incidents[0]?.seq, incidents.at(-1)?.seq]).toEqual([50, 120, 22]);
    expect(new Set(incidents.map(({ event }) => event))).toEqual(new Set(['deputy left']));
  });
});
