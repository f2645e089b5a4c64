import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contestData, totals } from '../rules/test-contest.ts';
import { HEALTH, STAMP, type TestHall, testHall } from './test-hall.ts';
import { consoleView } from './views.ts';

const PLAIN = contestData({ field: 3, seats: 1 });
const COUNT = totals([4, 1, 0], 5, 1);

let t: TestHall;
beforeEach(() => {
  t = testHall();
});
afterEach(() => t.dispose());

const view = () => consoleView(t.hall, STAMP, HEALTH);

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

describe('RULES §1 decision 13: what totals may tell', () => {
  const warnings = () => view().current?.warnings;

  it('few voters are warned of before the opening, as soon as the round is ready', async () => {
    const roundId = await t.must('contest:import', { contest: PLAIN });
    t.present(3);
    expect(warnings()).toEqual([]);
    await t.must('round:ready', { roundId });
    expect(warnings()).toEqual(['few-voters']);
    t.present(4);
    expect(warnings()).toEqual([]);
  });

  it('that all ballots were alike is said when they were counted, never before', async () => {
    await t.openRound(PLAIN);
    expect(warnings()).toEqual([]);
    await t.dispose();
    t = testHall();
    await t.closedRound(totals([5, 0, 0], 5, 0), PLAIN);
    expect(warnings()).toEqual(['unanimous']);
  });
});
