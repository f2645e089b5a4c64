import { describe, expect, it } from 'vitest';
import { takeCommand } from '../realtime/take-command.ts';
import { testHall } from '../sitting/test-hall.ts';
import { checkContest } from './contest-check.ts';
import { contestData } from './test-contest.ts';
import { illFormedAt } from './well-formed.ts';

describe('half of a surrogate pair', () => {
  it('is found in texts and names of fields, however deep', () => {
    let deep: unknown = 'a\udc00';
    for (let i = 0; i < 50_000; i++) deep = [deep];
    expect(illFormedAt(deep)).toHaveLength(100_000);
    expect(illFormedAt({ a: [{ '\ud800': 1 }] })).toBe('/a/0/\ufffd');
    expect(illFormedAt({ name: '𠮷', list: ['王', null, 1], '': true })).toBeUndefined();
  });

  it('keeps a contest from being taken: it could never be frozen', () => {
    const contest = contestData({ field: 3, seats: 1 });
    const candidates = contest.candidates.map((one) => ({ ...one, name: `${one.name}\ud800` }));
    expect(checkContest({ ...contest, candidates })).toMatchObject({
      ok: false,
      error: [{ code: 'bad-value', expected: 'text of whole characters' }],
    });
  });

  it('in the reason of an order: bad-payload, and the order is not done by half', async () => {
    const t = testHall();
    const roundId = await t.openRound();
    const order = { commandId: 'half-a-pair', roundId, reason: '断电\ud83d' };
    expect(await takeCommand(t.hall, 'round:abort', order, 'operator')).toMatchObject({
      ok: false,
      error: { code: 'bad-payload', detail: expect.stringContaining('/reason') },
    });
    expect(t.store.round(roundId)?.state).toBe('open');
    await t.dispose();
  });
});
