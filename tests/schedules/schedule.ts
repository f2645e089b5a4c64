import type { AirRate } from '@piaojue/device-gateway/simulator/air/air-rate';
import { NO_FAULTS, type FaultSpec, type ShareName, SHARES } from '@piaojue/device-gateway/simulator/faults/fault-spec';
import { type Random, seededRandom } from '@piaojue/device-gateway/simulator/random';
import { CANDIDATES, MAX_MARKS } from './cast.ts';

/** Something that is done to the hall from outside. Keypads count from 1, receivers and gateways from 0; ms. */
export type Deed =
  | { readonly do: 'press'; readonly keypad: number; readonly marks: readonly number[] }
  | { readonly do: 'signIn'; readonly keypad: number }
  | { readonly do: 'rebootKeypad'; readonly keypad: number; readonly ms: number }
  /** Power goes after so many bytes of its next EEPROM write. */
  | { readonly do: 'tearKeypad'; readonly keypad: number; readonly bytes: number; readonly ms: number }
  | { readonly do: 'unplug'; readonly receiver: number; readonly ms: number; readonly tells: boolean }
  | { readonly do: 'rebootReceiver'; readonly receiver: number; readonly ms: number }
  /** Its program stands still, on the line and on the air; the port stays open. */
  | { readonly do: 'hangReceiver'; readonly receiver: number; readonly ms: number }
  /** Nothing passes on its line, in both directions; it goes on speaking as long as it may. */
  | { readonly do: 'muteLine'; readonly receiver: number; readonly ms: number }
  | { readonly do: 'killGateway'; readonly gateway: number; readonly ms: number }
  | { readonly do: 'cutLink'; readonly gateway: number; readonly ms: number }
  | { readonly do: 'stallLink'; readonly gateway: number; readonly ms: number }
  /** Server and box together; a group that is being written then is on the disk whole, or not at all. */
  | { readonly do: 'killServer'; readonly ms: number; readonly written: boolean }
  /** The same at the worst moment: while the next group is being written, or when it is on the disk and nobody knows. */
  | { readonly do: 'killInCommit'; readonly ms: number; readonly written: boolean }
  /** The box process alone; the server starts it again. */
  | { readonly do: 'killBox'; readonly written: boolean }
  | { readonly do: 'failCommits'; readonly count: number }
  /** The next so many C, or D, of a gateway are lost on the way between it and the server. */
  | { readonly do: 'loseClosing'; readonly gateway: number; readonly count: number }
  | { readonly do: 'loseDrained'; readonly gateway: number; readonly count: number }
  | { readonly do: 'close' };
export type Planned = Deed & { readonly at: number };
export type DeedName = Deed['do'];

/** Kinds of deeds that are faults. A run of many schedules has met each of them. */
export const FAULT_DEEDS = [
  'rebootKeypad',
  'tearKeypad',
  'unplug',
  'rebootReceiver',
  'hangReceiver',
  'muteLine',
  'killGateway',
  'cutLink',
  'stallLink',
  'killServer',
  'killInCommit',
  'killBox',
  'failCommits',
  'loseClosing',
  'loseDrained',
] as const satisfies readonly DeedName[];

export interface Schedule {
  readonly seed: number;
  /**
   * One thing at most goes wrong in it, around the close, and D is long: then every press before the closing counts.
   */
  readonly calm: boolean;
  readonly keypads: number;
  /** Keypads that may not vote in this round. */
  readonly absent: readonly number[];
  readonly press: 'first' | 'last';
  readonly channels: number;
  readonly rate: AirRate;
  readonly baud: number;
  /** By receiver: the channel on which it is, and the gateway at its other end. */
  readonly receivers: readonly { readonly channel: number; readonly gateway: number }[];
  readonly gateways: number;
  /** Frames that a receiver holds for its line. */
  readonly queue: number;
  /** Shares of lines and radio frames, until the hall is healed. */
  readonly faults: FaultSpec;
  /** A group is on the disk after so long, at most. */
  readonly commitMs: number;
  readonly drainMs: number;
  readonly closeAt: number;
  /** From here on nothing more goes wrong. */
  readonly healAt: number;
  readonly deeds: readonly Planned[];
}

/** Links are up and the paper is out by then, in most schedules. */
const READY_MS = 1500;

const between = (random: Random, least: number, most: number): number => least + random.next() * (most - least);
const oneOf = <T>(random: Random, from: readonly T[]): T => {
  const one = from[random.below(from.length)];
  if (one === undefined) throw new Error('expected something to choose from');
  return one;
};

/** Everything that happens in the hall from outside, and how the hall is built, from one number. */
export function scheduleOf(seed: number): Schedule {
  const random = seededRandom(seed);
  const calm = random.chance(0.2);
  const channels = random.chance(0.3) ? 2 : 1;
  const gateways = random.chance(0.45) ? 2 : 1;
  const receivers = Array.from({ length: channels }, (_, channel) =>
    Array.from({ length: random.chance(0.6) ? 2 : 1 }, () => ({ channel, gateway: random.below(gateways) })),
  ).flat();
  const keypads = 3 + random.below(random.chance(0.2) ? 60 : 14);
  const closeAt = between(random, 2200, 6000);
  const drainMs = Math.round(calm ? 12_000 : between(random, 200, random.chance(0.5) ? 1500 : 6000));
  const healAt = closeAt + between(random, 0, 7000);
  const mix = { random, keypads, receivers: receivers.length, gateways, closeAt, drainMs, healAt };
  const goesWrong = calm ? setback({ ...mix, receivers }) : faultDeeds(mix);
  const deeds: Planned[] = [...presses(mix), { at: closeAt, do: 'close' }, ...goesWrong];
  return {
    seed,
    calm,
    keypads,
    absent: random.chance(0.3) ? [1 + random.below(keypads)] : [],
    press: random.chance(0.15) ? 'first' : 'last',
    channels,
    rate: oneOf(random, ['250k', '1M', '1M']),
    baud: oneOf(random, [115_200, 921_600]),
    receivers,
    gateways,
    queue: oneOf(random, [3, 64, 64]),
    faults: calm ? NO_FAULTS : shares(random),
    commitMs: oneOf(random, [1, 5, 30, 250]),
    drainMs,
    closeAt,
    healAt,
    deeds: deeds.toSorted((a, b) => a.at - b.at),
  };
}

interface Mix {
  readonly random: Random;
  readonly keypads: number;
  readonly receivers: number;
  readonly gateways: number;
  readonly closeAt: number;
  readonly drainMs: number;
  readonly healAt: number;
}

/** Also several by one keypad, also at the very moment of the close and after it. */
function presses({ random, keypads, closeAt }: Mix): Planned[] {
  const all: Planned[] = [];
  const rush = random.chance(0.4);
  /** All at once, as when the chair says: vote now. */
  const burstAt = random.chance(0.4) ? between(random, READY_MS, closeAt) : null;
  for (let keypad = 1; keypad <= keypads; keypad++) {
    if (burstAt !== null) all.push({ at: burstAt + random.next() * 20, do: 'press', keypad, marks: someMarks(random) });
    const count = random.chance(0.1) ? 0 : 1 + random.below(3);
    for (let i = 0; i < count; i++) {
      const at =
        rush || random.chance(0.35) ? closeAt + between(random, -400, 150) : between(random, READY_MS, closeAt + 300);
      all.push({ at, do: 'press', keypad, marks: someMarks(random) });
    }
    if (random.chance(0.15)) all.push({ at: between(random, READY_MS, closeAt + 500), do: 'signIn', keypad });
  }
  return all;
}

/** None, too many, or as many as the paper allows. */
const someMarks = (random: Random): readonly number[] => [
  ...new Set(Array.from({ length: random.below(MAX_MARKS + 2) }, () => 1 + random.below(CANDIDATES))),
];

/** Nothing, or one thing: also one of two receivers of a channel goes for good, the speaker or the spare. */
function setback({
  random,
  receivers,
  gateways,
  closeAt,
}: Omit<Mix, 'receivers'> & Pick<Schedule, 'receivers'>): Planned[] {
  const at = closeAt + between(random, -600, 300);
  const ms = Math.round(between(random, 100, 1500));
  const gateway = random.below(gateways);
  const pairs = receivers.flatMap(({ channel }, index) =>
    receivers.some((other, i) => i !== index && other.channel === channel) ? [index] : [],
  );
  switch (
    oneOf(random, ['nothing', 'unplug', 'unplug', 'killServer', 'killBox', 'killGateway', 'cutLink', 'failCommits'])
  ) {
    case 'unplug':
      return pairs.length === 0
        ? []
        : [{ at, do: 'unplug', receiver: oneOf(random, pairs), ms: 60_000, tells: random.chance(0.5) }];
    case 'killServer':
      return [{ at, do: 'killServer', ms, written: random.chance(0.5) }];
    case 'killBox':
      return [{ at, do: 'killBox', written: random.chance(0.5) }];
    case 'killGateway':
      return [{ at, do: 'killGateway', gateway, ms }];
    case 'cutLink':
      return [{ at, do: 'cutLink', gateway, ms }];
    case 'failCommits':
      return [{ at, do: 'failCommits', count: 1 + random.below(2) }];
    default:
      return [];
  }
}

function shares(random: Random): FaultSpec {
  const spec: Record<string, number> = { ...NO_FAULTS };
  const names = Object.keys(SHARES) as ShareName[];
  for (const name of names) if (random.chance(0.5)) spec[name] = between(random, 0, name === 'airloss' ? 0.4 : 0.15);
  return spec as FaultSpec;
}

function faultDeeds({ random, keypads, receivers, gateways, closeAt, drainMs, healAt }: Mix): Planned[] {
  const deeds: Planned[] = [];
  for (let i = random.below(7); i > 0; i--) {
    // Half of them around the close, where everything is decided.
    const at = random.chance(0.5)
      ? closeAt + between(random, -500, drainMs + 300)
      : between(random, 300, Math.max(healAt, 400));
    const done = deed(random, { keypads, receivers, gateways });
    deeds.push({ at: Math.min(at, healAt), ...done });
    // Whose keypad went dark votes again.
    if (done.do === 'rebootKeypad' || done.do === 'tearKeypad') {
      const { keypad, ms } = done;
      for (const later of [-300, ms + 300, ms + 1200])
        deeds.push({ at: at + later + random.next() * 300, do: 'press', keypad, marks: someMarks(random) });
    }
  }
  return deeds;
}

function deed(random: Random, hall: Pick<Mix, 'keypads' | 'receivers' | 'gateways'>): Deed {
  const keypad = 1 + random.below(hall.keypads);
  const receiver = random.below(hall.receivers);
  const gateway = random.below(hall.gateways);
  const ms = Math.round(between(random, 100, random.chance(0.5) ? 1500 : 6000));
  const name = oneOf(random, FAULT_DEEDS);
  switch (name) {
    case 'rebootKeypad':
      return { do: name, keypad, ms };
    case 'tearKeypad':
      return { do: name, keypad, ms, bytes: random.below(6) };
    case 'unplug':
      return { do: name, receiver, ms, tells: random.chance(0.5) };
    case 'rebootReceiver':
    case 'hangReceiver':
    case 'muteLine':
      return { do: name, receiver, ms };
    case 'killGateway':
    case 'cutLink':
    case 'stallLink':
      return { do: name, gateway, ms };
    case 'killServer':
    case 'killInCommit':
      return { do: name, ms, written: random.chance(0.5) };
    case 'killBox':
      return { do: name, written: random.chance(0.5) };
    case 'failCommits':
      return { do: name, count: 1 + random.below(3) };
    case 'loseClosing':
    case 'loseDrained':
      return { do: name, gateway, count: 1 + random.below(4) };
  }
}
