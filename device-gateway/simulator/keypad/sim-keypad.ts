import { bootCounter, type Eeprom } from '@piaojue/firmware-protocol/keypad-counter';
import { bootMemory, type KeypadMemory } from '@piaojue/firmware-protocol/keypad-memory';
import { REHEARSAL_FLAG } from '@piaojue/firmware-protocol/messages';
import { cmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { deviceKeyOfEpoch, type Mode, MOST_EPOCHS_AHEAD } from '@piaojue/firmware-protocol/seal/keys';
import type { Beacon } from '../air/beacon.ts';
import { type KeypadBody, type KeypadInput, stepKeypad } from './keypad-machine.ts';
import { type KeypadOutput, type KeypadState, poweredOn } from './keypad-state.ts';
import type { KeySet } from './keys.ts';
import { type SessionKeys, sessionKeys } from './session-keys.ts';

export interface KeypadParts {
  /** What stands on its label; its number, as long as none stands in its EEPROM. */
  readonly id: number;
  /** `beacon`: as the state byte says. */
  readonly mode: Mode | 'beacon';
  /** Number, set, device key and counter (`provisionMemory`). */
  readonly eeprom: Eeprom;
  readonly battery: number;
  readonly keySet: KeySet;
  readonly onEnding: (keypad: number, output: KeypadOutput) => void;
}

/** One keypad of the hall: the pure machine, its EEPROM, and the state in its RAM. */
export class SimKeypad {
  readonly id: number;
  /** −dBm at the receivers. */
  rssi: number;
  readonly #parts: KeypadParts;
  #memory: KeypadMemory | undefined;
  #body: KeypadBody;
  state: KeypadState;

  constructor(parts: KeypadParts) {
    this.#parts = parts;
    this.#body = this.#boot();
    this.id = this.#body.id;
    this.rssi = 45 + ((this.id * 7) % 30);
    this.state = poweredOn(this.#body.counter === undefined);
  }

  get keySet(): KeySet {
    return this.#body.keySet;
  }

  /** Percent. */
  get battery(): number {
    return this.#body.battery;
  }
  set battery(percent: number) {
    this.#body = { ...this.#body, battery: percent };
  }

  /** Of the key in its EEPROM; undefined: must be provisioned. */
  get epoch(): number | undefined {
    return this.#memory?.current.epoch;
  }

  step(input: KeypadInput): void {
    if (input.type === 'on') this.#body = { ...this.#boot(), battery: this.battery };
    const [next, outputs] = stepKeypad(this.state, input, this.#body);
    this.state = next;
    for (const output of outputs) this.#parts.onEnding(this.id, output);
  }

  #boot(): KeypadBody {
    const { id, battery, eeprom, keySet } = this.#parts;
    const memory = bootMemory(eeprom);
    const counter = bootCounter(eeprom);
    this.#memory = memory.ok ? memory.value : undefined;
    return {
      id: this.#memory?.keypad ?? id,
      provisioning: this.#memory?.provisioning ?? 0,
      battery,
      firmware: 0x0100,
      keySet,
      counter: this.#memory && counter.ok ? counter.value : undefined,
      follows: (epoch) => this.#follows(epoch),
      keysFor: (beacon) => this.#keysFor(beacon),
    };
  }

  #follows(epoch: number): boolean {
    const own = this.epoch;
    return own !== undefined && epoch >= own && epoch <= own + MOST_EPOCHS_AHEAD;
  }

  #keysFor({ state: { state, sid, epoch } }: Beacon): SessionKeys {
    const memory = this.#memory;
    if (!memory) throw new Error('a keypad without a device key follows no beacon');
    const { provisioning, keypad, current } = memory;
    const told: Mode = (state & REHEARSAL_FLAG) === 0 ? 'real' : 'rehearsal';
    const mode = this.#parts.mode === 'beacon' ? told : this.#parts.mode;
    const keyOfEpoch = (): Uint8Array => deviceKeyOfEpoch(current.key, current.epoch, { provisioning, keypad, epoch });
    const keys = sessionKeys(() => cmacKey(keyOfEpoch()), keypad, { mode, provisioning, sid });
    if (epoch === current.epoch) return keys;
    return {
      ...keys,
      read(receipt, waitingFor) {
        const status = keys.read(receipt, waitingFor);
        // KEY11: only who holds the key of this epoch can have made this receipt; a beacon anybody can.
        if (status && memory.current.epoch < epoch) memory.commit({ epoch, key: keyOfEpoch() });
        return status;
      },
    };
  }
}
