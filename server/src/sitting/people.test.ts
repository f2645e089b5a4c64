import { createHash } from 'node:crypto';
import { type CommandName, ROLES_OF_COMMAND } from '@piaojue/contract/commands';
import type { SittingFile } from '@piaojue/contract/sitting-file';
import { type Role, ROLES } from '@piaojue/contract/live';
import { PresenceUp, SIGN_IN_FLAG, WIRE_VERSION } from '@piaojue/firmware-protocol/messages';
import { signPresence } from '@piaojue/firmware-protocol/seal/presence-mac';
import canonicalize from 'canonicalize';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testKeypad } from '../box/test-keypad.ts';
import { contestData, totals } from '../rules/test-contest.ts';
import { officersView } from './officers-view.ts';
import { checkSittingFile } from './sitting-file.ts';
import { MONITOR_PIN, type TestHall, testHall } from './test-hall.ts';
import { consoleView, screenView } from './views.ts';

/** A machine that is busy with other tests. */
const PATIENT = { timeout: 10_000 } as const;

const PLAIN = contestData({ field: 3, seats: 1 });
const asking = (people: { emptyBox: boolean; sums: boolean; presiding: boolean }) =>
  contestData({ field: 3, seats: 1, people });
const ALL_OF_THEM = asking({ emptyBox: true, sums: true, presiding: true });
const COUNT = totals([4, 1, 0], 5, 1);
const STAMP = { rev: 1, run: 'r', now: 0 };
const HEALTH = {
  screens: 0,
  consoles: 0,
  officers: 0,
  gateways: 0,
  fsyncMs: 0,
  roundKey: 'disk',
  warnings: [],
} as const;

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
/** A fresh press of 签到, as a receiver brings it. */
function press(keypad: number, counter: number): void {
  const fields = { keypad, counter, version: SIGN_IN_FLAG | WIRE_VERSION, battery: 55, firmware: 1 };
  t.hall.keypads.take(0, 'S', [PresenceUp.encode({ rssi: 60, ...signPresence(testKeypad(keypad).roll, fields) })]);
}

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

describe('RULES §2 sign-in', () => {
  const signIn = () => view().signIn;

  it('补签到: who comes after sign-in was closed once is counted apart, and the record says so', async () => {
    await t.must('signIn:start');
    press(1, 1);
    await t.must('signIn:stop');
    await t.must('signIn:start');
    press(2, 1);
    press(3, 1);
    expect(signIn()).toMatchObject({ present: 3, late: 2, left: 0, observers: 0, plenary: '' });
    await t.must('signIn:stop');
    expect(t.store.record().map(({ event }) => [event.event, event['present'], event['late']])).toEqual([
      ['sign-in started', 0, 0],
      ['sign-in stopped', 1, 0],
      ['late sign-in started', 1, 0],
      ['late sign-in stopped', 3, 2],
    ]);
  });

  it('an opening closes sign-in: who comes in mid-round is late, and counts from the next round', async () => {
    await t.must('signIn:start');
    for (const keypad of [1, 2, 3, 4]) press(keypad, 1);
    const roundId = await t.must('contest:import', { contest: PLAIN });
    await t.must('round:ready', { roundId });
    await t.must('round:open', { roundId });
    press(5, 1);
    expect([signIn(), t.store.round(roundId)?.presence]).toMatchObject([
      { open: false, present: 5, late: 1 },
      { present: 4, issued: 4 },
    ]);
  });

  it('中途退场: P and I of an open round stay, the keypad is not authorised in the next; a press brings its deputy back', async () => {
    const roundId = await t.openRound(PLAIN);
    await t.must('seat:leave', { slot: 2 });
    expect([t.store.round(roundId)?.presence, signIn(), view().seats[2]]).toMatchObject([
      { present: 6, issued: 6 },
      { present: 5, left: 1 },
      { present: false, left: true },
    ]);
    t.boxSays.totals = COUNT;
    await t.must('round:close', { roundId });
    await t.runner.settled();
    await t.must('round:announce', { roundId });
    const next = await t.must('contest:import', { contest: PLAIN });
    await t.must('round:ready', { roundId: next });
    await t.must('round:open', { roundId: next });
    expect([t.store.round(next)?.presence?.present, [...(t.store.round(next)?.presence?.authorised ?? [])]]).toEqual([
      5,
      [0b111011],
    ]);
    press(3, 9);
    expect(signIn()).toMatchObject({ present: 6, left: 0 });
    expect(t.store.record().filter(({ event }) => event.event === 'deputy left')).toMatchObject([
      { event: { slot: 2, by: 'operator' } },
    ]);
  });

  it('the operator brings back who left by mistake; nobody leaves who is not there, nor comes who never signed in', async () => {
    t.present(2);
    await t.must('seat:leave', { slot: 1 });
    expect(await codeOf(t.order('seat:leave', { slot: 1 }))).toMatch(/^wrong-state: expected somebody who is present/);
    await t.must('seat:return', { slot: 1 });
    expect(signIn()).toMatchObject({ present: 2, left: 0 });
    expect(await codeOf(t.order('seat:return', { slot: 1 }))).toMatch(/^wrong-state/);
    expect(await codeOf(t.order('seat:return', { slot: 3 }))).toMatch(/^wrong-state/);
    expect(await codeOf(t.order('seat:leave', { slot: 6 }))).toMatch(
      /^bad-payload: expected a slot from 0 to 5, got 6/,
    );
    await t.must('seat:leave', { slot: 0 });
    await t.stop();
    t = testHall({ folder: t.folder });
    expect(signIn()).toMatchObject({ present: 1, left: 1 });
  });
});

describe('RULES §2 the handout of keypads', () => {
  const seats = [1, 2, 3, 4, 5, 6].map((keypad) => ({ keypad }));
  const UNLISTED: SittingFile = {
    ...{ congress: '大会', meeting: '会议', date: '2027-03-12', seats },
    deputies: ['周', '丁', '王', '甲'],
    observers: 3,
  };
  const faultsOf = (file: unknown) => {
    const checked = checkSittingFile(file);
    return checked.ok ? [] : checked.error.map(({ path, expected }) => `${path}: ${expected}`);
  };

  it('unlisted: N is of deputies, and no name can be joined to a keypad, nowhere', async () => {
    t.hall.setUp(UNLISTED);
    expect([view().handout, view().signIn]).toMatchObject(['unlisted', { all: 4, observers: 3 }]);
    t.present(3);
    const roundId = await t.must('contest:import', { contest: PLAIN });
    await t.must('round:ready', { roundId });
    await t.must('round:open', { roundId });
    expect(t.store.round(roundId)).toMatchObject({ frozen: { all: 4 }, presence: { present: 3, issued: 3 } });
    const everything = JSON.stringify([
      view(),
      screenView(t.hall, STAMP),
      officersView(t.hall, STAMP),
      t.store.seats(),
      t.store.rounds(),
      t.store.record(),
    ]);
    for (const name of ['周', '丁', '王', '甲']) expect(everything).not.toContain(name);
    // The names stand alone, in an order that says nothing.
    expect(t.hall.sitting.people?.deputies).toEqual(['丁', '甲', '王', '周']);
  });

  it('P > N opens nothing', async () => {
    t.hall.setUp(UNLISTED);
    t.present(5);
    const roundId = await t.must('contest:import', { contest: PLAIN });
    await t.must('round:ready', { roundId });
    expect(view().next?.blockedBy).toEqual(['more-present-than-deputies']);
    expect(await codeOf(t.order('round:open', { roundId }))).toMatch(/^blocked: more-present-than-deputies: 5 of 4/);
    await t.must('seat:leave', { slot: 4 });
    await t.must('round:open', { roundId });
  });

  it('I ≤ P ≤ N also when somebody signs in while the box is made', async () => {
    t.hall.setUp(UNLISTED);
    t.present(4);
    const roundId = await t.must('contest:import', { contest: PLAIN });
    await t.must('round:ready', { roundId });
    t.boxSays.holds = 'create';
    const opening = t.must('round:open', { roundId });
    await expect.poll(() => t.boxes.length, PATIENT).toBe(1);
    press(5, 1);
    t.box.release();
    await opening;
    expect(t.store.round(roundId)?.presence).toMatchObject({ present: 4, issued: 4 });
  });

  it('listed with more deputies than keypads: those without one are in N', () => {
    const named = seats.map(({ keypad }) => ({ keypad, name: `代表${keypad}` }));
    t.hall.setUp({ ...UNLISTED, seats: named, deputies: 8 });
    expect([view().handout, view().signIn.all, view().seats[0]?.name]).toEqual(['listed', 8, '代表1']);
    t.hall.setUp({ congress: '大会', meeting: '会议', date: '2027-03-12', seats: named });
    expect([view().handout, view().signIn.all]).toEqual(['listed', 6]);
  });

  it.each([
    ['a name on a token', { ...UNLISTED, handout: 'unlisted', seats: [{ keypad: 1, name: '王' }] }, '/seats/0/name'],
    ['tokens of nobody knows how many deputies', { ...UNLISTED, deputies: undefined }, '/deputies'],
    ['a keypad of nobody', { ...UNLISTED, handout: 'listed', deputies: 6 }, '/seats/0/name'],
    ['one of them', { ...UNLISTED, seats: [{ keypad: 1, name: '王' }, { keypad: 2 }] }, '/seats/1/name'],
    [
      'fewer deputies than seats',
      {
        ...UNLISTED,
        deputies: 1,
        seats: [
          { keypad: 1, name: '王' },
          { keypad: 2, name: '李' },
        ],
      },
      '/deputies',
    ],
  ])('refuses %s', (_, file, path) => {
    const plain = JSON.parse(JSON.stringify(file)) as unknown;
    expect(faultsOf(plain)).toEqual([expect.stringMatching(new RegExp(`^${path}: `))]);
  });
});

describe('the self-check is part of opening a sitting', () => {
  const opened = () => t.store.record().find(({ event }) => event.event === 'sitting opened')?.event;

  it('the report that was accepted is named at the first opening, by its hash and sums, and at no other', async () => {
    await t.must('keypads:rollCall', {});
    const report = t.hall.check.report();
    await t.must('keypads:accept', {});
    const accepted = t.hall.sitting.readiness;
    expect(accepted).toMatchObject({ ready: false, sums: report.sums });
    const roundId = await t.closedRound(COUNT, PLAIN);
    expect(opened()).toMatchObject({
      round: roundId,
      readiness: 'not ready',
      report: accepted?.hash,
      all: 6,
      by: 'operator',
    });
    await t.must('round:announce', { roundId });
    await t.closedRound(COUNT, PLAIN);
    expect(t.store.record().filter(({ event }) => event.event === 'sitting opened').length).toBe(1);
    const whole = canonicalize(report) ?? '';
    expect(accepted?.hash).toBe(createHash('sha256').update(whole).digest('hex'));
  });

  it('without one the sitting says why, or that there was none', async () => {
    await t.openRound(PLAIN);
    expect(opened()).toMatchObject({ readiness: 'none' });
    await t.dispose();
    t = testHall();
    await t.must('keypads:accept', { without: '上午已检查' });
    expect(view().next?.warnings).toEqual([]);
    await t.openRound(PLAIN);
    expect(opened()).toMatchObject({ readiness: 'without', reason: '上午已检查', by: 'operator' });
  });
});
