import { type CommandName, COMMANDS, ROLES_OF_COMMAND } from '@piaojue/contract/commands';
import { type Role, ROLES } from '@piaojue/contract/live';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Check } from 'typebox/value';
import { contestData, totals } from '../rules/test-contest.ts';
import { officersView } from './officers-view.ts';
import { HEALTH, MONITOR_PIN, STAMP, type TestHall, testHall } from './test-hall.ts';
import { consoleView } from './views.ts';

const PLAIN = contestData({ field: 3, seats: 1 });
const asking = (people: { emptyBox: boolean; sums: boolean; presiding: boolean }) =>
  contestData({ field: 3, seats: 1, people });
const ALL_OF_THEM = asking({ emptyBox: true, sums: true, presiding: true });
const COUNT = totals([4, 1, 0], 5, 1);

let t: TestHall;
beforeEach(() => {
  t = testHall();
});
afterEach(() => t.dispose());

const view = () => consoleView(t.hall, STAMP, HEALTH);
const lastEvents = (n: number) =>
  t.store
    .record()
    .slice(-n)
    .map(({ event }) => [event.event, event.by]);
const codeOf = async (order: ReturnType<TestHall['order']>): Promise<string> => {
  const answer = await order;
  return answer.ok ? 'done' : `${answer.error.code}: ${answer.error.detail}`;
};
describe('who may order what', () => {
  const rows = (Object.keys(ROLES_OF_COMMAND) as CommandName[]).flatMap((name) =>
    ROLES.filter((role) => !ROLES_OF_COMMAND[name].includes(role)).map((role): [CommandName, Role] => [name, role]),
  );
  it.each(rows)('%s is refused to %s, and nothing is done', async (name, role) => {
    const before = structuredClone([t.hall.sitting, t.store.rounds(), t.store.record()]);
    expect(await codeOf(t.order(name, undefined, role))).toMatch(/^forbidden: .*expected the role /);
    expect([t.hall.sitting, t.store.rounds(), t.store.record()]).toEqual(before);
  });

  it('every command has a role, the screen none of them', () => {
    for (const [name, roles] of Object.entries(ROLES_OF_COMMAND))
      expect([name, roles.length > 0, roles.includes('screen')]).toEqual([name, true, false]);
  });
});

describe('RULES §4 what needs whom', () => {
  async function readyRound(contest = ALL_OF_THEM): Promise<number> {
    t.present(6);
    const roundId = await t.must('contest:import', { contest });
    return await t.must('round:ready', { roundId });
  }

  it('every step waits for those whom the rules ask, and says for whom; each agreement stands in the record', async () => {
    const roundId = await readyRound();
    const blocked = () => view().next?.blockedBy;
    expect(blocked()).toEqual(['box-not-confirmed', 'no-consent']);
    expect(await codeOf(t.order('round:open', { roundId }))).toMatch(/^blocked: box-not-confirmed, no-consent/);
    await t.must('round:confirm', { roundId, what: 'emptyBox' }, 'monitor');
    expect(blocked()).toEqual(['no-consent']);
    await t.must('round:consent', { roundId, step: 'open' });
    expect([blocked(), lastEvents(2)]).toEqual([
      [],
      [
        ['empty box confirmed', 'monitor'],
        ['opening agreed to', 'presiding'],
      ],
    ]);
    await t.must('round:open', { roundId });
    t.boxSays.totals = COUNT;
    expect([blocked(), await codeOf(t.order('round:close', { roundId }))]).toEqual([
      ['no-consent'],
      'blocked: no-consent',
    ]);
    await t.must('round:consent', { roundId, step: 'close' });
    await t.must('round:close', { roundId });
    await t.runner.settled();
    expect([blocked(), await codeOf(t.order('round:announce', { roundId }))]).toEqual([
      ['sums-not-confirmed', 'no-consent'],
      'blocked: sums-not-confirmed, no-consent',
    ]);
    expect(view().current?.result?.confirmed).toBe(false);
    await t.must('round:confirm', { roundId, what: 'sums' }, 'chiefMonitor');
    await t.must('round:consent', { roundId, step: 'announce' });
    expect(view().current?.result?.confirmed).toBe(true);
    await t.must('round:announce', { roundId });
    expect(lastEvents(4).slice(0, 3)).toEqual([
      ['sums confirmed', 'chiefMonitor'],
      ['announcement agreed to', 'presiding'],
      ['round announced', 'operator'],
    ]);
  });

  it('is asked by nobody where the rules say so', async () => {
    const roundId = await readyRound(PLAIN);
    expect([view().current?.agreements, view().next?.blockedBy]).toEqual([[], []]);
    expect(await codeOf(t.order('round:confirm', { roundId, what: 'emptyBox' }))).toMatch(/^wrong-state: .*ask nobody/);
    await t.must('round:open', { roundId });
  });

  it('is part of the rules, so of the frozen hash', async () => {
    const hashes = [];
    for (const contest of [PLAIN, ALL_OF_THEM, asking({ emptyBox: true, sums: true, presiding: false })]) {
      const roundId = await readyRound(contest);
      hashes.push(t.store.round(roundId)?.frozen?.hash);
      await t.must('round:draft', { roundId });
      await t.must('contest:discard', { roundId });
    }
    expect(new Set(hashes).size).toBe(3);
  });

  it('what was agreed to goes with the frozen hash: back to draft it is asked for again', async () => {
    const roundId = await readyRound();
    await t.must('round:confirm', { roundId, what: 'emptyBox' });
    await t.must('round:draft', { roundId });
    await t.must('round:ready', { roundId });
    expect(view().next?.blockedBy).toContain('box-not-confirmed');
  });

  it('is given to what was seen: a page that still shows what was frozen before agrees to nothing', async () => {
    const roundId = await readyRound();
    const seen = t.store.round(roundId)?.frozen?.hash ?? '';
    await t.must('round:draft', { roundId });
    await t.must('keypad:replace', { slot: 0, keypad: 7 });
    await t.must('round:ready', { roundId });
    const hash = t.store.round(roundId)?.frozen?.hash ?? '';
    const confirm = (of: string) => t.order('round:confirm', { roundId, what: 'emptyBox', hash: of });
    const consent = (of: string) => t.order('round:consent', { roundId, step: 'open', hash: of });
    for (const answer of [await codeOf(confirm(seen)), await codeOf(consent(seen))])
      expect(answer).toBe(`wrong-state: round ${roundId} is frozen as ${hash.slice(0, 8)}, not as ${seen.slice(0, 8)}`);
    expect(view().next?.blockedBy).toEqual(['box-not-confirmed', 'no-consent']);
    expect([await codeOf(confirm(hash)), await codeOf(consent(hash))]).toEqual(['done', 'done']);
    expect(view().next?.blockedBy).toEqual([]);
  });

  it('is given once, in its time, and not after', async () => {
    const roundId = await readyRound();
    expect(await codeOf(t.order('round:confirm', { roundId, what: 'sums' }))).toMatch(/^wrong-state: .*is ready/);
    expect(await codeOf(t.order('round:consent', { roundId, step: 'close' }))).toMatch(/^wrong-state/);
    await t.must('round:confirm', { roundId, what: 'emptyBox' }, 'monitor');
    const record = t.store.record().length;
    await t.must('round:confirm', { roundId, what: 'emptyBox' }, 'chiefMonitor');
    expect([t.store.record().length, t.store.round(roundId)?.agreements?.emptyBox?.by]).toEqual([record, 'monitor']);
    expect(await codeOf(t.order('round:confirm', { roundId: 99, what: 'sums' }))).toMatch(/^unknown-round/);
  });

  it('survives a restart', async () => {
    const roundId = await readyRound();
    await t.must('round:confirm', { roundId, what: 'emptyBox' });
    await t.stop();
    t = testHall({ folder: t.folder });
    expect(view().next?.blockedBy).toEqual(['no-consent']);
  });

  describe('4x a disputed box takes operator and monitor', () => {
    async function disputed(): Promise<number> {
      const roundId = await t.openRound(PLAIN);
      t.boxSays.totals = COUNT;
      t.boxSays.fails.recount = { code: 'disputed', detail: 'the end of the box names 7 ballots, it holds 6' };
      await t.must('round:close', { roundId });
      await t.runner.settled();
      delete t.boxSays.fails.recount;
      return roundId;
    }
    const state = (roundId: number) => t.store.round(roundId)?.state;

    it.each([
      ['the operator first', ['operator', 'monitor']],
      ['the monitor first', ['chiefMonitor', 'operator']],
    ] as const)('each from a session of their own, %s', async (_, [first, second]) => {
      const roundId = await disputed();
      for (const by of [first, first]) await t.must('round:accept', { roundId }, by);
      expect([state(roundId), view().current?.agreements]).toEqual([
        'disputed',
        [
          {
            what: 'box',
            roles: ['operator', 'chiefMonitor', 'monitor'],
            asked: false,
            given: { at: expect.any(Number), by: first },
          },
        ],
      ]);
      await t.must('round:accept', { roundId }, second);
      await t.runner.settled();
      expect(state(roundId)).toBe('closed');
    });

    it('two monitors are not enough, the operator with the PIN of one is', async () => {
      const roundId = await disputed();
      await t.must('round:accept', { roundId }, 'monitor');
      await t.must('round:accept', { roundId }, 'chiefMonitor');
      expect(state(roundId)).toBe('disputed');
      expect(await codeOf(t.order('round:accept', { roundId, monitorPin: '000000' }))).toMatch(/^forbidden/);
      await t.must('round:accept', { roundId, monitorPin: MONITOR_PIN });
      await t.runner.settled();
      expect(state(roundId)).toBe('closed');
    });
  });
});

describe('what a monitor writes down', () => {
  const notes = () => view().alarms.filter(({ cause }) => cause.kind === 'incident-noted');

  it('stands in the record with the round the hall is at, with monitors and on the desk until the operator has seen it', async () => {
    await t.must('incident:note', { text: ' 三排有人代按 ' }, 'monitor');
    t.present(6);
    const roundId = await t.must('contest:import', { contest: PLAIN });
    expect(await t.must('incident:note', { text: '键盘交还' }, 'chiefMonitor')).toBe(roundId);
    const told = officersView(t.hall, STAMP).incidents;
    expect(told.map(({ by, round, words }) => [by, round, words['zh-CN']])).toEqual([
      ['chiefMonitor', roundId, `第${roundId}号票决：情况说明：键盘交还`],
      ['monitor', null, '情况说明：三排有人代按'],
    ]);
    expect(notes().map(({ level, cause }) => [level, 'text' in cause && cause.text])).toEqual([
      ['act', '键盘交还'],
      ['act', '三排有人代按'],
    ]);
    // They stay for as long as nobody has seen them, and go one by one.
    t.later(3_600_000);
    t.hall.tick();
    const first = notes().at(-1);
    await t.must('alarm:acknowledge', { ids: [first?.id ?? ''] });
    t.later(4000);
    t.hall.tick();
    expect(notes()).toMatchObject([{ over: false, acknowledgedAt: null, cause: { text: '键盘交还' } }]);
  });

  it('an empty one is none; the same order sent again is written once', async () => {
    const commandId = 'the same order';
    const lines = t.store.record().length;
    await t.hall.command('incident:note', { commandId, text: '停电' }, 'monitor');
    await t.hall.command('incident:note', { commandId, text: '停电' }, 'monitor');
    expect([t.store.record().length - lines, notes().length]).toEqual([1, 1]);
    const takes = (text: string) => Check(COMMANDS['incident:note'], { commandId, text });
    expect(['', ' \n', '停', '停'.repeat(200), '停'.repeat(201)].map(takes)).toEqual([false, false, true, true, false]);
  });
});
