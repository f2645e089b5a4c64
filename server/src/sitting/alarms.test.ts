import { afterEach, describe, expect, it } from 'vitest';
import type { LinkView } from '@piaojue/contract/console-view';
import { contestData } from '../rules/test-contest.ts';
import { type AlarmBoard, acknowledge, alarmViews, EMPTY_BOARD, foldAlarms } from './alarm-board.ts';
import { alarmCauses, type AlarmFacts, type AlarmKeypad } from './alarm-causes.ts';
import { HEALTH, STAMP, type TestHall, testHall } from './test-hall.ts';
import { consoleView } from './views.ts';

const link = (index: number, state: LinkView['state'] = 'up'): LinkView => ({
  index,
  gateway: 'hall',
  port: `/dev/serial/by-id/usb-receiver-${index}`,
  state,
  receiver: '00'.repeat(8),
  channel: 1,
  speaks: index === 0,
  fault: null,
  silentMs: 0,
  counters: {},
});
/** 12 rows of 8. */
const hall = (silent: (row: number, seat: number) => boolean = () => false): AlarmKeypad[] =>
  Array.from({ length: 96 }, (_, at) => ({
    group: `第 ${Math.floor(at / 8) + 1} 排`,
    present: true,
    silent: silent(Math.floor(at / 8) + 1, at % 8),
    battery: 80,
  }));
const WELL: AlarmFacts = {
  links: [link(0), link(1)],
  gatewaysAway: [],
  keypads: hall(),
  screens: { hall: { connected: 2, missing: 0 }, presidium: { connected: 1, missing: 0 } },
  disk: { syncMs: 2, freeMb: 40_000 },
  clockJumpedByMs: null,
  disputed: null,
  withoutBackup: null,
  notes: [],
};
const kinds = (facts: Partial<AlarmFacts>) =>
  alarmCauses({ ...WELL, ...facts }).map(({ level, cause }) => `${level} ${cause.kind}`);

describe('what is an alarm', () => {
  it('nothing is, where all is well; nor are two who switched their keypads off', () => {
    expect(kinds({})).toEqual([]);
    expect(kinds({ keypads: hall((row, seat) => row < 5 && seat === 3) })).toEqual([]);
  });

  it('six keypads of row 7 and the receiver that heard them are one alarm, which names both', () => {
    const facts = { keypads: hall((row, seat) => row === 7 && seat < 6), links: [link(0), link(1, 'silent')] };
    const [alarm, ...others] = alarmCauses({ ...WELL, ...facts });
    expect(others).toEqual([]);
    expect(alarm).toMatchObject({
      level: 'act',
      cause: { kind: 'receiver-silent', receiver: 2, keypads: [{ group: '第 7 排', keypads: 6, of: 8 }] },
    });
    // Without the receiver they are an alarm of their own.
    expect(kinds({ keypads: facts.keypads })).toEqual(['act keypads-silent']);
  });

  it('keypads all over the hall are one alarm too, and absent deputies none', () => {
    expect(kinds({ keypads: hall((_, seat) => seat === 1) })).toEqual(['act keypads-silent']);
    expect(kinds({ keypads: hall(() => true).map((keypad) => ({ ...keypad, present: false })) })).toEqual([]);
  });

  it('a receiver stops the vote where none is left; a gateway is one alarm with all its receivers', () => {
    expect(kinds({ links: [link(0, 'lost'), link(1)] })).toEqual(['act receiver-lost']);
    expect(kinds({ links: [link(0, 'lost'), link(1, 'refused')] })).toEqual([
      'stops receiver-lost',
      'stops receiver-refused',
    ]);
    const away = alarmCauses({ ...WELL, links: [link(0, 'lost'), link(1, 'lost')], gatewaysAway: ['hall'] });
    expect(away.map(({ level, cause }) => [level, cause])).toEqual([
      ['stops', { kind: 'gateway-gone', gateway: 'hall', receivers: 2 }],
    ]);
  });

  it('batteries: one is a line of the log, many are worth a walk', () => {
    const low = (n: number) => hall().map((keypad, at) => ({ ...keypad, battery: at < n ? 12 : 80 }));
    expect(kinds({ keypads: low(1) })).toEqual(['log battery-low']);
    expect(kinds({ keypads: low(9) })).toEqual(['act battery-low']);
  });

  it('disk, clock, box, screens, backup', () => {
    expect(kinds({ disk: { syncMs: 250, freeMb: 400 } })).toEqual(['act disk-slow', 'act disk-full']);
    expect(kinds({ disk: { syncMs: 9000, freeMb: 10 } })).toEqual(['stops disk-slow', 'stops disk-full']);
    expect(kinds({ clockJumpedByMs: -3_600_000, disputed: 4, withoutBackup: 5 })).toEqual([
      'stops box-disputed',
      'act no-backup',
      'log clock-jumped',
    ]);
    expect(kinds({ screens: { ...WELL.screens, hall: { connected: 1, missing: 1 } } })).toEqual(['act screen-gone']);
  });
});

/** The board after these facts, each held for so many seconds, looked at once a second. */
function through(...course: readonly (readonly [seconds: number, facts: Partial<AlarmFacts>])[]) {
  let board: AlarmBoard = EMPTY_BOARD;
  let now = 1_800_000_000_000;
  for (const [seconds, facts] of course)
    for (let second = 0; second < seconds; second += 1)
      board = foldAlarms(board, alarmCauses({ ...WELL, ...facts }), (now += 1000));
  return { board, now };
}
const SILENT = { links: [link(0), link(1, 'silent')] };

describe('an alarm stays until somebody acknowledged it', () => {
  it('also when it is over; then it goes', () => {
    const { board, now } = through([5, SILENT], [60, {}]);
    const [alarm] = alarmViews(board);
    expect(alarm).toMatchObject({ over: true, acknowledgedAt: null, times: 1 });
    expect(alarmViews(acknowledge(board, [alarm?.id ?? ''], now))).toEqual([]);
  });

  it('acknowledged while it lasts, it stays for as long as it lasts and no longer', () => {
    const { board, now } = through([5, SILENT]);
    let seen = acknowledge(board, [alarmViews(board)[0]?.id ?? ''], now);
    seen = foldAlarms(seen, alarmCauses({ ...WELL, ...SILENT }), now + 1000);
    expect(alarmViews(seen)).toMatchObject([{ over: false, acknowledgedAt: now }]);
    seen = foldAlarms(seen, [], now + 5000);
    expect(alarmViews(seen)).toEqual([]);
  });

  it('a link that comes and goes is one alarm, and says how often', () => {
    const { board } = through([2, SILENT], [10, {}], [2, SILENT], [10, {}], [2, SILENT]);
    expect(alarmViews(board)).toMatchObject([{ times: 3, over: false }]);
    // Less than a moment apart is not even that.
    expect(alarmViews(through([2, SILENT], [2, {}], [2, SILENT]).board)).toMatchObject([{ times: 1 }]);
  });

  it('who acknowledged a smaller thing is asked again when it grows', () => {
    const { board, now } = through([5, SILENT]);
    const seen = acknowledge(board, [alarmViews(board)[0]?.id ?? ''], now);
    const worse = foldAlarms(seen, alarmCauses({ ...WELL, links: [link(0, 'lost'), link(1, 'silent')] }), now + 1000);
    expect(alarmViews(worse).map(({ level, acknowledgedAt }) => [level, acknowledgedAt])).toEqual([
      ['stops', null],
      ['stops', null],
    ]);
    const rows = foldAlarms(seen, alarmCauses({ ...WELL, ...SILENT, keypads: hall((row) => row === 9) }), now + 1000);
    expect(alarmViews(rows)).toMatchObject([{ acknowledgedAt: null }]);
  });

  it('a page that is loaded again is nothing', () => {
    const away = { screens: { ...WELL.screens, hall: { connected: 1, missing: 1 } } };
    expect(alarmViews(through([3, away], [60, {}]).board)).toEqual([]);
    expect(alarmViews(through([9, away]).board)).toMatchObject([{ cause: { kind: 'screen-gone' } }]);
  });
});

/** Park and Miller; the same day each time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

it('a normal sitting of four hours calls the operator at most once in ten minutes (EEMUA 191)', () => {
  const random = chance(20_270_312);
  const SECONDS = 4 * 3600;
  // Everybody steps out once or twice for a while with the keypad in the pocket; batteries run down; pages are loaded again.
  const outings = Array.from({ length: 96 }, () =>
    Array.from({ length: 1 + Math.floor(random() * 2) }, () => ({
      from: random() * SECONDS,
      for: 120 + random() * 600,
    })),
  );
  const reloads = Array.from({ length: 6 }, () => Math.floor(random() * SECONDS));
  const hiccups = Array.from({ length: 3 }, () => Math.floor(random() * SECONDS));
  const within = (starts: readonly number[], second: number, length: number) =>
    starts.some((start) => second >= start && second < start + length);
  let board: AlarmBoard = EMPTY_BOARD;
  let called = 0;
  let changes = 0;
  let silentBefore = 0;
  for (let second = 0; second < SECONDS; second += 1) {
    const away = (at: number) => outings[at]?.some((out) => second >= out.from && second < out.from + out.for) ?? false;
    const keypads = hall().map((keypad, at) => ({
      ...keypad,
      silent: away(at),
      battery: 60 - Math.floor((second / SECONDS) * (at < 2 ? 45 : 10)),
    }));
    const silent = keypads.filter((keypad) => keypad.silent).length;
    changes += Math.abs(silent - silentBefore);
    silentBefore = silent;
    const facts: AlarmFacts = {
      ...WELL,
      keypads,
      links: [link(0), link(1, within(hiccups, second, 4) ? 'silent' : 'up')],
      screens: { ...WELL.screens, hall: within(reloads, second, 2) ? { connected: 1, missing: 1 } : WELL.screens.hall },
      disk: { syncMs: random() * 60, freeMb: 40_000 },
    };
    const before = new Set(alarmViews(board).map(({ id }) => id));
    board = foldAlarms(board, alarmCauses(facts), second * 1000);
    const fresh = alarmViews(board).filter(({ id, level }) => !before.has(id) && level !== 'log');
    called += fresh.length;
    // A calm operator, who looks up within half a minute.
    if (second % 30 === 0)
      board = acknowledge(
        board,
        alarmViews(board).map(({ id }) => id),
        second * 1000,
      );
  }
  const perTen = called / (SECONDS / 600);
  console.log(
    `alarms in a normal sitting of 4 h, 96 keypads: ${called}, ${perTen.toFixed(2)} in ten minutes; ${changes} keypads fell silent or came back, ${reloads.length} pages loaded again`,
  );
  expect(perTen).toBeLessThanOrEqual(1);
  expect(called).toBeGreaterThan(0);
  // One alarm a keypad would have been many more than that: the day was not empty.
  expect(changes / 2 / (SECONDS / 600)).toBeGreaterThan(1);
});

describe('in the hall', () => {
  let t: TestHall;
  afterEach(() => t.dispose());
  const alarms = () => consoleView(t.hall, STAMP, HEALTH).alarms;

  it('a silent receiver is on the desk with the next tick; acknowledging it is in the record, once', async () => {
    t = testHall();
    t.hub.up = false;
    t.hall.tick();
    const [alarm] = alarms();
    expect(alarm).toMatchObject({ level: 'stops', over: false, acknowledgedAt: null });
    const lines = t.store.record().length;
    await t.must('alarm:acknowledge', { ids: [alarm?.id ?? ''] });
    await t.must('alarm:acknowledge', { ids: [alarm?.id ?? ''] });
    expect(alarms()[0]?.acknowledgedAt).not.toBeNull();
    expect(t.store.record().slice(lines)).toMatchObject([{ event: { event: 'alarm acknowledged', by: 'operator' } }]);
    t.hub.up = true;
    t.later(5000);
    t.hall.tick();
    expect(alarms()).toEqual([]);
  });

  it('a real sitting without a backup is told so before it opens a vote', async () => {
    t = testHall();
    await t.must('round:ready', {
      roundId: await t.must('contest:import', { contest: contestData({ field: 3, seats: 1 }) }),
    });
    t.hall.tick();
    expect(alarms()).toEqual([]);
    const sitting = t.store.sitting();
    if (sitting) t.store.putSitting({ ...sitting, mode: 'real' });
    t.hall.tick();
    expect(alarms()).toMatchObject([{ level: 'act', cause: { kind: 'no-backup' } }]);
    t.hall.alarms.backedUp();
    t.later(5000);
    t.hall.tick();
    expect(alarms()).toMatchObject([{ over: true }]);
  });

  it('a jump of the clock is a line of the log for ten minutes, and asks for nothing', () => {
    t = testHall();
    t.hall.alarms.clockJumped(-3_600_000);
    t.hall.tick();
    expect(alarms()).toMatchObject([{ level: 'log', cause: { kind: 'clock-jumped', byMs: -3_600_000 } }]);
    t.later(599_000);
    t.hall.tick();
    expect(alarms()).toMatchObject([{ level: 'log', over: false }]);
    t.later(1000);
    t.hall.tick();
    t.later(4000);
    t.hall.tick();
    expect(alarms()).toEqual([]);
  });

  it('the disk is an alarm of its own as soon as somebody looks at it', () => {
    t = testHall();
    let disk = { syncMs: 2, freeMb: 40_000 };
    t.hall.tick();
    t.hall.alarms.seesDisk(() => disk);
    t.hall.tick();
    expect(alarms()).toEqual([]);
    disk = { syncMs: 2400, freeMb: 300 };
    t.hall.tick();
    expect(alarms().map(({ level, cause }) => [level, cause])).toEqual([
      ['stops', { kind: 'disk-slow', ms: 2400 }],
      ['act', { kind: 'disk-full', freeMb: 300 }],
    ]);
  });

  it('a screen that stays away is an alarm, one that was loaded again is none', () => {
    t = testHall();
    const screens = { hall: { connected: 1, missing: 0 }, presidium: { connected: 1, missing: 0 } };
    t.hall.alarms.seesScreens(() => screens);
    t.hall.tick();
    screens.hall = { connected: 0, missing: 1 };
    t.hall.tick();
    t.later(5000);
    t.hall.tick();
    expect(alarms()).toEqual([]);
    t.later(3000);
    t.hall.tick();
    expect(alarms()).toMatchObject([{ level: 'act', cause: { kind: 'screen-gone', place: 'hall', missing: 1 } }]);
  });
});
