import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CommandAnswer,
  type CommandName,
  type CommandPayload,
  ROLES_OF_COMMAND,
} from '@piaojue/contract/commands';
import type { AgendaItem } from '@piaojue/contract/agenda';
import type { Role } from '@piaojue/contract/live';
import type { SittingFile } from '@piaojue/contract/sitting-file';
import { bitmap, countBits, hasBit, setBit } from '../bitmap.ts';
import type { HallOrder } from '../realtime/gateway-hub.ts';
import type { Heard } from '../rounds/absent.ts';
import { seatsNow } from '../rounds/round-rows.ts';
import type { RoundRow, SittingRow } from '../store/store.ts';
import { done, HAS_ENDED, refuse } from './answers.ts';
import { Arrivals } from './arrivals.ts';
import { AlarmWatch } from './alarm-watch.ts';
import { HallKeys } from './hall-keys.ts';
import { hallOrder } from './hall-order.ts';
import { KeypadFrames } from './keypad-frames.ts';
import { agendaOrders, importAgenda } from './orders/agenda-orders.ts';
import { alarmOrders } from './orders/alarm-orders.ts';
import { chainOrders } from './orders/chain-orders.ts';
import { contestOrders, importContest } from './orders/contest-orders.ts';
import { handOrders } from './orders/hand-orders.ts';
import { type HallParts, type Handlers, type Keep, OrderDesk } from './orders/order.ts';
import { peopleOrders } from './orders/people-orders.ts';
import { rollOrders } from './orders/roll-orders.ts';
import { roundOrders } from './orders/round-orders.ts';
import { screenOrders } from './orders/screen-orders.ts';
import { setupOrders } from './orders/setup-orders.ts';
import { setUp, sittingOrders } from './orders/sitting-orders.ts';
import { openCharactersOf, setupFacts } from '../setup/setup-facts.ts';
import { pictureOf } from './picture.ts';
import { sceneAt } from './screen-views.ts';
import { SelfCheck } from './self-check.ts';

/** All that a sitting takes that has ended, or is about to. */
const AFTER_END: ReadonlySet<CommandName> = new Set([
  'sitting:end',
  'alarm:acknowledge',
  'round:announce',
  // Only what takes no further vote: chain-orders.ts.
  'round:rule',
  'round:confirm',
  'round:consent',
  'incident:note',
  'screen:show',
  'screen:set',
  'screen:page',
  'screen:read',
]);

/**
 * One hall: takes what the operator orders. What comes of an order is in `orders/`, what the keypads say `keypad-frames.ts`,
 * what the beacons say `hall-order.ts`, what is shown `views.ts`.
 */
export class Hall {
  readonly parts: HallParts;
  readonly keypads: KeypadFrames;
  readonly keys: HallKeys;
  readonly check: SelfCheck;
  readonly alarms: AlarmWatch;
  readonly arrivals = new Arrivals();
  readonly #desk: OrderDesk;
  readonly #handlers: Handlers;
  readonly #running = new Map<string, Promise<CommandAnswer>>();

  constructor(parts: HallParts) {
    this.parts = parts;
    this.keypads = new KeypadFrames(parts);
    this.keys = new HallKeys(parts);
    this.check = new SelfCheck({ ...parts, liveness: this.keypads.liveness, sitting: () => this.sitting });
    this.alarms = new AlarmWatch({ ...parts, liveness: this.keypads.liveness, sitting: () => this.sitting });
    this.#desk = new OrderDesk(parts);
    this.#handlers = {
      ...rollOrders(this.#desk, this),
      ...alarmOrders(this.#desk, this.alarms),
      ...contestOrders(this.#desk),
      ...roundOrders(this.#desk, {
        keys: this.keys,
        check: this.check,
        openCharacters: (round) => openCharactersOf(this, round),
      }),
      ...chainOrders(this.#desk),
      ...handOrders(this.#desk),
      ...peopleOrders(this.#desk, this.alarms),
      ...screenOrders(this.#desk, { pictureAt: (place) => pictureOf(sceneAt(this, place)) }),
      ...agendaOrders(this.#desk, this),
      ...sittingOrders(this.#desk, this),
      ...setupOrders(this.#desk, { setupFacts: () => setupFacts(this), hands: parts.hands ?? null }),
    };
  }

  get sitting(): SittingRow {
    return this.#desk.sitting;
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

  /**
   * Carries out a command once; the same command id is answered alike, also after a restart. `by`: whose session it came
   * from.
   */
  async command<N extends CommandName>(name: N, payload: CommandPayload<N>, by: Role): Promise<CommandAnswer> {
    const { store } = this.parts;
    if (!ROLES_OF_COMMAND[name].includes(by))
      return refuse('forbidden', `${name}: expected the role ${ROLES_OF_COMMAND[name].join(' or ')}, got ${by}`);
    const key = `${name} ${payload.commandId}`;
    const before = store.commandAnswer(key);
    if (before) return JSON.parse(before) as CommandAnswer;
    if (this.sitting.end && !AFTER_END.has(name)) return HAS_ENDED;
    let running = this.#running.get(key);
    if (!running) {
      const handler: Handlers[N] = this.#handlers[name];
      const keep: Keep = (roundId) => store.putCommandAnswer(key, JSON.stringify(done(roundId)));
      running = Promise.resolve(handler(payload, keep, by)).then((answer) => {
        // The one refusal that changes something: both typings are void, and asked again it would be a first one.
        if (answer.ok || answer.error.code === 'totals-differ') store.putCommandAnswer(key, JSON.stringify(answer));
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

  setUp(file: SittingFile): CommandAnswer {
    return setUp(this.#desk, file);
  }

  /** `itemId`: the vote of the agenda that it is for; without one it is another vote. */
  importContest(contest: unknown, itemId?: string): CommandAnswer {
    return importContest(this.#desk, contest, undefined, itemId);
  }

  importAgenda(items: readonly AgendaItem[]): CommandAnswer {
    return importAgenda(this.#desk, items);
  }

  /** Ballots returned so far, as the hall may know it. */
  returned(): number {
    return countBits(this.parts.runner.took);
  }

  /** Each second: what is shown and kept of keypads in a vote goes in ticks, as the turnout does. */
  tick(): void {
    this.keypads.liveness.tick(this.#isVoting);
    this.#lookForArrivals();
    this.parts.runner.keepHeard();
    this.parts.runner.tick();
    this.check.tick();
    this.alarms.tick();
  }

  /** The ticks begin and end with a vote. Within one an order makes none: orders would show who pressed after whom. */
  #afterOrder(): void {
    if (this.#isVoting === this.keypads.liveness.inTicks) this.check.tick();
    else this.tick();
  }

  #lookForArrivals(): void {
    const { roll, now } = this.parts;
    this.arrivals.look(roll.present, (at) => roll.seats.find(({ slot }) => slot === at)?.name ?? '', now());
  }

  get #isVoting(): boolean {
    const state = this.parts.runner.current()?.state;
    return state === 'open' || state === 'closing';
  }

  /** Whose keypad was heard in this round, by frozen slot. */
  heardIn(round: RoundRow): Heard {
    const { frozen, presence, openedAt } = round;
    const seats = frozen ? seatsNow(round) : [];
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
