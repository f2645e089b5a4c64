import { afterEach, expect, it } from 'vitest';
import { BoxClient } from './box-client.ts';
import { identityOf } from './holder.ts';

const ignored = (): void => undefined;
const client = (): BoxClient => new BoxClient({ receipts: ignored, turnout: ignored, live: ignored, died: ignored });
let box: BoxClient;
afterEach(() => box.end());

it('two requests of a kind at once are both answered, in their order', async () => {
  box = client();
  const slots = Uint8Array.of(1);
  const answered: string[] = [];
  const ask = async (name: string): Promise<unknown> => {
    const answer = await box.request('withdraw', { slots });
    answered.push(name);
    return answer;
  };
  const none = { ok: false, error: { code: 'missing', detail: 'no box is open in this process' } };
  expect(await Promise.all([ask('first'), ask('second')])).toEqual([none, none]);
  expect(answered).toEqual(['first', 'second']);
});

it('whatever is asked when the process ends is answered that it is gone', async () => {
  box = client();
  const asked = [
    box.request('withdraw', { slots: Uint8Array.of(1) }),
    box.request('withdraw', { slots: Uint8Array.of(2) }),
  ];
  await box.end();
  for (const answer of await Promise.all(asked)) expect(answer).toMatchObject({ ok: false });
  expect(await box.request('cutoff', {})).toMatchObject({ error: { code: 'exited' } });
});

it('a process that stands still is ended, and whatever was asked of it is answered', async () => {
  const died: string[] = [];
  box = new BoxClient({ receipts: ignored, turnout: ignored, live: ignored, died: (detail) => died.push(detail) }, 100);
  // It lives, and goes on living while nothing is asked of it.
  expect(await box.request('alive', {})).toEqual({ ok: true, value: null });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect([died, box.running]).toEqual([[], true]);
  const { pid } = box;
  if (pid === undefined) throw new Error('expected a process');
  process.kill(pid, 'SIGSTOP');
  const detail = 'the box process said nothing for 0.5 s and was ended';
  expect(await box.request('cutoff', {})).toEqual({ ok: false, error: { code: 'exited', detail } });
  expect([died, box.running]).toEqual([[detail], false]);
  await box.end();
  expect(identityOf(pid)).toBeUndefined();
});
