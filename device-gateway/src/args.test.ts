import { expect, test } from 'vitest';
import { parseGatewayArgs } from './args.ts';

const env = { PIAOJUE_GATEWAY_TOKEN: 't' };
const good = ['--port', '/dev/ttyUSB0', '--port', 'tcp://h:1', '--server', 'http://127.0.0.1:1'];

test('ports, server, driver and token', () => {
  const args = parseGatewayArgs(good, env);
  expect(args).toMatchObject({ ok: true, value: { do: 'run', driver: 'line', baud: 921_600, token: 't' } });
  expect(args.ok && args.value.do === 'run' && args.value.ports.map((port) => port.text)).toEqual([
    '/dev/ttyUSB0',
    'tcp://h:1',
  ]);
});

test('receivers that are looked for, alone or beside ports that are named', () => {
  const server = ['--server', 'http://127.0.0.1:1'];
  const asked = (...args: string[]) => parseGatewayArgs([...args, ...server], env);
  expect(asked('--port', 'auto')).toMatchObject({
    ok: true,
    value: { ports: [], auto: {}, name: expect.stringMatching(/:auto$/) },
  });
  expect(asked('--port', 'auto', '--port', 'tcp://h:1', '--by-id', '/x/y')).toMatchObject({
    ok: true,
    value: { ports: [{ text: 'tcp://h:1' }], auto: { byId: '/x/y' } },
  });
  expect(asked('--port', 'tcp://h:1')).toMatchObject({ ok: true, value: { auto: null } });
  expect(asked('--port', 'tcp://h:1', '--by-id', '/x')).toMatchObject({
    ok: false,
    error: expect.stringMatching(/--port auto/),
  });
});

test.each([
  [['--driver', 'sunvoot'], /--driver: expected one of line, got sunvoot/],
  [['--baud', 'fast'], /--baud: expected a number/],
  [['--port', '/dev/ttyUSB0'], /given twice/],
  [['--server', 'ftp://x'], /--server: expected http/],
  [['--token-file', '/nowhere/token'], /--token-file/],
  [['--frobnicate'], /frobnicate/],
])('%j is refused with what was expected and what came', (more, message) => {
  const args = parseGatewayArgs([...good, ...more], env);
  expect(!args.ok && args.error).toMatch(message);
});

test('without a port or a token it says which', () => {
  const noPort = parseGatewayArgs(['--server', 'http://x'], env);
  expect(!noPort.ok && noPort.error).toMatch(/--port: expected/);
  const noToken = parseGatewayArgs(good, {});
  expect(!noToken.ok && noToken.error).toMatch(/PIAOJUE_GATEWAY_TOKEN/);
});

test('a fingerprint is taken as the server and browsers print it, and only for a server with TLS', () => {
  const digits = '0123456789abcdef'.repeat(4);
  const colons = digits.toUpperCase().match(/../g)?.join(':') ?? '';
  const secure = ['--port', '/dev/ttyUSB0', '--server', 'https://192.168.1.20:8600'];
  for (const given of [digits, colons, colons.replaceAll(/(.{11}):/g, '$1 ')]) {
    const asked = parseGatewayArgs([...secure, '--tls-fingerprint', given], env);
    expect(asked).toMatchObject({ ok: true, value: { tlsFingerprint: digits } });
  }
  for (const given of ['', digits.slice(1), `${digits}0`, 'g'.repeat(64)])
    expect(parseGatewayArgs([...secure, '--tls-fingerprint', given], env)).toMatchObject({
      ok: false,
      error: expect.stringMatching(/expected 64 hex digits/),
    });
  expect(parseGatewayArgs([...good, '--tls-fingerprint', digits], env)).toMatchObject({
    ok: false,
    error: expect.stringMatching(/expected an https:\/\/ server/),
  });
});
