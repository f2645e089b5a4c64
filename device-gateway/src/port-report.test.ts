import { describe, expect, it } from 'vitest';
import { Counters } from './counters.ts';
import type { LinkHealth } from './driver.ts';
import { portReportOf } from './port-report.ts';

const health = (facts: Partial<LinkHealth>): LinkHealth => ({
  port: '/dev/serial/by-id/usb-A-1',
  state: 'up',
  receiver: '504a2d53494d0001',
  channel: 1,
  silentMs: 3,
  speaks: true,
  voiceMs: 0,
  fault: null,
  counters: new Counters().snapshot(),
  ...facts,
});

describe('a port that was named', () => {
  it('is told by its lasting name and what became of it', () => {
    expect(portReportOf(health({}))).toEqual({
      path: '/dev/serial/by-id/usb-A-1',
      byId: '/dev/serial/by-id/usb-A-1',
      label: 'usb-A-1',
      state: 'receiver',
      user: null,
      group: null,
      holder: null,
      receiver: '504a2d53494d0001',
    });
    expect(portReportOf(health({ port: 'tcp://h:7000', state: 'greeting' }))).toMatchObject({
      byId: null,
      state: 'listening',
    });
  });

  it.each([
    ['not-there', 'gone'],
    ['no-answer', 'gone'],
    ['in-use', 'busy'],
    ['no-permission', 'denied'],
    ['failed', 'foreign'],
  ] as const)('%s is %s', (fault, state) => {
    expect(portReportOf(health({ state: 'lost', fault })).state).toBe(state);
  });

  it('says who may open it where this user may not', () => {
    const { user, group } = portReportOf(health({ port: '/nowhere/ttyUSB0', state: 'lost', fault: 'no-permission' }));
    expect([typeof user, group]).toEqual(['string', 'dialout']);
  });
});
