import type { Random } from '../random.ts';
import type { FaultSpec } from './fault-spec.ts';

export type FaultEvent = 'unplug' | 'rebootReceiver' | 'rebootKeypad';
const EVENTS: readonly FaultEvent[] = ['unplug', 'rebootReceiver', 'rebootKeypad'];

/** Counted faults, spread over the run by chance: each at a share of all presses that have their outcome. */
export class FaultEvents {
  readonly #planned: { readonly at: number; readonly event: FaultEvent }[];

  constructor(spec: FaultSpec, random: Random) {
    this.#planned = EVENTS.flatMap((event) =>
      Array.from({ length: spec[event] }, () => ({ at: 0.05 + 0.85 * random.next(), event })),
    ).sort((a, b) => a.at - b.at);
  }

  /** What happens now, after `ended` of `ordered` presses. */
  due(ended: number, ordered: number): readonly FaultEvent[] {
    if (ordered === 0) return [];
    const events: FaultEvent[] = [];
    while (this.#planned[0] && this.#planned[0].at <= ended / ordered) {
      const next = this.#planned.shift();
      if (next) events.push(next.event);
    }
    return events;
  }
}
