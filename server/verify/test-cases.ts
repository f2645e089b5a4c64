import {
  choiceTotals,
  contestData,
  electionData,
  evaluationData,
  motionData,
  perProjectData,
  totals,
} from '../src/rules/test-contest.ts';
import type { CheckId } from './checks.ts';
import { choices, grades, picks, type Sketch, spoilt } from './test-bundles.ts';

/** 20 voters, 18 present, and every kind of ballot that spoils or leaves out. */
export const selection: Sketch = {
  asked: { ...contestData({ field: 5, seats: 2, maxMarks: 2 }), title: '民生实事' },
  voters: 20,
  present: Array.from({ length: 18 }, (_, slot) => slot),
  ballots: [...picks(11, 0, 1), ...picks(2, 2), ...picks(1, 0, 1, 2), ...spoilt(1), ...choices(1, 2), ...picks(1)],
};
export const named: Sketch = {
  asked: motionData({}, 'namedResolution'),
  voters: 6,
  ballots: [...choices(3, 1), ...choices(1, 2), undefined, ...choices(1, 3)],
  also: { named: Uint8Array.of(1, 1, 1, 2, 0, 3) },
};
/** Every kind of round, and what comes of it. */
export const KINDS: readonly (readonly [string, Sketch, string])[] = [
  ['a selection', selection, 'complete'],
  [
    'a selection with a tie across the line',
    {
      ...selection,
      ballots: [...picks(8, 0, 1), ...picks(8, 1, 2)],
      asked: contestData({ field: 5, seats: 1, maxMarks: 2, majority: null }),
    },
    'complete',
  ],
  [
    'a tie',
    {
      ...selection,
      asked: contestData({ field: 3, seats: 1, majority: null }),
      ballots: [...picks(5, 0), ...picks(5, 1), ...picks(2, 2)],
    },
    'runoff',
  ],
  ['a shortfall', { ...selection, ballots: [...picks(12, 0), ...picks(4, 3)] }, 'shortfall'],
  [
    'per project',
    {
      asked: perProjectData({
        field: 4,
        seats: 2,
        maxMarks: 2,
        majority: { num: 1, den: 2, strict: true, base: 'forAgainst' },
        rateBase: 'forAgainst',
      }),
      voters: 9,
      ballots: [...choices(5, 1, 1, 2, 3), ...choices(2, 2, 0, 1, 1), ...choices(1, 1, 1, 1), ...choices(1)],
    },
    'complete',
  ],
  [
    'an election for each',
    {
      asked: electionData({ field: 3, seats: 3, maxMarks: 3, form: 'perItem', differential: false }),
      voters: 7,
      ballots: [...choices(5, 1, 1, 1), ...choices(2, 2, 3, 1)],
    },
    'complete',
  ],
  [
    'an election by list',
    { asked: electionData({ field: 3, seats: 1, exactly: true }), voters: 7, ballots: [...picks(5, 2), ...picks(1)] },
    'complete',
  ],
  [
    'a motion',
    {
      asked: motionData({ rateBase: 'valid' }),
      voters: 7,
      ballots: [...choices(3, 1), ...choices(2, 2), ...choices(1, 3), ...picks(1, 0)],
    },
    'rejected',
  ],
  ['a named vote', named, 'rejected'],
  [
    'an evaluation on a scale of 4',
    {
      asked: evaluationData(2, { scale: 4, dontKnowCounts: false, gradeBase: 'present' }),
      voters: 8,
      ballots: [...grades(4, 1, 2), ...grades(2, 4, 3), ...grades(1, 0, 4), ...grades(1, 5, 1)],
    },
    'evaluated',
  ],
  [
    'an evaluation that nobody knows',
    { asked: evaluationData(1, { scale: 4, dontKnowCounts: false }), voters: 3, ballots: grades(3, 4) },
    'evaluated',
  ],
  ['no quorum', { ...selection, present: [0, 1, 2], ballots: picks(3, 0) }, 'no-quorum'],
  ['nobody at all', { ...selection, ballots: [] }, 'shortfall'],
  [
    'a round by hand',
    { asked: contestData({ field: 3, seats: 1 }), voters: 9, ballots: [], paper: totals([6, 1, 1], 8, 1) },
    'complete',
  ],
  [
    'a mixed round',
    {
      asked: perProjectData({ field: 2, seats: 1 }),
      voters: 12,
      ballots: choices(6, 1, 2),
      moved: [7, 8, 9, 10, 11],
      paper: choiceTotals([
        [1, 3, 1],
        [4, 1, 0],
      ]),
    },
    'complete',
  ],
  [
    'a mixed round with few on paper',
    {
      asked: contestData({ field: 3, seats: 1 }),
      voters: 12,
      ballots: picks(9, 1),
      moved: [10, 11],
      paper: totals([1, 1, 0], 2),
    },
    'complete',
  ],
  [
    'a mixed round that is void',
    {
      asked: contestData({ field: 3, seats: 1 }),
      voters: 12,
      ballots: picks(5, 1),
      moved: [10, 11],
      paper: totals([3, 1, 1], 5),
    },
    'void',
  ],
];

/** Whoever holds the signing key says something else: each lie is found by what else is said. */
const figures = (bundle: Record<string, unknown>, name: string): number[] => bundle[name] as number[];
export const LIES: readonly (readonly [
  string,
  Sketch,
  (bundle: Record<string, unknown>) => void,
  readonly CheckId[],
])[] = [
  [
    'one vote moved from one project to another',
    selection,
    (b) => {
      figures(b, 'votes')[0]!--;
      figures(b, 'votes')[2]!++;
    },
    ['decision', 'recount'],
  ],
  [
    'an invalid ballot that became valid',
    selection,
    (b) => {
      b['invalid'] = Number(b['invalid']) - 1;
      b['valid'] = Number(b['valid']) + 1;
    },
    ['recount'],
  ],
  [
    'a ballot more',
    selection,
    (b) => {
      b['returned'] = Number(b['returned']) + 1;
      b['valid'] = Number(b['valid']) + 1;
      b['heardNotSubmitted'] = 0;
    },
    ['decision', 'recount'],
  ],
  [
    'X that does not make up R',
    selection,
    (b) => {
      b['invalid'] = 0;
    },
    ['ballots', 'recount'],
  ],
  [
    'more present than deputies',
    selection,
    (b) => {
      b['present'] = 21;
    },
    ['ballots'],
  ],
  [
    'another one chosen',
    selection,
    (b) => {
      (b['decision'] as { chosen: number[] }).chosen = [1, 3];
    },
    ['decision'],
  ],
  [
    'a motion that passed',
    KINDS[7]![1],
    (b) => {
      (b['decision'] as { outcome: string }).outcome = 'passed';
    },
    ['decision'],
  ],
  [
    'a better grade',
    KINDS[9]![1],
    (b) => {
      (b['decision'] as { rows: { grade: string }[] }).rows[1]!.grade = 'satisfied';
    },
    ['decision'],
  ],
  [
    'a lower majority',
    KINDS[7]![1],
    (b) => {
      (b['contest'] as { rules: { majority: { num: number } } }).rules.majority.num = 0;
    },
    ['decision', 'rules-hash'],
  ],
  [
    'other words of the rules',
    selection,
    (b) => {
      (b['words'] as { en: string[] }).en[0] = 'Anything goes.';
    },
    ['rules-hash'],
  ],
  [
    'another project under the number',
    selection,
    (b) => {
      (b['contest'] as { candidates: { name: string }[] }).candidates[0]!.name = '别的';
    },
    ['rules-hash'],
  ],
  [
    'another N',
    selection,
    (b) => {
      b['all'] = 30;
    },
    ['decision', 'rules-hash'],
  ],
  [
    'a ballot in the box before the opening',
    selection,
    (b) => {
      (b['emptyBox'] as { ballots: number }).ballots = 1;
    },
    ['zero'],
  ],
  [
    'who answered what, of a secret vote',
    KINDS[7]![1],
    (b) => {
      b['answers'] = [{ slot: 0, name: '代表1', answer: 'for' }];
    },
    ['names'],
  ],
  [
    'an answer that somebody did not give',
    named,
    (b) => {
      (b['answers'] as { answer: string }[])[4]!.answer = 'for';
    },
    ['names'],
  ],
  [
    'a field of its own',
    selection,
    (b) => {
      b['branch'] = [1, 2];
    },
    ['fields'],
  ],
  [
    'a figure of candidates of a void round',
    KINDS.at(-1)![1],
    (b) => {
      b['votes'] = [3, 6, 1];
    },
    ['answers'],
  ],
  [
    'figures of a column that is too small',
    KINDS.at(-2)![1],
    (b) => {
      (b['columns'] as { paper: { totals: unknown } }).paper.totals = {
        returned: 2,
        valid: 2,
        invalid: 0,
        votes: [1, 1, 0],
      };
    },
    ['columns'],
  ],
  [
    'votes moved between the columns',
    KINDS.at(-3)![1],
    (b) => {
      const { keypads } = b['columns'] as { keypads: { totals: { votes: number[]; against: number[] } } };
      keypads.totals.votes[0]!--;
      keypads.totals.against[0]!++;
    },
    ['columns', 'recount'],
  ],
  [
    'a vote moved in a mixed round that does not tell its columns',
    KINDS.at(-2)![1],
    (b) => {
      figures(b, 'votes')[1]! -= 2;
      figures(b, 'votes')[2]! += 2;
    },
    ['decision', 'recount'],
  ],
  [
    'sealed patterns of a round by hand',
    KINDS.at(-4)![1],
    (b) => {
      b['patternsHash'] = 'ab'.repeat(32);
    },
    ['patterns-hash'],
  ],
  [
    'no sealed patterns of a round by keypads',
    selection,
    (b) => {
      b['patternsHash'] = '';
    },
    ['patterns-hash'],
  ],
  [
    'other papers given out',
    KINDS.at(-3)![1],
    (b) => {
      b['paperIssued'] = Number(b['paperIssued']) + 1;
    },
    ['ballots'],
  ],
  [
    'one part alone of those who did not press',
    selection,
    (b) => {
      b['notHeard'] = '';
    },
    ['ballots'],
  ],
  [
    'a voter who answers twice',
    named,
    (b) => {
      (b['answers'] as { slot: number }[])[1]!.slot = 0;
    },
    ['names'],
  ],
  [
    'a column whose figures are left out, field and all',
    KINDS.at(-2)![1],
    (b) => {
      delete (b['columns'] as { keypads: { totals?: unknown } }).keypads.totals;
    },
    ['columns'],
  ],
  [
    'a number written as a text',
    selection,
    (b) => {
      b['replaced'] = '0';
    },
    ['fields'],
  ],
  [
    'a hash that is none',
    selection,
    (b) => {
      b['presenceHash'] = '';
    },
    ['fields'],
  ],
];
