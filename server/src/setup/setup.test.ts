import { SETUP_STEPS, type SetupStepId } from '@piaojue/contract/setup-view';
import { afterEach, describe, expect, it } from 'vitest';
import { SimulatedHands } from '../rehearsal/simulated-hands.ts';
import { contestData } from '../rules/test-contest.ts';
import { HEALTH, STAMP, type TestHall, testHall } from '../sitting/test-hall.ts';
import { consoleView } from '../sitting/views.ts';
import { rareOf } from './characters.ts';
import { type SetupFacts, setupView } from './setup-view.ts';

const halls: TestHall[] = [];
afterEach(async () => {
  for (const hall of halls.splice(0)) await hall.dispose();
});
const start = (...parts: Parameters<typeof testHall>): TestHall => {
  const hall = testHall(...parts);
  halls.push(hall);
  return hall;
};
const setupOf = ({ hall }: TestHall) => consoleView(hall, STAMP, HEALTH).setup;
const stateOf = (t: TestHall, id: SetupStepId) => setupOf(t).steps.find((step) => step.id === id);

const FACTS: SetupFacts = {
  ...{ receivers: 1, seats: 4, called: true, all: 4, answered: 4, pressed: 4, rare: '' },
  rehearsal: { round: 1, rows: 16, differences: 0 },
};
const done = (figures: Readonly<Record<string, number>> = {}) => ({ state: 'done', at: 5, figures }) as const;

describe('the first run', () => {
  it('begins with nothing done, and tells so', () => {
    const { steps, finished, simulated } = setupOf(start());
    expect(steps.map(({ id, state }) => [id, state])).toEqual(SETUP_STEPS.map((id) => [id, 'todo']));
    expect({ finished, simulated }).toEqual({ finished: false, simulated: null });
  });

  it('two numbers make r, to a tenth, and the step is done with them', async () => {
    const t = start();
    expect(await t.order('setup:step', { step: 'hall', to: 'done' })).toMatchObject({
      ok: false,
      error: { code: 'blocked' },
    });
    await t.must('setup:position', { lastRow: 25, imageHeight: 3.4 });
    await t.must('setup:step', { step: 'hall', to: 'done' });
    expect(t.hall.sitting.hall.r).toBe(7.4);
    expect(stateOf(t, 'hall')).toMatchObject({ state: 'done', figures: { lastRow: 25, imageHeight: 3.4 } });
  });

  it.each(['hall', 'keypads', 'rehearsal'] as const)('%s is not done by saying so', async (step) => {
    const t = start();
    expect(await t.order('setup:step', { step, to: 'done' })).toMatchObject({ ok: false, error: { code: 'blocked' } });
    expect(stateOf(t, step)?.state).toBe('todo');
  });

  it('is skipped with a word, which stands in the record, and can be taken up again', async () => {
    const t = start();
    expect(await t.order('setup:step', { step: 'keypads', to: 'skipped' })).toMatchObject({ ok: false });
    await t.must('setup:step', { step: 'keypads', to: 'skipped', word: '昨日已查' });
    expect(stateOf(t, 'keypads')).toMatchObject({ state: 'skipped', word: '昨日已查' });
    expect(t.store.record().at(-1)?.event).toMatchObject({ event: 'set-up step', step: 'keypads', reason: '昨日已查' });
    await t.must('setup:step', { step: 'keypads', to: 'todo' });
    expect(stateOf(t, 'keypads')?.state).toBe('todo');
  });

  it('is finished when each step is done or skipped, or when it is put away', async () => {
    const t = start();
    for (const step of SETUP_STEPS) {
      expect(setupOf(t).finished).toBe(false);
      await t.must('setup:step', { step, to: 'skipped', word: '不需要' });
    }
    expect(setupOf(t).finished).toBe(true);
    const other = start();
    await other.must('setup:close', { closed: true });
    expect(setupOf(other).finished).toBe(true);
  });

  it('what was done and is not so any more wants a look', () => {
    const row = {
      steps: {
        receiver: done({ receivers: 1 }),
        roll: done({ seats: 4 }),
        keypads: done({ all: 4, answered: 4 }),
        rehearsal: done({ differences: 0 }),
      },
    };
    const states = (facts: Partial<SetupFacts>, over: object = {}) =>
      Object.fromEntries(
        setupView({ steps: { ...row.steps, ...over } }, { ...FACTS, ...facts }, null).steps.map(({ id, state }) => [
          id,
          state,
        ]),
      );
    expect(states({})).toMatchObject({ receiver: 'done', roll: 'done', keypads: 'done', rehearsal: 'done' });
    expect(states({ receivers: 0 })).toMatchObject({ receiver: 'attention' });
    expect(states({ seats: 5 })).toMatchObject({ roll: 'attention' });
    expect(states({}, { keypads: done({ all: 4, answered: 3 }) })).toMatchObject({ keypads: 'attention' });
    expect(states({}, { rehearsal: done({ differences: 2 }) })).toMatchObject({ rehearsal: 'attention' });
  });

  it('the rehearsal is done with what the count came to beside the deck', async () => {
    const t = start({ voters: 4 });
    const roundId = await t.openRound(contestData({ field: 3, seats: 1 }));
    // Not what the deck of four keypads gives.
    t.boxSays.totals = { returned: 4, valid: 4, invalid: 0, votes: [4, 0, 0] };
    await t.must('round:close', { roundId });
    await t.runner.settled();
    await t.must('setup:step', { step: 'rehearsal', to: 'done' });
    const step = stateOf(t, 'rehearsal');
    expect(step?.state).toBe('attention');
    expect(step?.figures).toMatchObject({ round: roundId, rows: 7 });
    expect(step?.figures['differences']).toBeGreaterThan(0);
  });
});

describe('characters that the font has not', () => {
  const rare = contestData({ field: 2, seats: 1 });
  const contest = {
    ...rare,
    title: '票决',
    candidates: [
      { no: 1, name: '䶮溪桥' },
      { no: 2, name: '㛃亭' },
    ],
  };

  it('what has no shape of its own is none of them', () => {
    expect(rareOf(['票\u200b决\u00ad ', '䶮'])).toBe('䶮');
  });

  it('a paper with one that no face draws is not made ready until somebody looked at it', async () => {
    const t = start();
    const roundId = await t.must('contest:import', { contest });
    expect(setupOf(t).characters).toMatchObject({ rare: '䶮㛃', open: '䶮㛃' });
    expect(consoleView(t.hall, STAMP, HEALTH).next?.blockedBy).toEqual(['rare-characters']);
    expect(await t.order('round:ready', { roundId })).toMatchObject({ ok: false, error: { code: 'blocked' } });
    // A face came for one of them.
    await t.must('characters:tell', { drawn: '䶮王', missing: '㛃' });
    expect(setupOf(t).characters).toMatchObject({ drawn: '䶮', open: '㛃' });
    expect(await t.order('characters:accept', { characters: '王' })).toMatchObject({ ok: false });
    await t.must('characters:accept', { characters: '㛃' });
    expect(consoleView(t.hall, STAMP, HEALTH).next?.blockedBy).toEqual([]);
    await t.must('round:ready', { roundId });
  });

  it('a face that went again brings the block back', async () => {
    const t = start();
    await t.must('contest:import', { contest });
    await t.must('characters:tell', { drawn: '䶮㛃', missing: '' });
    expect(setupOf(t).characters.open).toBe('');
    await t.must('characters:tell', { drawn: '㛃', missing: '䶮' });
    expect(setupOf(t).characters.open).toBe('䶮');
  });
});

describe('simulated keypads', () => {
  it('press the deck in the round that they are asked for, before it opens', async () => {
    const t = start({ hands: new SimulatedHands() });
    const roundId = await t.must('contest:import', { contest: contestData({ field: 3, seats: 1 }) });
    await t.must('rehearsal:deck', { roundId });
    expect(setupOf(t).simulated).toEqual({ deckOf: roundId });
    expect(await t.order('rehearsal:deck', { roundId: 99 })).toMatchObject({ ok: false });
    const other = start({ hands: new SimulatedHands() });
    const open = await other.openRound();
    expect(await other.order('rehearsal:deck', { roundId: open })).toMatchObject({
      ok: false,
      error: { code: 'wrong-state' },
    });
  });

  it('are not there in a sitting without them', async () => {
    const t = start();
    const roundId = await t.must('contest:import', { contest: contestData({ field: 3, seats: 1 }) });
    expect(await t.order('rehearsal:deck', { roundId })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  });
});
