import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeypadReport, ReadinessView } from '@piaojue/contract/readiness-view';
import type { FromSimulator } from '@piaojue/device-gateway/simulator/control';
import { removeTempFolders } from './harness/temp-folder.ts';
import { startWholeHall, type WholeHall } from './harness/whole-hall.ts';

/**
 * The self-check of a hall of 60 keypads with every part real. Keypads 1 to 58 have a seat; three of them are off.
 */
const OFF = [4, 17, 58];
const DEAF_KEYS = [9, 33];
const WEAK_BATTERY = 21;
const WEAK_SIGNAL = 40;
const SEATS = 58;

let hall: WholeHall;
beforeAll(async () => {
  hall = await startWholeHall({ keypads: 60 });
  hall.simulator.send({ type: 'power', keypads: OFF, on: false });
  hall.simulator.send({ type: 'condition', keypad: WEAK_BATTERY, battery: 7 });
  hall.simulator.send({ type: 'condition', keypad: WEAK_SIGNAL, rssi: 93 });
  await hall.operator.until('a receiver', ({ links }) => links.some(({ state }) => state === 'up'), 30_000);
});
afterAll(async () => {
  await hall?.stop();
  removeTempFolders();
});

const report = async (): Promise<ReadinessView> =>
  (await (await hall.operator.get('/api/readiness')).json()) as ReadinessView;
const of = async (keypad: number): Promise<KeypadReport | undefined> =>
  (await report()).keypads.find((one) => one.keypad === keypad);

/** Presses 签到 with these keypads; what each of them showed. */
function pressSignIn(keypads: readonly number[]): Promise<Map<number, boolean>> {
  return new Promise((resolve) => {
    const shown = new Map<number, boolean>();
    hall.simulator.on((message: FromSimulator) => {
      if (message.type !== 'tested') return;
      for (const { keypad, works } of message.items) shown.set(keypad, works);
      if (keypads.every((keypad) => shown.has(keypad))) resolve(shown);
    });
    hall.simulator.send({ type: 'signIn', keypads, withinMs: 500 });
  });
}

describe('the self-check of a hall', () => {
  it('SGN4 AIR10 a roll call finds the keypads that are off, and what is weak, right to the keypad', async () => {
    const { operator } = hall;
    await operator.command('keypads:rollCall', {});
    const answered = SEATS - OFF.length;
    const { selfCheck } = await operator.until(
      'the answers',
      ({ selfCheck: { sums } }) => sums.answered === answered && sums.sparesAnswered === 2,
      20_000,
    );
    expect(selfCheck).toMatchObject({
      ready: false,
      rollCall: { running: true },
      sums: { all: SEATS, answered, spares: 2, weakBattery: 1, weakSignal: 1 },
    });
    const { keypads, receivers } = await report();
    expect(keypads.filter((one) => one.answered).map(({ keypad }) => keypad)).toEqual(
      Array.from({ length: 60 }, (_, i) => i + 1).filter((keypad) => !OFF.includes(keypad)),
    );
    const silent = keypads.filter((one) => !one.answered);
    expect(silent.map(({ keypad }) => keypad)).toEqual(OFF);
    // One that gave a sign of life before it was switched off is remembered for half a minute.
    for (const { findings } of silent) expect(['notHeard', 'notAnswered']).toContain(findings[0]);
    expect(await of(WEAK_BATTERY)).toMatchObject({ battery: 7, findings: ['weakBattery'] });
    expect(await of(WEAK_SIGNAL)).toMatchObject({ signal: -93, findings: ['weakSignal'], receivers: [0] });
    expect(await of(1)).toMatchObject({ firmware: '1.0', findings: [], receivers: [0] });
    expect(receivers).toMatchObject([{ up: true, channel: 1 }]);
    expect(receivers[0]?.heard).toBeGreaterThanOrEqual(57);
    expect(operator.view?.signIn.present).toBe(0);
  });

  it('KPD15 SGN1 a press test: each press is green and counted, signs nobody in, and finds who did not press', async () => {
    const { operator } = hall;
    await operator.command('keypads:test', { action: 'start' });
    const pressing = Array.from({ length: SEATS }, (_, i) => i + 1).filter(
      (keypad) => !OFF.includes(keypad) && !DEAF_KEYS.includes(keypad),
    );
    const shown = await pressSignIn(pressing);
    expect([...shown.values()].every((works) => works)).toBe(true);
    await operator.until('the presses', ({ selfCheck }) => selfCheck.sums.pressed === pressing.length, 10_000);
    await operator.command('keypads:test', { action: 'stop' });
    const { keypads, sums } = await report();
    const missing = keypads.filter(({ slot, pressed }) => slot !== null && !pressed).map(({ keypad }) => keypad);
    expect(missing).toEqual([...OFF, ...DEAF_KEYS].toSorted((a, b) => a - b));
    expect(sums.pressed).toBe(pressing.length);
    expect(operator.view?.signIn.present).toBe(0);
  });

  it('the report for the technician names every keypad and no choice; accepted, it stands in the record as sums', async () => {
    const { operator } = hall;
    const csv = await (await operator.get('/api/readiness.csv')).text();
    // A head, a line for each, and the mark of a rehearsal.
    expect(csv.trim().split('\r\n')).toHaveLength(1 + 60 + 1);
    expect(csv).toMatch(new RegExp(`\\r\\n${WEAK_BATTERY},.*,7,.*电量低`));
    expect(operator.view?.next?.warnings).toEqual(['no-readiness']);
    await operator.command('keypads:accept', {});
    await operator.until('the warning', ({ next }) => next?.warnings.includes('not-ready') ?? false, 5000);
  });
});

describe('a vote in which 3 keypads are off the air and 4 are on and press nothing', () => {
  /** Present, authorised, and silent in the vote: their keypads are switched off after the sign-in. */
  const LOST = [5, 6, 7];
  const IDLE = [10, 11, 12, 13];

  it('MSG3 tells the two apart, as sums and by seat, also after the server was killed in the midst of it', async () => {
    const { operator, simulator } = hall;
    const voters = Array.from({ length: SEATS }, (_, i) => i + 1).filter((keypad) => !OFF.includes(keypad));
    await operator.command('signIn:start', {});
    simulator.send({ type: 'signIn', keypads: voters, withinMs: 300 });
    await operator.until('the sign-in', ({ signIn }) => signIn.present === voters.length, 20_000);
    simulator.send({ type: 'power', keypads: LOST, on: false });
    // Receiver and server forget whom they heard; half a minute of silence would do the same.
    simulator.send({ type: 'reboot', receiver: 1 });
    const before = operator.view?.run;
    await hall.killAndRestartServer();
    await operator.until(
      'the receiver again',
      ({ run, links }) => run !== before && links.some(({ state }) => state === 'up'),
      20_000,
    );
    await operator.command('signIn:stop', {});
    await operator.command('keypads:rollCall', {});
    const there = voters.length - LOST.length;
    await operator.until('the answers', ({ selfCheck }) => selfCheck.sums.answered === there, 20_000);
    const roundId = operator.view?.current?.round.id ?? 0;
    await operator.command('round:ready', { roundId });
    await operator.command('round:open', { roundId });
    const pressing = voters.filter((keypad) => !LOST.includes(keypad) && !IDLE.includes(keypad));
    await hall.press(pressing.map((keypad) => ({ id: keypad, keypad, marks: [1] })));
    const sums = { notHeard: LOST.length, heardNotSubmitted: IDLE.length };
    const live = await operator.until(
      'the sums in the vote',
      ({ current }) => current?.absent?.heardNotSubmitted === IDLE.length,
      10_000,
    );
    expect(live.current).toMatchObject({ returned: pressing.length, absent: sums });

    await hall.killAndRestartServer();
    const again = await operator.until(
      'the same sums after the restart',
      ({ run, current }) => run !== live.run && current?.absent?.heardNotSubmitted === IDLE.length,
      30_000,
    );
    expect(again.current).toMatchObject({ returned: pressing.length, absent: sums });
    const seats = again.seats.filter(({ submitted, present }) => present && !submitted);
    expect(seats.map(({ keypad, heard }) => [keypad, heard])).toEqual([
      ...LOST.map((keypad) => [keypad, false]),
      ...IDLE.map((keypad) => [keypad, true]),
    ]);
    await operator.command('round:close', { roundId });
    const { current } = await operator.until('the close', ({ current: now }) => now?.state === 'closed', 20_000);
    expect(current).toMatchObject({ absent: sums, result: { figures: { notSubmitted: 7 } } });
    const bundle = (await (await operator.get(`/api/rounds/${roundId}/bundle.json`)).json()) as Record<string, unknown>;
    expect(bundle).toMatchObject(sums);
  });
});
