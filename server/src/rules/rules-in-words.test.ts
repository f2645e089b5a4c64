import type { Contest } from '@piaojue/contract/contest';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { READY_MADE } from './profiles/ready-made.ts';
import { inBothLanguages, profileInWords, rulesInWords } from './rules-in-words.ts';
import { contestData, electionData, evaluationData, motionData, perProjectData } from './test-contest.ts';

const zh = (contest: Contest) => rulesInWords(contest, 'zh-CN').join('\n');
const en = (contest: Contest) => rulesInWords(contest, 'en').join('\n');

/** What of the rules is applied, with every default in its place. */
function applied({ kind, candidates, rules }: Contest): object {
  const seats =
    'tie' in rules && rules.tie && 'exactly' in rules
      ? { most: rules.maxMarks, least: rules.exactly ? rules.maxMarks : rules.minMarks, seats: rules.seats }
      : {};
  return {
    kind,
    candidates: candidates.length,
    ...(kind === 'selection' || kind === 'perProject' || kind === 'election' ? seats : {}),
    form: 'form' in rules ? (rules.form ?? 'pick') : 'pick',
    differential: 'differential' in rules ? (rules.differential ?? true) : true,
    quorum: rules.quorum,
    rateBase: rules.rateBase,
    majority: 'majority' in rules ? rules.majority : 'none',
    press: rules.press,
    reveal: rules.reveal ?? 'atClose',
    clock: rules.clock ?? null,
    people: { emptyBox: false, sums: false, presiding: false, ...rules.people },
    profile: rules.profile ?? null,
    ...('scale' in rules && {
      scale: rules.scale,
      halfPasses: rules.halfPasses,
      gradeBase: rules.gradeBase,
      dontKnow: rules.scale === 3 || (rules.dontKnowCounts ?? true),
    }),
  };
}

const fraction = fc.record({
  num: fc.integer({ min: 1, max: 3 }),
  den: fc.constantFrom(4, 5),
  strict: fc.boolean(),
});
const base = fc.constantFrom('all' as const, 'present' as const, 'returned' as const, 'valid' as const);
const majority = fc.record({ fraction, base }).map(({ fraction: share, base: of }) => ({ ...share, base: of }));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const given = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

const common = {
  quorum: fraction,
  rateBase: base,
  press: fc.constantFrom('last' as const, 'first' as const),
  reveal: maybe(fc.constantFrom('atClose' as const, 'afterConfirmation' as const)),
  clock: maybe(fc.record({ seconds: fc.constantFrom(60, 90), closes: fc.boolean() })),
  people: maybe(fc.record({ emptyBox: fc.boolean(), sums: fc.boolean(), presiding: fc.boolean() })),
  profile: maybe(fc.record({ id: fc.constantFrom('a', 'b'), version: fc.integer({ min: 1, max: 2 }) })),
};
const seatFields = {
  ...common,
  seats: fc.integer({ min: 1, max: 3 }),
  maxMarks: fc.integer({ min: 2, max: 3 }),
  minMarks: fc.integer({ min: 0, max: 2 }),
  exactly: fc.boolean(),
  majority: fc.option(majority),
};
/** Fields of each kind, so that one of them can be changed and all others stay. */
const KINDS = [
  { fields: seatFields, of: (rules: object) => contestData({ field: 5, seats: 1, ...rules }) },
  { fields: seatFields, of: (rules: object) => perProjectData({ field: 5, seats: 1, ...rules }) },
  {
    fields: { ...seatFields, form: fc.constantFrom('pick', 'perItem'), differential: fc.boolean() },
    of: (rules: object) => electionData({ field: 5, seats: 1, ...rules }),
  },
  { fields: { ...common, majority }, of: (rules: object) => motionData(rules) },
  { fields: { ...common, majority }, of: (rules: object) => motionData(rules, 'namedResolution') },
  {
    fields: {
      ...common,
      scale: fc.constantFrom(3, 4),
      halfPasses: fc.boolean(),
      gradeBase: base,
      dontKnowCounts: maybe(fc.boolean()),
    },
    of: (rules: object) => evaluationData(3, rules),
  },
] as const;
type Fields = Readonly<Record<string, fc.Arbitrary<unknown>>>;

describe('the rules in words', () => {
  it.each(KINDS.map((kind) => [kind.of({}).kind, kind] as const))(
    'two contests of kind %s that differ in one applied field have different words, in both languages, and else the same',
    (_, { fields, of }) => {
      const arbitraries: Fields = fields;
      const rules = fc.record({ ...arbitraries });
      const pair = rules.chain((first) =>
        fc
          .constantFrom(...Object.keys(arbitraries))
          .chain((field) => arbitraries[field]?.map((value) => ({ ...first, [field]: value })) ?? fc.constant(first))
          .map((second) => [of(given(first)), of(given(second))] as const),
      );
      let differed = 0;
      fc.assert(
        fc.property(pair, ([a, b]) => {
          const same = JSON.stringify(applied(a)) === JSON.stringify(applied(b));
          if (!same) differed += 1;
          expect([zh(a) === zh(b), en(a) === en(b)]).toEqual([same, same]);
        }),
        { numRuns: 3000 },
      );
      expect(differed).toBeGreaterThan(1000);
    },
  );

  it('contests of different kinds have different words', () => {
    const contests = KINDS.map(({ of }) => of({}));
    expect(new Set(contests.map(zh)).size).toBe(contests.length);
    expect(new Set(contests.map(en)).size).toBe(contests.length);
  });

  it('an election says plainly that nobody can be written in', () => {
    expect(zh(electionData({ field: 3, seats: 2 }))).toContain('不能另选他人');
    expect(en(electionData({ field: 3, seats: 2 }))).toContain('Nobody can be written in');
  });

  it('says the township rules as a reader of the 票决办法 knows them', () => {
    const contest = contestData({
      field: 12,
      seats: 10,
      people: { emptyBox: true, sums: true, presiding: false },
      clock: { seconds: 180, closes: false },
      profile: { id: 'township', version: 1 },
    });
    expect(rulesInWords(contest, 'zh-CN')).toEqual([
      '差额无记名票决：从候选项目中选。',
      '候选项目12个，应选10个。',
      '每张票最多选10个，多选的，全票无效；少选的有效。',
      '提交而一个不选的，视为弃权，有效。',
      '未按（没有提交）的单独统计，不计入弃权和反对。',
      '实到代表须达到全体代表（应到）的2/3（含本数），否则不作决定。',
      '收回的票多于发出的票，本次作废，重新投票。',
      '至少得一票，且得票超过全体代表（应到）的半数（不含半数），方为通过。',
      '通过的多于应选名额时，得票多的当选；排名只按票数，票数相同名次相同。',
      '得票相同而超出应选名额时，只就得票相同者再次票决，得票多的当选；不按编号和先后决定。',
      '通过的少于应选名额时，缺额由主席团决定，不以得票多少递补。',
      '得票率以收回的票为基数，只供阅读，不作排名。',
      '结束前可以改，以最后一次提交为准。',
      '投票结束后当场显示结果，公布前标明未确认。',
      '投票计时180秒，到时只作提示，不自动结束。',
      '开始前须由监票人确认票箱是空的。',
      '公布前须由监票人确认票数。',
      '开始、结束、公布不要求执行主席在系统中同意。',
      '规则取自模板 township 第1版。',
    ]);
    expect(rulesInWords(contest, 'en')[2]).toBe(
      'A ballot may have at most 10 marks; with more the whole ballot is invalid; fewer are valid.',
    );
    expect(rulesInWords(contest, 'en').length).toBe(19);
  });

  it('a profile says no number that each contest has of its own', () => {
    for (const profile of READY_MADE) {
      const words = inBothLanguages((language) => profileInWords(profile, language));
      expect(words['zh-CN'].length).toBe(words.en.length);
      expect(words['zh-CN'].join('')).not.toMatch(/应选\d|[选赞成]\d/);
    }
    const [township] = READY_MADE;
    if (!township) throw new Error('no profile');
    expect(profileInWords(township, 'zh-CN')[1]).toBe(
      '每张票最多选的个数与应选名额相同，多选的，全票无效；少选的有效。',
    );
    expect(profileInWords(township, 'en')[1]).toBe(
      'A ballot may have at most as many marks as there are seats; with more the whole ballot is invalid; fewer are valid.',
    );
  });
});

it('RULES §1 decision 4: a blank that is invalid is not called an abstention', () => {
  const exact = { field: 3, seats: 1, exactly: true };
  const [list, items] = [contestData(exact), perProjectData(exact)];
  expect(rulesInWords(list, 'zh-CN')).toContain('提交而一个不选的票无效。');
  expect(rulesInWords(list, 'en')).toContain('A submitted ballot without a mark is invalid.');
  expect(rulesInWords(items, 'zh-CN')).toContain('没有表示意见的，对该项视为弃权；全部没有表示意见的票无效。');
  expect(rulesInWords(contestData({ ...exact, exactly: false }), 'zh-CN')).toContain(
    '提交而一个不选的，视为弃权，有效。',
  );
});
