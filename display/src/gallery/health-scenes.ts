import type { ConsoleView } from '@piaojue/contract/console-view';
import { sampleConsole, samplePort } from './console-samples.ts';
import { NOW } from './samples.ts';

/** The hall's health: all is well; a machine that was just started; and one of each thing that somebody has to see to. */
export const HEALTH_SCENES = ['well', 'fresh', 'faults'] as const;
export type HealthScene = (typeof HEALTH_SCENES)[number];

const VERSIONS = { server: '0.9.0', node: '24.0.0' };

export function healthScene(name: HealthScene): ConsoleView {
  const view = sampleConsole('signIn', { seats: 58 });
  const [link] = view.links;
  if (link === undefined) throw new Error('the sample has a receiver');
  const well: ConsoleView = {
    ...view,
    ports: [],
    links: [{ ...link, state: 'up' }],
    seats: view.seats.map((seat) => ({ ...seat, heardAgo: 3, battery: 90 })),
    health: {
      ...view.health,
      gateways: 1,
      fsyncMs: 2,
      roundKey: 'tmpfs',
      warnings: [],
      pageFaults: [],
      backedUpAt: NOW - 25 * 60_000,
      versions: VERSIONS,
    },
    selfCheck: { ...view.selfCheck, accepted: { at: NOW - 50 * 60_000, ready: true, sums: view.selfCheck.sums } },
  };
  switch (name) {
    case 'well':
      return well;
    case 'fresh':
      return {
        ...well,
        rehearsal: true,
        links: [],
        seats: well.seats.map((seat) => ({ ...seat, present: false, heardAgo: null, battery: null })),
        screens: {
          hall: { ...well.screens.hall, connected: 0 },
          presidium: { ...well.screens.presidium, connected: 0 },
        },
        health: { ...well.health, gateways: 0, backedUpAt: null, certificate: null },
        selfCheck: { ...well.selfCheck, accepted: null },
      };
    case 'faults':
      return {
        ...well,
        links: [
          { ...link, state: 'silent', silentMs: 4200 },
          { ...link, index: 1, port: '/dev/serial/by-id/usb-receiver-b', state: 'refused', silentMs: null },
        ],
        ports: [
          samplePort({ path: '/dev/ttyUSB1', label: 'Receiver B', state: 'denied', user: 'piaojue', group: 'dialout' }),
          samplePort({ path: '/dev/ttyUSB2', label: 'Receiver C', state: 'busy', holder: 'ModemManager (pid 812)' }),
          samplePort({ path: '/dev/ttyUSB3', label: 'Receiver D', state: 'gone' }),
        ],
        seats: well.seats.map((seat, i) => ({
          ...seat,
          heardAgo: i % 19 === 7 ? 140 : 3,
          battery: i % 23 === 9 ? 12 : 90,
        })),
        screens: { ...well.screens, hall: { ...well.screens.hall, connected: 1, late: 1 } },
        alarms: [
          {
            id: 'clock-jumped 3600000',
            level: 'log',
            since: NOW - 40_000,
            times: 1,
            over: false,
            acknowledgedAt: null,
            cause: { kind: 'clock-jumped', byMs: 3_600_000 },
          },
        ],
        setup: { ...well.setup, characters: { rare: '䶮𬭎', drawn: '', accepted: '', open: '䶮𬭎' } },
        health: {
          ...well.health,
          gateways: 0,
          disk: { syncMs: 412.6, freeMb: 180 },
          roundKey: 'disk',
          backedUpAt: null,
          pageFaults: [{ page: 'screen', kind: 'render', count: 2, lastAt: NOW - 9000 }],
          warnings: ['the swap of this machine is not encrypted: swapoff -a'],
        },
        selfCheck: { ...well.selfCheck, accepted: { at: NOW - 50 * 60_000, ready: false } },
      };
  }
}
