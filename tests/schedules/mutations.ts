import { SLOT_BYTES } from '@piaojue/firmware-protocol/keypad-counter';
import { decodeDown, decodeLine, encodeLine, payloadOf } from '@piaojue/firmware-protocol/line';
import { HALL_STATES, type SealedBallot } from '@piaojue/firmware-protocol/messages';
import { ReceiverModel } from '@piaojue/device-gateway/simulator/receiver/receiver-model';
import type { Seams } from './seams.ts';

/** Bugs that somebody might write, each in one place. The property is worth what it finds of them. */
export const MUTATIONS: Readonly<Record<string, () => Seams>> = {
  'the box takes ballots after the cut-off': () => ({ cutoffLateMs: 300 }),

  'a receipt leaves before the disk has the ballot': () => ({
    intake: (parts) => ({
      ...parts,
      commit: (records) => {
        void parts.commit(records);
        return Promise.resolve(undefined);
      },
    }),
  }),

  'a commit that failed is answered like a good one': () => ({
    intake: (parts) => ({ ...parts, commit: (records) => parts.commit(records).then(() => undefined) }),
  }),

  'a group is written twice': () => ({
    intake: (parts) => ({
      ...parts,
      commit: (records) => parts.commit(new Uint8Array(Buffer.concat([records, records]))),
    }),
  }),

  'the first ballot of a voter is counted, not the last': () => ({
    intake: (parts) => {
      const counted = new Set<number>();
      return {
        ...parts,
        count: (slot, ...ballot) => {
          if (!counted.has(slot)) parts.count(slot, ...ballot);
          counted.add(slot);
        },
      };
    },
  }),

  'after a restart the box begins anew': () => ({ replay: () => [] }),

  'after a restart the last group is not read': () => ({ replay: (records) => records.slice(0, -1) }),

  'who did not sign in may vote': () => ({ authorised: (slots) => slots.slice().fill(0xff) }),

  'closed(0) for everybody': () => ({ closedCounters: (counters) => counters.slice().fill(0) }),

  'the drain ends with the first receiver': () => ({ firstDrainedEnds: true }),

  'a receiver says drained as soon as it is asked': () => ({ receiver: (options) => new Hasty(options) }),

  'a receiver loses a ballot that it said it heard': () => ({ receiver: (options) => new Forgetful(options) }),

  'a spare speaks without a lease': () => ({ lineDown: leased }),

  'a gateway relays each ballot once': () => ({ gatewayForgetsRepeats: true }),

  'a keypad turns green when it is heard': () => ({ believesCounted: ({ state }) => state.ballot?.heard === true }),

  'a keypad takes closed for counted': () => ({
    believesCounted: ({ state }) => state.ballot !== null && state.hall?.state === HALL_STATES.closed,
  }),

  'a keypad is open while the round is closing': () => ({
    beacon(beacon) {
      const { state } = beacon.state;
      if ((state & 0x0f) !== HALL_STATES.closing) return beacon;
      return { ...beacon, state: { ...beacon.state, state: (state & 0xf0) | HALL_STATES.open } };
    },
  }),

  'a keypad forgets its counter with its power': () => ({
    eeprom(eeprom) {
      let provisioned = eeprom.read(0, eeprom.size);
      return {
        size: eeprom.size,
        read: (offset, length) => eeprom.read(offset, length),
        write(offset, bytes) {
          eeprom.write(offset, bytes);
          // Counters stand first; what is written behind them is written by provisioning.
          if (offset >= 2 * SLOT_BYTES) provisioned = eeprom.read(0, eeprom.size);
        },
        powerLost: () => eeprom.write(0, provisioned),
      };
    },
  }),
};

class Hasty extends ReceiverModel {
  readonly #said: string[] = [];
  override fromHost(text: string, now: number): void {
    super.fromHost(text, now);
    const line = decodeLine(text);
    const message = line.ok ? decodeDown(line.value) : undefined;
    if (!message?.ok || message.value.type !== 'C') return;
    const { closeId, round } = message.value;
    this.#said.push(this.frame('D', payloadOf({ type: 'D', closeId, round, left: 0 })));
  }
  override takeLine(): string | undefined {
    return this.#said.shift() ?? super.takeLine();
  }
}

/** Every third ballot; the heard bit stays. */
class Forgetful extends ReceiverModel {
  #ballots = 0;
  override hearBallot(ballot: SealedBallot, rssi: number, now: number): boolean {
    return ++this.#ballots % 3 === 0 || super.hearBallot(ballot, rssi, now);
  }
}

const LEASE_MS = 3000;
function leased(text: string): string {
  const line = decodeLine(text);
  const message = line.ok ? decodeDown(line.value) : undefined;
  if (!line.ok || !message?.ok || message.value.type !== 'O') return text;
  return encodeLine('O', line.value.sequence, payloadOf({ ...message.value, lease: LEASE_MS }));
}
