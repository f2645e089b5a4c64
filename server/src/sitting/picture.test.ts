import type { RoundState } from '@piaojue/contract/console-view';
import { describe, expect, it } from 'vitest';
import { totals } from '../rules/test-contest.ts';
import { testRound } from '../store/test-rows.ts';
import type { RoundRow, Shown } from '../store/store.ts';
import { currentRound, pictureOf, type Scene } from './picture.ts';
import { resultView } from './result-view.ts';

/** Figures per candidate that nothing else in a picture has: no seat, id, time or limit is one of them. */
const VOTES = [711, 523, 307];
const SKETCH = { voters: 800, totals: totals(VOTES, 750, 13) };
const BEFORE = [
  'draft',
  'ready',
  'opening',
  'open',
  'closing',
  'counting',
  'disputed',
  'aborting',
  'aborted',
] as const satisfies readonly RoundState[];
const AFTER = ['tallied', 'recorded', 'destroying', 'closed'] as const satisfies readonly RoundState[];

const scene = (rounds: readonly RoundRow[], shown: Partial<Shown> = {}, over: Partial<Scene> = {}): Scene => ({
  place: 'hall',
  follows: true,
  readings: [],
  arrivals: [],
  rounds,
  shown: { picture: 'round', index: null, roundId: null, ...shown },
  signInOpen: true,
  all: 800,
  present: 600,
  returned: 555,
  live: null,
  plenary: '',
  observers: 0,
  current: currentRound(rounds),
  agenda: { items: [], now: null, next: null },
  quorum: { num: 2, den: 3, strict: false },
  ...over,
});

/** Every number and text in a value, at any depth. */
function leaves(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [value];
}
/** All names of fields, at any depth. */
function names(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) => [...(Array.isArray(value) ? [] : [name]), ...names(field)]);
}

describe('the title of a re-vote', () => {
  const decision = testRound('closed', { contest: { majority: null }, totals: totals([3, 3, 0], 6) }).decision;
  const rounds = (announcedAt: number | null): RoundRow[] => [
    { ...testRound('closed', { id: 1 }), announcedAt, decision },
    { ...testRound('open', { id: 2 }), turn: 2, parent: 1 },
  ];
  const titleOf = (announcedAt: number | null) => {
    const picture = pictureOf(scene(rounds(announcedAt)));
    return picture.kind === 'voting' ? picture.round : null;
  };

  it('says how many were settled before it, as far as that was announced', () => {
    expect(titleOf(1)).toMatchObject({ turn: 2, settled: 0 });
    expect(titleOf(null)).not.toHaveProperty('settled');
  });

  it('a first vote says nothing of the kind', () => {
    expect(pictureOf(scene([testRound('open')]))).not.toHaveProperty('round.settled');
  });
});

describe('what the hall sees of a round', () => {
  it.each([
    ['draft', 'candidates'],
    ['ready', 'candidates'],
    ['opening', 'candidates'],
    ['open', 'voting'],
    ['closing', 'closing'],
    ['counting', 'counting'],
    ['disputed', 'counting'],
    ['tallied', 'result'],
    ['recorded', 'result'],
    ['destroying', 'result'],
    ['closed', 'result'],
    ['aborting', 'aborted'],
    ['aborted', 'aborted'],
  ] as const)('%s: %s', (state, kind) => {
    expect(pictureOf(scene([testRound(state, SKETCH)])).kind).toBe(kind);
  });

  it.each(BEFORE)('RULES §3: no figure per candidate in a round that is %s, even if the row had one', (state) => {
    const row = testRound(state, SKETCH);
    const { totals: counted, decision } = testRound('closed', SKETCH);
    for (const round of [row, { ...row, totals: counted, decision }]) {
      for (const picture of ['round', 'candidates', 'signIn', 'idle'] as const) {
        const shown = pictureOf(scene([round], { picture }));
        expect(leaves(shown).filter((leaf) => VOTES.includes(Number(leaf)))).toEqual([]);
        expect(names(shown).filter((name) => /votes|rate|rank|status|tied|valid|rows/.test(name))).toEqual([]);
      }
      expect(resultView(round)).toBeNull();
    }
  });

  it.each(AFTER)('%s: the figures, as they were counted', (state) => {
    const picture = pictureOf(scene([testRound(state, SKETCH)]));
    expect(
      picture.kind === 'result' && picture.result.form === 'ranking' && picture.result.rows.map(({ votes }) => votes),
    ).toEqual(VOTES);
  });

  it('reveal afterConfirmation: no figure before the announcement', () => {
    const hidden = { ...SKETCH, contest: { reveal: 'afterConfirmation' as const } };
    for (const state of AFTER) {
      const picture = pictureOf(scene([testRound(state, hidden)]));
      expect(picture.kind).toBe('unrevealed');
      expect(leaves(picture).filter((leaf) => VOTES.includes(Number(leaf)))).toEqual([]);
    }
    expect(pictureOf(scene([{ ...testRound('closed', hidden), announcedAt: 1 }])).kind).toBe('result');
  });

  it('while voting: 应到 实到 发出 已投 of the frozen round, not of the roll that goes on', () => {
    const round = testRound('open', { voters: 8, present: [0, 1, 2, 3, 4, 5] });
    const picture = pictureOf(scene([round], {}, { all: 9, present: 9, returned: 2 }));
    expect(picture).toMatchObject({
      kind: 'voting',
      turnout: { all: 8, present: 6, issued: 6, returned: 2 },
      openedAt: round.openedAt,
    });
    expect(pictureOf(scene([testRound('closing')]))).toMatchObject({ since: testRound('closing').closingAt });
  });

  it('an aborted round keeps the R it had, whatever goes on now', () => {
    const aborted = { ...testRound('aborted'), returned: 4 };
    expect(pictureOf(scene([aborted]))).toMatchObject({ kind: 'aborted', returned: 4, issued: 6 });
    expect(pictureOf(scene([aborted, testRound('draft', { id: 2 })], { roundId: 1 }))).toMatchObject({ returned: 4 });
  });
});

describe('who decides what is shown', () => {
  it('a round in progress, whatever the operator put up', () => {
    for (const picture of ['idle', 'signIn', 'candidates', 'round'] as const)
      expect(pictureOf(scene([testRound('open')], { picture })).kind).toBe('voting');
  });

  it('else the operator: idle, sign-in, one candidate, a round', () => {
    const rounds = [testRound('closed'), testRound('draft', { id: 2 })];
    const show = (shown: Partial<Shown>) => pictureOf(scene(rounds, shown));
    expect(show({ picture: 'idle' })).toEqual({ kind: 'idle' });
    expect(show({ picture: 'signIn' })).toMatchObject({ kind: 'signIn', all: 800, present: 600, open: true });
    expect(show({ picture: 'round', roundId: 1 }).kind).toBe('result');
    expect(show({ picture: 'candidates', roundId: 2, index: 2 })).toMatchObject({ index: 2, round: { id: 2 } });
    expect(show({ picture: 'candidates', roundId: 2, index: 3 })).toMatchObject({ index: null });
    // The round is gone: the one the operator works on.
    expect(show({ picture: 'round', roundId: 77 })).toMatchObject({ kind: 'result', result: { round: { id: 1 } } });
  });

  it('nothing is there yet', () => {
    for (const picture of ['candidates', 'round'] as const)
      expect(pictureOf(scene([], { picture }))).toEqual({ kind: 'idle' });
    expect(pictureOf(scene([], { picture: 'signIn' }, { all: 9, present: 6 }))).toMatchObject({
      quorum: { needed: 6, met: true, num: 2, den: 3, strict: false },
    });
  });
});

describe('the round the operator works on', () => {
  const round = (id: number, state: RoundState, over: Partial<RoundRow> = {}): RoundRow => ({
    ...testRound(state, { id }),
    ...over,
  });
  const announced = { announcedAt: 1 };
  const runoff = testRound('closed', { contest: { majority: null }, totals: totals([3, 3, 0], 6) }).decision;
  it.each<[string, RoundRow[], number | undefined]>([
    ['nothing', [], undefined],
    ['the first of the planned contests', [round(1, 'draft'), round(2, 'draft'), round(3, 'draft')], 1],
    ['the one that was frozen', [round(1, 'draft'), round(2, 'ready'), round(3, 'draft')], 2],
    ['the one in progress', [round(1, 'closed', announced), round(2, 'open'), round(3, 'draft')], 2],
    ['a closed one until it is announced', [round(1, 'closed'), round(2, 'draft')], 1],
    ['then the next', [round(1, 'closed', announced), round(2, 'draft')], 2],
    [
      'a tie until its re-vote is drafted',
      [round(1, 'closed', { ...announced, decision: runoff }), round(2, 'draft')],
      1,
    ],
    [
      'then the re-vote, before what was planned',
      [round(1, 'closed', { ...announced, decision: runoff }), round(2, 'draft'), round(3, 'draft', { parent: 1 })],
      3,
    ],
    ['an aborted one until it is held again', [round(1, 'aborted'), round(2, 'draft')], 1],
    [
      'then the round that follows it, before what was planned',
      [round(1, 'aborted'), round(2, 'draft'), round(3, 'draft', { parent: 1 })],
      3,
    ],
    [
      'an aborted re-vote until it is held again, too',
      [
        round(1, 'closed', { ...announced, decision: runoff }),
        round(2, 'aborted', { parent: 1, closedAt: 2_000_000_000_000 }),
        round(3, 'draft'),
      ],
      2,
    ],
    [
      'at the end the one that closed last',
      [round(1, 'closed', { ...announced, closedAt: 9 }), round(2, 'closed', { ...announced, closedAt: 5 })],
      1,
    ],
  ])('%s', (_what, rounds, id) => {
    expect(currentRound(rounds)?.id).toBe(id);
  });
});
