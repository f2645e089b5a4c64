import { expect, test } from 'vitest';
import { parseConformArgs } from './args.ts';
import { CHECKS } from './checks/all.ts';
import type { Finding } from './check.ts';
import { judge, passes, planOf } from './play.ts';
import { listText, reportJson, reportText } from './report.ts';
import { beat, greeting, recorded, up } from './test-recording.ts';

const parsed = (...argv: string[]) => parseConformArgs(argv);
const names = (...argv: string[]): string[] => {
  const asked = parsed('--port', 'COM3', ...argv);
  if (!asked.ok || asked.value.do !== 'run') throw new Error('expected a run');
  return asked.value.checks.map(({ name }) => name);
};

test('without keys nobody presses; with keys people do, unless told otherwise', () => {
  expect(parsed('--port', 'COM3')).toMatchObject({ ok: true, value: { presses: 'none', baud: 921_600, keys: null } });
  expect(parsed('--port', 'COM3', '--keys', 'k')).toMatchObject({ ok: true, value: { presses: 'people', keys: 'k' } });
  expect(parsed('--port', 'COM3', '--keys', 'k', '--presses', 'auto')).toMatchObject({ value: { presses: 'auto' } });
});

test('checks are chosen by rule or by name', () => {
  expect(names('--only', 'rec2,drained')).toEqual(['heartbeat', 'drained']);
  expect(names('--only', 'CLS4', '--skip', 'drained')).not.toContain('drained');
  expect(names()).toEqual(CHECKS.map(({ name }) => name));
});

test.each([
  [[], '--port: expected'],
  [['--port', 'udp://a:1'], '--port: expected tcp://host:port'],
  [['--port', 'COM3', '--baud', 'fast'], '--baud: expected'],
  [['--port', 'COM3', '--only', 'REC99'], '--only: expected a rule or a check (--list names them), got REC99'],
  [['--port', 'COM3', '--only', 'REC2', '--skip', 'REC2'], 'expected at least one check to be left'],
  [['--port', 'COM3', '--presses', 'cats'], '--presses: expected people, auto or none, got cats'],
  [['--port', 'COM3', '--presses', 'auto'], '--presses auto: expected --keys'],
])('%j is refused with what was expected', (argv, message) => {
  expect(parsed(...argv)).toMatchObject({ ok: false, error: expect.stringContaining(message) });
});

test('only the acts that are needed are played, in their order', () => {
  const chosen = (...wanted: string[]) => CHECKS.filter(({ name }) => wanted.includes(name));
  const plan = (checks: typeof CHECKS, more = {}) =>
    planOf({ checks, keypads: true, long: false, replug: false, ...more });
  expect(plan(chosen('line-crc'))).toEqual(['hello']);
  expect(plan(chosen('drained', 'greets-after-silence'))).toEqual(['hello', 'silence', 'closing']);
  expect(plan(CHECKS)).toEqual(['hello', 'signIn', 'rollCall', 'ballots', 'drain', 'closing', 'malformed']);
  expect(plan(CHECKS, { keypads: false })).toEqual(['hello', 'silence', 'closing', 'malformed']);
  expect(plan(CHECKS, { long: true, replug: true })).toContain('replug');
});

const report = (finding: Finding) => {
  const check = CHECKS.find(({ name }) => name === 'line-crc');
  if (!check) throw new Error('there is a check of the CRC');
  return { port: 'COM3', baud: 921_600, greeting: undefined, took: 4200, judged: [{ check, finding }] };
};

test('the report says what was expected, what came, when, and shows the line', () => {
  const where = { at: 2314, hex: '24 54 41 0A' };
  const text = reportText(report({ verdict: 'failed', expected: 'CRC BD3F', came: 'bd3f', where }));
  for (const words of ['FAILED', 'LINE4', 'CRC BD3F', 'bd3f', '2.31 s', '$TA', '24 54 41 0A', 'does not pass']) {
    expect(text).toContain(words);
  }
  expect(reportText(report({ verdict: 'ok' }))).toContain('The receiver passes.');
  expect(reportText(report({ verdict: 'notSeen', missing: 'press a key' }))).toContain('press a key');
});

test('for machines: each check with its rules and its verdict', () => {
  const json = JSON.parse(reportJson(report({ verdict: 'skipped', why: 'not offered' }))) as unknown;
  expect(json).toMatchObject({
    passes: true,
    tookMs: 4200,
    receiver: null,
    checks: [{ name: 'line-crc', rules: ['LINE4'], verdict: 'skipped', why: 'not offered' }],
  });
});

test('GW11 what the greeting does not offer is skipped', () => {
  const offered = greeting();
  if (offered.type !== 'G') throw new Error('a greeting');
  const recording = recorded(up(0, offered), up(1, beat(1)));
  const context = { hall: undefined as never, presses: 'none', greeting: { ...offered, features: 0 } } as const;
  const skipped = judge(CHECKS, recording, context).filter(({ finding }) => finding.verdict === 'skipped');
  expect(skipped.map(({ check }) => check.feature)).not.toContain(undefined);
  expect(skipped).toHaveLength(CHECKS.filter(({ feature }) => feature !== undefined).length);
});

test('what was not seen keeps a receiver from passing, unless it is optional', () => {
  const [check] = CHECKS;
  const optional = CHECKS.find((each) => each.optional === true);
  if (!check || !optional) throw new Error('there are checks of both kinds');
  const finding = { verdict: 'notSeen', missing: '' } as const;
  expect(passes([{ check, finding }])).toBe(false);
  expect(passes([{ check: optional, finding }])).toBe(true);
});

test('every check has a name of its own, and the list shows them all', () => {
  const all = CHECKS.map(({ name }) => name);
  expect(new Set(all).size).toBe(all.length);
  for (const name of all) expect(listText(CHECKS)).toContain(name);
});
