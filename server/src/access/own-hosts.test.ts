import { networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { isForeignOrigin, isLoopback, ownHosts } from './own-hosts.ts';

it('loopback, the addresses of this machine and the names that were given are ours, with any port', () => {
  const hosts = ownHosts(['Hall.example']);
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const headers = addresses.map(({ address, family }) =>
    family === 'IPv6' ? `[${address.replace(/%.*/, '')}]:8600` : `${address}:8600`,
  );
  for (const header of [
    'localhost',
    'LOCALHOST:80',
    '127.0.0.1:8600',
    '127.0.0.9',
    '[::1]:1',
    'hall.example',
    ...headers,
  ])
    expect([header, hosts.isOurs(header)]).toEqual([header, true]);
  expect(hosts.all()).toEqual(expect.arrayContaining(['localhost', '127.0.0.1', 'hall.example']));
});

it('a name that somebody else points here, and what is no host, are not', () => {
  const hosts = ownHosts();
  const none = [
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '8.8.8.8',
    '0.0.0.0',
    '',
    ' localhost',
  ];
  for (const header of [
    undefined,
    ...none,
    'localhost:',
    'localhost:8600/x',
    'u@localhost',
    '[::1',
    '::1',
    'localhost:123456',
  ])
    expect([header, hosts.isOurs(header)]).toEqual([header, false]);
});

it('an origin is the same host and port, or foreign; none is no page of a browser', () => {
  expect(isForeignOrigin(undefined, 'a:1')).toBe(false);
  for (const origin of ['http://a:1', 'https://a:1']) expect(isForeignOrigin(origin, 'A:1')).toBe(false);
  for (const origin of ['http://a', 'http://a:2', 'http://a:1.evil.example', 'null', '', 'a:1'])
    expect([origin, isForeignOrigin(origin, 'a:1')]).toEqual([origin, true]);
});

it('what only this machine reaches is loopback', () => {
  for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '::1']) expect(isLoopback(host)).toBe(true);
  for (const host of ['0.0.0.0', '::', '192.168.1.2', '127.0.0.1.example', 'hall-pc', '127'])
    expect(isLoopback(host)).toBe(false);
});
