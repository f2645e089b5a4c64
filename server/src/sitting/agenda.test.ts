import type { AgendaItem } from '@piaojue/contract/agenda';
import type { SittingFile } from '@piaojue/contract/sitting-file';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contestData, totals } from '../rules/test-contest.ts';
import { courseOf } from './agenda.ts';
import { HEALTH, STAMP, type TestHall, testHall } from './test-hall.ts';
import { consoleView } from './views.ts';

const sketch = contestData({ field: 3, seats: 1, majority: null });
const contest = { ...sketch, rules: { ...sketch.rules, quorum: { num: 1, den: 2, strict: true } } };
const AGENDA: AgendaItem[] = [
  { id: 'morning', title: '第一次全体会议', kind: 'plenary' },
  { id: 'report', title: '政府工作报告', kind: 'note', presenter: '镇长' },
  { id: 'projects', title: '民生实事项目票决', kind: 'vote', contest },
  { id: 'lunch', title: '休会', kind: 'break' },
  { id: 'afternoon', title: '第二次全体会议', kind: 'plenary' },
  { id: 'later', title: '另行提出', kind: 'vote' },
];
const seats = Array.from({ length: 6 }, (_, i) => ({ name: `代表${i + 1}`, keypad: i + 1 }));
const FILE: SittingFile = { congress: '大会', meeting: '第四次会议', date: '2027-03-12', seats, agenda: AGENDA };

let t: TestHall;
beforeEach(() => (t = testHall()));
afterEach(() => t.dispose());

const view = () => consoleView(t.hall, STAMP, HEALTH);
const next = (): string | undefined => view().next?.label;
const picture = () => view().screen.picture;
const states = (): string =>
  view()
    .agenda.items.map(({ state }) => state)
    .join(' ');
const go = (itemId: string) => t.must('agenda:go', { itemId });
const code = async (...asked: Parameters<TestHall['order']>): Promise<string> => {
  const answer = await t.order(...asked);
  return answer.ok ? 'done' : answer.error.code;
};
const ids = (): string[] => t.store.agenda().map(({ id }) => id);
/** The vote that the hall is at, to the end. */
async function vote(roundId: number, votes: readonly number[]): Promise<void> {
  await t.must('round:ready', { roundId });
  await t.must('round:open', { roundId });
  t.boxSays.totals = totals(votes, 6);
  await t.must('round:close', { roundId });
  await t.runner.settled();
  await t.must('round:announce', { roundId });
}

describe('walking through an agenda', () => {
  beforeEach(() => t.hall.setUp(FILE));

  it('the whole of it: each item has its picture, the one button says what is next', async () => {
    expect([next(), view().agenda.now, view().agenda.next, view().current]).toEqual([
      'nextItem',
      null,
      'morning',
      null,
    ]);
    await go('morning');
    // The quorum is that of the vote to come.
    const quorum = { num: 1, den: 2, strict: true, needed: 4, met: false };
    expect(picture()).toMatchObject({ kind: 'signIn', plenary: '第一次全体会议', open: true, quorum });
    t.present(6);
    expect([next(), states()]).toEqual(['nextItem', 'now next next next next next']);
    await go('report');
    expect(picture()).toEqual({ kind: 'item', title: '政府工作报告', presenter: '镇长' });
    const roundId = await go('projects');
    expect([picture().kind, view().current?.round, next()]).toMatchObject([
      'candidates',
      { id: roundId, title: '民生实事项目票决' },
      'freeze',
    ]);
    await vote(roundId, [4, 1, 1]);
    expect([next(), view().agenda.next]).toEqual(['nextItem', 'lunch']);
    await go('lunch');
    expect([picture(), view().current, next()]).toEqual([
      { kind: 'item', title: '休会', presenter: '' },
      null,
      'nextItem',
    ]);
    await go('afternoon');
    expect(states()).toBe('done done done done now next');
    await go('later');
    expect([picture(), next()]).toEqual([{ kind: 'item', title: '另行提出', presenter: '' }, 'newContest']);
    const late = await t.must('contest:import', { contest, itemId: 'later' });
    expect([picture().kind, view().current?.round.id, next()]).toEqual(['candidates', late, 'freeze']);
    expect(view().agenda.items.map(({ rounds }) => rounds)).toEqual([[], [], [roundId], [], [], [late]]);
  });

  it('goes on in the same place after a restart', async () => {
    await go('morning');
    const roundId = await go('projects');
    await t.stop();
    t = testHall({ folder: t.folder });
    expect([view().agenda.now, view().current?.round.id, states()]).toEqual([
      'projects',
      roundId,
      'done next now next next next',
    ]);
  });

  it('RULES §2 another plenary signs in anew: how many the former one had is kept, who comes early to the first stays', async () => {
    t.present(2);
    await go('morning');
    expect(view().signIn.present).toBe(2);
    t.present(5);
    await go('afternoon');
    expect([view().signIn.present, view().signIn.open, t.hall.parts.roll.present.size]).toEqual([0, true, 0]);
    expect(view().agenda.items.map(({ present }) => present)).toEqual([5, null, null, null, null, null]);
    const ended = t.store.record().find(({ event }) => event.event === 'plenary ended');
    expect(ended?.event).toMatchObject({ item: 'morning', present: 5, by: 'operator' });
    expect(picture()).toMatchObject({ kind: 'signIn', plenary: '第二次全体会议', present: 0 });
    // Back to the first, and to the second again: nobody is signed out by that.
    t.present(3);
    await go('morning');
    await go('afternoon');
    expect([view().signIn.present, view().agenda.items[0]?.present]).toEqual([3, 5]);
  });

  it('back to a vote shows its result again; a closed round stays closed and no other is drafted', async () => {
    await go('morning');
    t.present(6);
    const roundId = await go('projects');
    await vote(roundId, [4, 1, 1]);
    await go('lunch');
    expect(await go('projects')).toBe(roundId);
    expect([picture().kind, t.store.rounds().length, next()]).toEqual(['result', 1, 'nextItem']);
    expect(await code('round:ready', { roundId })).toBe('wrong-state');
  });

  it('a vote that the hall came to by mistake and left again is still to come, and the walk goes on to it', async () => {
    await go('morning');
    t.present(6);
    const roundId = await go('projects');
    await go('report');
    expect([states(), view().agenda.next, next()]).toEqual(['done now next next next next', 'projects', 'nextItem']);
    expect(await go('projects')).toBe(roundId);
    expect([view().agenda.next, next()]).toEqual(['lunch', 'freeze']);
  });

  it('the rounds of another item are not the next ones: a re-vote waits until the hall comes back to it', async () => {
    await go('morning');
    t.present(6);
    const roundId = await go('projects');
    await vote(roundId, [3, 3, 0]);
    expect(next()).toBe('revote');
    await go('lunch');
    expect([view().current, next()]).toEqual([null, 'nextItem']);
    await go('projects');
    const again = await t.must('round:revote', { roundId });
    expect([view().current?.round.id, view().agenda.items[2]?.rounds]).toEqual([again, [roundId, again]]);
  });

  it('a vote that was not planned takes the hall with it when it is made ready', async () => {
    await go('morning');
    const roundId = await t.must('contest:import', { contest });
    expect([view().agenda.now, view().current]).toEqual(['morning', null]);
    await t.must('round:ready', { roundId });
    expect([view().agenda.now, view().current?.round.id, picture().kind]).toEqual(['vote-1', roundId, 'candidates']);
  });

  it('nobody leaves an item while its round is under way, nor goes to one that is not there', async () => {
    const roundId = await go('projects');
    t.present(6);
    await t.must('round:ready', { roundId });
    expect(await code('agenda:go', { itemId: 'lunch' })).toBe('round-in-progress');
    await t.must('round:open', { roundId });
    for (const itemId of ['lunch', 'projects', 'morning'])
      expect(await code('agenda:go', { itemId })).toBe('round-in-progress');
    expect(view().agenda.now).toBe('projects');
    expect(await code('agenda:go', { itemId: 'nowhere' })).toBe('unknown-item');
  });

  it('the same order sent twice begins an item once', async () => {
    const payload = { commandId: 'go-projects-1', itemId: 'projects' };
    const answers = [
      await t.hall.command('agenda:go', payload, 'operator'),
      await t.hall.command('agenda:go', payload, 'operator'),
    ];
    expect(answers[0]).toEqual(answers[1]);
    expect(t.store.rounds().length).toBe(1);
  });
});

describe('changing an agenda while the sitting runs', () => {
  beforeEach(() => t.hall.setUp(FILE));
  const note = (id: string): AgendaItem => ({ id, title: `增加 ${id}`, kind: 'note' });

  it('what has not begun is inserted, changed, moved and dropped, each in the record with who did it', async () => {
    await go('morning');
    await t.must('agenda:insert', { item: note('extra'), before: 'projects' });
    await t.must('agenda:insert', { item: note('closing'), before: null });
    await t.must('agenda:move', { itemId: 'later', before: 'lunch' });
    await t.must('agenda:drop', { itemId: 'report' });
    await t.must('agenda:set', { item: { ...note('extra'), presenter: '书记' } });
    await t.must('agenda:set', { item: { id: 'projects', title: '项目', kind: 'vote' } });
    expect(ids()).toEqual(['morning', 'extra', 'projects', 'later', 'lunch', 'afternoon', 'closing']);
    expect(view().agenda.items[1]).toMatchObject({ title: '增加 extra', presenter: '书记', open: true });
    expect(view().agenda.items[2]).toMatchObject({ title: '项目', contest: { candidates: 3 } });
    const record = t.store.record().map(({ event }) => event);
    expect(
      record
        .filter(({ event, by }) => event.startsWith('agenda item') && by === 'operator')
        .map(({ event, item }) => `${event}: ${item}`),
    ).toEqual([
      'agenda item begun: morning',
      'agenda item inserted: extra',
      'agenda item inserted: closing',
      'agenda item moved: later',
      'agenda item dropped: report',
      'agenda item changed: extra',
      'agenda item changed: projects',
    ]);
  });

  it('what has begun stays as it is and where it is', async () => {
    await go('morning');
    await go('projects');
    expect(
      await Promise.all([
        code('agenda:set', { item: { ...note('projects') } }),
        code('agenda:move', { itemId: 'projects', before: null }),
        code('agenda:drop', { itemId: 'morning' }),
        code('agenda:move', { itemId: 'lunch', before: 'projects' }),
        code('agenda:insert', { item: note('extra'), before: 'morning' }),
      ]),
    ).toEqual(Array.from({ length: 5 }, () => 'wrong-state'));
    expect(ids()).toEqual(AGENDA.map(({ id }) => id));
  });

  it('refuses an id that is taken, a place that is not there, a contest that is none or of no vote', async () => {
    expect(await code('agenda:insert', { item: note('lunch'), before: null })).toBe('bad-payload');
    expect(await code('agenda:insert', { item: note('extra'), before: 'nowhere' })).toBe('unknown-item');
    expect(await code('agenda:drop', { itemId: 'nowhere' })).toBe('unknown-item');
    expect(await code('agenda:insert', { item: { ...note('extra'), contest }, before: null })).toBe('bad-contest');
    const none = contestData({ field: 1, seats: 1 });
    expect(await code('agenda:set', { item: { id: 'later', title: '另', kind: 'vote', contest: none } })).toBe(
      'bad-contest',
    );
    expect(ids()).toEqual(AGENDA.map(({ id }) => id));
  });

  it('another contest takes the place of the one that was planned, also of one that was drafted', async () => {
    const other = contestData({ field: 5, seats: 2 });
    await t.must('contest:import', { contest: other, itemId: 'projects' });
    expect([t.store.rounds().length, view().agenda.items[2]?.contest?.candidates]).toEqual([0, 5]);
    const roundId = await go('projects');
    await t.must('contest:import', { contest, itemId: 'projects' });
    expect([t.store.rounds().map(({ id }) => id), view().current?.candidates.length]).toEqual([[roundId], 3]);
    await t.must('contest:discard', { roundId });
    expect([view().agenda.items[2]?.contest, next(), picture().kind]).toEqual([null, 'newContest', 'item']);
    const again = await t.must('contest:import', { contest: other, itemId: 'projects' });
    await t.must('round:ready', { roundId: again });
    expect(await code('contest:import', { contest, itemId: 'projects' })).toBe('wrong-state');
    expect(await code('contest:import', { contest, itemId: 'lunch' })).toBe('wrong-state');
    expect(await code('contest:import', { contest, itemId: 'nowhere' })).toBe('unknown-item');
  });
});

describe('a sitting without an agenda of its own', () => {
  const { agenda: _, ...plain } = FILE;

  it('contests that come one by one are votes at the end, and follow each other as they came', async () => {
    const first = await t.must('contest:import', { contest: { ...contest, title: '票决' } });
    await t.must('contest:import', { contest });
    expect([ids(), view().current?.round.id, view().agenda.now, next()]).toEqual([
      ['vote-1', 'vote-2'],
      first,
      'vote-1',
      'freeze',
    ]);
    t.present(6);
    await vote(first, [4, 1, 1]);
    expect([view().current?.round.id, view().agenda.now, next()]).toEqual([2, 'vote-2', 'freeze']);
    await t.must('contest:discard', { roundId: 2 });
    expect([ids(), next()]).toEqual([['vote-1'], 'newContest']);
  });

  it('set up twice it drafts once; without contests what was drafted stays', () => {
    const file = { ...plain, contests: [contest, contest] };
    for (const _ of [1, 2]) expect(t.hall.setUp(file).ok).toBe(true);
    expect([t.store.rounds().map(({ id }) => id), ids()]).toEqual([
      [3, 4],
      ['vote-1', 'vote-2'],
    ]);
    expect(t.hall.setUp(plain).ok).toBe(true);
    expect([t.store.rounds().length, ids().length]).toEqual([2, 2]);
    expect(t.hall.setUp(FILE).ok).toBe(true);
    expect([t.store.rounds(), ids()]).toEqual([[], AGENDA.map(({ id }) => id)]);
  });

  it('rounds of a data folder from before there were agendas are worked on as they were', async () => {
    const roundId = await t.must('contest:import', { contest });
    t.store.putAgenda([]);
    expect([view().current?.round.id, view().agenda.now, next()]).toEqual([roundId, null, 'freeze']);
    expect(courseOf(t.store).itemId).toBeNull();
  });
});
