import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import Fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressKey } from '../access/address-key.ts';
import { ownHosts } from '../access/own-hosts.ts';
import { type TestHall, testHall } from '../sitting/test-hall.ts';
import { listener } from './listener.ts';
import { as, testApp } from './test-app.ts';

const operator = as('operator');
let t: TestHall;
let app: FastifyInstance;
beforeEach(async () => {
  t = testHall();
  app = await testApp(t.hall, { hosts: ownHosts(['hall.example']) });
});
afterEach(async () => {
  await app.close();
  await t.dispose();
});

describe('strangers', () => {
  const get = async (headers: Record<string, string>, url = '/api/rounds') => {
    const { statusCode, headers: sent } = await app.inject({ url, headers: { ...operator, ...headers } });
    return { status: statusCode, nosniff: sent['x-content-type-options'] };
  };

  it('a name that is pointed here from elsewhere reaches nothing, pages neither', async () => {
    for (const host of ['evil.example', 'localhost.evil.example:8600', '8.8.8.8', 'a;b', 'localhost, evil.example'])
      for (const url of ['/api/rounds', '/api/health', '/console', '/nothing'])
        expect([host, url, await get({ host }, url)]).toEqual([host, url, { status: 421, nosniff: 'nosniff' }]);
    for (const host of ['localhost', '127.0.0.1:8600', '[::1]:8600', 'HALL.example'])
      expect([host, (await get({ host })).status]).toEqual([host, 200]);
  });

  it('a page of another origin may do nothing, not even with a session', async () => {
    const own = 'localhost:8600';
    for (const origin of ['http://evil.example', 'http://localhost', 'http://localhost:8601', 'null', 'file://'])
      expect([origin, (await get({ host: own, origin })).status]).toEqual([origin, 403]);
    expect((await get({ host: own, origin: `http://${own}` })).status).toBe(200);
    for (const method of ['POST', 'PUT'] as const) {
      const headers = { ...operator, 'sec-fetch-site': 'cross-site' };
      const { statusCode } = await app.inject({ method, url: '/api/sitting/end', headers, payload: {} });
      expect(statusCode).toBe(403);
    }
    expect(t.hall.sitting.end).toBeNull();
  });

  it('TLS is asked for again the same day, by a server that speaks it, and by no other', async () => {
    const secure = Fastify();
    const { registerGuards } = await import('./guards.ts');
    await registerGuards(secure, { hosts: ownHosts(), tls: true });
    secure.get('/x', async () => 'x');
    const { headers } = await secure.inject({ url: '/x', headers: { host: 'localhost:1' } });
    expect(headers['strict-transport-security']).toBe('max-age=86400');
    expect(headers['content-security-policy']).toMatch(/connect-src 'self' wss:\/\/localhost:1/);
    expect((await app.inject({ url: '/api/health' })).headers['strict-transport-security']).toBeUndefined();
    await secure.close();
  });
});

describe('limits', () => {
  it('a route that names no role is not registered', async () => {
    const bare = await testApp(t.hall);
    expect(() => bare.get('/api/forgotten', async () => 'x')).toThrow(/the route GET \/api\/forgotten names no role/);
    expect(() => bare.get('/forgotten', async () => 'x')).toThrow(/names no role/);
    await bare.close();
  });

  it('an address that asks without end waits; another does not', async () => {
    const ask = async (remoteAddress: string): Promise<number> =>
      (await app.inject({ url: '/api/health', remoteAddress })).statusCode;
    let answered = 0;
    while ((await ask('192.168.1.66')) === 200) answered++;
    expect(answered).toBe(3000);
    expect([await ask('192.168.1.67'), await ask('192.168.1.66')]).toEqual([200, 429]);
    const limited = await app.inject({ url: '/api/health', remoteAddress: '192.168.1.66' });
    expect(limited.json()).toEqual({ error: 'refused', detail: expect.stringMatching(/again in \d+ s/) });
  });

  it('one address of IPv6 is its network', () => {
    for (const [address, key] of [
      ['192.168.1.2', '192.168.1.2'],
      ['::ffff:192.168.1.2', '192.168.1.2'],
      ['fe80::1%eth0', 'fe80:0:0:0::/64'],
      ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
      ['2001:0DB8:1:2::9', '2001:db8:1:2::/64'],
      ['2001:db8::9', '2001:db8:0:0::/64'],
      ['::1', '0:0:0:0::/64'],
    ] as const)
      expect([address, addressKey(address)]).toEqual([address, key]);
  });

  it('a body of 100 MB is refused before it is read', async () => {
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const head = `POST /api/session HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n`;
    socket.write(head);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString('latin1')).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  it('one address gets so many connections and no more, and again when it has closed some', async () => {
    const server = listener((_request, response) => void response.end('x'), undefined, 5);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const open = async (): Promise<Socket | undefined> => {
      const socket = connect(port, '127.0.0.1');
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
      return await new Promise((resolve) => {
        socket.on('error', () => undefined);
        socket.once('data', () => resolve(socket));
        socket.once('close', () => resolve(undefined));
      });
    };
    const sockets = await Promise.all(Array.from({ length: 12 }, open));
    const kept = sockets.filter((socket) => socket !== undefined);
    expect(kept).toHaveLength(5);
    kept[0]?.destroy();
    await expect.poll(async () => (await open()) !== undefined, { timeout: 10_000 }).toBe(true);
    server.closeAllConnections();
    server.close();
  });

  it('who sends its head byte by byte is cut off, and others are answered meanwhile', async () => {
    const server = listener((_request, response) => void response.end('x'));
    expect([server.headersTimeout, server.requestTimeout]).toEqual([10_000, 60_000]);
    server.headersTimeout = 300;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const slow = connect(port, '127.0.0.1');
    slow.on('error', () => undefined);
    let heard = '';
    slow.on('data', (bytes) => (heard += bytes.toString('latin1')));
    const closed = once(slow, 'close');
    slow.write('GET / HTTP/1.1\r\nHost: loc');
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('x');
    await closed;
    expect(heard).toMatch(/^HTTP\/1\.1 408 /);
    server.closeAllConnections();
    server.close();
  });
});
