import { once } from 'node:events';
import { request } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pinnedAgent } from './pinned-agent.ts';

/** A server that stands still: its system takes connections, and nothing ever answers. */
let still: Server;
let port: number;
const open = new Set<Socket>();

beforeEach(async () => {
  still = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined).once('close', () => open.delete(socket));
    socket.resume();
  });
  still.listen(0, '127.0.0.1');
  await once(still, 'listening');
  ({ port } = still.address() as AddressInfo);
});
afterEach(() => {
  for (const socket of open) socket.destroy();
  still.close();
});

test('a server that never answers ends the try and keeps no connection open', async () => {
  const asked = request({ host: '127.0.0.1', port, agent: pinnedAgent('00'.repeat(32), 50) });
  const [error] = (await once(asked, 'error')) as [Error];
  expect(error.message).toMatch(/no certificate within 50 ms/);
  await expect.poll(() => open.size).toBe(0);
});

test('nor does a try that was given up before', async () => {
  const asked = request({ host: '127.0.0.1', port, agent: pinnedAgent('00'.repeat(32), 200) });
  asked.on('error', () => undefined);
  await expect.poll(() => open.size).toBe(1);
  asked.destroy();
  await expect.poll(() => open.size).toBe(0);
});
