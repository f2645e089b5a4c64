import { decodeDown } from '@piaojue/firmware-protocol/line';
import { Receipt } from '@piaojue/firmware-protocol/messages';
import { expect, test } from 'vitest';
import { DownQueue } from './down-queue.ts';

const receipt = (keypad: number, number = 1, status = 1): Uint8Array =>
  Receipt.encode({ keypad, number, status, mac: new Uint8Array(8).fill(keypad & 0xff) });
const many = (count: number): Uint8Array[] => Array.from({ length: count }, (_, i) => receipt(i + 1));

function drain(queue: DownQueue): { letters: string; keypads: number[]; statuses: number[] } {
  let letters = '';
  const keypads: number[] = [];
  const statuses: number[] = [];
  for (let line = queue.take(); line; line = queue.take()) {
    letters += line.letter;
    if (line.letter !== 'R') continue;
    const message = decodeDown({ letter: 'R', sequence: 0, payload: line.payload });
    if (!message.ok || message.value.type !== 'R') throw new Error('a line R that does not decode');
    for (const item of message.value.items) {
      keypads.push(item.keypad);
      statuses.push(item.status);
    }
  }
  return { letters, keypads, statuses };
}

test('GW7 receipts are packed by six, in order', () => {
  const queue = new DownQueue(100);
  queue.receipts(many(14));
  const { letters, keypads } = drain(queue);
  expect(letters).toBe('RRR');
  expect(keypads).toEqual(Array.from({ length: 14 }, (_, i) => i + 1));
});

test('GW8 state and closing go first, then roll call and paper, then receipts', () => {
  const queue = new DownQueue(100);
  queue.receipts(many(2));
  queue.paper([new Uint8Array(50), new Uint8Array(50)]);
  queue.rollCall(new Uint8Array(4));
  queue.closing(new Uint8Array(8));
  queue.state(new Uint8Array(21), false);
  expect(drain(queue).letters).toBe('OCQPPR');
});

test('GW1 only the newest state waits', () => {
  const queue = new DownQueue(100);
  queue.state(new Uint8Array([1]), false);
  queue.state(new Uint8Array([2]), false);
  expect(queue.take()?.payload).toEqual(new Uint8Array([2]));
  expect(queue.take()).toBeUndefined();
});

test('GW8 the oldest receipts are let go and counted, never state or closing', () => {
  const queue = new DownQueue(12);
  queue.state(new Uint8Array(21), false);
  queue.closing(new Uint8Array(8));
  expect(queue.receipts(many(20))).toBe(8);
  const { letters, keypads } = drain(queue);
  expect(letters).toBe('OCRR');
  expect(keypads[0]).toBe(9);
});

test('a second answer to the same frame takes the place of the first', () => {
  const queue = new DownQueue(100);
  queue.receipts([receipt(1, 5, 7), receipt(2, 5)]);
  queue.receipts([receipt(1, 5, 1)]);
  expect(drain(queue)).toMatchObject({ keypads: [1, 2], statuses: [1, 1] });
});

test('GW10 another session empties all but the state', () => {
  const queue = new DownQueue(100);
  queue.receipts(many(3));
  queue.paper([new Uint8Array(50)]);
  queue.closing(new Uint8Array(8));
  queue.state(new Uint8Array(21), false);
  queue.clearSession();
  expect(drain(queue).letters).toBe('O');
});
