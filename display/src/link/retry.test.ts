import { expect, test } from 'vitest';
import { backOffMs, retryDelayMs } from './retry.ts';
import { retryAfterMs } from './session.ts';

test('a sign-in that has to wait comes back after the time that the server names, and never earlier', () => {
  expect(retryAfterMs('42')).toBe(42_000);
  expect(retryDelayMs({ fault: 'wait', retryAfterMs: 42_000 }, 0, 0)).toBe(42_000);
  expect(retryDelayMs({ fault: 'wait', retryAfterMs: 42_000 }, 9, 0.999)).toBeLessThan(43_000);
  for (const header of [null, '', 'soon', '-1', '1e9', 'Wed, 21 Oct 2026 07:28:00 GMT'])
    expect(retryAfterMs(header)).toBeNull();
  expect(retryDelayMs({ fault: 'wait', retryAfterMs: null }, 0, 0)).toBe(3000);
});

test('without a server it tries for ever: soon at first, every 5 s at the longest, not all screens at once', () => {
  const offline = { fault: 'offline', retryAfterMs: null } as const;
  expect(retryDelayMs(offline, 0, 0)).toBe(125);
  for (const attempt of [1, 10, 1000, Number.MAX_SAFE_INTEGER]) {
    const [least, most] = [backOffMs(attempt, 0), backOffMs(attempt, 0.999)];
    expect(least).toBeGreaterThanOrEqual(250);
    expect(most).toBeLessThan(5000);
    expect(most / least).toBeGreaterThan(1.9);
  }
});

test('a wrong PIN, or one of another role, is not tried again', () => {
  for (const fault of ['wrong', 'role'] as const)
    expect(retryDelayMs({ fault, retryAfterMs: null }, 0, 0.5)).toBeNull();
});
