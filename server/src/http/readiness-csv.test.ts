import type { KeypadReport, ReadinessView } from '@piaojue/contract/readiness-view';
import { expect, it } from 'vitest';
import { readinessCsv } from './readiness-csv.ts';

const keypad = (over: Partial<KeypadReport>): KeypadReport => ({
  keypad: 1,
  slot: 0,
  name: '古丽·阿依',
  group: '东片代表团',
  answered: true,
  pressed: false,
  heardAgo: 3,
  firmware: '1.0',
  battery: 87,
  signal: -67,
  receivers: [0, 1],
  findings: [],
  ...over,
});

it('a line for each keypad, spare ones named, formulas disarmed, weak ones in words', () => {
  const receiver = { gateway: 'g', channel: 1, up: true, speaks: true, heard: 2, signal: -60 };
  const view: ReadinessView = {
    ready: false,
    reasons: [],
    rollCall: null,
    pressTest: null,
    sums: {
      all: 1,
      answered: 1,
      pressed: 0,
      notHeard: 0,
      weakBattery: 0,
      weakSignal: 0,
      oneReceiver: 0,
      spares: 1,
      sparesAnswered: 0,
    },
    accepted: null,
    receivers: [
      { ...receiver, port: '/dev/ttyUSB0', receiver: '504a2d53494d0001' },
      { ...receiver, port: '/dev/ttyUSB1', receiver: null },
    ],
    keypads: [
      keypad({ name: '=1+1' }),
      keypad({ keypad: 9, slot: null, name: '', group: '', answered: false, battery: null, signal: null }),
      keypad({ findings: ['notPressed', 'weakBattery'], battery: 7, receivers: [1] }),
    ],
  };
  expect(readinessCsv(view, true)).toMatch(/\r\n演练,*\r\n$/);
  expect(readinessCsv(view, false).split('\r\n')).toEqual([
    '\uFEFF表决器,席位,姓名,代表团,点名应答,测试按键,固件,电量%,信号dBm,接收机,问题',
    "1,1,'=1+1,东片代表团,✓,,1.0,87,-67,504a2d53494d0001 /dev/ttyUSB1,",
    '9,备用,,,,,1.0,,,504a2d53494d0001 /dev/ttyUSB1,',
    '1,1,古丽·阿依,东片代表团,✓,,1.0,7,-67,/dev/ttyUSB1,测试未按键、电量低',
    '',
  ]);
});
