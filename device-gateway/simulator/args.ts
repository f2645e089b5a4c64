import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '@piaojue/firmware-protocol/result';
import type { Mode } from '@piaojue/firmware-protocol/seal/keys';
import { AIR_RATES, type AirRate } from './air/air-rate.ts';
import type { Defect } from './defects/defect.ts';
import { DEFECTS } from './defects/defects.ts';
import { type CradleFaults, parseCradleFaults } from './cradle/cradle-faults.ts';
import { type FaultSpec, parseFaults } from './faults/fault-spec.ts';
import { KEY_SETS, type KeySet } from './keypad/keys.ts';

export const USAGE = `simulator: a hall of receivers and keypads on real ptys
  --keypads N       default 60
  --receivers K     default 1
  --channels C      default K: each receiver its own air; fewer: receiver r is on channel (r − 1) mod C
  --baud N          default 921600
  --air A           simple (default): no collisions; slotted: slots, collisions and beacons as on the real air
  --air-rate R      bit rate of the slotted air: 50k, 250k (default) or 1M
  --seed S          default 1
  --keys FILE       default ./sample-keys.json; made if missing; counters beside it in FILE.eeprom
  --mode M          rehearsal, real, or beacon (default): as the state byte says
  --faults SPEC     such as drop=0.1,airloss=0.1,unplug=1
  --http PORT       page with virtual keypads on 127.0.0.1; 0 = any free port; off (default)
  --link-dir DIR    where receiver-1, receiver-2 … appear; default in the temporary folder
  --tcp             receivers on TCP ports of 127.0.0.1 instead of ptys
  --versions A-B    wire versions that the receivers greet with; default 1-1
  --cradle SPEC     a provisioning cradle in place of a hall: its keypads are laid down one after another; none, or faults
                    with so many keypads, such as lift=2,corrupt=1,readback=1
  --key-sets LIST   the keys of keypad 1, 2 …, round and round: full (default), digits, choices, arrows
  --hands MS        keypads press by themselves, within MS of what they see: sign in, vote in every round; off (default)
  --defect NAME     plants a fault in the receivers, to see that piaojue conform catches it; may be given several times`;

export interface SimulatorArgs {
  readonly keypads: number;
  readonly receivers: number;
  readonly channels: number;
  readonly baud: number;
  readonly air: 'simple' | 'slotted';
  readonly airRate: AirRate;
  readonly seed: number;
  readonly keys: string;
  readonly mode: Mode | 'beacon';
  readonly faults: FaultSpec;
  readonly http: number | null;
  readonly linkDir: string;
  readonly tcp: boolean;
  readonly versions: readonly [number, number];
  readonly hands: number | null;
  readonly keySets: readonly KeySet[];
  /** null: a hall. */
  readonly cradle: CradleFaults | null;
  readonly defects: readonly Defect[];
}

const MOST_KEYPADS = 65_534;

/** The error is one line for people: what was expected and what came. */
export function parseSimulatorArgs(argv: readonly string[], pid: number): Result<SimulatorArgs, string> {
  let values: Record<string, string | boolean | string[] | undefined>;
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        keypads: { type: 'string', default: '60' },
        receivers: { type: 'string', default: '1' },
        channels: { type: 'string' },
        baud: { type: 'string', default: '921600' },
        air: { type: 'string', default: 'simple' },
        'air-rate': { type: 'string', default: '250k' },
        seed: { type: 'string', default: '1' },
        keys: { type: 'string', default: 'sample-keys.json' },
        mode: { type: 'string', default: 'beacon' },
        faults: { type: 'string', default: '' },
        http: { type: 'string', default: 'off' },
        'link-dir': { type: 'string', default: join(tmpdir(), `piaojue-simulator-${pid}`) },
        tcp: { type: 'boolean', default: false },
        versions: { type: 'string', default: '1-1' },
        hands: { type: 'string', default: 'off' },
        'key-sets': { type: 'string', default: 'full' },
        cradle: { type: 'string' },
        defect: { type: 'string', multiple: true, default: [] },
      },
    }));
  } catch (error) {
    return fail((error as Error).message);
  }
  const problems: string[] = [];
  const whole = (name: string, from: number, to: number): number => {
    const number = Number(values[name]);
    if (Number.isInteger(number) && number >= from && number <= to) return number;
    problems.push(`--${name}: expected a whole number from ${from} to ${to}, got ${String(values[name])}`);
    return from;
  };
  const receivers = whole('receivers', 1, 64);
  values['channels'] ??= String(receivers);
  const mode = (['rehearsal', 'real', 'beacon'] as const).find((name) => name === values['mode']);
  if (!mode) problems.push(`--mode: expected rehearsal, real or beacon, got ${String(values['mode'])}`);
  const air = (['simple', 'slotted'] as const).find((name) => name === values['air']);
  if (!air) problems.push(`--air: expected simple or slotted, got ${String(values['air'])}`);
  const rates = Object.keys(AIR_RATES) as AirRate[];
  const airRate = rates.find((name) => name === values['air-rate']);
  if (!airRate) problems.push(`--air-rate: expected ${rates.join(', ')}, got ${String(values['air-rate'])}`);
  const faults = parseFaults(String(values['faults']));
  if (!faults.ok) problems.push(faults.error);
  const versions = /^(\d{1,3})-(\d{1,3})$/.exec(String(values['versions']));
  if (!versions) problems.push(`--versions: expected such as 1-1, got ${String(values['versions'])}`);
  const defects = (values['defect'] as string[]).flatMap((name) => {
    const defect = Object.hasOwn(DEFECTS, name) ? DEFECTS[name] : undefined;
    if (!defect) problems.push(`--defect: expected one of ${Object.keys(DEFECTS).join(', ')}, got ${name}`);
    return defect ?? [];
  });
  const keySets = String(values['key-sets'])
    .split(',')
    .flatMap((name) => {
      const set = (Object.keys(KEY_SETS) as KeySet[]).find((known) => known === name);
      if (!set)
        problems.push(`--key-sets: expected ${Object.keys(KEY_SETS).join(', ')} with commas between, got ${name}`);
      return set ?? [];
    });
  const cradle = values['cradle'] === undefined ? ok(null) : parseCradleFaults(String(values['cradle']));
  if (!cradle.ok) problems.push(cradle.error);
  const args = {
    keypads: whole('keypads', 1, MOST_KEYPADS),
    receivers,
    channels: whole('channels', 1, receivers),
    baud: whole('baud', 1200, 4_000_000),
    seed: whole('seed', 0, 2 ** 32 - 1),
    keys: String(values['keys']),
    http: values['http'] === 'off' ? null : whole('http', 0, 65_535),
    linkDir: String(values['link-dir']),
    tcp: values['tcp'] === true,
    versions: [Number(versions?.[1]), Number(versions?.[2])] as const,
    hands: values['hands'] === 'off' ? null : whole('hands', 0, 60_000),
    keySets,
    defects,
  };
  const [problem] = problems;
  return problem || !mode || !air || !airRate || !faults.ok || !cradle.ok
    ? fail(problem ?? 'bad arguments')
    : ok({ ...args, mode, air, airRate, faults: faults.value, cradle: cradle.value });
}
