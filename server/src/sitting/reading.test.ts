import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RankingResult, ReadingPicture } from '@piaojue/contract/screen-view';
import { contestData, totals } from '../rules/test-contest.ts';
import { testRound } from '../store/test-rows.ts';
import { inReadingOrder, isReadable, readingOf, readingPicture, rowsRead, steppedTo } from './reading.ts';
import { resultView } from './result-view.ts';
import { screenView } from './screen-views.ts';
import { HEALTH, STAMP, type TestHall, testHall } from './test-hall.ts';
import { consoleView } from './views.ts';

/** mulberry32 */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Of 24 voters, with as many ties as there are equal counts. */
function ranked(votes: readonly number[], seats = 2): RankingResult {
  const field = votes.length;
  const round = testRound('closed', { voters: 24, contest: { field, seats }, totals: totals([...votes], 24) });
  const result = resultView(round);
  if (!result || !isReadable(result)) throw new Error('expected a ranked result');
  return { ...result, rows: result.rows.map((row) => ({ ...row, name: `项目〔${row.no}〕` })) };
}

const pictureOf = (result: RankingResult, shown: number): ReadingPicture =>
  readingPicture(
    result,
    result.rows.map(({ no, name }) => ({ no, name })),
    shown,
  );

/** Everything in a message but the list of who stood, which the hall saw before. */
const told = ({ candidates: _, ...rest }: ReadingPicture): string => JSON.stringify(rest);

it('how far a reading is, its end included; nothing of a result that is shown whole', () => {
  const result = ranked([9, 12, 9, 3]);
  const of = (shown: number) => readingOf(result, [{ roundId: result.round.id, shown }]);
  expect([of(0), of(1), of(4)]).toEqual([0, 1, 4].map((shown) => ({ shown, of: 4 })));
  expect(readingOf(result, [])).toBeNull();
});

describe('which rows', () => {
  it('rank 1 first; those that share a rank together, in the order of the ballot', () => {
    const result = ranked([9, 12, 9, 3]);
    const steps: number[][] = [];
    for (let shown = 0; shown < 4; ) {
      shown = steppedTo(result, shown, 1);
      steps.push(pictureOf(result, shown).result.rows.map(({ no }) => no));
    }
    expect(steps).toEqual([[2], [2, 1, 3], [2, 1, 3, 4]]);
    expect([steppedTo(result, 3, -1), steppedTo(result, 1, -1), steppedTo(result, 0, -1)]).toEqual([1, 0, 0]);
    expect(steppedTo(result, 0, 'rest')).toBe(4);
  });

  it('all read, or never meant to be read: no part of a result', () => {
    const result = ranked([9, 12, 9, 3]);
    const of = (shown: number) => [{ roundId: result.round.id, shown }];
    expect([rowsRead(result, []), rowsRead(result, of(4)), rowsRead(result, of(1)), rowsRead(result, of(0))]).toEqual([
      null,
      null,
      1,
      0,
    ]);
    expect(rowsRead(result, [{ roundId: result.round.id + 1, shown: 0 }])).toBeNull();
    // A cut in the midst of a shared rank, as a file may have it, ends at the rank.
    expect(rowsRead(result, of(2))).toBe(3);
  });
});

describe('what is not read is not told', () => {
  it('of a hundred results at each step: no word, figure or status of a row that was not read, nor the outcome', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const random = seeded(seed);
      const field = 3 + Math.floor(random() * 6);
      const result = ranked(
        Array.from({ length: field }, () => Math.floor(random() * 25)),
        1 + Math.floor(random() * (field - 1)),
      );
      for (let shown = 0; shown < field; shown = steppedTo(result, shown, 1)) {
        const picture = pictureOf(result, shown);
        expect(picture.result.rows).toEqual(inReadingOrder(result.rows).slice(0, shown));
        for (const word of ['"outcome"', '"runoffSeats"', '"vacancies"', '"ruling"'])
          expect(told(picture)).not.toContain(word);
        for (const row of inReadingOrder(result.rows).slice(shown)) expect(told(picture)).not.toContain(row.name);
        // Another hidden part gives the very same message: nothing in it comes from there.
        const hidden = inReadingOrder(result.rows).slice(shown);
        const otherwise = {
          ...result,
          outcome: 'shortfall' as const,
          ...{ runoffSeats: result.runoffSeats + 1, vacancies: result.vacancies + 1 },
          rows: result.rows.map((row) =>
            hidden.includes(row) ? { ...row, votes: 0, rate: '0.00', rank: field, tied: true } : row,
          ),
        };
        expect(pictureOf(otherwise, shown)).toEqual(picture);
      }
    }
  });

  it('the check finds a row too many', () => {
    const result = ranked([9, 12, 9, 3]);
    const picture = pictureOf(result, 1);
    const leaking = { ...picture, result: { ...picture.result, rows: inReadingOrder(result.rows).slice(0, 2) } };
    const [, next] = inReadingOrder(result.rows);
    expect(told(leaking)).toContain(next?.name ?? 'none');
    expect(told(picture)).not.toContain(next?.name ?? 'none');
  });
});

describe('逐项宣读 in a hall', () => {
  let t: TestHall;
  beforeEach(() => {
    t = testHall();
  });
  afterEach(() => t.dispose());
  const COUNT = totals([3, 4, 1], 5, 1);
  const contest = contestData({ field: 3, seats: 1 });
  const at = (place: 'hall' | 'presidium' = 'hall') => screenView(t.hall, STAMP, place).picture;
  const numbers = () => {
    const picture = at();
    return picture.kind === 'reading' ? picture.result.rows.map(({ no }) => no) : picture.kind;
  };

  it('settled before the opening: row by row from rank 1 to the whole result; a step back only until then', async () => {
    await t.must('screen:set', { announce: 'rows' });
    await t.closedRound(COUNT, contest);
    expect(numbers()).toEqual([]);
    expect(await t.order('screen:read', { by: 1 })).toMatchObject({ ok: true });
    expect(numbers()).toEqual([2]);
    await t.must('screen:read', { by: -1 });
    expect(numbers()).toEqual([]);
    await t.must('screen:read', { by: 1 });
    await t.must('screen:read', { by: 1 });
    expect(numbers()).toEqual([2, 1]);
    // The desk has the whole result; its thumbnail is what the hall sees.
    const desk = consoleView(t.hall, STAMP, HEALTH);
    expect(desk.current?.result).toMatchObject({ rows: { length: 3 } });
    expect(desk.screens.hall.view.picture).toEqual(at());
    expect(at('presidium')).toEqual(at());
    await t.must('screen:read', { by: 1 });
    expect(numbers()).toBe('result');
    const back = await t.order('screen:read', { by: -1 });
    expect(back).toMatchObject({ ok: false, error: { code: 'wrong-state' } });
  });

  it('a round that was opened to be shown whole is, and one to be read is, whatever is set afterwards', async () => {
    await t.closedRound(COUNT, contest);
    await t.must('screen:set', { announce: 'rows' });
    expect(numbers()).toBe('result');
    const second = await t.closedRound(COUNT, contest);
    await t.must('screen:set', { announce: 'whole' });
    expect(numbers()).toEqual([]);
    await t.must('screen:read', { by: 'rest' });
    expect([numbers(), second]).toEqual(['result', second]);
  });

  it('is not set while a round is open', async () => {
    await t.openRound(contest);
    const answer = await t.order('screen:set', { announce: 'rows' });
    expect(answer).toMatchObject({ ok: false, error: { code: 'round-in-progress' } });
    expect(await t.order('screen:set', { theme: 'dark' })).toMatchObject({ ok: true });
  });

  it('the summary waits for the last row, also of a result that was announced', async () => {
    await t.must('screen:set', { announce: 'rows' });
    const roundId = await t.closedRound(COUNT, contest);
    await t.must('round:announce', { roundId });
    await t.must('screen:show', { picture: 'summary' });
    expect(at().kind).toBe('reading');
    await t.must('screen:read', { by: 'rest' });
    expect(at().kind).toBe('summary');
  });
});
