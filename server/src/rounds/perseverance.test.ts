import { expect, it } from 'vitest';
import { Perseverance, StepFailed } from './perseverance.ts';

function trying() {
  const said: string[] = [];
  const waited: number[] = [];
  const going = new Perseverance({
    trouble: (text) => said.push(text),
    changed: () => undefined,
    wait: async (ms) => {
      waited.push(ms);
    },
  });
  return { going, said, waited };
}

it('what failed is tried until it comes to its end, with longer and longer waits; the same words are said once', async () => {
  const { going, said, waited } = trying();
  let left = 8;
  const step = async (): Promise<void> => {
    left -= 1;
    if (left > 5) throw Object.assign(new Error('the disk is full'), { code: 'SQLITE_FULL' });
    if (left > 0) throw new StepFailed('EIO');
  };
  going.begin(step(), step);
  await going.settled();
  expect(left).toBe(0);
  expect(said).toEqual(['the disk is full. It is tried again by itself.', 'EIO. It is tried again by itself.']);
  expect(waited).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

it('an order that comes later ends the trying of the former', async () => {
  const { going, said } = trying();
  let tries = 0;
  const failing = async (): Promise<void> => {
    tries += 1;
    if (tries === 3) going.begin(Promise.resolve(), () => Promise.resolve());
    throw new StepFailed('EIO');
  };
  going.begin(failing(), failing);
  const former = going.settled();
  await former;
  await going.settled();
  expect([tries, said.length]).toEqual([3, 1]);
});

it('a fault of the program is told and not tried again', async () => {
  for (const error of [new RangeError('totals'), Object.assign(new Error('a row'), { code: 'SQLITE_CONSTRAINT' })]) {
    const { going, said, waited } = trying();
    going.begin(Promise.reject(error), () => Promise.reject(error));
    await going.settled();
    expect([said, waited]).toEqual([[error.message], []]);
  }
});

it('at the end of the server nothing is tried again, and nothing is said', async () => {
  const { going, said } = trying();
  let fail: ((error: Error) => void) | undefined;
  going.begin(
    new Promise((_, reject) => {
      fail = reject;
    }),
    () => Promise.reject(new Error('tried again')),
  );
  going.end();
  fail?.(new Error('closed'));
  await going.settled();
  expect(said).toEqual([]);
});
