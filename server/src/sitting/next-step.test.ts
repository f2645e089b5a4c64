import type { LinkView } from '@piaojue/contract/console-view';
import type { RoundState } from '@piaojue/contract/console-view';
import { describe, expect, it } from 'vitest';
import { NOTHING_TYPED } from '../rounds/paper-count.ts';
import { totals } from '../rules/test-contest.ts';
import type { RoundRow } from '../store/store.ts';
import { testRound } from '../store/test-rows.ts';
import type { Follow } from './chain-view.ts';
import { blockersOfOpen, nextStep, type Situation } from './next-step.ts';

const link = (state: LinkView['state']): LinkView => ({
  index: 0,
  gateway: 'g',
  port: 'p',
  state,
  receiver: null,
  channel: 1,
  speaks: state === 'up',
  fault: null,
  silentMs: 0,
  counters: {},
});
const situation = (over: Partial<Situation> = {}): Situation => ({
  current: undefined,
  signInOpen: true,
  all: 6,
  present: 6,
  links: [link('up')],
  inProgress: false,
  readiness: null,
  ended: false,
  follow: null,
  item: null,
  nextItem: null,
  ...over,
});
const stepOf = (over: Partial<Situation>): string | null => {
  const step = nextStep(situation(over));
  return step && `${step.label}${step.hold ? ' (hold)' : ''}`;
};

describe('the one big button', () => {
  it('warns before a vote in a hall whose self-check was not accepted, or said no, and blocks nothing', () => {
    const warned = (over: Partial<Situation>) => {
      const step = nextStep(situation(over));
      return step && [step.label, step.warnings, step.blockedBy];
    };
    const ready = testRound('ready');
    expect(warned({ present: 0, signInOpen: false })).toEqual(['startSignIn', ['no-readiness'], []]);
    expect(warned({ current: testRound('draft') })).toEqual(['freeze', ['no-readiness'], []]);
    expect(warned({ current: ready })).toEqual(['open', ['no-readiness'], []]);
    expect(warned({ current: ready, readiness: { at: 1, ready: false } })).toEqual(['open', ['not-ready'], []]);
    expect(warned({ current: ready, readiness: { at: 1, ready: true } })).toEqual(['open', [], []]);
    expect(warned({ current: testRound('open') })).toEqual(['close', [], []]);
  });

  it('after the end of the sitting announces what was voted on and begins nothing', () => {
    const blocked = (current?: RoundState) =>
      nextStep(situation({ ended: true, ...(current ? { current: testRound(current) } : {}) }))?.blockedBy;
    expect([undefined, 'draft', 'ready', 'aborted'].map((state) => blocked(state as RoundState | undefined))).toEqual(
      Array.from({ length: 4 }, () => ['sitting-ended']),
    );
    expect(nextStep(situation({ ended: true, current: testRound('closed') }))).toMatchObject({
      command: 'round:announce',
      blockedBy: [],
    });
  });

  it('starts with the sign-in, then asks for a contest', () => {
    expect(stepOf({ present: 0, signInOpen: false })).toBe('startSignIn');
    expect(stepOf({ present: 0, signInOpen: true })).toBe('newContest');
    expect(stepOf({})).toBe('newContest');
  });

  it.each<[RoundState, string | null]>([
    ['draft', 'freeze'],
    ['ready', 'open (hold)'],
    ['opening', null],
    ['open', 'close (hold)'],
    ['closing', null],
    ['counting', null],
    ['disputed', 'acceptBox (hold)'],
    ['tallied', null],
    ['recorded', null],
    ['destroying', null],
    ['closed', 'announce (hold)'],
    ['aborting', null],
    ['aborted', 'newContest'],
  ])('in a round that is %s: %s', (state, label) => {
    expect(stepOf({ current: testRound(state) })).toBe(label);
  });

  it('names the command that belongs to its label', () => {
    const command = (state: RoundState) => nextStep(situation({ current: testRound(state) }))?.command;
    expect((['draft', 'ready', 'open', 'disputed', 'closed'] as const).map(command)).toEqual([
      'round:ready',
      'round:open',
      'round:close',
      'round:accept',
      'round:announce',
    ]);
  });

  it('a ready round that nobody can vote in yet starts the sign-in', () => {
    expect(stepOf({ current: testRound('ready'), present: 0, signInOpen: false })).toBe('startSignIn');
    expect(stepOf({ current: testRound('ready'), present: 0, signInOpen: true })).toBe('open (hold)');
  });

  it('after the announcement, or an abort: what its chain calls for, else a new contest', () => {
    const closed = { ...testRound('closed'), announcedAt: 1 };
    const ordered = (follow: Follow | null, current: RoundRow = closed) => {
      const step = nextStep(situation({ current, follow }));
      return [step?.command, step?.label];
    };
    expect(ordered(null)).toEqual(['contest:import', 'newContest']);
    expect(ordered('revote')).toEqual(['round:revote', 'revote']);
    expect(ordered('repeat')).toEqual(['round:revote', 'repeat']);
    expect(ordered('rule')).toEqual(['round:rule', 'rule']);
    expect(ordered('again', testRound('aborted'))).toEqual(['round:revote', 'again']);
  });

  it('a round with ballots on paper asks for their sums once the vote is over, and the machine counts when they agree', () => {
    const awaiting = { ...testRound('counting'), method: 'mixed' as const, hand: NOTHING_TYPED };
    expect(stepOf({ current: awaiting })).toBe('typeTotals');
    const typing = { by: 'operator', at: 1, totals: totals([1, 0, 0], 1) } as const;
    const hand = { first: typing, second: { ...typing, by: 'monitor' } } as const;
    expect(stepOf({ current: { ...awaiting, hand } })).toBeNull();
  });
});

describe('what keeps a round from being opened', () => {
  const blockers = (over: Partial<Situation>, state: RoundState = 'ready') =>
    blockersOfOpen(testRound(state), situation(over));

  it('nothing: ready, enough present, a receiver up', () => {
    expect(blockers({})).toEqual([]);
    expect(blockers({ present: 4 })).toEqual([]);
    expect(blockers({ links: [link('lost'), link('up')] })).toEqual([]);
  });

  it('each by its name, and all at once', () => {
    expect(blockers({ present: 3 })).toEqual(['no-quorum']);
    expect(blockers({ present: 0 })).toEqual(['nobody-present']);
    expect(blockers({ links: [] })).toEqual(['no-receiver']);
    for (const state of ['opening', 'greeting', 'silent', 'lost', 'refused'] as const)
      expect(blockers({ links: [link(state)] })).toEqual(['receiver-silent']);
    expect(blockersOfOpen({ ...testRound('ready'), method: 'hand' }, situation({ links: [] }))).toEqual([]);
    expect(blockers({ inProgress: true })).toEqual(['round-in-progress']);
    expect(blockers({}, 'draft')).toEqual(['wrong-state']);
    expect(blockers({ present: 1, links: [], inProgress: true }, 'closed')).toEqual([
      'wrong-state',
      'round-in-progress',
      'no-quorum',
      'no-receiver',
    ]);
  });

  it('stands beside the button', () => {
    expect(nextStep(situation({ current: testRound('ready'), present: 1 }))?.blockedBy).toEqual(['no-quorum']);
    expect(nextStep(situation({ current: testRound('disputed') }))).toMatchObject({
      command: 'round:accept',
      hold: true,
      blockedBy: [],
    });
  });
});

it('going on to another item is a press, to a plenary that signs in anew it is held', () => {
  expect(stepOf({ nextItem: 'note' })).toBe('nextItem');
  expect(stepOf({ nextItem: 'plenary' })).toBe('nextItem (hold)');
  expect(stepOf({ nextItem: 'plenary', present: 0 })).toBe('nextItem');
});
