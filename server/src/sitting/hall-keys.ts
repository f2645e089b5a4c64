import type { CommandAnswer } from '@piaojue/contract/commands';
import type { Role } from '@piaojue/contract/live';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { MAX_KEYPAD } from '@piaojue/firmware-protocol/messages';
import type { GatewayHub } from '../realtime/gateway-hub.ts';
import type { Roll } from '../roll/roll.ts';
import type { RollKeys } from '../roll/roll-keys.ts';
import type { RoundRunner } from '../rounds/round-runner.ts';
import type { SeatRow, SittingRow, Store } from '../store/store.ts';
import { HAS_ENDED } from './answers.ts';
import type { Keep } from './orders/order.ts';
import { type Replacement, replacedSeat } from './replace-keypad.ts';
import { sessionOf } from './session.ts';
import { type EndParts, endSitting } from './sitting-end.ts';

/** The key file, by way of programs of their own: the server never sees a device key. */
export interface KeySource extends Pick<EndParts, 'epochs' | 'advanceKeys'> {
  /** As the file stands now. `keypads`: on the roll. */
  load(sid: Uint8Array, keypads: readonly number[]): Promise<Result<RollKeys, string>>;
}

export interface HallKeyParts {
  readonly store: Store;
  readonly roll: Roll;
  readonly hub: Pick<GatewayHub, 'broadcast' | 'rollCall'>;
  readonly runner: Pick<RoundRunner, 'replaceKeypad' | 'taking'>;
  readonly isMonitorPin: (pin: string) => boolean;
  readonly keys: KeySource;
  readonly now: () => number;
}

export interface ReplaceOrder extends Replacement {
  readonly monitorPin?: string | undefined;
}

/** Lost and replaced keypads, and the end of the keys of a sitting. */
export class HallKeys {
  readonly #parts: HallKeyParts;

  constructor(parts: HallKeyParts) {
    this.#parts = parts;
  }

  /**
   * Keypads that were barred or provisioned since the last time. Asked before a round opens, so that a lost keypad votes in none
   * that opens after it was barred; a round that is open keeps the keys its box began with.
   */
  async reload(): Promise<Result<null, string>> {
    const { store, roll, keys } = this.#parts;
    const sitting = store.sitting();
    if (!sitting) return fail('there is no sitting');
    const session = sessionOf(sitting);
    const keypads = roll.seats.map(({ keypad }) => keypad);
    const loaded = await keys.load(session.sid, keypads);
    if (!loaded.ok) return loaded;
    const { epoch } = loaded.value;
    if (epoch !== session.epoch)
      return fail(`the keys of this sitting are of epoch ${session.epoch}, the key file is at epoch ${epoch}`);
    this.take(loaded.value);
    return ok(null);
  }

  /** What the key file holds now, also at a start: who was barred since the record last named somebody is recorded. */
  take(keys: RollKeys): void {
    const { store, roll, now } = this.#parts;
    const barred = roll.seats.map(({ keypad }) => keypad).filter((keypad) => keys.barred.has(keypad));
    if (barred.length) {
      const recorded = new Set(store.record().map(({ event }) => event.event === 'keypad barred' && event['keypad']));
      store.transaction(() => {
        for (const keypad of barred)
          if (!recorded.has(keypad)) store.appendRecord(now(), { event: 'keypad barred', keypad, by: 'server' });
      });
    }
    roll.rekey(keys);
  }

  /** PROTOCOL SRV26. In an open round with the PIN of a monitor. `keep` writes the answer in the same transaction. */
  async replace(replacement: ReplaceOrder, by: Role, keep: Keep): Promise<CommandAnswer> {
    if (this.#replacing) return fail({ code: 'busy', detail: 'another keypad is being replaced: ask once more' });
    this.#replacing = true;
    try {
      return await this.#replace(replacement, by, keep);
    } finally {
      this.#replacing = false;
    }
  }
  #replacing = false;

  async #replace(replacement: ReplaceOrder, by: Role, keep: Keep): Promise<CommandAnswer> {
    const { store, roll, runner, isMonitorPin } = this.#parts;
    // The spare may have been provisioned a minute ago.
    const reloaded = await this.reload();
    if (!reloaded.ok) return fail({ code: 'blocked', detail: reloaded.error });
    const sitting = store.sitting();
    if (!sitting) throw new Error('there is no sitting');
    if (sitting.end) return HAS_ENDED;
    const seat = replacedSeat(replacement, sitting, store.rounds(), roll);
    if (!seat.ok) return seat;
    const round = store.rounds().find(({ state }) => state === 'open');
    if (!round) {
      this.#replaceOutside(seat.value, sitting, by, keep);
      return ok({ roundId: null });
    }
    const { monitorPin } = replacement;
    if (monitorPin === undefined || !isMonitorPin(monitorPin))
      return fail({ code: 'forbidden', detail: `round ${round.id} is open: expected a monitor's PIN` });
    if (!runner.taking)
      return fail({ code: 'box-failed', detail: 'the ballot box is being started again: ask once more' });
    return await this.#replaceInRound(round.id, seat.value, { sitting, by, keep });
  }

  #replaceOutside(seat: SeatRow, sitting: SittingRow, by: Role, keep: Keep): void {
    const { store, roll, now } = this.#parts;
    const { slot, keypad, generation } = seat;
    const former = roll.seats[slot]?.keypad ?? 0;
    const signedIn = roll.present.has(slot);
    store.transaction(() => {
      store.replaceKeypad(seat);
      // What was checked was another keypad.
      store.putSitting({ ...sitting, retired: [...sitting.retired, former], readiness: null });
      store.appendRecord(now(), { event: 'keypad replaced', slot, former, keypad, generation, signedIn, by });
      keep(null);
    });
    roll.replace(seat);
  }

  /** Whoever is present stays so: the deputy sits there and votes with the new keypad. */
  async #replaceInRound(
    round: number,
    seat: SeatRow,
    { sitting, by, keep }: { readonly sitting: SittingRow; readonly by: Role; readonly keep: Keep },
  ): Promise<CommandAnswer> {
    const { store, roll, runner } = this.#parts;
    const { slot, keypad, generation } = seat;
    const former = roll.seats[slot]?.keypad ?? 0;
    const presence = roll.rowOf(slot);
    const event = { event: 'keypad replaced', round, slot, former, keypad, generation, other: 'monitor', by };
    const failed = await runner.replaceKeypad(round, { slot, former, keypad, generation }, event, () => {
      store.replaceKeypad(seat);
      if (presence) store.putPresence({ ...presence, counter: 0, mac: new Uint8Array(presence.mac.length) });
      store.putSitting({ ...sitting, retired: [...sitting.retired, former] });
      keep(round);
    });
    // Durable, whatever the box says: the former keypad belongs to nobody, the new one's ballots go to the box.
    roll.replace(seat);
    return failed ? fail({ code: 'box-failed', detail: failed.detail }) : ok({ roundId: round });
  }

  /** Nothing opens in this sitting any more; keypads that are on take their step to the next epoch at once. */
  async end(by: Role): Promise<Result<null, string>> {
    const { store, now, roll, hub, keys } = this.#parts;
    const advanceKeys: KeySource['advanceKeys'] = (provisioning, epoch) => keys.advanceKeys(provisioning, epoch);
    const ended = await endSitting({ store, now, epochs: keys.epochs, advanceKeys }, by);
    if (!ended.ok) return ended;
    roll.end();
    const reloaded = await this.reload();
    if (!reloaded.ok) return reloaded;
    hub.broadcast();
    // Whoever answers gets a receipt under the new key, and with it takes the step (PROTOCOL KEY11).
    hub.rollCall(1, MAX_KEYPAD);
    return ok(null);
  }
}
