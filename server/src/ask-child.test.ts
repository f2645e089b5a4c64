import { expect, it } from 'vitest';
import { askChild } from './ask-child.ts';

interface Limits {
  readonly asked: { readonly what: string };
  readonly limits: string;
  readonly umask: number;
}

it('a child that touches device keys answers once, and leaves no core file and nothing that others can read', async () => {
  const entry = new URL('test-limits-main.ts', import.meta.url);
  const answer = await askChild<Limits>(entry, 'is asked in a test', { what: 'limits' });
  if (!answer.ok) throw new Error(answer.error);
  const { asked, limits, umask } = answer.value;
  expect([asked, umask]).toEqual([{ what: 'limits' }, 0o077]);
  expect(limits).toMatch(/^Max core file size +0 +0 /m);
});

it('a child that never answers is ended when its time is over', async () => {
  const entry = new URL('test-silent-main.ts', import.meta.url);
  const limits = { name: 'piaojue-test', memoryMb: 100, timeoutMs: 500 };
  expect(await askChild(entry, 'is asked in a test', {}, limits)).toEqual({
    ok: false,
    error: 'the process that is asked in a test ended without an answer',
  });
});
