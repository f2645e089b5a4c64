import { fail, ok, type Result } from '@piaojue/firmware-protocol/result';
import type { Random } from '../random.ts';

/** What goes wrong in a cradle, and with how many keypads. */
export const CRADLE_FAULTS = {
  lift: 'lifted in the midst of its writing: the power goes at some byte',
  corrupt: 'its read-back comes damaged on the line',
  readback: 'a fault of its program: its read-back proves another key than was written',
} as const;
export type CradleFault = keyof typeof CRADLE_FAULTS;
export type CradleFaults = Readonly<Record<CradleFault, number>>;

/** Such as `lift=2,corrupt=1`; `none`. */
export function parseCradleFaults(text: string): Result<CradleFaults, string> {
  const faults: Record<CradleFault, number> = { lift: 0, corrupt: 0, readback: 0 };
  for (const part of text === 'none' ? [] : text.split(',')) {
    const [name = '', count] = part.split('=');
    if (!Object.hasOwn(faults, name) || !/^\d{1,5}$/.test(count ?? ''))
      return fail(
        `--cradle: expected none, or such as ${Object.keys(CRADLE_FAULTS).join('=1,')}=1, got ${text || 'nothing'}`,
      );
    faults[name as CradleFault] = Number(count);
  }
  return ok(faults);
}

/** Each keypad has one fault at most, the first time it is laid down. */
export function dealFaults(faults: CradleFaults, labels: readonly number[], random: Random): Map<number, CradleFault> {
  const left = [...labels];
  const dealt = new Map<number, CradleFault>();
  for (const fault of Object.keys(faults) as CradleFault[]) {
    for (let i = 0; i < faults[fault] && left.length > 0; i++) {
      const [label] = left.splice(random.below(left.length), 1);
      if (label !== undefined) dealt.set(label, fault);
    }
  }
  return dealt;
}
