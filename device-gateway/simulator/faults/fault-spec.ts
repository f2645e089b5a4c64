import { fail, ok, type Result } from '@piaojue/firmware-protocol/result';

/**
 * `--faults`: what shall go wrong, as `drop=0.1,airloss=0.1,unplug=1`.
 * Shares are of lines in each direction (`airloss`: of radio frames); counts are events spread over the run.
 */
export const SHARES = {
  drop: 'a line is lost',
  repeat: 'a line comes twice',
  corrupt: 'a bit of a line is turned',
  split: 'a line comes in two pieces with a pause between',
  delay: 'a line comes late, behind others',
  reorder: 'a receiver holds its lines back, so that those of another overtake them',
  airloss: 'a radio frame is not heard',
} as const;
export const COUNTS = {
  unplug: 'a receiver is pulled and plugged in again',
  rebootReceiver: 'a receiver restarts',
  rebootKeypad: 'a keypad loses its battery for a moment',
  /** For the rehearsal process, which starts the gateway. */
  restartGateway: 'the gateway is started again',
  /** For the rehearsal process, which starts the server. */
  killServer: 'the server is killed and started again',
} as const;

export type ShareName = keyof typeof SHARES;
export type CountName = keyof typeof COUNTS;
export type FaultSpec = Readonly<Record<ShareName | CountName, number>>;

export const NO_FAULTS: FaultSpec = {
  drop: 0,
  repeat: 0,
  corrupt: 0,
  split: 0,
  delay: 0,
  reorder: 0,
  airloss: 0,
  unplug: 0,
  rebootReceiver: 0,
  rebootKeypad: 0,
  restartGateway: 0,
  killServer: 0,
};

const MOST_EVENTS = 100;

/** The error says what was expected and what came. */
export function parseFaults(text: string): Result<FaultSpec, string> {
  const spec: Record<string, number> = { ...NO_FAULTS };
  const seen = new Set<string>();
  for (const part of text.split(',').map((piece) => piece.trim())) {
    if (part === '') continue;
    const [name = '', value, ...rest] = part.split('=');
    const isShare = Object.hasOwn(SHARES, name);
    if (!isShare && !Object.hasOwn(COUNTS, name)) {
      return fail(`--faults: expected one of ${Object.keys(NO_FAULTS).join(', ')}, got "${name}"`);
    }
    if (seen.has(name)) return fail(`--faults: expected each fault once, got ${name} twice`);
    seen.add(name);
    const number = value === undefined || value.trim() === '' || rest.length > 0 ? Number.NaN : Number(value);
    if (isShare && !(number >= 0 && number < 1)) {
      return fail(`--faults: expected ${name} as a share from 0 to below 1, got "${part}"`);
    }
    if (!isShare && !(Number.isInteger(number) && number >= 0 && number <= MOST_EVENTS)) {
      return fail(`--faults: expected ${name} as a whole number from 0 to ${MOST_EVENTS}, got "${part}"`);
    }
    spec[name] = number;
  }
  return ok(spec as FaultSpec);
}
