import { describe, expect, test, vi } from 'vitest';
import { commandSender } from './commands.ts';
import { clockOffset, isFresh } from './fresh.ts';

describe('snapshots', () => {
  const at = (run: string, rev: number) => ({ run, rev, now: 0 });
  test('one that was overtaken is dropped, another run always counts', () => {
    expect(isFresh(at('a', 1), null)).toBe(true);
    expect(isFresh(at('a', 4), at('a', 5))).toBe(false);
    expect(isFresh(at('a', 5), at('a', 5))).toBe(true);
    expect(isFresh(at('b', 1), at('a', 5))).toBe(true);
  });

  test('jitter does not move the clock', () => {
    expect(clockOffset({ run: 'a', rev: 1, now: 5000 }, 4000, null)).toBe(1000);
    expect(clockOffset({ run: 'a', rev: 1, now: 5000 }, 3900, 1000)).toBe(1000);
    expect(clockOffset({ run: 'a', rev: 1, now: 5000 }, 2000, 1000)).toBe(3000);
  });
});

describe('orders', () => {
  test('one without an answer is repeated under the same id', async () => {
    const emitWithAck = vi.fn<(event: string, ...args: unknown[]) => Promise<unknown>>();
    emitWithAck.mockRejectedValueOnce(new Error('timed out')).mockResolvedValue({ ok: true, value: { roundId: 2 } });
    const answer = await commandSender({ timeout: () => ({ emitWithAck }) })('round:close', { roundId: 2 });
    expect(answer).toEqual({ ok: true, value: { roundId: 2 } });
    expect(emitWithAck.mock.calls[0]).toEqual(emitWithAck.mock.calls[1]);
    expect(emitWithAck.mock.calls[0]?.[1]).toMatchObject({ roundId: 2, commandId: expect.stringMatching(/.{8,64}/) });
  });

  test('gives up after three', async () => {
    const emitWithAck = vi.fn<() => Promise<unknown>>().mockRejectedValue(new Error('timed out'));
    expect(await commandSender({ timeout: () => ({ emitWithAck }) })('signIn:stop', {})).toBe('no-answer');
    expect(emitWithAck).toHaveBeenCalledTimes(3);
  });
});
