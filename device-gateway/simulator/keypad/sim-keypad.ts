import { bootCounter, type Eeprom } from '@piaojue/firmware-protocol/keypad-counter';
import { REHEARSAL_FLAG } from '@piaojue/firmware-protocol/messages';
import type { CmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import type { Mode } from '@piaojue/firmware-protocol/seal/keys';
import type { Beacon } from '../air/beacon.ts';
import { type KeypadBody, type KeypadInput, stepKeypad } from './keypad-machine.ts';
import { type KeypadOutput, type KeypadState, poweredOn } from './keypad-state.ts';
import { type SessionKeys, sessionKeys } from './session-keys.ts';

export interface KeypadParts {
  readonly id: number;
  readonly deviceKey: CmacKey;
  readonly provisioning: number;
  /** `beacon`: as the state byte says. */
  readonly mode: Mode | 'beacon';
  readonly eeprom: Eeprom;
  readonly battery: number;
  readonly onEnding: (keypad: number, output: KeypadOutput) => void;
}

/** One keypad of the hall: the pure machine, its EEPROM, and the state in its RAM. */
export class SimKeypad {
  readonly id: number;
  /** −dBm at the receivers. */
  rssi: number;
  readonly #parts: KeypadParts;
  #body: KeypadBody;
  state: KeypadState;

  constructor(parts: KeypadParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.rssi = 45 + ((parts.id * 7) % 30);
    this.#body = this.#boot();
    this.state = poweredOn(this.#body.counter === undefined);
  }

  /** Percent. */
  get battery(): number {
    return this.#body.battery;
  }
  set battery(percent: number) {
    this.#body = { ...this.#body, battery: percent };
  }

  step(input: KeypadInput): void {
    if (input.type === 'on') this.#body = { ...this.#boot(), battery: this.battery };
    const [next, outputs] = stepKeypad(this.state, input, this.#body);
    this.state = next;
    for (const output of outputs) this.#parts.onEnding(this.id, output);
  }

  #boot(): KeypadBody {
    const { id, provisioning, battery, eeprom } = this.#parts;
    const counter = bootCounter(eeprom);
    return {
      id,
      provisioning,
      battery,
      firmware: 0x0100,
      counter: counter.ok ? counter.value : undefined,
      keysFor: (beacon) => this.#keysFor(beacon),
    };
  }

  #keysFor({ state }: Beacon): SessionKeys {
    const { deviceKey, id, provisioning, mode } = this.#parts;
    const told: Mode = (state.state & REHEARSAL_FLAG) === 0 ? 'real' : 'rehearsal';
    return sessionKeys(deviceKey, id, { mode: mode === 'beacon' ? told : mode, provisioning, sid: state.sid });
  }
}
