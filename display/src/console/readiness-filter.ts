import type { KeypadFinding, KeypadReport } from '@piaojue/contract/readiness-view';

export const CHECK_FILTERS = ['all', 'silent', 'notPressed', 'weakBattery', 'weakSignal', 'oneReceiver'] as const;
export type CheckFilter = (typeof CHECK_FILTERS)[number];

/** Findings that a filter shows; null: every keypad. */
const SHOWS: Readonly<Record<CheckFilter, readonly KeypadFinding[] | null>> = {
  all: null,
  silent: ['noKey', 'notHeard', 'notAnswered'],
  notPressed: ['notPressed'],
  weakBattery: ['weakBattery'],
  weakSignal: ['weakSignal'],
  oneReceiver: ['oneReceiver'],
};

const matches = (filter: CheckFilter, { findings }: KeypadReport): boolean => {
  const wanted = SHOWS[filter];
  return wanted === null || findings.some((finding) => wanted.includes(finding));
};

export const filterKeypads = (keypads: readonly KeypadReport[], filter: CheckFilter): readonly KeypadReport[] =>
  keypads.filter((keypad) => matches(filter, keypad));

export function countByFilter(keypads: readonly KeypadReport[]): Readonly<Record<CheckFilter, number>> {
  const count = (filter: CheckFilter): number => filterKeypads(keypads, filter).length;
  return {
    all: keypads.length,
    silent: count('silent'),
    notPressed: count('notPressed'),
    weakBattery: count('weakBattery'),
    weakSignal: count('weakSignal'),
    oneReceiver: count('oneReceiver'),
  };
}
