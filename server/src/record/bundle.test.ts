import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import { afterAll, describe, expect, it } from 'vitest';
import { rawPublicKey } from '../box/patterns.ts';
import { choiceTotals, evaluationData, gradeTotals, motionData, totals } from '../rules/test-contest.ts';
import { testRound, testSitting } from '../store/test-rows.ts';
import { bundleBytes, writeBundle } from './bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));
const { privateKey } = generateKeyPairSync('ed25519');
const publicKey = createPublicKey(privateKey);
const sitting = testSitting();
const round = testRound('recorded', { totals: totals([711, 523, 307], 750, 13), voters: 800 });
const bytesOf = (row = round) => bundleBytes(sitting, row, rawPublicKey(publicKey));
const parsed = (row = round) => JSON.parse(bytesOf(row).toString('utf8')) as Record<string, unknown>;

function leaves(value: unknown, path = ''): [string, unknown][] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, field]) => leaves(field, `${path}/${name}`))
    : [[path, value]];
}

describe('bundle.json', () => {
  it('holds whole numbers and texts only, and no null', () => {
    for (const row of [round, testRound('recorded', { contest: { majority: null, exactly: true } })]) {
      const wrong = leaves(parsed(row)).filter(
        ([, value]) => !(typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value))),
      );
      expect(wrong).toEqual([]);
    }
  });

  it('is canonical: the same round gives the same bytes, and they are those of RFC 8785', () => {
    expect(bytesOf().equals(bytesOf(structuredClone(round)))).toBe(true);
    expect(bytesOf().toString('utf8')).toBe(canonicalize(parsed()));
  });

  it('names the round by its hashes, its figures and the hash of the sealed patterns', () => {
    expect(parsed()).toMatchObject({
      version: 2,
      rollHash: round.frozen?.rollHash,
      emptyBox: '',
      recordSeq: '',
      recordHash: '',
      mode: 'rehearsal',
      round: 1,
      parent: '',
      turn: 1,
      frozenHash: round.frozen?.hash,
      presenceHash: round.presence?.hash,
      all: 800,
      present: 800,
      issued: 800,
      returned: 763,
      valid: 750,
      invalid: 13,
      votes: [711, 523, 307],
      decision: { outcome: 'complete', chosen: [1] },
      patternsHash: createHash('sha256')
        .update(round.patterns ?? '')
        .digest('hex'),
      signer: rawPublicKey(publicKey).toString('hex'),
    });
  });

  it('keeps every answer apart, of motions and of evaluations, but for a round that does not count', () => {
    const motion = { ...round, contest: motionData(), totals: choiceTotals([[3, 2, 1]]) };
    expect(parsed(motion)).toMatchObject({ votes: [3], against: [2], abstained: [1] });
    const judged = { ...round, contest: evaluationData(1), totals: gradeTotals([[3, 2, 0, 1]]) };
    expect(parsed(judged)).toMatchObject({ votes: [3], grades: [[3, 2, 0, 1]] });
    const { decision } = testRound('recorded', { totals: totals([7, 5, 1], 7) });
    expect(decision?.outcome).toBe('void');
    expect(parsed({ ...motion, decision })).not.toHaveProperty('against');
    expect(parsed({ ...judged, decision })).not.toHaveProperty('grades');
  });

  it('says nothing of who took part, nor of a ballot', () => {
    const text = bytesOf().toString('utf8');
    for (const secret of ['participation', 'counters', 'keypad', 'slot', 'authorised', 'provisioning'])
      expect(text).not.toContain(secret);
    expect(text).not.toContain(Buffer.from(round.patterns ?? []).toString('hex'));
  });

  it.each([
    ['void', { totals: totals([7, 5, 1], 7), present: [0, 1, 2, 3, 4, 5] }],
    ['no-quorum', { totals: totals([3, 2, 1], 3), present: [0, 1, 2] }],
  ])('RULES §1 Issued/returned: a %s round has no figure per candidate', (outcome, sketch) => {
    const bundle = parsed(testRound('recorded', sketch));
    expect(bundle).toMatchObject({ decision: { outcome }, votes: [], valid: '', invalid: '' });
    const names = leaves(bundle).map(([path]) => path);
    expect(names.filter((path) => /votes|rate$|rank|chosen|tied/.test(path))).toEqual([]);
  });

  it('of a round that was not tallied does not exist', () => {
    for (const state of ['ready', 'open', 'counting', 'disputed', 'aborted'] as const)
      expect(() => bytesOf(testRound(state))).toThrow(/has no result/);
  });
});

describe('bundle.sig', () => {
  // A short one: every bit of it is flipped below.
  const { words: _, ...frozen } = testRound('ready').frozen ?? { words: undefined };
  const short = { ...testRound('recorded'), frozen: frozen as typeof round.frozen };
  const written = writeBundle(join(folder, 'round-1'), sitting, short, privateKey);
  const read = (name: string) => readFileSync(join(folder, 'round-1', name));
  it('is 64 raw bytes that verify over exactly the bytes of bundle.json', () => {
    expect(written).toEqual({ ok: true, value: createHash('sha256').update(read('bundle.json')).digest('hex') });
    expect(read('bundle.sig')).toHaveLength(64);
    expect(verify(null, read('bundle.json'), publicKey, read('bundle.sig'))).toBe(true);
    expect(read('patterns.sealed')).toEqual(Buffer.from(short.patterns ?? []));
    expect(readdirSync(join(folder, 'round-1')).toSorted()).toEqual(['bundle.json', 'bundle.sig', 'patterns.sealed']);
    for (const name of readdirSync(join(folder, 'round-1')))
      expect(statSync(join(folder, 'round-1', name)).mode & 0o777).toBe(0o600);
  });

  it('any single bit flipped, in either file, breaks it', () => {
    const json = read('bundle.json');
    const signature = read('bundle.sig');
    const flips = (bytes: Buffer, holds: (changed: Buffer) => boolean): number[] =>
      Array.from({ length: bytes.length * 8 }, (_, bit) => bit).filter((bit) => {
        const changed = Buffer.from(bytes);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        return holds(changed);
      });
    expect(flips(signature, (changed) => verify(null, json, publicKey, changed))).toEqual([]);
    expect(flips(json, (changed) => verify(null, changed, publicKey, signature))).toEqual([]);
  });

  it('step 7 done again after a crash gives the same files', () => {
    const before = [read('bundle.json'), read('bundle.sig')];
    expect(writeBundle(join(folder, 'round-1'), sitting, short, privateKey)).toEqual(written);
    expect([read('bundle.json'), read('bundle.sig')]).toEqual(before);
    expect(sign(null, before[0] ?? Buffer.alloc(0), privateKey)).toEqual(before[1]);
  });
});
