import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '@piaojue/firmware-protocol/result';
import { DEFAULT_BAUD } from '../src/args.ts';
import { type PortAddress, parsePort } from '../src/transport/port-address.ts';
import type { Check } from './check.ts';
import { CHECKS } from './checks/all.ts';
import type { Presses } from './stage.ts';

export const USAGE = `piaojue conform --port PATH-or-tcp://host:port [--keys FILE]
  puts a receiver through the rules of firmware-protocol/PROTOCOL.md (part 11) and reports check by check
  --port PATH      serial port of the receiver, or tcp://host:port
  --baud N         default ${DEFAULT_BAUD}
  --keys FILE      device keys of the keypads on the air, as piaojue provision or the simulator writes them. Without it only
                   what shows without keypads is checked
  --presses WHO    who presses the keypads: people (default), who are asked to; auto: they press by themselves, as those of
                   the simulator with --hands; none
  --only A,B       only these checks, by rule (REC1) or by name (greets-when-asked)
  --skip A,B       not these
  --long           listens for a minute more, for what comes once a minute
  --replug         asks for a restart of the receiver at the end
  --json           the report for machines
  --list           names the checks and ends
Ends with 0 if nothing failed and everything required was seen, with 1 if not, with 2 if there was nothing to check.`;

export interface ConformArgs {
  readonly port: string;
  readonly address: PortAddress;
  readonly baud: number;
  readonly keys: string | null;
  readonly presses: Presses;
  readonly checks: readonly Check[];
  readonly long: boolean;
  readonly replug: boolean;
  readonly json: boolean;
}
export type Asked = { readonly do: 'help' } | { readonly do: 'list' } | ({ readonly do: 'run' } & ConformArgs);

/** The error is one line for people: what was expected and what came. */
export function parseConformArgs(argv: readonly string[]): Result<Asked, string> {
  let values: Record<string, string | boolean | undefined> & { presses?: string; only?: string; skip?: string };
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string' },
        baud: { type: 'string', default: String(DEFAULT_BAUD) },
        keys: { type: 'string' },
        presses: { type: 'string' },
        only: { type: 'string' },
        skip: { type: 'string' },
        long: { type: 'boolean', default: false },
        replug: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        list: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    return fail((error as Error).message);
  }
  if (values['help'] === true) return ok({ do: 'help' });
  if (values['list'] === true) return ok({ do: 'list' });
  const { port } = values;
  if (typeof port !== 'string') return fail('--port: expected a serial port or tcp://host:port, got nothing');
  const address = parsePort(port);
  if (!address.ok) return address;
  const baud = Number(values['baud']);
  if (!Number.isInteger(baud) || baud < 1200)
    return fail(`--baud: expected a number such as ${DEFAULT_BAUD}, got ${String(values['baud'])}`);
  const keys = typeof values['keys'] === 'string' ? values['keys'] : null;
  const presses = whoPresses(values.presses, keys);
  if (!presses.ok) return presses;
  const checks = chosen(values.only, values.skip);
  if (!checks.ok) return checks;
  return ok({
    do: 'run',
    port,
    address: address.value,
    baud,
    keys,
    presses: presses.value,
    checks: checks.value,
    long: values['long'] === true,
    replug: values['replug'] === true,
    json: values['json'] === true,
  });
}

function whoPresses(asked: string | undefined, keys: string | null): Result<Presses, string> {
  const who = asked ?? (keys === null ? 'none' : 'people');
  const presses = (['people', 'auto', 'none'] as const).find((name) => name === who);
  if (!presses) return fail(`--presses: expected people, auto or none, got ${who}`);
  if (presses !== 'none' && keys === null)
    return fail(`--presses ${presses}: expected --keys with the keys of the keypads`);
  return ok(presses);
}

function chosen(only: string | undefined, skip: string | undefined): Result<readonly Check[], string> {
  const named = (option: string, text: string): Result<readonly Check[], string> => {
    const found: Check[] = [];
    for (const id of text.split(',').map((part) => part.trim())) {
      const checks = CHECKS.filter(({ name, rules }) => name === id || rules.includes(id.toUpperCase()));
      if (checks.length === 0) return fail(`--${option}: expected a rule or a check (--list names them), got ${id}`);
      found.push(...checks);
    }
    return ok(found);
  };
  const wanted = only === undefined ? ok(CHECKS) : named('only', only);
  const unwanted = skip === undefined ? ok([]) : named('skip', skip);
  if (!wanted.ok || !unwanted.ok) return wanted.ok ? unwanted : wanted;
  const checks = CHECKS.filter((check) => wanted.value.includes(check) && !unwanted.value.includes(check));
  return checks.length > 0 ? ok(checks) : fail('--only and --skip: expected at least one check to be left');
}
