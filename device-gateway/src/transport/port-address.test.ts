import { expect, test } from 'vitest';
import { parsePort } from './port-address.ts';

test.each([
  ['/dev/ttyUSB0', { kind: 'serial', path: '/dev/ttyUSB0' }],
  ['COM3', { kind: 'serial', path: 'COM3' }],
  ['tcp://127.0.0.1:7000', { kind: 'tcp', host: '127.0.0.1', port: 7000 }],
  ['tcp://hall-2.local:7000/', { kind: 'tcp', host: 'hall-2.local', port: 7000 }],
  ['tcp://[::1]:7000', { kind: 'tcp', host: '::1', port: 7000 }],
])('%s is a port', (text, value) => {
  expect(parsePort(text)).toEqual({ ok: true, value });
});

test.each(['', 'tcp://', 'tcp://host', 'tcp://host:0', 'tcp://host:70000', 'udp://host:1', 'tcp://a:1:2'])(
  '"%s" is refused with what was expected',
  (text) => {
    const parsed = parsePort(text);
    expect(parsed.ok).toBe(false);
    expect(!parsed.ok && parsed.error).toMatch(/expected/);
  },
);
