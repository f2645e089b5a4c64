import { parseArgs } from 'node:util';
import {
  COUNTS,
  type CountName,
  type FaultSpec,
  parseFaults,
  SHARES,
} from '@piaojue/device-gateway/simulator/faults/fault-spec';
import { fail, ok, type Result } from '@piaojue/contract/result';
import type { HallPlan } from './rehearsal-hall.ts';

/** What `piaojue endure` was asked for. The error is a text: what was expected and what came. */
const USAGE = `piaojue endure --ballots N [--seed S] [--keypads 3000] [--receivers K] [--channels C] [--gateways G]
               [--per-round N] [--keypads-per-second R] [--faults SPEC] [--baud N]
               [--air simple|slotted] [--air-rate 50k|250k|1M] [--json]`;

export interface EndurePlan {
  readonly ballots: number;
  readonly keypads: number;
  /** Presses that are given out in a round; where it closes early not all of them are sealed. */
  readonly perRound: number;
  readonly perSecond: number;
  readonly hall: HallPlan;
  /** Counted faults, spread over the run. */
  readonly events: Readonly<Record<CountName, number>>;
  /** Every fault that was asked for, shares and counts: each must have happened. */
  readonly faults: readonly (keyof FaultSpec)[];
  readonly json: boolean;
}

/**
 * All faults at once. Shares are such that a line at its full rate still carries most of what it could; a counted fault
 * comes about every 50,000 ballots, and twice at least.
 */
export function defaultFaults(ballots: number): string {
  const often = Math.min(100, Math.max(2, Math.round(ballots / 50_000)));
  const shares = 'drop=0.03,repeat=0.03,corrupt=0.01,split=0.003,delay=0.01,reorder=0.002,airloss=0.05';
  const counts = `unplug=${often},rebootReceiver=${often},restartGateway=${often},killServer=${often}`;
  return `${shares},${counts},rebootKeypad=${Math.min(100, 5 * often)}`;
}

export function readEndurePlan(args: string[]): Result<EndurePlan, string> {
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        ballots: { type: 'string', default: '1000000' },
        seed: { type: 'string', default: '1' },
        keypads: { type: 'string', default: '3000' },
        receivers: { type: 'string', default: '5' },
        channels: { type: 'string', default: '4' },
        gateways: { type: 'string', default: '2' },
        'per-round': { type: 'string' },
        'keypads-per-second': { type: 'string', default: '2000' },
        faults: { type: 'string' },
        baud: { type: 'string', default: '921600' },
        air: { type: 'string', default: 'slotted' },
        'air-rate': { type: 'string', default: '1M' },
        json: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    return fail(`${(error as Error).message}\n${USAGE}`);
  }
  const whole = (name: string): number => Number(values[name]);
  // A change of mind or two before lunch: about seventeen presses of each keypad in a round.
  values['per-round'] ??= String(Math.min(Math.ceil(whole('ballots') / 4), whole('keypads') * 17));
  values['faults'] ??= defaultFaults(whole('ballots'));
  const names = ['ballots', 'keypads', 'receivers', 'channels', 'gateways', 'per-round', 'keypads-per-second', 'baud'];
  for (const name of [...names, 'seed']) {
    if (!Number.isInteger(whole(name)) || whole(name) < 1)
      return fail(`--${name}: expected a whole number above 0, got ${String(values[name])}`);
  }
  for (const name of ['channels', 'gateways']) {
    if (whole(name) > whole('receivers'))
      return fail(`--${name}: expected at most as many as receivers (${whole('receivers')}), got ${whole(name)}`);
  }
  const spec = parseFaults(String(values['faults']));
  if (!spec.ok) return spec;
  const { shares, events, asked } = sorted(spec.value);
  return ok({
    ballots: whole('ballots'),
    keypads: whole('keypads'),
    perRound: whole('per-round'),
    perSecond: whole('keypads-per-second'),
    hall: {
      receivers: whole('receivers'),
      channels: whole('channels'),
      gateways: whole('gateways'),
      driver: 'line',
      baud: whole('baud'),
      faults: shares,
      air: ['--air', String(values['air']), '--air-rate', String(values['air-rate'])],
      seed: whole('seed'),
      quiet: true,
    },
    events,
    faults: asked,
    json: values['json'] === true,
  });
}

/** Shares are for the simulator; counted events are ordered from here, because the simulator knows no end of the run. */
function sorted(spec: FaultSpec): {
  shares: string;
  events: Record<CountName, number>;
  asked: (keyof FaultSpec)[];
} {
  const events = Object.fromEntries((Object.keys(COUNTS) as CountName[]).map((name) => [name, spec[name]])) as Record<
    CountName,
    number
  >;
  const shares = (Object.keys(SHARES) as (keyof typeof SHARES)[])
    .filter((name) => spec[name] > 0)
    .map((name) => `${name}=${spec[name]}`)
    .join(',');
  const asked = (Object.keys(spec) as (keyof FaultSpec)[]).filter((name) => spec[name] > 0);
  return { shares, events, asked };
}
