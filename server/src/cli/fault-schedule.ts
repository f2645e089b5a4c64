import type { CountName } from '@piaojue/device-gateway/simulator/faults/fault-spec';
import type { Random } from '@piaojue/device-gateway/simulator/random';

/** When the counted faults of a long run come, from one seed: an even distance from each other, in an order drawn by chance. */
export interface PlannedFault {
  /** Ballots that were sealed before it. */
  readonly after: number;
  readonly what: CountName;
  /** Not in the midst of the presses but while the round closes: every second kill of the server. */
  readonly atClose: boolean;
}

/** Restarts of server and gateway are over by then: what runs on shows whether memory grows. */
const RESTARTS_UNTIL = 0.66;
/** The last ones need time to be felt. */
const OTHERS_UNTIL = 0.95;

export function planFaults(
  events: Readonly<Record<CountName, number>>,
  ballots: number,
  random: Random,
): readonly PlannedFault[] {
  const restarts: CountName[] = ['restartGateway', 'killServer'];
  const others: CountName[] = ['unplug', 'rebootReceiver', 'rebootKeypad'];
  const spread = (kinds: readonly CountName[], until: number): PlannedFault[] => {
    const order = shuffled(
      kinds.flatMap((what) => Array.from({ length: events[what] }, (_, nth) => ({ what, nth }))),
      random,
    );
    return order.map(({ what, nth }, i) => ({
      what,
      after: Math.floor((ballots * until * (i + 0.5)) / order.length),
      atClose: what === 'killServer' && nth % 2 === 1,
    }));
  };
  return [...spread(restarts, RESTARTS_UNTIL), ...spread(others, OTHERS_UNTIL)].sort((a, b) => a.after - b.after);
}

export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}
