import type { KeypadFinding, ReadinessView } from '@piaojue/contract/readiness-view';
import { csv } from './csv.ts';

/** The self-check for the technician who walks from seat to seat: keypads and what is wrong with them. */
const FINDINGS: Record<KeypadFinding, string> = {
  noKey: '无密钥或已停用',
  notHeard: '无信号',
  notAnswered: '点名未应答',
  notPressed: '测试未按键',
  weakBattery: '电量低',
  weakSignal: '信号弱',
  oneReceiver: '仅一台接收机收到',
};

const HEADER = [
  '表决器',
  '席位',
  '姓名',
  '代表团',
  '点名应答',
  '测试按键',
  '固件',
  '电量%',
  '信号dBm',
  '接收机',
  '问题',
];

export function readinessCsv({ keypads, receivers }: ReadinessView, rehearsal: boolean): string {
  const tick = (yes: boolean): string => (yes ? '✓' : '');
  const nameOf = (index: number): string => receivers[index]?.receiver ?? receivers[index]?.port ?? '';
  return csv([
    HEADER,
    ...keypads.map((one) => [
      one.keypad,
      one.slot === null ? '备用' : one.slot + 1,
      one.name,
      one.group,
      tick(one.answered),
      tick(one.pressed),
      one.firmware,
      one.battery,
      // A number: with its sign before it a text would be taken for a formula.
      one.signal,
      one.receivers.map(nameOf).join(' '),
      one.findings.map((finding) => FINDINGS[finding]).join('、'),
    ]),
    // Whatever name the file is given, it says what it is of.
    ...(rehearsal ? [['演练']] : []),
  ]);
}
