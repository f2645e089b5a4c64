import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandAnswer, CommandName, CommandPayload } from '@piaojue/contract/commands';
import type { SittingFile } from '@piaojue/contract/sitting-file';
import { MAX_KEYPAD } from '@piaojue/firmware-protocol/messages';
import { bitmap, countBits, hasBit, setBit } from '../bitmap.ts';
import type { GatewayHub, HallOrder } from '../realtime/gateway-hub.ts';
import type { Roll } from '../roll/roll.ts';
import { checkContest } from '../rules/contest-check.ts';
import { runoffContest } from '../rules/revote.ts';
import type { Heard } from '../rounds/absent.ts';
import { draftRound } from '../rounds/draft.ts';
import { freeze } from '../rounds/freeze.ts';
import { follow, isInProgress } from '../rounds/machine.ts';
import type { RoundRunner } from '../rounds/round-runner.ts';
import type { RecordEvent, RoundRow, Shown, SittingRow, Store } from '../store/store.ts';
import { done, refuse } from './answers.ts';
import { HallKeys, type KeySource } from './hall-keys.ts';
import { hallOrder } from './hall-order.ts';
import { KeypadFrames } from './keypad-frames.ts';
import { blockersOfOpen } from './next-step.ts';
import { currentRound } from './picture.ts';
import { SelfCheck } from './self-check.ts';
import { seatRows } from './sitting-file.ts';

/**
 * One hall: what the operator orders. What the keypads say is `keypad-frames.ts`, what the beacons say `hall-order.ts`, what is
 * shown `views.ts`.
 */
export interface HallParts {
  readonly store: Store;
  readonly roll: Roll;
  readonly runner: RoundRunner;
  readonly hub: GatewayHub;
  readonly keys: KeySource;
  /** ms since the epoch */
  readonly now: () => number;
  readonly changed: () => void;
  /** Whether this PIN is the monitor's. */
  readonly isMonitorPin: (pin: string) => boolean;
}

/** Writes the answer of the command in the transaction that is open: done and answered, or neither. */
type Keep = (roundId: number | null) => void;
type Handlers = {
  [N in CommandName]: (payload: CommandPayload<N>, keep: Keep) => CommandAnswer | Promise<CommandAnswer>;
};
const keepNothing: Keep = () => undefined;
const HAS_ENDED = refuse('wrong-state', 'the sitting has ended: start the next one with another --data');
/** All that a sitting takes that has ended, or is about to. */
const AFTER_END: ReadonlySet<CommandName> = new Set(['sitting:end', 'round:announce', 'screen:show', 'screen:set']);

export class Hall {
  readonly parts: HallParts;
  readonly keypads: KeypadFrames;
  readonly keys: HallKeys;
  readonly check: SelfCheck;
  readonly #running = new Map<string, Promise<CommandAnswer>>();

  constructor(parts: HallParts) {
    this.parts = parts;
    this.keypads = new KeypadFrames(parts);
    this.keys = new HallKeys(parts);
    this.check = new SelfCheck({ ...parts, liveness: this.keypads.liveness, sitting: () => this.sitting });
  }

  get sitting(): SittingRow {
    const sitting = this.parts.store.sitting();
    if (!sitting) throw new Error('there is no sitting');
    return sitting;
  }

  /**
   * Another text in every phase of every round that the hall must see. 正在核对 is none: it is gone in a moment, and is a
   * picture only where it lasts.
   */
  get phase(): string {
    return this.parts.store
      .rounds()
      .map(({ id, state }) => `${id} ${state === 'counting' ? 'closing' : state}`)
      .join();
  }

  /** What the beacons say now. */
  order(): HallOrder {
    const { taking } = this.parts.runner;
    return hallOrder(this.sitting, this.parts.store.rounds(), taking, this.check.testing);
  }

  /** Carries out a command once; the same command id is answered alike, also after a restart. */
  async command<N extends CommandName>(name: N, payload: CommandPayload<N>): Promise<CommandAnswer> {
    const { store } = this.parts;
    const key = `${name} ${payload.commandId}`;
    const before = store.commandAnswer(key);
    if (before) return JSON.parse(before) as CommandAnswer;
    if (this.sitting.end && !AFTER_END.has(name)) return HAS_ENDED;
    let running = this.#running.get(key);
    if (!running) {
      const handler: Handlers[N] = this.#handlers[name];
      const keep: Keep = (roundId) => store.putCommandAnswer(key, JSON.stringify(done(roundId)));
      running = Promise.resolve(handler(payload, keep)).then((answer) => {
        if (answer.ok) store.putCommandAnswer(key, JSON.stringify(answer));
        return answer;
      });
      this.#running.set(key, running);
      void running.finally(() => this.#running.delete(key)).catch(() => undefined);
    }
    const answer = await running;
    this.#afterOrder();
    this.parts.hub.broadcast();
    this.parts.changed();
    return answer;
  }

  readonly #handlers: Handlers = {
    'signIn:start': () => this.#signIn(true),
    'signIn:stop': () => this.#signIn(false),
    'keypads:rollCall': ({ from = 1, to = MAX_KEYPAD }) => this.#rollCall(from, to),
    'keypads:test': ({ action }) => (action === 'start' ? this.check.startTest() : this.check.stopTest()),
    'keypads:accept': (_, keep) => this.check.accept(() => keep(null)),
    'keypad:replace': ({ slot, keypad }, keep) => this.keys.replace({ slot, keypad }, () => keep(null)),
    'sitting:end': () => this.#end(),
    'contest:import': ({ contest }, keep) => this.importContest(contest, keep),
    'contest:discard': ({ roundId }, keep) =>
      this.#withRound(roundId, ['draft'], () => {
        this.#write({ event: 'draft discarded', round: roundId }, () => {
          this.parts.store.removeDraft(roundId);
          keep(null);
        });
        return done();
      }),
    'round:ready': ({ roundId }, keep) => this.#withRound(roundId, ['draft'], (round) => this.#ready(round, keep)),
    'round:draft': ({ roundId }, keep) =>
      this.#withRound(roundId, ['ready'], (round) => {
        this.#write({ event: 'round taken back to draft', round: roundId, hash: round.frozen?.hash ?? null }, () => {
          this.parts.store.putRound({ ...follow(round, 'draft'), frozen: null });
          keep(roundId);
        });
        return done(roundId);
      }),
    'round:open': ({ roundId }, keep) => this.#withRound(roundId, ['ready'], (round) => this.#open(round, keep)),
    'round:close': ({ roundId }, keep) =>
      this.#withRound(roundId, ['open'], (round) => {
        if (!this.parts.runner.taking)
          return refuse('box-failed', 'the ballot box is not open; the round can only be aborted');
        this.parts.runner.close(round.id, () => keep(roundId));
        return done(roundId);
      }),
    'round:announce': ({ roundId }, keep) =>
      this.#withRound(roundId, ['closed'], (round) => {
        const at = this.parts.now();
        this.#write({ event: 'round announced', round: roundId }, () => {
          this.parts.store.putRound({ ...round, announcedAt: round.announcedAt ?? at });
          keep(roundId);
        });
        return done(roundId);
      }),
    'round:revote': ({ roundId }, keep) => this.#withRound(roundId, ['closed'], (round) => this.#revote(round, keep)),
    'round:abort': ({ roundId, reason }, keep) =>
      this.#withRound(roundId, ['open', 'closing', 'counting', 'disputed'], (round) => {
        this.parts.runner.abort(round.id, reason, () => keep(roundId));
        return done(roundId);
      }),
    'round:accept': ({ roundId, monitorPin }) =>
      this.#withRound(roundId, ['disputed'], (round) => {
        if (!this.parts.isMonitorPin(monitorPin)) return refuse('forbidden', "expected the monitor's PIN");
        this.#write({ event: 'box accepted by operator and monitor', round: roundId }, () => undefined);
        this.parts.runner.accept(round.id);
        return done(roundId);
      }),
    'screen:show': ({ picture, index }) => {
      const current = currentRound(this.parts.store.rounds());
      this.#show({ picture, index: index ?? null, roundId: current?.id ?? null });
      return done();
    },
    'screen:set': ({ commandId: _, ...settings }) => {
      this.parts.store.putSitting({ ...this.sitting, hall: { ...this.sitting.hall, ...settings } });
      return done();
    },
  };

  async #withRound(
    id: number,
    states: readonly RoundRow['state'][],
    work: (round: RoundRow) => CommandAnswer | Promise<CommandAnswer>,
  ): Promise<CommandAnswer> {
    const round = this.parts.store.round(id);
    if (!round) return refuse('unknown-round', `there is no round ${id}`);
    if (!states.includes(round.state))
      return refuse('wrong-state', `expected ${states.join(' or ')}, round ${id} is ${round.state}`);
    return await work(round);
  }

  #write(event: RecordEvent, work: () => void): void {
    this.parts.store.transaction(() => {
      work();
      this.parts.store.appendRecord(this.parts.now(), event);
    });
  }

  #show(shown: Shown): void {
    this.parts.store.putSitting({ ...this.sitting, shown });
  }

  /** Of all that have a key now: who did not answer the last time may have been provisioned anew since. */
  async #rollCall(from: number, to: number): Promise<CommandAnswer> {
    if (!this.parts.store.rounds().some(({ state }) => isInProgress(state))) {
      const keys = await this.keys.reload();
      if (!keys.ok) return refuse('blocked', keys.error);
    }
    return this.check.rollCall(from, to);
  }

  #signIn(open: boolean): CommandAnswer {
    const busy = this.parts.store.rounds().find(({ state }) => isInProgress(state));
    if (busy) return refuse('round-in-progress', `round ${busy.id} is ${busy.state}; sign-in goes on after it`);
    this.check.stopTest();
    const shown: Shown = open ? { picture: 'signIn', index: null, roundId: null } : this.sitting.shown;
    this.#write({ event: open ? 'sign-in started' : 'sign-in stopped', present: this.parts.roll.present.size }, () =>
      this.parts.store.putSitting({ ...this.sitting, signInOpen: open, shown }),
    );
    return done();
  }

  /** Title and roll of the sitting, as long as nobody has signed in and no round was made ready. */
  setUp({ congress, meeting, date, seats: given, contests }: SittingFile): CommandAnswer {
    const { store, roll } = this.parts;
    if (this.sitting.end) return HAS_ENDED;
    if (roll.present.size || this.sitting.signInOpen || store.rounds().some(({ state }) => state !== 'draft')) {
      return refuse('wrong-state', 'expected a sitting in which nobody has signed in and no round was frozen');
    }
    const seats = seatRows(given);
    const missing = roll.withoutKey(seats);
    if (missing.length)
      return refuse('bad-payload', `expected keypads with a device key, none for ${missing.slice(0, 10).join(', ')}`);
    const retired = seats.map(({ keypad }) => keypad).filter((keypad) => this.sitting.retired.includes(keypad));
    if (retired.length)
      return refuse(
        'bad-payload',
        `expected keypads that were not replaced in this sitting, got ${retired.join(', ')}`,
      );
    this.#write({ event: 'sitting set up', all: seats.length }, () => {
      // What was checked was another roll.
      store.putSitting({ ...this.sitting, title: { congress, meeting, date }, readiness: null });
      store.putSeats(seats);
    });
    roll.seats = seats;
    for (const contest of contests ?? []) this.importContest(contest);
    this.parts.changed();
    return done();
  }

  /** A contest file as it came, not yet known to be one: every fault of it is named. */
  importContest(contest: unknown, keep: Keep = keepNothing): CommandAnswer {
    if (this.sitting.end) return HAS_ENDED;
    const checked = checkContest(contest);
    if (!checked.ok) {
      return refuse(
        'bad-contest',
        checked.error.map(({ path, expected, got }) => `${path}: expected ${expected}, got ${got}`).join('\n'),
      );
    }
    const { roll: _, expectedVotes: __, ...rest } = checked.value;
    const answer = this.#newRound(structuredClone(rest), null, 1, keep);
    this.parts.changed();
    return answer;
  }

  #newRound(contest: RoundRow['contest'], parent: number | null, turn: number, keep: Keep): CommandAnswer {
    const { store } = this.parts;
    const busy = store.rounds().find(({ state }) => isInProgress(state) || state === 'ready');
    if (busy) {
      return refuse('round-in-progress', `round ${busy.id} is ${busy.state}: finish it or take it back first`);
    }
    const round = store.transaction(() => {
      const made = store.createRound(draftRound(contest, parent, turn));
      store.appendRecord(this.parts.now(), { event: 'round drafted', round: made.id, parent });
      keep(made.id);
      return made;
    });
    return done(round.id);
  }

  #ready(round: RoundRow, keep: Keep): CommandAnswer {
    const frozen = freeze(round, this.parts.roll.seats);
    this.#write({ event: 'round ready', round: round.id, hash: frozen.hash, all: frozen.all }, () => {
      this.parts.store.putRound({ ...follow(round, 'ready'), frozen });
      keep(round.id);
    });
    return done(round.id);
  }

  async #end(): Promise<CommandAnswer> {
    const busy = this.parts.store.rounds().find(({ state }) => isInProgress(state));
    if (busy) return refuse('round-in-progress', `round ${busy.id} is ${busy.state}: the sitting ends after it`);
    const ended = await this.keys.end();
    return ended.ok ? done() : refuse('blocked', ended.error);
  }

  async #open(asked: RoundRow, keep: Keep): Promise<CommandAnswer> {
    const { roll, hub, runner } = this.parts;
    const keys = await this.keys.reload();
    if (!keys.ok) return refuse('blocked', keys.error);
    // The sitting may have been ended meanwhile, or the round taken back.
    if (this.sitting.end) return HAS_ENDED;
    const round = this.parts.store.round(asked.id) ?? asked;
    const blockers = blockersOfOpen(round, {
      signInOpen: this.sitting.signInOpen,
      all: roll.seats.length,
      present: roll.present.size,
      links: hub.links(),
      inProgress: this.parts.store.rounds().some(({ state }) => isInProgress(state)),
    });
    if (blockers.length) {
      const [code] = (['round-in-progress', 'no-quorum'] as const).filter((blocker) => blockers.includes(blocker));
      return refuse(code ?? 'blocked', `${blockers.join(', ')}: ${roll.present.size} of ${roll.seats.length} present`);
    }
    this.check.stopTest();
    this.#show({ picture: 'round', index: null, roundId: round.id });
    const opened = await runner.open(
      round.id,
      () => roll.present,
      () => {
        // 补签到 ends when a round opens (RULES §2). The beacons then say `closed` until sign-in is opened again, and a
        // keypad that is still waiting learns whether its ballot counted (PROTOCOL CLS7).
        this.parts.store.putSitting({ ...this.sitting, signInOpen: false });
        keep(round.id);
      },
      () => roll.barredSlots,
    );
    return opened.ok ? done(round.id) : refuse('box-failed', opened.error.detail);
  }

  #revote(round: RoundRow, keep: Keep): CommandAnswer {
    const parent = checkContest(round.contest);
    if (!parent.ok || !round.decision) return refuse('wrong-state', `round ${round.id} has no decision`);
    if (round.announcedAt === null) return refuse('blocked', 'the result is announced before its re-vote');
    const made = this.parts.store.rounds().find((other) => other.parent === round.id && other.state !== 'aborted');
    if (made) return refuse('wrong-state', `round ${made.id} is the re-vote of round ${round.id} already`);
    const child = runoffContest(parent.value, round.decision);
    if (!child.ok) return refuse('wrong-state', `expected ${child.error.expected}, got ${child.error.got}`);
    return this.#newRound(structuredClone(child.value), round.id, round.turn + 1, keep);
  }

  /** Ballots returned so far, as the hall may know it. */
  returned(): number {
    return countBits(this.parts.runner.took);
  }

  /** Each second: what is shown and kept of keypads in a vote goes in ticks, as the turnout does. */
  tick(): void {
    this.keypads.liveness.tick(this.#isVoting);
    this.parts.runner.keepHeard();
    this.check.tick();
  }

  /** The ticks begin and end with a vote. Within one an order makes none: orders would show who pressed after whom. */
  #afterOrder(): void {
    if (this.#isVoting === this.keypads.liveness.inTicks) this.check.tick();
    else this.tick();
  }

  get #isVoting(): boolean {
    const state = this.parts.runner.current()?.state;
    return state === 'open' || state === 'closing';
  }

  /** Whose keypad was heard in this round, by frozen slot. */
  heardIn({ frozen, presence, openedAt }: RoundRow): Heard {
    const seats = frozen?.seats ?? [];
    const bits = bitmap(seats.length);
    let known = true;
    for (const { slot, keypad } of seats) {
      if (!presence || !hasBit(presence.authorised, slot)) continue;
      const heard = this.keypads.liveness.heardSince(keypad, openedAt ?? 0);
      if (heard) setBit(bits, slot);
      else if (heard === undefined) known = false;
    }
    return { bits, known };
  }

  /** Waits for the receivers to hand over what they hold, at most `longest` ms. */
  drain(round: number, longest: number): Promise<void> {
    const closeId = (this.parts.now() ^ (round << 16)) >>> 0;
    this.parts.hub.broadcast();
    return this.parts.hub.drain(round, closeId, longest, (ms) => sleep(ms, undefined, { ref: false }));
  }
}
