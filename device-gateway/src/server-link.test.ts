import { EventEmitter } from 'node:events';
import type { ServerToGateway } from '@piaojue/contract/gateway-link';
import { expect, test } from 'vitest';
import { ServerLink, type ServerLinkParts } from './server-link.ts';
import { HandClock } from './test-clock.ts';

/** A server that turns everybody away, as socket.io tells it. */
class RefusedSocket extends EventEmitter {
  readonly connected = false;
  readonly active = false;
  tries = 0;
  connect(): void {
    this.tries++;
  }
  disconnect(): void {}
}

const nothing = (): void => undefined;
const orders: ServerToGateway = {
  'hall:state': nothing,
  'hall:paper': nothing,
  'hall:receipts': nothing,
  'hall:closing': nothing,
  'hall:rollCall': nothing,
};

function refusedLink() {
  const clock = new HandClock();
  const socket = new RefusedSocket();
  const logs: string[] = [];
  const link = new ServerLink({
    name: 'g',
    instance: 'i',
    server: 'http://127.0.0.1:1',
    token: 't',
    clock,
    reports: () => [],
    orders,
    onReachable: nothing,
    onDropped: nothing,
    log: (text) => void logs.push(text),
    socket: socket as unknown as NonNullable<ServerLinkParts['socket']>,
  });
  return { clock, socket, logs, link };
}

test('a gateway that was refused comes again each second, and says why once', async () => {
  const { clock, socket, logs, link } = refusedLink();
  link.start();
  for (let i = 0; i < 3; i++) {
    socket.emit('connect_error', new Error('name-taken'));
    await clock.pass(1000);
  }
  expect(socket.tries).toBe(4);
  expect(logs).toEqual([expect.stringContaining('another gateway named g is connected')]);
});

test('one that was stopped comes no more', async () => {
  const { clock, socket, link } = refusedLink();
  link.start();
  socket.emit('connect_error', new Error('unauthorized'));
  link.stop();
  await clock.pass(5000);
  expect(socket.tries).toBe(1);
});
