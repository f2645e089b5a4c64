import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import Database from 'better-sqlite3';
import canonicalize from 'canonicalize';
import type { EvaluationContest } from '@piaojue/contract/contest';
import type { WrittenEntry } from '@piaojue/contract/project-entry';
import type { ProjectView, SuggestionView } from '@piaojue/contract/project-view';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rawPublicKey } from '../box/patterns.ts';
import { checkContest } from '../rules/contest-check.ts';
import { openProjectStore } from './project-store.ts';
import { ALLOWED, evaluation, note, ROAD, springVote, suggestion, type TestYear, testYear } from './test-year.ts';

let year: TestYear;
beforeEach(() => {
  year = testYear();
});
afterEach(() => year.dispose());

/** The two projects of the spring, 2 before 1. */
function adopted(): void {
  year.book.file([springVote()]);
  expect(year.book.adopt('operator', ['11'.repeat(32)])).toEqual({ ok: true, value: ['2027-P01', '2027-P02'] });
}
const project = (ref = '2027-P02'): ProjectView => {
  const found = year.book.view().projects.find((each) => each.ref === ref);
  if (!found) throw new Error(`there is no ${ref}`);
  return found;
};
const suggested = (ref = '2027-S01'): SuggestionView => {
  const found = year.book.view().suggestions.find((each) => each.ref === ref);
  if (!found) throw new Error(`there is no ${ref}`);
  return found;
};
const write = (ref: string, entry: WrittenEntry) => year.book.write('operator', { ref, entry });
function must(ref: string, entry: WrittenEntry): number {
  const done = write(ref, entry);
  if (!done.ok) throw new Error(done.error.detail);
  return done.value;
}
const refused = (ref: string, entry: WrittenEntry): string => {
  const done = write(ref, entry);
  return done.ok ? 'taken' : done.error.code;
};

describe('adoption', () => {
  it('takes whom an announced vote chose, by rank, each with its story, votes, rate and base', () => {
    adopted();
    expect(year.book.view().projects.map(({ ref, details }) => `${ref} ${details.name}`)).toEqual([
      '2027-P01 敬老院改造',
      '2027-P02 村道硬化',
    ]);
    expect(project()).toMatchObject({
      candidate: ROAD,
      details: {
        name: '村道硬化',
        unit: '村建办',
        leader: '王主任',
        site: '三村',
        budget: '120万元',
        fund: '镇财政',
        target: '5公里',
      },
      origin: { no: 1, votes: 40, rate: '74.07', rateBase: { base: 'returned', value: 54 }, by: 'vote' },
    });
  });

  it('of a tie that 主席团 decided takes whom it named; asked again it takes only those', () => {
    const { result } = springVote();
    if (result.form !== 'ranking') throw new Error('expected a ranking');
    const rows = result.rows.map((row) => (row.no === 2 ? row : { ...row, status: 'runoff' as const }));
    year.book.file([springVote({ outcome: 'runoff', rows })]);
    expect(year.book.adopt('operator', ['11'.repeat(32)])).toEqual({ ok: true, value: ['2027-P01'] });
    year.book.file([springVote({ outcome: 'runoff', rows, ruling: { kind: 'chosen', nos: [3] } })]);
    expect(year.book.adopt('operator', ['11'.repeat(32)])).toEqual({ ok: true, value: ['2027-P02'] });
    expect(project().origin).toMatchObject({ no: 3, by: 'presidium' });
  });

  it('refuses what was not announced, void rounds, elections and rounds that chose nobody', () => {
    const adopt = (hash: string) => {
      const done = year.book.adopt('operator', [hash]);
      return done.ok ? done.value : done.error.code;
    };
    expect(adopt('11'.repeat(32))).toBe('not-announced');
    year.book.file([
      springVote({ outcome: 'void' }, 'aa'),
      springVote({ kind: 'election' }, 'bb'),
      springVote({ rows: [] }, 'cc'),
      evaluation(['2027-P01'], {}, 'dd'),
    ]);
    expect(['aa', 'bb', 'cc', 'dd'].map(adopt)).toEqual(Array.from({ length: 4 }, () => 'not-adoptable'));
    expect(year.book.view().projects).toEqual([]);
  });

  it('takes a signed bundle of another sitting, once, and none whose bytes or signature are others', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const bundle = {
      version: 1,
      mode: 'rehearsal',
      sitting: { congress: '河东镇人大', meeting: '二次会议', date: '2026-02-01' },
      round: 3,
      contest: { kind: 'selection', candidates: [ROAD, { no: 2, name: '桥', site: '' }] },
      decision: {
        rows: [
          { no: 1, votes: 9, rate: '', rank: 2, status: 'notChosen' },
          { no: 2, votes: 10, rate: '90.91', rank: 1, status: 'chosen' },
        ],
        rateBase: { base: 'valid', value: 11 },
      },
      signer: rawPublicKey(publicKey).toString('hex'),
    };
    const bytes = Buffer.from(canonicalize(bundle) ?? '');
    const signature = sign(null, bytes, privateKey).toString('hex');
    expect(year.book.adoptBundle('operator', bundle, signature)).toEqual({ ok: true, value: ['2026-P01'] });
    expect(year.book.adoptBundle('operator', bundle, signature)).toEqual({ ok: true, value: [] });
    expect(project('2026-P01')).toMatchObject({
      details: { name: '桥', site: '' },
      origin: { round: 3, votes: 10, bundleHash: createHash('sha256').update(bytes).digest('hex') },
    });
    const code = (changed: object, by = signature) => {
      const done = year.book.adoptBundle('operator', { ...bundle, ...changed }, by);
      return done.ok ? 'taken' : done.error.code;
    };
    expect([
      code({ round: 4 }),
      code({}, '00'.repeat(64)),
      code({ decision: {} }),
      code({ signer: 'ff'.repeat(32) }),
    ]).toEqual(Array.from({ length: 4 }, () => 'bad-bundle'));
    const elsewhere = { ...bundle, sitting: { ...bundle.sitting, date: '../x' } };
    const signed = sign(null, Buffer.from(canonicalize(elsewhere) ?? ''), privateKey).toString('hex');
    expect(code({ sitting: elsewhere.sitting }, signed)).toBe('bad-bundle');
    const signedToo = (changed: object) => {
      const bytesOf = Buffer.from(canonicalize({ ...bundle, ...changed }) ?? '');
      return code(changed, sign(null, bytesOf, privateKey).toString('hex'));
    };
    const withCandidate = (change: object) => ({ kind: 'selection', candidates: [{ no: 2, name: '桥', ...change }] });
    // What nobody could have voted on would stand in the book for good, and no page could be made of it.
    for (const change of [
      { story: 5 },
      { story: { source: { kind: 'gossip' } } },
      { story: { leader: { name: '王' } } },
      { name: '桥'.repeat(401) },
      { no: 100 },
    ])
      expect([change, signedToo({ contest: withCandidate(change) })]).toEqual([change, 'bad-bundle']);
    expect(signedToo({ contest: withCandidate({ no: 3 }) })).toBe('bad-bundle');
    const [first, second] = bundle.decision.rows;
    expect(signedToo({ decision: { ...bundle.decision, rows: [first, { ...second, rate: '<b>' }] } })).toBe(
      'bad-bundle',
    );
    const real = { ...bundle, mode: 'real' };
    const realSignature = sign(null, Buffer.from(canonicalize(real) ?? ''), privateKey).toString('hex');
    expect(code({ mode: 'real' }, realSignature)).toBe('other-mode');
  });
});

describe('a project through the year', () => {
  beforeEach(adopted);

  it('milestones, notes, group and adjustments read as they were written; the newest note says the progress', () => {
    must('2027-P02', { kind: 'group', group: '第一代表小组' });
    must('2027-P02', { kind: 'milestone', title: '招标', planned: '2027-05-30' });
    must('2027-P02', { kind: 'milestone', title: '完工', planned: '2027-10-30' });
    must('2027-P02', { kind: 'milestoneDone', milestone: 1, done: '2027-05-28' });
    must('2027-P02', note('已完成一半', '2027-07-01', 50));
    must('2027-P02', note('补记：已开工', '2027-06-01', 10));
    must('2027-P02', {
      kind: 'adjustment',
      change: { what: 'field', field: 'unit', to: '交通办' },
      allowedBy: ALLOWED,
    });
    must('2027-P02', {
      kind: 'adjustment',
      change: { what: 'milestone', milestone: 2, planned: '2027-11-30' },
      allowedBy: ALLOWED,
    });
    expect(project()).toMatchObject({
      group: '第一代表小组',
      percent: 50,
      details: { unit: '交通办' },
      candidate: { unit: '村建办' },
      milestones: [
        { milestone: 1, title: '招标', done: '2027-05-28' },
        { milestone: 2, planned: '2027-11-30', plannedFirst: '2027-10-30', done: null },
      ],
      notes: [{ words: '补记：已开工' }, { words: '已完成一半' }],
      adjustments: [
        { what: 'unit', from: '村建办', to: '交通办', allowedBy: ALLOWED },
        { what: 'milestone', milestone: '完工', from: '2027-10-30', to: '2027-11-30' },
      ],
    });
  });

  it('refuses what can not be: days that are none, milestones that are not there or done, changes to the same', () => {
    must('2027-P02', { kind: 'milestone', title: '招标', planned: '2027-05-30' });
    must('2027-P02', { kind: 'milestoneDone', milestone: 1, done: '2027-05-28' });
    const adjust = (change: Extract<WrittenEntry, { kind: 'adjustment' }>['change']): WrittenEntry => ({
      kind: 'adjustment',
      change,
      allowedBy: ALLOWED,
    });
    const before = project();
    expect([
      refused('2027-P02', note('x', '2027-02-29')),
      refused('2027-P02', { kind: 'milestone', title: 'x', planned: '2027-13-01' }),
      refused('2027-P02', { kind: 'milestoneDone', milestone: 1, done: '2027-05-29' }),
      refused('2027-P02', { kind: 'milestoneDone', milestone: 2, done: '2027-05-29' }),
      refused('2027-P02', adjust({ what: 'milestone', milestone: 1, planned: '2027-06-30' })),
      refused('2027-P02', adjust({ what: 'field', field: 'unit', to: '村建办' })),
      refused('2027-P02', adjust({ what: 'resume' })),
      refused('2027-P02', { kind: 'step', to: 'checked', date: '2027-05-01' }),
      refused('2027-P99', note('x')),
    ]).toEqual([
      'bad-date',
      'bad-date',
      'nothing-changes',
      'unknown-entry',
      'nothing-changes',
      'nothing-changes',
      'nothing-changes',
      'wrong-kind',
      'unknown-ref',
    ]);
    expect(project()).toEqual(before);
  });

  it('a correction takes the place of what it corrects, and both stay in the history', () => {
    const wrong = must('2027-P02', {
      kind: 'adjustment',
      change: { what: 'field', field: 'unit', to: '交能办' },
      allowedBy: ALLOWED,
    });
    const later = must('2027-P02', {
      kind: 'adjustment',
      change: { what: 'field', field: 'unit', to: '水利办' },
      allowedBy: ALLOWED,
    });
    const right = must('2027-P02', {
      kind: 'correction',
      entry: wrong,
      reason: '错字',
      instead: { kind: 'adjustment', change: { what: 'field', field: 'unit', to: '交通办' }, allowedBy: ALLOWED },
    });
    expect(project().details.unit).toBe('水利办');
    expect(project().adjustments.map(({ entry, from, to }) => [entry, from, to])).toEqual([
      [right, '村建办', '交通办'],
      [later, '交通办', '水利办'],
    ]);
    expect(project().history.map(({ entry, correctedBy, corrects }) => [entry, correctedBy, corrects?.entry])).toEqual([
      [2, null, undefined],
      [wrong, right, undefined],
      [later, null, undefined],
      [right, null, wrong],
    ]);
    expect(refused('2027-P02', { kind: 'correction', entry: wrong, reason: 'x', instead: null })).toBe('unknown-entry');
    expect(refused('2027-P02', { kind: 'correction', entry: right, reason: 'x', instead: note('x') })).toBe(
      'wrong-kind',
    );
    // 水利办 comes after it, and would then change nothing.
    expect(
      refused('2027-P02', {
        kind: 'correction',
        entry: right,
        reason: 'x',
        instead: { kind: 'adjustment', change: { what: 'field', field: 'unit', to: '水利办' }, allowedBy: ALLOWED },
      }),
    ).toBe('nothing-changes');
  });

  it('a milestone that is taken out leaves its number free for none, and one that others speak of stays', () => {
    const first = must('2027-P02', { kind: 'milestone', title: '一', planned: '2027-05-30' });
    const second = must('2027-P02', { kind: 'milestone', title: '二', planned: '2027-06-30' });
    must('2027-P02', { kind: 'milestoneDone', milestone: 2, done: '2027-06-01' });
    must('2027-P02', { kind: 'correction', entry: first, reason: '重复', instead: null });
    must('2027-P02', { kind: 'milestone', title: '三', planned: '2027-07-30' });
    expect(project().milestones.map(({ milestone, title, done }) => [milestone, title, done])).toEqual([
      [2, '二', '2027-06-01'],
      [3, '三', null],
    ]);
    expect(refused('2027-P02', { kind: 'correction', entry: second, reason: 'x', instead: null })).toBe(
      'unknown-entry',
    );
  });
});

describe('evaluations', () => {
  beforeEach(adopted);

  it('an announced one joins what it judged by ref, once, also when it is told again after a restart', () => {
    const vote = evaluation(['2027-P02', '2027-P77', '2027-P01']);
    year.book.file([vote]);
    year.book.file([springVote(), vote]);
    expect(project().evaluations).toEqual([
      {
        review: 'progress',
        sitting: vote.sitting,
        title: '年中进度测评',
        round: 4,
        bundleHash: '22'.repeat(32),
        closedAt: 1_800_000_000_000,
        counts: { satisfied: 20, basic: 8, dissatisfied: 1, dontKnow: null, abstained: 0 },
        strictRate: '68.97',
        broadRate: '96.55',
        rateBase: { base: 'present', value: 29 },
        grade: 'satisfied',
        gradeBase: { base: 'present', value: 29 },
        halfPasses: true,
      },
    ]);
    expect(project('2027-P01').evaluations).toHaveLength(1);
    expect(year.store.entries()).toHaveLength(4);
  });

  it('a void one, one without quorum and one that is not announced join nothing', () => {
    for (const [i, change] of [
      { outcome: 'void' as const },
      { outcome: 'no-quorum' as const },
      { announced: false },
    ].entries())
      year.book.file([evaluation(['2027-P02'], change, `${i}`)]);
    expect(project().evaluations).toEqual([]);
  });

  it('a review becomes a contest that can be voted on, with the refs on it', () => {
    year.book.raise('operator', [suggestion(1)]);
    const rules: EvaluationContest['rules'] = {
      quorum: { num: 2, den: 3, strict: false },
      rateBase: 'returned',
      press: 'last',
      scale: 3,
      halfPasses: true,
      gradeBase: 'returned',
    };
    const made = year.book.contest({ review: 'acceptance', refs: ['2027-P02', '2027-S01'], scale: 4 }, rules);
    if (!made.ok) throw new Error(made.error.detail);
    expect(made.value).toMatchObject({
      kind: 'evaluation',
      review: 'acceptance',
      rules: { scale: 4, halfPasses: true },
    });
    expect(made.value.candidates).toEqual([
      { no: 1, ref: '2027-P02', name: '村道硬化', unit: '村建办', site: '三村', target: '5公里' },
      { no: 2, ref: '2027-S01', name: '关于第1件事的建议' },
    ]);
    expect(checkContest(made.value)).toMatchObject({ ok: true });
    for (const refs of [['2027-P02', '2027-P02'], ['2027-P66']])
      expect(year.book.contest({ review: 'progress', refs }, rules)).toMatchObject({ error: { code: 'unknown-ref' } });
  });
});

describe('suggestions', () => {
  type Step = Extract<WrittenEntry, { kind: 'step' }>;
  const step = (to: Step['to'], more: Partial<Step> = {}, date = '2027-04-01'): Step => ({
    kind: 'step',
    to,
    date,
    ...more,
  });
  const planned = { kind: 'planned', words: '列入“十五五”规划' } as const;

  it('go 提出 → 审核 → 立案 → 交办 → 答复, over a step or back only with a reason', () => {
    year.book.raise('operator', [suggestion(1)]);
    expect([
      refused('2027-S01', step('filed')),
      refused('2027-S01', step('filed', { reason: ' ' })),
      refused('2027-S01', step('raised')),
      refused('2027-S01', step('checked', {}, '2027-03-11')),
    ]).toEqual(['bad-step', 'bad-step', 'bad-step', 'bad-date']);
    must('2027-S01', step('checked'));
    must('2027-S01', step('assigned', { reason: '急办', unit: '水利站' }));
    expect([
      refused('2027-S01', step('answered')),
      refused('2027-S01', step('answered', { answer: planned }, '2027-03-30')),
      refused('2027-S01', step('filed', { answer: planned, reason: 'x' })),
      refused('2027-S01', { kind: 'milestone', title: 'x', planned: '2027-05-01' }),
    ]).toEqual(['bad-step', 'bad-date', 'bad-step', 'wrong-kind']);
    must('2027-S01', step('answered', { answer: planned }, '2027-05-01'));
    expect(suggested()).toMatchObject({ state: 'answered', unit: '水利站', answer: planned });
    must('2027-S01', step('assigned', { reason: '代表不满意，重新办理' }, '2027-06-01'));
    expect(suggested()).toMatchObject({ state: 'assigned', unit: '水利站', answer: null });
    must('2027-S01', step('checked', { reason: '交错单位' }, '2027-06-02'));
    expect(suggested().unit).toBeNull();
    expect(suggested().steps.map(({ to, reason }) => [to, reason])).toEqual([
      ['raised', null],
      ['checked', null],
      ['assigned', '急办'],
      ['answered', null],
      ['assigned', '代表不满意，重新办理'],
      ['checked', '交错单位'],
    ]);
  });

  it('are raised all or none, each number once a year', () => {
    expect(year.book.raise('operator', [suggestion(1), suggestion(2), suggestion(1)])).toMatchObject({
      error: { code: 'duplicate-number' },
    });
    expect(year.book.raise('operator', [suggestion(1), suggestion(2, { state: 'assigned' })])).toMatchObject({
      error: { code: 'bad-step' },
    });
    expect(year.book.view().suggestions).toEqual([]);
    expect(
      year.book.raise('operator', [
        suggestion(1),
        suggestion(2, { state: 'answered', unit: '水利站', answer: planned }),
        suggestion(1, { raised: '2028-01-01' }),
      ]),
    ).toEqual({ ok: true, value: ['2027-S01', '2027-S02', '2028-S01'] });
    expect(year.book.raise('operator', [suggestion(2)])).toMatchObject({ error: { code: 'duplicate-number' } });
    expect(suggested('2027-S02')).toMatchObject({ state: 'answered', unit: '水利站', answer: planned });
  });

  it('those answered 列入规划逐步解决 are drawn again, so that anybody can repeat it', () => {
    expect(year.book.draw('operator', { date: '2027-12-01', seed: 's', size: null })).toMatchObject({
      error: { code: 'empty-pool' },
    });
    const later = { state: 'answered', unit: '水利站', answer: planned } as const;
    year.book.raise('operator', [
      ...[1, 2, 3, 4, 5].map((n) => suggestion(n, later)),
      suggestion(6, { ...later, answer: { kind: 'solved', words: '已办结' } }),
    ]);
    const done = year.book.draw('operator', { date: '2027-12-01', seed: '双色球2027138期 03 11 17', size: 2 });
    const pool = [1, 2, 3, 4, 5].map((n) => `2027-S0${n}`);
    // By a shell: printf '%s\n%s' '双色球2027138期 03 11 17' 2027-S0n | sha256sum, the two smallest of
    // 2bb4… S01, 681f… S04, 7403… S02, 8420… S05, dc3f… S03.
    const expected = ['2027-S01', '2027-S04'];
    expect(done).toEqual({
      ok: true,
      value: { draw: 1, date: '2027-12-01', seed: '双色球2027138期 03 11 17', size: 2, pool, drawn: expected },
    });
    expect(
      year.book
        .view()
        .suggestions.filter(({ draws }) => draws.includes(1))
        .map(({ ref }) => ref),
    ).toEqual(expected.toSorted());
    expect(year.book.draw('operator', { date: '2027-12-02', seed: 'x', size: null })).toMatchObject({
      value: { draw: 2, drawn: { length: 5 } },
    });
  });
});

describe('the file', () => {
  it('is read again as it was written, by a second program too, and a changed entry is found', () => {
    adopted();
    must('2027-P02', note('一'));
    const other = openProjectStore(year.path);
    expect(other.entries()).toEqual(year.store.entries());
    other.append(1, 'hall', { kind: 'raised', ref: '2027-S01', suggestion: suggestion(1) });
    other.close();
    expect(suggested().ref).toBe('2027-S01');
    expect(year.book.brokenAt()).toBeNull();
    const db = new Database(year.path);
    db.prepare("UPDATE entry SET event = replace(event, '一', '二') WHERE seq = 3").run();
    db.close();
    expect(year.book.brokenAt()).toBe(3);
  });

  it('of rehearsals is refused by a real sitting', () => {
    expect(() => openProjectStore(year.path, false)).toThrow(/rehearsals.*--projects/);
    openProjectStore(year.path, true).close();
  });
});
