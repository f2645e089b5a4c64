import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordFile } from '../src/record/record-file.ts';
import { contestData, totals } from '../src/rules/test-contest.ts';
import { type TestHall, testHall } from '../src/sitting/test-hall.ts';
import { readSigned } from './files.ts';
import { sha256 } from './frozen.ts';
import { readRecord, recordChecks } from './record.ts';
import { verifyBundle } from './verify-bundle.ts';
import { verifyChain } from './verify-chain.ts';

let t: TestHall;
beforeEach(() => {
  t = testHall();
});
afterEach(() => t.dispose());

const filesOf = (id: number) => {
  const files = readSigned(t.runner.bundleFolder(id), 'bundle');
  return { ...files, patterns: readFileSync(join(files.folder, 'patterns.sealed')) };
};
function named(id: number) {
  const files = filesOf(id);
  const { bundle, checks } = verifyBundle(files);
  if (!bundle) throw new Error(JSON.stringify(checks));
  return { bundle, hash: sha256(files.json) };
}
const record = (): Buffer => Buffer.from(recordFile(t.store.record()), 'utf8');
const failing = (checks: readonly { readonly id: string; readonly verdict: string }[]): readonly string[] =>
  checks.filter(({ verdict }) => verdict === 'fails').map(({ id }) => id);

/** A tie, announced, and voted on again. */
async function tieAndRevote(): Promise<readonly [number, number]> {
  const first = await t.closedRound(totals([3, 3, 0], 6), contestData({ field: 3, seats: 1, majority: null }));
  await t.must('round:announce', { roundId: first });
  const again = await t.must('round:revote', { roundId: first });
  await t.must('round:ready', { roundId: again });
  await t.must('round:open', { roundId: again });
  t.boxSays.totals = totals([2, 4], 6);
  await t.must('round:close', { roundId: again });
  await t.runner.settled();
  await t.must('round:announce', { roundId: again });
  return [first, again];
}

describe('the exported record', () => {
  it('follows on, says what the bundles say, and has the empty box before each opening', async () => {
    const rounds = await tieAndRevote();
    const checks = recordChecks(record(), rounds.map(named));
    expect(checks.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['record-chain', 'holds'],
      ['record-bundle', 'holds'],
      ['record-zero', 'holds'],
    ]);
    const names = readRecord(record()).lines.map(({ event }) => event.event);
    expect(names.indexOf('empty box made')).toBe(names.indexOf('round opened') - 1);
  });

  it('a line that is changed, left out, moved or cut is found, and so is any changed bit', async () => {
    await t.closedRound(totals([4, 2, 0], 6));
    const whole = record();
    const lines = whole.toString('utf8').split('\n');
    const without = (index: number): string => lines.filter((_, i) => i !== index).join('\n');
    const swapped = [lines[1], lines[0], ...lines.slice(2)].join('\n');
    for (const text of [without(0), without(2), swapped, `${lines.join('\n')}x`, lines.join('\r\n'), ''])
      expect(failing(recordChecks(Buffer.from(text, 'utf8'), []))).toEqual(['record-chain']);
    const taken = Array.from({ length: whole.length * 8 }, (_, bit) => bit).filter((bit) => {
      const changed = Buffer.from(whole);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return readRecord(changed).faults.length === 0;
    });
    console.log(`bits of the record tried: ${whole.length * 8}, taken: ${taken.length}`);
    expect(taken).toEqual([]);
  });

  it('written anew from the beginning it no longer has the line that the signed bundle names', async () => {
    const id = await t.closedRound(totals([4, 2, 0], 6));
    const rewritten = (change: (event: Record<string, unknown>) => void): Buffer => {
      let previous = '';
      const lines = readRecord(record()).lines.map(({ seq, at, event }) => {
        const told: Record<string, unknown> = { ...event };
        change(told);
        const fields = Object.fromEntries(Object.entries(told).toSorted(([a], [b]) => (a < b ? -1 : 1)));
        const body = JSON.stringify({ at, event: fields, seq });
        previous = sha256(`${previous}\n${body}`);
        return `${previous} ${body}\n`;
      });
      return Buffer.from(lines.join(''), 'utf8');
    };
    expect(
      failing(
        recordChecks(
          rewritten(() => undefined),
          [named(id)],
        ),
      ),
    ).toEqual([]);
    const who = rewritten((event) => {
      if (event['event'] === 'round ready') event['by'] = 'monitor';
    });
    expect(failing(recordChecks(who, [named(id)]))).toEqual(['record-bundle']);
    const full = rewritten((event) => {
      if (event['event'] === 'empty box made') event['ballots'] = 1;
    });
    expect(failing(recordChecks(full, []))).toEqual(['record-zero']);
    const missing = rewritten((event) => {
      if (event['event'] === 'round opened') event['ballotsInBox'] = null;
    });
    expect(failing(recordChecks(missing, []))).toEqual(['record-zero']);
  });
});

describe('the bundle of a chain', () => {
  it('holds with the bundles of its rounds; without one it says so, with another it does not hold', async () => {
    const [first, again] = await tieAndRevote();
    const chain = readSigned(t.runner.chainFolder(first), 'chain');
    const rounds = [filesOf(first), filesOf(again)];
    const whole = verifyChain(chain, rounds);
    expect(failing(whole.checks)).toEqual([]);
    expect(whole.chain?.adopted).toEqual([{ no: 2, round: again, by: 'vote' }]);
    expect(whole.checks.filter(({ verdict }) => verdict === 'holds').map(({ id }) => id)).toContain('chain-adopted');
    expect(verifyChain(chain, rounds.slice(1)).checks).toContainEqual({
      id: 'chain-rounds',
      verdict: 'unchecked',
      why: 'bundles-missing',
    });
    const broken = [filesOf(first), { ...filesOf(again), signature: filesOf(first).signature }];
    expect(failing(verifyChain(chain, broken).checks)).toEqual(['chain-rounds', 'chain-adopted']);
    const other = Buffer.from(chain.json.toString('utf8').replace('"no":2', '"no":1'), 'utf8');
    expect(failing(verifyChain({ ...chain, json: other }, rounds).checks)).toEqual(['signature']);
  });
});
