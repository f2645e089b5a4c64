import { KINDS } from '@piaojue/contract/contest';
import { describe, expect, it } from 'vitest';
import { checkContest } from '../contest-check.ts';
import { contestData, evaluationData, motionData } from '../test-contest.ts';
import { contestFromProfile, nextProfile, profileView } from './profile.ts';
import { READY_MADE } from './ready-made.ts';

const byId = (id: string) => {
  const found = READY_MADE.find((profile) => profile.id === id);
  if (!found) throw new Error(`no profile ${id}`);
  return found;
};
const field = (size: number) => Array.from({ length: size }, (_, i) => ({ no: i + 1 }));

describe('the ready-made profiles', () => {
  it('are there for township, county, resolution, evaluation and election, and ask monitors for empty box and sums', () => {
    expect(READY_MADE.map(({ id }) => id)).toEqual(['township', 'county', 'resolution', 'evaluation', 'election']);
    for (const { id, version, rules, readyMade } of READY_MADE) {
      expect(rules.people).toEqual({ emptyBox: true, sums: true, presiding: false });
      expect([rules.profile, readyMade]).toEqual([{ id, version }, true]);
    }
    // No ready-made profile makes a vote open.
    const kinds = new Set(READY_MADE.map(({ kind }) => kind));
    expect(KINDS.filter((kind) => !kinds.has(kind))).toEqual(['namedResolution']);
  });

  it.each(READY_MADE.map((profile) => [profile.id, profile] as const))(
    '%s makes a contest that passes its check',
    (_, profile) => {
      const many = profile.kind === 'resolution' ? 1 : 12;
      const made = contestFromProfile(profile, { title: '票决', candidates: field(many), seats: 10 });
      const checked = checkContest(made);
      expect(checked.ok ? [] : checked.error).toEqual([]);
      expect(profileView(profile).words['zh-CN'].length).toBeGreaterThan(8);
    },
  );

  it('can not be edited in place', () => {
    expect(() => Object.assign(byId('township').rules, { seats: 9 })).toThrow(TypeError);
  });
});

describe('a contest of a profile', () => {
  it('has as many marks as seats where the profile has it so, and the limits of the profile where it has not', () => {
    const township = byId('township');
    expect(contestFromProfile(township, { candidates: field(12), seats: 10 }).rules).toMatchObject({
      seats: 10,
      maxMarks: 10,
      minMarks: 0,
      profile: { id: 'township', version: 1 },
    });
    const two = { kind: 'selection' as const, rules: { ...contestData({ field: 5, seats: 3 }).rules, maxMarks: 2 } };
    expect(contestFromProfile(two, { candidates: field(5), seats: 1 }).rules).toMatchObject({ seats: 1, maxMarks: 2 });
  });

  it('keeps its own title and list; the number of seats is nothing to a motion', () => {
    const screened = [{ name: '公园', outcome: 'merged' as const, reason: '并入', into: 1 }];
    expect(contestFromProfile(byId('resolution'), { title: '决议', candidates: field(1), seats: 4, screened })).toEqual(
      { title: '决议', kind: 'resolution', candidates: field(1), rules: byId('resolution').rules, screened },
    );
  });
});

describe('an edited profile', () => {
  it('is the next version, and says so in its own rules', () => {
    const draft = { name: '本县测评', kind: 'evaluation', rules: { ...evaluationData(1).rules, halfPasses: false } };
    const next = nextProfile('evaluation', byId('evaluation'), draft);
    expect(next).toMatchObject({
      ok: true,
      value: {
        version: 2,
        name: { 'zh-CN': '本县测评', en: '本县测评' },
        readyMade: false,
        rules: { halfPasses: false, profile: { id: 'evaluation', version: 2 } },
      },
    });
    expect(nextProfile('own', undefined, draft)).toMatchObject({ value: { id: 'own', version: 1 } });
  });

  it('takes every kind of rules, of 59 seats too', () => {
    const wide = contestData({ field: 60, seats: 59 }).rules;
    for (const [kind, rules] of [
      ['selection', wide],
      ['perProject', wide],
      ['election', wide],
      ['resolution', motionData().rules],
      ['namedResolution', motionData().rules],
    ] as const) {
      expect(nextProfile('own', undefined, { name: 'x', kind, rules })).toMatchObject({ ok: true });
    }
  });

  it.each([
    [
      'selection',
      { ...contestData({ field: 2, seats: 1 }).rules, quorum: { num: 2, den: 1, strict: true } },
      '/rules/quorum',
    ],
    ['resolution', { ...motionData().rules, majority: null }, '/rules/majority'],
    ['evaluation', { ...evaluationData(1).rules, scale: 5 }, '/rules/scale'],
    ['selection', 'no rules', '/rules'],
    ['lottery', motionData().rules, '/kind'],
  ])('%s with a fault is refused, with its place', (kind, rules, path) => {
    expect(nextProfile('own', undefined, { name: 'x', kind, rules })).toMatchObject({ ok: false, error: [{ path }] });
  });
});
