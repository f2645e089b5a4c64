import {
  KEYPAD_FINDINGS,
  type KeypadFinding,
  type KeypadReport,
  type ReadinessReason,
  type ReadinessView,
} from '@piaojue/contract/readiness-view';

const NAMES = ['古丽仙·阿不都热西提·买买提江', '欧阳文渊', '王明', '司马昭宁', '那木吉拉扎布', '李晓云'];
const GROUPS = ['东片代表团', '西片及柳林山口两村联合代表团', '北片代表团', '机关代表团'];

const FOUND: Readonly<Record<number, readonly KeypadFinding[]>> = {
  3: ['notHeard', 'notPressed'],
  7: ['weakBattery'],
  12: ['notAnswered', 'notPressed'],
  18: ['notPressed'],
  25: ['weakSignal', 'oneReceiver'],
  31: ['notHeard', 'notPressed'],
  44: ['oneReceiver'],
  52: ['noKey'],
};

function keypad(id: number, spare: boolean): KeypadReport {
  const findings = FOUND[id] ?? (spare && id % 2 === 0 ? ['notHeard', 'notPressed'] : []);
  const has = (finding: KeypadFinding): boolean => findings.includes(finding);
  const silent = has('notHeard') || has('noKey');
  return {
    keypad: id,
    slot: spare ? null : id - 1,
    name: spare ? '' : (NAMES[id % NAMES.length] ?? ''),
    group: spare ? '' : (GROUPS[id % GROUPS.length] ?? ''),
    answered: !silent && !has('notAnswered'),
    pressed: !silent && !has('notPressed'),
    heardAgo: silent ? null : id % 20,
    firmware: silent ? null : '1.0',
    battery: silent ? null : has('weakBattery') ? 12 : 60 + (id % 40),
    signal: silent ? null : has('weakSignal') ? -91 : -45 - (id % 30),
    receivers: silent ? [] : has('oneReceiver') ? [0] : [0, 1],
    findings: KEYPAD_FINDINGS.filter(has),
  };
}

/** A self-check with a bit of everything, the same every time. */
export function sampleReadiness(seats: number, spares = 4): ReadinessView {
  const roll = Array.from({ length: seats }, (_, i) => keypad(i + 1, false));
  const count = (finding: KeypadFinding): number => roll.filter(({ findings }) => findings.includes(finding)).length;
  const stops = new Set<KeypadFinding>(['noKey', 'notHeard', 'notAnswered', 'notPressed']);
  const reasons: ReadinessReason[] = KEYPAD_FINDINGS.map((code) => ({
    code,
    count: count(code),
    stops: stops.has(code),
  }));
  const at = Date.UTC(2027, 2, 12, 5, 40);
  const receiver = { gateway: 'hall', channel: 1, up: true };
  return {
    ready: false,
    reasons: reasons.filter((reason) => reason.count > 0),
    rollCall: { at, running: true },
    pressTest: { at: at + 60_000, running: false },
    sums: {
      all: seats,
      answered: roll.filter(({ answered }) => answered).length,
      pressed: roll.filter(({ pressed }) => pressed).length,
      notHeard: count('notHeard'),
      weakBattery: count('weakBattery'),
      weakSignal: count('weakSignal'),
      oneReceiver: count('oneReceiver'),
      spares,
      sparesAnswered: spares >> 1,
    },
    accepted: null,
    receivers: [
      {
        ...receiver,
        port: '/dev/serial/by-id/usb-receiver-a',
        receiver: '0011223344556677',
        speaks: true,
        heard: seats,
        signal: -58,
      },
      {
        ...receiver,
        port: '/dev/serial/by-id/usb-receiver-b',
        receiver: '8899aabbccddeeff',
        speaks: false,
        heard: 51,
        signal: -79,
      },
    ],
    keypads: [...roll, ...Array.from({ length: spares }, (_, i) => keypad(seats + 1 + i, true))],
  };
}
