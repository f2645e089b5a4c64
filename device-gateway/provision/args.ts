import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '@piaojue/firmware-protocol/result';
import { MAX_KEYPAD } from '@piaojue/firmware-protocol/messages';
import { type PortAddress, parsePort } from '../src/transport/port-address.ts';

export const USAGE = `piaojue provision --port PATH|tcp://HOST:PORT --keys FILE   writes keypads in a cradle (登记座), one after another
piaojue provision --keys FILE --bar N                       a lost keypad: takes its key out for good

  --port PORT    of the cradle
  --keys FILE    the file of device keys; made with a new provisioning id if it is missing
  --from N       the first number to give; default 1. Numbers that are given or barred are passed over. Where several
                 cradles write one set at a time, each begins at another number
  --count N      ends after so many keypads; default: goes on until Ctrl-C
  --again        keypads of this set are written anew, each with a new key
  --sample       a new file gets a sample provisioning id, which a real sitting refuses
  --label        prints a line for the label of each keypad
  --baud N       default 921600`;

export type ProvisionArgs =
  | { readonly do: 'help' }
  | { readonly do: 'bar'; readonly keys: string; readonly keypad: number }
  | {
      readonly do: 'write';
      readonly keys: string;
      readonly port: string;
      readonly address: PortAddress;
      readonly baud: number;
      readonly from: number;
      /** null: until it is told to end. */
      readonly count: number | null;
      readonly again: boolean;
      readonly sample: boolean;
      readonly label: boolean;
    };

/** The error is one line for people: what was expected and what came. */
export function parseProvisionArgs(argv: readonly string[]): Result<ProvisionArgs, string> {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string' },
        keys: { type: 'string' },
        from: { type: 'string', default: '1' },
        count: { type: 'string' },
        bar: { type: 'string' },
        baud: { type: 'string', default: '921600' },
        again: { type: 'boolean', default: false },
        sample: { type: 'boolean', default: false },
        label: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    return fail((error as Error).message);
  }
  if (values.help) return ok({ do: 'help' });
  const problems: string[] = [];
  const whole = (name: string, text: string, to: number): number => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= 1 && number <= to) return number;
    problems.push(`--${name}: expected a whole number from 1 to ${to}, got ${text}`);
    return 1;
  };
  const { keys, port, again, sample, label } = values;
  if (keys === undefined) return fail('--keys: expected the file of device keys, got nothing');
  if (values.bar !== undefined) {
    const keypad = whole('bar', values.bar, MAX_KEYPAD);
    const [problem] = problems;
    return problem ? fail(problem) : ok({ do: 'bar', keys, keypad });
  }
  const address = parsePort(port ?? '');
  if (!address.ok) return address;
  const from = whole('from', values.from, MAX_KEYPAD);
  const count = values.count === undefined ? null : whole('count', values.count, MAX_KEYPAD);
  const baud = whole('baud', values.baud, 4_000_000);
  const [problem] = problems;
  return problem
    ? fail(problem)
    : ok({ do: 'write', keys, port: port ?? '', address: address.value, baud, from, count, again, sample, label });
}
