import { decodePaper } from '@piaojue/firmware-protocol/paper';
import { afterAll, describe, expect, it } from 'vitest';
import { contest } from './harness/contests.ts';
import { LeanHall, tidy } from './harness/lean-hall.ts';
import { rankingOf } from './harness/ranking.ts';
import { readBundle, readStore } from './harness/stored.ts';

/**
 * 再次票决 (RULES §1 "Tie that straddles"): only the tied ones, under the numbers they had, by plurality, on a roll of its
 * own. A void round can't be reached here: a box never holds more ballots than were issued (one slot a voter).
 */
afterAll(tidy);

/** Half of all deputies; with 8 deputies 5 votes are needed. */
const OVER_HALF = { num: 1, den: 2, strict: true, base: 'all' } as const;

async function voteAll(hall: LeanHall, roundId: number, ballots: readonly (readonly number[])[]): Promise<void> {
  const frames = [];
  for (const [i, marks] of ballots.entries()) frames.push(await hall.ballot(i + 1, roundId, marks));
  const answers = await hall.ask(...frames);
  if (answers.some(({ status }) => status !== 'counted'))
    throw new Error(`expected counted, got ${JSON.stringify(answers)}`);
}

const rowsOf = (hall: LeanHall): string[] =>
  (rankingOf(hall.view.current?.result)?.rows ?? []).map(
    ({ no, votes, rank, status }) => `${no}: ${votes} #${rank} ${status}`,
  );

describe('a tie at the cut line', () => {
  const hall = new LeanHall({ voters: 8, contests: [contest(5, 3, { majority: OVER_HALF })] });

  it('ends in a re-vote, which is ordered only after the announcement', async () => {
    await hall.start();
    await hall.signIn([1, 2, 3, 4, 5, 6, 7]);
    await hall.openRound(1);
    // 1: 6 votes; 2, 4 and 5: 5 votes each for two seats; 3: none.
    await voteAll(hall, 1, [
      [1, 2, 4],
      [1, 2, 5],
      [1, 4, 5],
      [1, 2, 4],
      [1, 2, 5],
      [1, 4, 5],
      [2, 4, 5],
    ]);
    await hall.close(1);
    expect(hall.view.current?.result).toMatchObject({ outcome: 'runoff', runoffSeats: 2, needed: 5 });
    expect(rowsOf(hall)).toEqual([
      '1: 6 #1 chosen',
      '2: 5 #2 runoff',
      '3: 0 #5 notChosen',
      '4: 5 #2 runoff',
      '5: 5 #2 runoff',
    ]);
    await expect(hall.command('round:revote', { roundId: 1 })).rejects.toThrow('announced');
    await hall.command('round:announce', { roundId: 1 });
    const next = await hall.until('the next step', (view) => view.next?.command === 'round:revote');
    expect(next.current?.announced).toBe(true);
    expect(await hall.command('round:revote', { roundId: 1 })).toBe(2);
  });

  it('only the tied candidates stand, with their numbers, as many marks as seats, no majority', async () => {
    const { current } = await hall.until('the re-vote', (view) => view.current?.round.id === 2);
    expect(current?.round).toMatchObject({ parent: 1, turn: 2, seats: 2, maxMarks: 2, exactly: false });
    expect(current?.candidates.map(({ no, name }) => `${no} ${name}`)).toEqual(['2 项目2', '4 项目4', '5 项目5']);
    expect(current?.rules).toMatchObject({ seats: 2, maxMarks: 2, minMarks: 0, majority: null, press: 'last' });
    await expect(hall.command('round:revote', { roundId: 1 })).rejects.toThrow('round 2 follows round 1 already');
    // A draft can be thrown away and made again; its number is not used twice.
    await hall.command('contest:discard', { roundId: 2 });
    expect(await hall.command('round:revote', { roundId: 1 })).toBe(3);
    await hall.stop();
  });
});

describe('from a tie to the second tie to the result', () => {
  const hall = new LeanHall({ voters: 8, contests: [contest(5, 3, { majority: OVER_HALF })] });

  it('PAP1 a re-vote has its own presence, and a second tie can be voted on again', async () => {
    await hall.start();
    await hall.signIn([1, 2, 3, 4, 5, 6, 7]);
    await hall.openRound(1);
    await voteAll(hall, 1, [
      [1, 2, 4],
      [1, 2, 5],
      [1, 4, 5],
      [1, 2, 4],
      [1, 2, 5],
      [1, 4, 5],
      [2, 4, 5],
    ]);
    await hall.close(1);
    await hall.command('round:announce', { roundId: 1 });
    await hall.command('round:revote', { roundId: 1 });
    // The eighth deputy comes, and may vote now.
    await hall.signIn([8]);
    await hall.openRound(2);
    const paper = decodePaper(await hall.paperOf(2));
    expect(paper.ok && paper.value.paper).toMatchObject({ numbers: [2, 4, 5], maxMarks: 2, minMarks: 0, round: 2 });
    // 4: 5 votes, 2 and 5: 3 each, for the second seat.
    await voteAll(hall, 2, [[4], [4, 2], [4, 5], [2, 4], [5], [4], [5], [2]]);
    await hall.close(2);
    expect(hall.view.current?.result).toMatchObject({
      outcome: 'runoff',
      runoffSeats: 1,
      needed: 0,
      majority: null,
      figures: { all: 8, present: 8, issued: 8, returned: 8 },
    });
    expect(rowsOf(hall)).toEqual(['2: 3 #2 runoff', '4: 5 #1 chosen', '5: 3 #2 runoff']);
    await hall.command('round:announce', { roundId: 2 });
    expect(await hall.command('round:revote', { roundId: 2 })).toBe(3);
  });

  it('the third turn is for one seat; a server that dies in it changes nothing', async () => {
    await hall.openRound(3);
    expect(hall.view.current?.round).toMatchObject({ parent: 2, turn: 3, seats: 1, maxMarks: 1 });
    await voteAll(hall, 3, [[2], [2], [5]]);
    await hall.kill();
    await hall.start();
    await hall.vote(4, 3, [5]);
    await hall.vote(5, 3, [5]);
    // Marks for candidates of the first round that no longer stand are no part of this paper.
    await expect(hall.ballot(6, 3, [4])).rejects.toThrow('candidate 4 is not on the paper');
    await hall.close(3);
    expect(hall.view.current?.result).toMatchObject({ outcome: 'complete', runoffSeats: 0, vacancies: 0 });
    expect(rowsOf(hall)).toEqual(['2: 2 #2 notChosen', '5: 3 #1 chosen']);
    await hall.command('round:announce', { roundId: 3 });
    await expect(hall.command('round:revote', { roundId: 3 })).rejects.toThrow('wrong-state');
    await hall.stop();
    const { rounds } = readStore(hall.data);
    expect(rounds.map(({ id, parent, turn, state }) => [id, parent, turn, state])).toEqual([
      [1, null, 1, 'closed'],
      [2, 1, 2, 'closed'],
      [3, 2, 3, 'closed'],
    ]);
    for (const { id, bundleHash } of rounds)
      expect(readBundle(hall.data, hall.keys, id)).toMatchObject({ signed: true, hash: bundleHash });
    expect(readBundle(hall.data, hall.keys, 1).value.votes).toEqual([6, 5, 0, 5, 5]);
  });
});

describe('a shortfall', () => {
  it('leaves the seat open; no re-vote is made of it by itself', async () => {
    const hall = new LeanHall({ voters: 8, contests: [contest(4, 2, { majority: OVER_HALF })] });
    await hall.start();
    await hall.signInAll();
    await hall.openRound(1);
    // Only 1 has more than half of 8; 2 and 3 tie below the majority, which needs nothing.
    await voteAll(hall, 1, [[1, 2], [1, 3], [1], [1], [1], [2], [3], []]);
    await hall.close(1);
    expect(hall.view.current?.result).toMatchObject({ outcome: 'shortfall', vacancies: 1, runoffSeats: 0, needed: 5 });
    expect(rowsOf(hall)).toEqual(['1: 5 #1 chosen', '2: 2 #2 notChosen', '3: 2 #2 notChosen', '4: 0 #4 notChosen']);
    await hall.command('round:announce', { roundId: 1 });
    await expect(hall.command('round:revote', { roundId: 1 })).rejects.toThrow('wrong-state');
    await hall.stop();
  });

  it('candidates without a vote do not tie: a round with no marks at all is a shortfall', async () => {
    const hall = new LeanHall({ voters: 3, contests: [contest(4, 2)] });
    await hall.start();
    await hall.signInAll();
    await hall.openRound(1);
    await voteAll(hall, 1, [[], [], []]);
    await hall.close(1);
    expect(hall.view.current?.result).toMatchObject({
      outcome: 'shortfall',
      vacancies: 2,
      figures: { valid: 3, invalid: 0 },
    });
    await hall.stop();
  });
});
