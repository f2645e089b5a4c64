import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contestData } from '../rules/test-contest.ts';
import { checkSittingFile, seatRows } from './sitting-file.ts';

const good = {
  congress: '江南镇第十九届人民代表大会',
  meeting: '第四次会议',
  date: '2027-03-12',
  seats: [
    { name: '王', group: '一', keypad: 7 },
    { name: '李', keypad: 3 },
  ],
  contests: [contestData({ field: 3, seats: 1 })],
};
const faults = (file: unknown): string[] => {
  const checked = checkSittingFile(file);
  return checked.ok ? [] : checked.error.map(({ path, code }) => `${path} ${code}`);
};

describe('a sitting as a file', () => {
  it('is taken whole; its seats become voter slots in the order of the file', () => {
    const checked = checkSittingFile(good);
    expect(checked).toEqual({ ok: true, value: good });
    expect(seatRows(good.seats)).toEqual([
      { slot: 0, name: '王', group: '一', keypad: 7, generation: 0 },
      { slot: 1, name: '李', group: '', keypad: 3, generation: 0 },
    ]);
  });

  it.each(['jiangnan.json', 'jiangnan-day.json'])('the sample %s of 江南镇 passes', (name) => {
    const path = new URL(`../../sample/${name}`, import.meta.url);
    expect(faults(JSON.parse(readFileSync(path, 'utf8')))).toEqual([]);
  });

  it('an agenda: ids once, contests of votes alone and such as can be voted on, and no contests beside it', () => {
    const { contests, ...plain } = good;
    const item = { id: 'a', title: '一', kind: 'note' };
    const vote = { id: 'b', title: '二', kind: 'vote' };
    expect(faults({ ...plain, agenda: [item, vote, { ...vote, id: 'c', contest: contests[0] }] })).toEqual([]);
    expect(faults({ ...plain, agenda: [item, { ...item, id: 'b' }, item] })).toEqual(['/agenda/2/id duplicate-id']);
    expect(faults({ ...plain, agenda: [{ ...item, contest: contests[0] }] })).toEqual([
      '/agenda/0/contest contest-of-no-vote',
    ]);
    expect(faults({ ...plain, agenda: [{ ...vote, contest: contestData({ field: 1, seats: 1 }) }] })).toEqual([
      '/agenda/0/contest/candidates not-differential',
    ]);
    expect(faults({ ...good, agenda: [item] })).toEqual(['/contests agenda-and-contests']);
    expect(faults({ ...plain, agenda: [{ ...item, id: '第 1' }] }).length).toBe(1);
    expect(faults({ ...plain, agenda: [{ ...item, kind: 'speech' }] }).length).toBe(1);
    expect(faults({ ...plain, agenda: [] })).toEqual(['/agenda bad-value']);
  });

  it('every fault is named by its place', () => {
    const seat = { name: '张', keypad: 9 };
    expect(faults({ ...good, seats: [...good.seats, seat, seat, { ...seat, keypad: 3 }] })).toEqual([
      '/seats/3/keypad duplicate-keypad',
      '/seats/4/keypad duplicate-keypad',
    ]);
    expect(
      faults({ ...good, contests: [contestData({ field: 3, seats: 1 }), contestData({ field: 2, seats: 2 })] }),
    ).toEqual(['/contests/1/candidates not-differential']);
    for (const keypad of [0, 65_535, 1.5, '7', null])
      expect(faults({ ...good, seats: [{ name: '王', keypad }] })).toEqual(['/seats/0/keypad bad-value']);
    expect(faults({ ...good, seats: [] })).toEqual(['/seats bad-value']);
    expect(faults({ ...good, date: '12.3.2027' })).toEqual(['/date bad-value']);
    for (const date of ['2027-99-99', '2027-02-29', '2027-04-31', '0000-00-00'])
      expect(faults({ ...good, date })).toEqual(['/date no-such-day']);
    expect(faults({ ...good, date: '2028-02-29' })).toEqual([]);
    expect(faults({ ...good, chairman: '王' })).toEqual(['/chairman unknown-field']);
    const { meeting: _, ...without } = good;
    expect(faults(without)).toEqual(['/meeting missing-field']);
    for (const nothing of [null, undefined, 7, 'x', []]) expect(faults(nothing).length).toBe(1);
  });
});
