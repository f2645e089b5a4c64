import { createHash } from 'node:crypto';
import type { CommandAnswer } from '@piaojue/contract/commands';
import type { Role } from '@piaojue/contract/live';
import type { ReadinessSummary, ReadinessView } from '@piaojue/contract/readiness-view';
import canonicalize from 'canonicalize';
import type { GatewayHub } from '../realtime/gateway-hub.ts';
import type { Roll } from '../roll/roll.ts';
import { isInProgress } from '../rounds/machine.ts';
import type { SittingRow, Store } from '../store/store.ts';
import { done, refuse } from './answers.ts';
import type { Liveness } from './liveness.ts';
import { type CheckTimes, readiness } from './readiness.ts';

export interface SelfCheckParts {
  readonly store: Store;
  readonly roll: Roll;
  readonly hub: Pick<GatewayHub, 'links' | 'rollCall'>;
  readonly liveness: Liveness;
  readonly sitting: () => SittingRow;
  /** ms since the epoch */
  readonly now: () => number;
}

/**
 * The self-check of a hall (设备自检): a roll call of all keypads, a press test in which every deputy presses 签到 once,
 * and the report on both. It lives in memory, as what is known of keypads does: after a restart it is done again. Only an
 * accepted report is written, as sums.
 */
export class SelfCheck {
  readonly #parts: SelfCheckParts;
  #times: CheckTimes = { rollCallAt: null, calledAt: null, pressTestAt: null };
  #testing = false;
  #summary: ReadinessSummary | undefined;

  constructor(parts: SelfCheckParts) {
    this.#parts = parts;
  }

  /** The beacons say press test (PROTOCOL MSG9). */
  get testing(): boolean {
    return this.#testing;
  }

  /** A call of some keypads adds to the last call of all. */
  rollCall(from: number, to: number): CommandAnswer {
    const blocked = this.#blockedByRound();
    if (blocked) return blocked;
    if (from > to) return refuse('bad-payload', `expected from ≤ to, got ${from} and ${to}`);
    const { hub, roll, now } = this.#parts;
    if (!hub.links().some(({ state }) => state === 'up')) return refuse('blocked', 'expected a receiver that is up');
    const calledAt = now();
    const all = roll.seats.every(({ keypad }) => keypad >= from && keypad <= to);
    const { rollCallAt } = this.#times;
    this.#times = { ...this.#times, calledAt, rollCallAt: all || rollCallAt === null ? calledAt : rollCallAt };
    hub.rollCall(from, to);
    return done();
  }

  startTest(): CommandAnswer {
    const blocked = this.#blockedByRound();
    if (blocked) return blocked;
    // Who presses 签到 then means to sign in, and would be shown green for something else.
    if (this.#parts.sitting().signInOpen) return refuse('blocked', 'sign-in is open: close it before a press test');
    if (!this.#testing) this.#times = { ...this.#times, pressTestAt: this.#parts.now() };
    this.#testing = true;
    return done();
  }

  stopTest(): CommandAnswer {
    this.#testing = false;
    return done();
  }

  /** As it stands now. */
  report(): ReadinessView {
    const { roll, hub, liveness, sitting, now } = this.#parts;
    return readiness({
      now: now(),
      seats: roll.seats,
      keypads: roll.keypads,
      facts: (keypad) => liveness.facts(keypad),
      links: hub.links(),
      hearings: liveness.hearings(),
      times: this.#times,
      testing: this.#testing,
      accepted: sitting().readiness ?? null,
    });
  }

  /** What goes into every snapshot, as of the last tick: in a hall of 3,000 it takes as long as all the rest. */
  summary(): ReadinessSummary {
    if (!this.#summary) {
      const { receivers: _, keypads: __, ...summary } = this.report();
      this.#summary = summary;
    }
    return this.#summary;
  }

  /** Each second, and after every order. */
  tick(): void {
    this.#summary = undefined;
  }

  /** The report as it stands now goes into the record, as sums. `also` is written in the same transaction. */
  accept(by: Role, also: () => void): CommandAnswer {
    if (this.#times.rollCallAt === null)
      return refuse('blocked', 'expected a roll call since the start of the server, there was none');
    const { store, sitting, now } = this.#parts;
    const report = this.report();
    const { ready, reasons, sums } = report;
    const at = now();
    const hash = createHash('sha256')
      .update(canonicalize(report) ?? '')
      .digest('hex');
    store.transaction(() => {
      store.putSitting({ ...sitting(), readiness: { at, ready, hash, sums } });
      const why = reasons.map(({ code, count }) => (count ? `${code} ${count}` : code)).join(', ');
      store.appendRecord(at, { event: 'readiness accepted', ready, reasons: why, ...sums, report: hash, by });
      also();
    });
    return done();
  }

  /** The sitting goes on without a report, and the record says why. */
  goWithout(reason: string, by: Role, also: () => void): CommandAnswer {
    const { store, sitting, now } = this.#parts;
    const at = now();
    store.transaction(() => {
      store.putSitting({ ...sitting(), readiness: { at, ready: false, without: reason } });
      store.appendRecord(at, { event: 'readiness waived', reason, by });
      also();
    });
    return done();
  }

  /** Answers take slots from ballots and hold up the drain (PROTOCOL SRV29). */
  #blockedByRound(): CommandAnswer | undefined {
    const round = this.#parts.store.rounds().find(({ state }) => isInProgress(state));
    return (
      round && refuse('round-in-progress', `round ${round.id} is ${round.state}: check the keypads before or after it`)
    );
  }
}
