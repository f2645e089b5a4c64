import { join } from 'node:path';
import type { RecordLine } from '@piaojue/contract/officers-view';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dealt, dealtOut, marksOf } from './full-day/ballots.ts';
import { expectedOf, GRADES, judged } from './full-day/evaluation.ts';
import { answersOf, figuresOf, range, rowsOf } from './full-day/figures.ts';
import { DEPUTIES, HallOfTheDay, SPARES } from './full-day/hall-of-the-day.ts';
import { chainHolds, readBundle, readStore } from './harness/stored.ts';
import { kindsOf } from './harness/watch-screen.ts';

/**
 * A day of a town's congress from a written agenda (full-day/agenda.json), in real processes: 48 keypads on the air, one
 * receiver, gateway, server with its box, operator, presiding officer, monitors and screen. N = 48, so 过半数 of all is 25.
 * Every figure is worked out by hand in the comments, and stands here as a number.
 */
const day = new HallOfTheDay();
beforeAll(() => day.start());
afterAll(() => day.stop());

describe('the morning', () => {
  it('the keypads are checked before anybody signs in, and the report is accepted', async () => {
    const { operator, hall } = day;
    await operator.command('keypads:rollCall', {});
    await operator.command('keypads:test', { action: 'start' });
    hall.simulator.send({ type: 'signIn', keypads: 'all', withinMs: 200 });
    const tested = await day.until(
      'every keypad to answer and every deputy to press',
      ({ selfCheck: { sums } }) => sums.answered === DEPUTIES && sums.pressed === DEPUTIES,
    );
    expect(tested.selfCheck.sums).toMatchObject({ all: 48, notHeard: 0, spares: 2, sparesAnswered: 2 });
    expect(tested.signIn.present).toBe(0);
    await operator.command('keypads:test', { action: 'stop' });
    await operator.command('keypads:accept', {});
    const { selfCheck } = await day.until('the accepted report', (view) => view.selfCheck.accepted !== null);
    expect(selfCheck.accepted?.sums).toMatchObject({ all: 48, answered: 48, pressed: 48 });
  });

  it('44 of 48 sign in to the first plenary; a spare keypad signs nobody in, observers are not counted', async () => {
    await day.goTo('plenary-1');
    const { signIn } = await day.until('the plenary', (view) => view.signIn.open);
    // 2/3 of 48 = 32, and 三分之二以上 includes it.
    expect(signIn).toMatchObject({ all: 48, present: 0, observers: 6, quorum: { needed: 32, met: false } });
    expect(await day.shown('signIn')).toMatchObject({ plenary: '第一次全体会议', observers: 6 });
    await day.signIn([...range(1, 44), SPARES[0]], 44);
    expect(day.operator.view?.signIn).toMatchObject({ present: 44, quorum: { met: true } });
  });

  it('a report is listened to: the screen says what and by whom', async () => {
    await day.goTo('report');
    expect(await day.shown('item')).toEqual({ kind: 'item', title: '政府工作报告', presenter: '镇长 陈立新' });
  });

  it('a named resolution is passed, with the figures live on the screen and the names afterwards', async () => {
    const roundId = await day.goTo('report-vote');
    await day.open(roundId);
    // 30 for, 6 against, 3 abstain, 1 submits a blank paper, which abstains: 30 + 6 + 4 = 40 = R. 44 − 40 = 4 did not.
    await day.press(dealt('30 × 1:y', '6 × 1:n', '3 × 1:a', '1 × blank'));
    await day.screen.changes.until('the live figures', () => {
      const picture = day.screen.pictures.at(-1);
      return picture?.kind === 'voting' && picture.named && picture.live?.for === 30;
    });
    expect(day.screen.pictures.at(-1)).toMatchObject({ live: { for: 30, against: 6, abstained: 4 } });
    const round = await day.close(roundId);
    expect(figuresOf(round)).toEqual([48, 44, 44, 40, 40, 0, 4]);
    // 30 of the 40 returned = 75 %; 25 of all 48 are needed.
    expect(round.result).toMatchObject({
      outcome: 'passed',
      ...{ for: 30, against: 6, abstained: 4, needed: 25, rate: '75.00', rateBase: { base: 'returned', value: 40 } },
    });
    const named = round.result?.form === 'motion' ? round.result.named : null;
    const answers = (answer: string) => named?.filter((one) => one.answer === answer).map(({ name }) => name);
    expect(answers('for')).toEqual(range(1, 30).map((i) => `代表${i}`));
    expect(answers('against')).toEqual(range(31, 36).map((i) => `代表${i}`));
    expect(answers('abstained')).toEqual(range(37, 40).map((i) => `代表${i}`));
    expect(answers('notSubmitted')).toEqual(range(41, 44).map((i) => `代表${i}`));
  });

  it('two come late and count from the next vote; that resolution fails by one vote', async () => {
    const { operator } = day;
    await operator.command('signIn:start', {});
    await day.signIn([45, 46], 46);
    expect(operator.view?.signIn).toMatchObject({ late: 2, present: 46 });
    const roundId = await day.goTo('budget-vote');
    await day.open(roundId);
    // One leaves in the midst of it: P and I of this round stay.
    await operator.command('seat:leave', { slot: 45 });
    // 24 for, which is half of 48 and no 过半数, 15 against, 5 abstain: 44 = R; 46 − 44 = 2 did not.
    await day.press(dealt('24 × 1:y', '15 × 1:n', '5 × 1:a'));
    const round = await day.close(roundId);
    expect(figuresOf(round)).toEqual([48, 46, 46, 44, 44, 0, 2]);
    // 24 of 44 = 54.5454… %: more than half of those who voted is not more than half of all.
    expect(round.result).toMatchObject({
      outcome: 'rejected',
      ...{ for: 24, against: 15, abstained: 5, needed: 25, rate: '54.55', named: null },
    });
    expect(operator.view?.signIn).toMatchObject({ present: 45, left: 1 });
  });
});

describe('the selection: 12 candidates, 4 seats, with a tie and a tie in the re-vote', () => {
  it('two are chosen; three tie for two seats', async () => {
    const roundId = await day.goTo('projects');
    await day.open(roundId);
    // Keypad 1 changes its vote: the last one counts, and R counts it once.
    await day.press([{ id: 900, keypad: 1, marks: [8] }]);
    await day.press(
      dealt(
        '13 × 1 2 3 4',
        '13 × 1 2 3 5',
        '13 × 1 2 4 5',
        '1 × 1 6 7',
        '2 × blank',
        // Five marks where four are allowed: the whole ballot is invalid.
        '1 × 1 2 3 4 5',
      ),
    );
    const round = await day.close(roundId);
    // 13·3 + 1 + 2 = 42 valid, 1 invalid: R = 43; 45 − 43 = 2 did not.
    expect(figuresOf(round)).toEqual([48, 45, 45, 43, 42, 1, 2]);
    // 1: 39 + 1 = 40; 2: 39; 3, 4 and 5: 13 + 13 = 26 each, all above 25; 6 and 7: 1.
    // Of 43: 40 = 93.023…, 39 = 90.697…, 26 = 60.465…, 1 = 2.325… %.
    expect(rowsOf(round)).toEqual([
      '1: 40, 93.02 %, #1, chosen',
      '2: 39, 90.70 %, #2, chosen',
      '3: 26, 60.47 %, #3, runoff',
      '4: 26, 60.47 %, #3, runoff',
      '5: 26, 60.47 %, #3, runoff',
      '6: 1, 2.33 %, #6, notChosen',
      '7: 1, 2.33 %, #6, notChosen',
      ...range(8, 12).map((no) => `${no}: 0, 0.00 %, #8, notChosen`),
    ]);
    expect(round.result).toMatchObject({ outcome: 'runoff', runoffSeats: 2, needed: 25 });
  });

  it('the re-vote chooses one of the three; the other two tie for the last seat', async () => {
    const roundId = await day.operator.command('round:revote', { roundId: day.current.round.id });
    await day.until('the re-vote', ({ current }) => current?.round.id === roundId);
    expect(day.current.round).toMatchObject({ turn: 2, seats: 2, maxMarks: 2 });
    const round = await day.vote(roundId ?? 0, dealt('15 × 3 4', '15 × 3 5', '6 × 4', '6 × 5', '1 × 4 5', '1 × blank'));
    // 15 + 15 + 6 + 6 + 1 + 1 = 44; 3: 15 + 15 = 30; 4 and 5: 15 + 6 + 1 = 22 each. No majority is asked for.
    expect(figuresOf(round)).toEqual([48, 45, 45, 44, 44, 0, 1]);
    // Of 44: 30 = 68.1818…, 22 = 50 %.
    expect(rowsOf(round)).toEqual([
      '3: 30, 68.18 %, #1, chosen',
      '4: 22, 50.00 %, #2, runoff',
      '5: 22, 50.00 %, #2, runoff',
    ]);
    expect(round.result).toMatchObject({ outcome: 'runoff', runoffSeats: 1, needed: 0, majority: null });
  });

  it('the second tie is voted on again: 23 to 22; four are adopted, each with the round that chose it', async () => {
    const roundId = await day.operator.command('round:revote', { roundId: day.current.round.id });
    await day.until('the second re-vote', ({ current }) => current?.round.id === roundId);
    expect(day.current.round).toMatchObject({ turn: 3, seats: 1, maxMarks: 1 });
    const round = await day.vote(roundId ?? 0, dealt('23 × 4', '22 × 5'));
    expect(figuresOf(round)).toEqual([48, 45, 45, 45, 45, 0, 0]);
    // 23 of 45 = 51.111… %, 22 = 48.888… %.
    expect(rowsOf(round)).toEqual(['4: 23, 51.11 %, #1, chosen', '5: 22, 48.89 %, #2, notChosen']);
    const { chain } = day.current;
    const adopted = chain.adopted.map(({ no, round: id, by }) => `${no} in round ${id} by ${by}`);
    expect(adopted).toEqual([
      '1 in round 3 by vote',
      '2 in round 3 by vote',
      '3 in round 4 by vote',
      '4 in round 5 by vote',
    ]);
    expect([chain.pending.kind, chain.may, chain.bundleHash]).toEqual([
      'nothing',
      [],
      expect.stringMatching(/^[0-9a-f]{64}$/),
    ]);
  });
});

describe('the afternoon', () => {
  it('signs in anew: 41 come back', async () => {
    await day.goTo('lunch');
    await day.goTo('plenary-2');
    await day.until('nobody yet', ({ signIn }) => signIn.open && signIn.present === 0);
    await day.signIn(range(1, 41), 41);
    const { agenda, signIn } = await day.until('41', (view) => view.signIn.present === 41);
    expect(agenda.items.find(({ id }) => id === 'plenary-1')).toMatchObject({ present: 45, state: 'done' });
    expect(signIn).toMatchObject({ present: 41, left: 0, quorum: { met: true } });
  });

  it('per project: one of two passes, a shortfall', async () => {
    const round = await day.vote(
      await day.goTo('repairs'),
      dealt(
        '20 × 1:y 2:n 3:y 4:a',
        '8 × 1:y 2:y 3:n 4:n',
        '6 × 2:y 3:n',
        '4 × 1:n 4:y',
        '1 × blank',
        // Three times 赞成 where two are allowed: the whole ballot is invalid.
        '1 × 1:y 2:y 3:y',
      ),
    );
    // 20 + 8 + 6 + 4 + 1 = 39 valid, 1 invalid; one of 41 did not submit.
    expect(figuresOf(round)).toEqual([48, 41, 41, 40, 39, 1, 1]);
    // 1: 赞成 20 + 8, 反对 4, blank 6 + 1 · 2: 8 + 6, 20, 4 + 1 · 3: 20, 8 + 6, 4 + 1 · 4: 4, 8, 20 + 6 + 1. Each sums up to 39.
    expect(answersOf(round)).toEqual([
      [28, 4, 7],
      [14, 20, 5],
      [20, 14, 5],
      [4, 8, 27],
    ]);
    expect(rowsOf(round)).toEqual([
      '1: 28, 70.00 %, #1, chosen',
      '2: 14, 35.00 %, #3, notChosen',
      '3: 20, 50.00 %, #2, notChosen',
      '4: 4, 10.00 %, #4, notChosen',
    ]);
    expect(round.result).toMatchObject({ outcome: 'shortfall', vacancies: 1 });
  });

  it('主席团 has two of them voted on again, five of them on paper; it fails by one vote, and the seat is left to the next session', async () => {
    const { operator } = day;
    const parent = day.current.round.id;
    // One seat takes at least two, or a single one that is put as a 表决; and not one who is chosen.
    const again = (nos: number[]) =>
      operator.command('round:rule', {
        roundId: parent,
        ruling: { kind: 'revote', nos },
        decision: '主席团会议决定对2号、3号项目再次票决。李国华',
      });
    await expect(again([1, 2])).rejects.toThrow('bad-payload');
    const roundId = (await again([2, 3])) ?? 0;
    await day.until('the vote that was ruled', ({ current }) => current?.round.id === roundId);
    await day.open(roundId);
    await day.press(dealt('22 × 2:n 3:y', '10 × 2:y 3:n', '4 × 2:a 3:a'));
    // The keypads 37 to 41 do nothing: their deputies are moved to paper. Nobody is who submitted.
    const toPaper = (slots: number[]) => operator.command('round:toPaper', { roundId, slots, monitorPin: '222222' });
    await expect(toPaper([35, 36])).rejects.toThrow('nobody was moved');
    await toPaper(range(36, 40));
    await operator.command('round:close', { roundId });
    await day.until('the sums to be typed', ({ current }) => current?.paper?.awaited === true);
    const totals = { returned: 5, invalid: 0, votes: [2, 2], against: [2, 2], abstained: [1, 1] };
    await day.people.chiefMonitor.command('round:typeTotals', { roundId, totals });
    await operator.command('round:typeTotals', { roundId, totals });
    const round = await day.announce(roundId);
    // 36 by keypad and 5 on paper are 41. For 3: 22 + 2 = 24 of the 25 that are still needed; for 2: 10 + 2.
    expect(figuresOf(round)).toEqual([48, 41, 41, 41, 41, 0, 0]);
    expect(rowsOf(round)).toEqual(['2: 12, 29.27 %, #2, notChosen', '3: 24, 58.54 %, #1, notChosen']);
    expect(round.result).toMatchObject({
      ...{ outcome: 'shortfall', vacancies: 1 },
      byHand: {
        method: 'mixed',
        keypads: { returned: 36, valid: 36, invalid: 0 },
        paper: { returned: 5, valid: 5, invalid: 0 },
      },
    });
    const decision = '主席团会议决定空缺一项留待下次会议票决。李国华';
    await operator.command('round:rule', { roundId, ruling: { kind: 'left', until: 'nextSession' }, decision });
    const { current } = await day.until('the ruling', (view) => view.current?.chain.pending.kind === 'left');
    expect(current?.chain).toMatchObject({
      adopted: [{ no: 1, name: '桥梁维修', by: 'vote' }],
      pending: { kind: 'left', seats: 1, until: 'nextSession' },
      may: [],
    });
    expect(current?.result).toMatchObject({ ruling: { kind: 'left', until: 'nextSession' } });
  });

  it('an election is aborted: its box is destroyed unopened, and the same vote is held on paper', async () => {
    const { operator } = day;
    const aborted = await day.goTo('election');
    await day.open(aborted);
    await day.press(dealt('10 × 1 2'));
    await operator.command('round:abort', { roundId: aborted, reason: '接收机故障' });
    const gone = await day.until('the abort', ({ current }) => current?.state === 'aborted');
    expect([gone.current?.result, gone.current?.bundleHash]).toEqual([null, null]);
    expect(await day.shown('aborted')).toMatchObject({ issued: 41 });
    const roundId = (await operator.command('round:byHand', { roundId: aborted })) ?? 0;
    await day.until('the round by hand', ({ current }) => current?.round.id === roundId);
    expect(day.current).toMatchObject({ method: 'hand', round: { parent: aborted } });
    await day.open(roundId);
    await operator.command('round:close', { roundId });
    await day.until('the sums to be typed', ({ current }) => current?.paper?.awaited === true);
  });

  it('two people type the sums of the paper ballots: a difference is refused, and so are sums that can not be', async () => {
    const { operator, people } = day;
    const roundId = day.current.round.id;
    const sums = (votes: number[]) => ({ roundId, totals: { returned: 40, invalid: 1, votes } });
    // 39 valid ballots with two marks each hold at most 78; 27 + 25 + 30 = 82.
    await expect(operator.command('round:typeTotals', sums([27, 25, 30]))).rejects.toThrow(
      '0 to 78 marks on 39 valid ballots',
    );
    await operator.command('round:typeTotals', sums([27, 25, 24]));
    await expect(people.monitor.command('round:typeTotals', sums([27, 26, 24]))).rejects.toThrow('votes of no. 2');
    // Both are void: the operator's first typing is no first typing any more.
    await people.monitor.command('round:typeTotals', sums([27, 25, 24]));
    await day.until('the first typing', ({ current }) => current?.paper?.typedBy === 'monitor');
    expect(day.current.result).toBeNull();
    await operator.command('round:typeTotals', sums([27, 25, 24]));
    const round = await day.announce(roundId);
    // 40 returned, 1 invalid, 39 valid; one of 41 papers did not come back.
    expect(figuresOf(round)).toEqual([48, 41, 41, 40, 39, 1, 1]);
    // 25 are needed: 27 and 25 pass, 24 does not. Of 40: 67.5, 62.5, 60 %.
    expect(rowsOf(round)).toEqual([
      '1: 27, 67.50 %, #1, chosen',
      '2: 25, 62.50 %, #2, chosen',
      '3: 24, 60.00 %, #3, notChosen',
    ]);
    expect(round.result).toMatchObject({
      outcome: 'complete',
      byHand: { method: 'hand', keypads: null, paper: { returned: 40, valid: 39, invalid: 1 } },
    });
  });

  it('21 items are judged on one ballot, while a broken keypad is replaced without a second ballot', async () => {
    const { operator } = day;
    const roundId = await day.goTo('evaluation');
    await day.open(roundId);
    // Keypad 10 breaks after it submitted; its deputy goes on with a spare one, and the ballot from there counts.
    await day.press([{ id: 901, keypad: 10, marks: marksOf('1:3 2:3') }]);
    await expect(operator.command('keypad:replace', { slot: 9, keypad: SPARES[1] })).rejects.toThrow('forbidden');
    await operator.command('keypad:replace', { slot: 9, keypad: SPARES[1], monitorPin: '222222' });
    const papers = dealtOut(GRADES).map((press) => (press.keypad === 10 ? { ...press, keypad: SPARES[1] } : press));
    await day.press(papers);
    const round = await day.close(roundId);
    expect(figuresOf(round)).toEqual([48, 41, 41, 40, 40, 0, 1]);
    expect(round.replaced).toBe(1);
    expect(judged(round)).toEqual(range(1, 21).map(expectedOf));
    expect(round.result).toMatchObject({ outcome: 'evaluated', gradeBase: { base: 'returned', value: 40 } });
  });
});

describe('the end of the day', () => {
  it('the agenda is walked to its end; the record says who did what', async () => {
    expect(day.operator.view?.agenda).toMatchObject({ now: 'evaluation', next: null });
    const lines = (await (await day.operator.get('/api/record')).json()) as RecordLine[];
    const by = (event: string): string[] => lines.filter((line) => line.event === event).map((line) => line.by);
    // 9 boxes by keypads, and sums of the 9 rounds that were counted; the aborted round has none, that by hand no box.
    expect(by('empty box confirmed')).toEqual(range(1, 9).map(() => 'monitor'));
    expect(by('sums confirmed')).toEqual(range(1, 9).map(() => 'chiefMonitor'));
    // The selection and its re-votes are presided over step by step.
    for (const event of ['opening agreed to', 'close agreed to', 'announcement agreed to'])
      expect([event, by(event)]).toEqual([event, ['presiding', 'presiding', 'presiding']]);
    expect(by('paper totals differ')).toEqual(['monitor']);
    const rulings = lines.filter(({ event }) => event === 'presidium ruled').map(({ fields }) => fields['decision']);
    expect(rulings).toEqual([
      '主席团会议决定对2号、3号项目再次票决。李国华',
      '主席团会议决定空缺一项留待下次会议票决。李国华',
    ]);
    // The hall saw a figure of a candidate in no picture before a result, but of the named vote.
    const early = day.screen.pictures.filter(({ kind }) => kind !== 'result').map((picture) => JSON.stringify(picture));
    expect(early.filter((text) => text.includes('"votes"') || text.includes('"rows"'))).toEqual([]);
    expect(kindsOf(day.screen.pictures).filter((kind) => kind === 'aborted')).toHaveLength(1);
  });

  it('the sitting is ended; what is stored holds together and is signed', async () => {
    await day.operator.command('sitting:end', {});
    await day.until('the end', ({ ended }) => ended);
    await day.stop();
    const { rounds, record } = readStore(join(day.folder, 'data'));
    expect(chainHolds(record)).toBe(true);
    expect(rounds.map(({ id, parent, state, method }) => `${id} of ${parent}: ${method}, ${state}`)).toEqual([
      ...range(1, 3).map((id) => `${id} of null: keypads, closed`),
      ...['4 of 3: keypads, closed', '5 of 4: keypads, closed'],
      ...['6 of null: keypads, closed', '7 of 6: mixed, closed'],
      ...['8 of null: keypads, aborted', '9 of 8: hand, closed'],
      '10 of null: keypads, closed',
    ]);
    for (const { id, state, bundleHash } of rounds.filter((round) => round.state === 'closed')) {
      const bundle = readBundle(join(day.folder, 'data'), join(day.folder, 'keys'), id);
      expect([id, state, bundle.signed, bundle.hash]).toEqual([id, state, true, bundleHash]);
    }
  });
});
