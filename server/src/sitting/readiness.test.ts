import type { LinkView } from '@piaojue/contract/console-view';
import { describe, expect, it } from 'vitest';
import { testSeats } from '../store/test-rows.ts';
import type { KeypadFacts } from './liveness.ts';
import { type CheckTimes, type Readiness, readiness } from './readiness.ts';

const NOW = 1_800_000_000_000;
/** Ports are numbered 10, 11, 12: places in the report are their own. */
const link = (port: 'a' | 'b' | 'c', channel: number, state: LinkView['state'] = 'up'): LinkView => ({
  index: { a: 10, b: 11, c: 12 }[port],
  gateway: 'g',
  port,
  state,
  receiver: null,
  channel,
  speaks: port === 'a',
  fault: null,
  silentMs: 0,
  counters: {},
});
const fine = (over: Partial<KeypadFacts> = {}): KeypadFacts => ({
  heardAt: NOW - 2000,
  battery: 80,
  firmware: 0x0203,
  signal: -60,
  ports: [10],
  answeredAt: NOW - 2000,
  pressedAt: NOW - 1000,
  ...over,
});
const silent: KeypadFacts = {
  ...fine({ heardAt: null, battery: null, firmware: null, signal: null, ports: [] }),
  answeredAt: null,
  pressedAt: null,
};
const CHECKED: CheckTimes = { rollCallAt: NOW - 5000, calledAt: NOW - 5000, pressTestAt: NOW - 4000 };

/** Three seats with keypads 1 to 3, and a spare one. */
function reportOf(facts: Readonly<Record<number, KeypadFacts>> = {}, over: Partial<Readiness> = {}) {
  return readiness({
    now: NOW,
    seats: testSeats(3),
    keypads: [9, 1, 2, 3],
    facts: (keypad) => facts[keypad] ?? fine(),
    links: [link('a', 1)],
    hearings: new Map([[10, { heard: 4, signal: -61 }]]),
    times: CHECKED,
    testing: false,
    accepted: null,
    ...over,
  });
}
const findings = (report: ReturnType<typeof reportOf>, keypad: number) =>
  report.keypads.find((one) => one.keypad === keypad)?.findings;
const reasons = (report: ReturnType<typeof reportOf>): string[] =>
  report.reasons.map(({ code, count, stops }) => `${code} ${count}${stops ? ' stops' : ''}`);

describe('the report of the self-check', () => {
  it('is ready where every keypad of the roll answered and was pressed', () => {
    const report = reportOf();
    expect([report.ready, report.reasons]).toEqual([true, []]);
    expect(report.sums).toEqual({
      all: 3,
      answered: 3,
      pressed: 3,
      notHeard: 0,
      weakBattery: 0,
      weakSignal: 0,
      oneReceiver: 0,
      spares: 1,
      sparesAnswered: 1,
    });
    expect(report.keypads.map(({ keypad, slot }) => [keypad, slot])).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
      [9, null],
    ]);
    expect(report.keypads[0]).toEqual({
      keypad: 1,
      slot: 0,
      name: '代表1',
      group: '第一组',
      answered: true,
      pressed: true,
      heardAgo: 2,
      firmware: '2.3',
      battery: 80,
      signal: -60,
      receivers: [0],
      findings: [],
    });
    expect(report.receivers).toEqual([
      { gateway: 'g', port: 'a', receiver: null, channel: 1, up: true, speaks: true, heard: 4, signal: -61 },
    ]);
  });

  it('tells a keypad that is silent from one that is heard and does not answer', () => {
    const report = reportOf({ 1: silent, 2: fine({ answeredAt: NOW - 6000 }) });
    expect([findings(report, 1), findings(report, 2)]).toEqual([['notHeard', 'notPressed'], ['notAnswered']]);
    expect([report.ready, reasons(report)]).toEqual([
      false,
      ['notHeard 1 stops', 'notAnswered 1 stops', 'notPressed 1 stops'],
    ]);
  });

  it('an answer that no receiver repeats in H is an answer all the same', () => {
    expect(findings(reportOf({ 1: fine({ ports: [] }) }), 1)).toEqual([]);
  });

  it('weak is below 20 % and below −85 dBm; unknown is not weak; neither stops a vote', () => {
    const report = reportOf({
      1: fine({ battery: 19, signal: -86 }),
      2: fine({ battery: 20, signal: -85 }),
      3: fine({ battery: null, signal: null }),
    });
    expect([1, 2, 3].map((keypad) => findings(report, keypad))).toEqual([['weakBattery', 'weakSignal'], [], []]);
    expect([report.ready, reasons(report)]).toEqual([true, ['weakBattery 1', 'weakSignal 1']]);
  });

  it('one receiver is named only where its channel has another that is up', () => {
    const heard = { 1: fine({ ports: [10] }), 2: fine({ ports: [10, 11] }), 3: fine({ ports: [12] }) };
    const links = [link('a', 1), link('b', 1), link('c', 2)];
    const report = reportOf(heard, { links });
    expect([1, 2, 3].map((keypad) => findings(report, keypad))).toEqual([['oneReceiver'], [], []]);
    const down = reportOf(heard, { links: [link('a', 1), link('b', 1, 'silent'), link('c', 2)] });
    expect([findings(down, 1), reasons(down)]).toEqual([[], ['receiverDown 1']]);
  });

  it('a keypad that only a lost receiver heard is not heard', () => {
    const report = reportOf(
      { 1: fine({ ports: [11], answeredAt: null, pressedAt: null }) },
      { links: [link('a', 1), link('b', 1, 'lost')] },
    );
    expect(findings(report, 1)).toEqual(['notHeard', 'notPressed']);
  });

  it('a keypad of the roll without a device key, barred ones too, has that one finding', () => {
    const report = reportOf({ 2: silent }, { keypads: [1, 3] });
    expect([findings(report, 2), report.ready]).toEqual([['noKey'], false]);
  });

  it('spare keypads are listed and counted apart, and keep no hall from being ready', () => {
    const report = reportOf({ 9: silent });
    expect([findings(report, 9), report.ready, report.sums.notHeard, report.sums.sparesAnswered]).toEqual([
      ['notHeard', 'notPressed'],
      true,
      0,
      0,
    ]);
  });

  it('without a receiver, a roll call and a press test it says so; the press test is only asked for', () => {
    const times = { rollCallAt: null, calledAt: null, pressTestAt: null };
    const report = reportOf({}, { links: [], times });
    expect(reasons(report)).toEqual(['noReceiver 0 stops', 'noRollCall 0 stops', 'noPressTest 0', 'notHeard 3 stops']);
    expect([report.rollCall, report.pressTest, report.sums.answered]).toEqual([null, null, 0]);
    expect(reasons(reportOf({}, { times: { ...CHECKED, pressTestAt: null } }))).toEqual(['noPressTest 0']);
  });

  it('answers are awaited until all came, or for as long as keypads try', () => {
    const one = { 1: silent };
    const running = (facts: Readonly<Record<number, KeypadFacts>>, now: number) =>
      reportOf(facts, { now }).rollCall?.running;
    expect([running({}, NOW), running(one, NOW), running(one, NOW + 15_000)]).toEqual([false, true, false]);
    expect(reportOf({}, { testing: true }).pressTest).toEqual({ at: CHECKED.pressTestAt, running: true });
  });
});
