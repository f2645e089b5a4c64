import type { PortReport } from '@piaojue/contract/port-view';
import { describe, expect, it } from 'vitest';
import { SeenPorts } from './seen-ports.ts';

const PORT: PortReport = {
  path: '/dev/ttyUSB0',
  byId: '/dev/serial/by-id/usb-A-1',
  label: 'A 1',
  state: 'listening',
  user: null,
  group: null,
  holder: null,
  receiver: null,
  forMs: 200,
};
const EPOCH = 1_800_000_000_000;

describe('serial ports of a gateway', () => {
  it('a state has one beginning, however often it is said and shown', () => {
    const seen = new SeenPorts();
    expect(seen.take([PORT], 1000)).toBe(true);
    const { forMs: _, ...facts } = PORT;
    expect(seen.views('g', 1000, EPOCH)).toEqual([{ gateway: 'g', ...facts, since: EPOCH - 200 }]);
    expect(seen.take([{ ...PORT, forMs: 734 }], 1500)).toBe(false);
    expect(seen.views('g', 1500, EPOCH + 500)[0]?.since).toBe(EPOCH - 200);
  });

  it('another state, another place, one more and one less are news', () => {
    const seen = new SeenPorts();
    seen.take([PORT], 0);
    expect(seen.take([{ ...PORT, state: 'receiver', receiver: '504a2d53494d0001', forMs: 0 }], 3000)).toBe(true);
    expect(seen.views('g', 3000, EPOCH)[0]).toMatchObject({ state: 'receiver', since: EPOCH });
    const moved = { ...PORT, path: '/dev/ttyUSB1' };
    expect(seen.take([moved], 4000)).toBe(true);
    expect(seen.take([moved, { ...PORT, byId: null }], 4000)).toBe(true);
    expect(seen.take([], 5000)).toBe(true);
    expect(seen.views('g', 5000, EPOCH)).toEqual([]);
    expect(seen.take([], 6000)).toBe(false);
  });
});
