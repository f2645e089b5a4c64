import { createHash, createPublicKey, verify } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ruling } from '@piaojue/contract/commands';
import type { Contest } from '@piaojue/contract/contest';
import type { Totals } from '@piaojue/contract/outcome';
import { afterEach, describe, expect, it } from 'vitest';
import {
  choiceTotals,
  contestData,
  evaluationData,
  gradeTotals,
  motionData,
  totals,
} from '../../rules/test-contest.ts';
import { chainView } from '../chain-view.ts';
import { HEALTH, STAMP, type TestHall, testHall } from '../test-hall.ts';
import { consoleView } from '../views.ts';

let t: TestHall;
afterEach(() => t.dispose());
const view = () => consoleView(t.hall, STAMP, HEALTH);
const round = (id: number) => {
  const row = t.store.round(id);
  if (!row) throw new Error(`there is no round ${id}`);
  return row;
};
const chain = (id: number) => {
  const { field, ...rest } = chainView(round(id), t.store.rounds(), false);
  return { ...rest, field: field.map(({ no }) => no) };
};
const said = (): [string | undefined, string | undefined] => [view().next?.command, view().next?.label];

/** A draft is frozen, opened, closed with these totals, and announced. */
async function hold(roundId: number, counted: Totals): Promise<number> {
  await t.must('round:ready', { roundId });
  await t.must('round:open', { roundId });
  t.boxSays.totals = counted;
  await t.must('round:close', { roundId });
  await t.runner.settled();
  await t.must('round:announce', { roundId });
  return roundId;
}
async function first(contest: Contest, counted: Totals): Promise<number> {
  t = testHall();
  t.present(6);
  return await hold(await t.must('contest:import', { contest }), counted);
}
const rule = (roundId: number, ruling: Ruling, decision = '主席团第三次会议决定') =>
  t.order('round:rule', { roundId, ruling, decision });
async function ruled(roundId: number, ruling: Ruling): Promise<number> {
  const answer = await rule(roundId, ruling);
  if (!answer.ok) throw new Error(answer.error.detail);
  return answer.value.roundId ?? 0;
}
const refusal = async (answer: ReturnType<TestHall['order']>): Promise<string> => {
  const { ok, error } = (await answer) as { ok: boolean; error?: { code: string; detail: string } };
  return ok ? 'done' : `${error?.code}: ${error?.detail}`;
};
const chainFile = (root: number, name = 'chain.json') => join(t.folder, 'bundles', `chain-${root}`, name);

const TIE = contestData({ field: 3, seats: 1, majority: null });

describe('RULES §1 a tie across the line', () => {
  it('is voted on again to any depth: only the tied ones, for the seats that remain', async () => {
    const root = await first(contestData({ field: 4, seats: 2, maxMarks: 2, majority: null }), totals([5, 2, 2, 2], 6));
    expect([chain(root).adopted, chain(root).pending]).toEqual([
      [{ no: 1, name: '1', round: root, by: 'vote' }],
      { kind: 'runoff', round: root, seats: 1, second: false },
    ]);
    expect(said()).toEqual(['round:revote', 'revote']);
    let last = root;
    for (const [turn, votes] of [
      [2, [2, 2, 2]],
      [3, [3, 3, 0]],
      [4, [3, 3]],
      [5, [2, 1]],
    ] as const) {
      last = await t.must('round:revote', { roundId: last });
      expect(round(last)).toMatchObject({ turn, contest: { candidates: votes.map(() => ({})) } });
      await hold(last, totals(votes, 6));
    }
    expect(chain(root)).toMatchObject({
      rounds: [1, 2, 3, 4, 5],
      adopted: [
        { no: 1, round: 1 },
        { no: 2, round: 5 },
      ],
      pending: { kind: 'nothing' },
      may: [],
    });
  });

  it('the first is not decided by anybody; a second one 主席团 may decide, in its own words', async () => {
    const root = await first(TIE, totals([3, 3, 0], 6));
    expect(chain(root).may).toEqual(['revote', 'byHand']);
    expect(await refusal(rule(root, { kind: 'chosen', nos: [1] }))).toMatch(/^wrong-state: expected revote or byHand/);
    const second = await hold(await t.must('round:revote', { roundId: root }), totals([3, 3], 6));
    expect(chain(second)).toMatchObject({ may: ['revote', 'byHand', 'rule:chosen'], field: [1, 2], of: second });
    expect(await refusal(rule(second, { kind: 'chosen', nos: [3] }))).toMatch(/^bad-payload: .*1 of the tied 1, 2/);
    expect(await refusal(rule(second, { kind: 'left', until: 'never' }))).toMatch(/^wrong-state/);
    await ruled(second, { kind: 'chosen', nos: [2] });
    expect(chain(root).adopted).toEqual([{ no: 2, name: '2', round: second, by: 'presidium' }]);
    expect(t.store.record().map(({ event }) => event)).toContainEqual({
      event: 'presidium ruled',
      round: second,
      ruling: 'chosen',
      nos: '2',
      decision: '主席团第三次会议决定',
      by: 'operator',
    });
    expect(await refusal(t.order('round:revote', { roundId: second }))).toMatch(/^wrong-state: expected nothing more/);
  });

  it('nothing follows before the announcement, nor twice, nor a round that another one followed', async () => {
    t = testHall();
    const roundId = await t.closedRound(totals([3, 3, 0], 6), TIE);
    expect(await refusal(t.order('round:revote', { roundId }))).toMatch(/^blocked/);
    expect(chain(roundId)).toMatchObject({ adopted: [], may: [] });
    await t.must('round:announce', { roundId });
    const child = await t.must('round:revote', { roundId });
    expect(await refusal(t.order('round:revote', { roundId }))).toMatch(/^wrong-state: round 2 follows round 1/);
    await t.must('contest:discard', { roundId: child });
    expect(await t.must('round:revote', { roundId })).toBe(3);
  });
});

describe('RULES §1, §4 a round that did not count, or was aborted', () => {
  it('a void one is held again with the same contest, by keypads or by hand', async () => {
    const root = await first(TIE, totals([3, 3, 0], 7));
    expect([round(root).decision?.outcome, chain(root).pending?.kind, said()[1]]).toEqual(['void', 'repeat', 'repeat']);
    const again = await t.must('round:byHand', { roundId: root });
    expect(round(again)).toMatchObject({ parent: root, turn: 2, method: 'hand', contest: round(root).contest });
  });

  it('one that was aborted is held again and leaves no turn, also a re-vote; the button says so', async () => {
    const root = await first(TIE, totals([3, 3, 0], 6));
    let last = await t.must('round:revote', { roundId: root });
    for (const _ of ['once', 'twice']) {
      await t.must('round:ready', { roundId: last });
      await t.must('round:open', { roundId: last });
      await t.must('round:abort', { roundId: last, reason: '基站断电' });
      await t.runner.settled();
      expect([said(), view().current?.round.id]).toEqual([['round:revote', 'again'], last]);
      expect(chain(root)).toMatchObject({ of: last, may: ['revote', 'byHand'], pending: { kind: 'runoff' } });
      last = await t.must('round:revote', { roundId: last });
      expect(round(last)).toMatchObject({ turn: 2, contest: { candidates: [{ no: 1 }, { no: 2 }] } });
    }
    await hold(last, totals([4, 2], 6));
    expect(chain(root)).toMatchObject({
      rounds: [1, 2, 3, 4],
      adopted: [{ no: 1, round: 4 }],
      pending: { kind: 'nothing' },
    });
  });

  it('a motion and an evaluation stand alone', async () => {
    const root = await first(motionData(), choiceTotals([[5, 1, 0]]));
    expect(chain(root)).toMatchObject({ adopted: [{ no: 1, round: root }], may: [] });
    const other = await hold(
      await t.must('contest:import', { contest: evaluationData(1) }),
      gradeTotals([[6, 0, 0, 0]]),
    );
    expect(chain(other)).toMatchObject({ adopted: [], pending: { kind: 'nothing' }, may: [] });
  });
});

describe('RULES §1 fewer than S passed: 主席团 decides', () => {
  // More than half of six: four votes.
  const SHORT = contestData({ field: 5, seats: 3, maxMarks: 3 });
  const shortfall = () => first(SHORT, totals([5, 3, 3, 1, 0], 6));

  it('another vote over the field that it names, for the seats that are open, with the majority as before', async () => {
    const root = await shortfall();
    expect(chain(root)).toMatchObject({
      pending: { kind: 'shortfall', seats: 2 },
      field: [2, 3, 4, 5],
      may: ['rule:revote', 'rule:left'],
    });
    expect(said()).toEqual(['round:rule', 'rule']);
    expect(await refusal(t.order('round:revote', { roundId: root }))).toMatch(/^wrong-state/);
    expect(await refusal(rule(root, { kind: 'revote', nos: [2, 3] }))).toMatch(/^bad-payload: .*at least 3 candidates/);
    expect(await refusal(rule(root, { kind: 'revote', nos: [1, 2, 3] }))).toMatch(/^bad-payload: .*not chosen yet/);
    expect(round(root).ruling).toBeNull();
    const child = await ruled(root, { kind: 'revote', nos: [2, 3, 4] });
    expect(round(root).ruling).toMatchObject({ ruling: { kind: 'revote', nos: [2, 3, 4] }, decision: /主席团/ });
    expect(round(child)).toMatchObject({
      parent: root,
      turn: 2,
      contest: { rules: { seats: 2, maxMarks: 2, majority: SHORT.rules.majority } },
    });
    await hold(child, totals([4, 4, 1], 6));
    expect(chain(root).adopted.map(({ no, round: by }) => [no, by])).toEqual([
      [1, 1],
      [2, 2],
      [3, 2],
    ]);
  });

  it('a single candidate is put as a 表决; with it rejected the seat stays open, and 主席团 decides again', async () => {
    const root = await shortfall();
    const motion = await ruled(root, { kind: 'revote', nos: [2] });
    expect(round(motion).contest).toMatchObject({ kind: 'resolution', candidates: [{ no: 2 }] });
    await hold(motion, choiceTotals([[4, 1, 1]]));
    expect(chain(root)).toMatchObject({
      adopted: [{ no: 1 }, { no: 2, round: motion }],
      pending: { kind: 'shortfall', round: motion, seats: 1 },
      field: [3, 4, 5],
      of: motion,
    });
    // They did not stand in the last vote, and have their names all the same.
    expect(view().current?.chain.field).toEqual([3, 4, 5].map((no) => ({ no, name: `${no}` })));
    const rejected = await hold(await ruled(motion, { kind: 'revote', nos: [3] }), choiceTotals([[3, 3, 0]]));
    expect(chain(root)).toMatchObject({ pending: { kind: 'shortfall', round: rejected, seats: 1 }, field: [3, 4, 5] });
    await ruled(rejected, { kind: 'left', until: 'nextSession' });
    expect(chain(root)).toMatchObject({ pending: { kind: 'left', until: 'nextSession', seats: 1 }, may: [] });
    expect(await refusal(rule(rejected, { kind: 'left', until: 'never' }))).toMatch(/^wrong-state/);
  });

  it('is decided after the end of the sitting too, where no further vote can be held: else its chain never came to rest', async () => {
    const root = await shortfall();
    await t.must('sitting:end');
    expect([view().next, view().current?.chain.may]).toMatchObject([{ label: 'rule', blockedBy: [] }, ['rule:left']]);
    expect(await refusal(rule(root, { kind: 'revote', nos: [2, 3, 4] }))).toMatch(/^wrong-state: .*has ended/);
    expect(await refusal(t.order('round:byHand', { roundId: root }))).toMatch(/^wrong-state: .*has ended/);
    await ruled(root, { kind: 'left', until: 'nextSession' });
    expect([existsSync(chainFile(root)), view().current?.chain.pending.kind]).toEqual([true, 'left']);
  });

  it('is decided anew where the vote that they ordered was aborted: the keypads are down, and the seats are left', async () => {
    const root = await shortfall();
    const child = await ruled(root, { kind: 'revote', nos: [2, 3, 4] });
    await t.must('round:ready', { roundId: child });
    await t.must('round:open', { roundId: child });
    await t.must('round:abort', { roundId: child, reason: '停电' });
    await t.runner.settled();
    expect(said()).toEqual(['round:revote', 'again']);
    expect(chain(root)).toMatchObject({
      of: child,
      may: ['revote', 'byHand', 'rule:revote', 'rule:left'],
      field: [2, 3, 4, 5],
    });
    const other = await ruled(child, { kind: 'revote', nos: [3, 4, 5] });
    expect(round(other)).toMatchObject({
      parent: child,
      turn: 2,
      contest: { candidates: [{ no: 3 }, { no: 4 }, { no: 5 }] },
    });
    await t.must('contest:discard', { roundId: other });
    await ruled(child, { kind: 'left', until: 'nextSession' });
    // It stands with the vote that left the seats open; the aborted one has nothing to decide.
    expect([round(root).ruling?.ruling, round(child).ruling]).toEqual([{ kind: 'left', until: 'nextSession' }, null]);
    expect([chain(root).may, chain(root).pending.kind, existsSync(chainFile(root))]).toEqual([[], 'left', true]);
    expect(JSON.parse(readFileSync(chainFile(root), 'utf8'))).toMatchObject({
      rounds: [{ ruling: { ruling: { kind: 'left' } } }, { state: 'aborted' }],
    });
    expect(await refusal(t.order('round:revote', { roundId: child }))).toMatch(/^wrong-state/);
  });

  it('and so is a second tie', async () => {
    const root = await first(TIE, totals([3, 3, 0], 6));
    const second = await hold(await t.must('round:revote', { roundId: root }), totals([3, 3], 6));
    await t.must('sitting:end');
    expect([view().next, view().current?.chain.may]).toMatchObject([{ label: 'rule', blockedBy: [] }, ['rule:chosen']]);
    await ruled(second, { kind: 'chosen', nos: [2] });
    expect(existsSync(chainFile(root))).toBe(true);
  });

  it('the ruling stands with the result', async () => {
    const root = await shortfall();
    await ruled(root, { kind: 'left', until: 'never' });
    expect(view().current?.result?.ruling).toEqual({ kind: 'left', until: 'never' });
  });
});

describe('RULES §1 decision 8 the bundle of a chain', () => {
  it('is signed and names the bundles of its rounds, once nothing follows any more', async () => {
    const root = await first(TIE, totals([3, 3, 0], 6));
    expect(existsSync(chainFile(root))).toBe(false);
    const second = await hold(await t.must('round:revote', { roundId: root }), totals([3, 3], 6));
    expect(existsSync(chainFile(root))).toBe(false);
    await ruled(second, { kind: 'chosen', nos: [1] });
    const bytes = readFileSync(chainFile(root));
    const bundle = JSON.parse(bytes.toString()) as { rounds: { bundle: string }[]; adopted: unknown; signer: string };
    expect(bundle.rounds.map((row) => row.bundle)).toEqual([round(root).bundleHash, round(second).bundleHash]);
    expect(bundle).toMatchObject({
      chain: root,
      adopted: [{ no: 1, round: second, by: 'presidium' }],
      pending: { kind: 'nothing' },
      rounds: [{ outcome: 'runoff' }, { outcome: 'runoff', ruling: { decision: '主席团第三次会议决定' } }],
    });
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(bundle.signer, 'hex')]);
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    expect(verify(null, bytes, key, readFileSync(chainFile(root, 'chain.sig')))).toBe(true);
    const hash = createHash('sha256').update(bytes).digest('hex');
    expect([round(root).chainHash, chain(second).bundleHash]).toEqual([hash, hash]);
    expect(t.store.record().at(-1)?.event).toMatchObject({ event: 'chain at rest', round: root, bundle: hash });
  });

  it('names who confirmed the sums and who agreed to the announcement: the bundle of a round is older than both', async () => {
    t = testHall();
    const people = { emptyBox: false, sums: true, presiding: false } as const;
    const root = await t.closedRound(totals([4, 2, 0], 6), contestData({ field: 3, seats: 1, majority: null, people }));
    await t.must('round:confirm', { roundId: root, what: 'sums' }, 'chiefMonitor');
    await t.must('round:announce', { roundId: root });
    const { rounds } = JSON.parse(readFileSync(chainFile(root), 'utf8')) as { rounds: unknown };
    expect(rounds).toMatchObject([
      { round: root, agreements: { sums: { by: 'chiefMonitor', at: expect.any(Number) } } },
    ]);
  });

  it('is written at the next start where the server was killed before', async () => {
    const root = await first(TIE, totals([4, 2, 0], 6));
    const { folder } = t;
    const { chainHash } = round(root);
    t.store.putRound({ ...round(root), chainHash: null });
    await t.stop();
    t = testHall({ folder });
    await t.runner.recover();
    expect(round(root).chainHash).not.toBeNull();
    expect(chainHash).not.toBeNull();
    expect(t.store.record().filter(({ event }) => event.event === 'chain at rest')).toHaveLength(2);
  });

  it('that the disk refuses takes nothing back: it is said, and written at the next start', async () => {
    t = testHall();
    const root = await t.closedRound(totals([4, 2, 0], 6), TIE);
    writeFileSync(join(t.folder, 'bundles', `chain-${root}`), 'in the way');
    await t.must('round:announce', { roundId: root });
    expect([round(root).chainHash, t.troubles]).toEqual([null, [expect.stringMatching(/written at the next start/)]]);
    rmSync(join(t.folder, 'bundles', `chain-${root}`));
    await t.runner.recover();
    expect(existsSync(chainFile(root))).toBe(true);
  });
});
