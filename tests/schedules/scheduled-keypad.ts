import type { Eeprom } from '@piaojue/firmware-protocol/keypad-counter';
import { memoryEeprom, provisionMemory } from '@piaojue/firmware-protocol/keypad-memory';
import { HALL_STATES, type SealedBallot } from '@piaojue/firmware-protocol/messages';
import type { Beacon } from '@piaojue/device-gateway/simulator/air/beacon';
import type { KeypadInput } from '@piaojue/device-gateway/simulator/keypad/keypad-machine';
import { type KeypadParts, SimKeypad } from '@piaojue/device-gateway/simulator/keypad/sim-keypad';
import { deviceKeyOf } from '@piaojue/server/box/test-keypad';
import { numberOf } from '@piaojue/server/tally/marks';
import { ROUND, SITTING } from './cast.ts';
import type { History } from './history.ts';
import type { Seams } from './seams.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface ScheduledKeypadParts {
  readonly clock: VirtualClock;
  readonly history: History;
  readonly seams: Seams;
}

/** A real keypad, and what somebody who watches it would write down. */
export class ScheduledKeypad extends SimKeypad {
  readonly #parts: ScheduledKeypadParts;
  readonly #memory: Memory;
  readonly #powerLost: (() => void) | undefined;
  #waiting: SealedBallot | null = null;
  #locked = false;
  torn: { readonly bytes: number; readonly andPower: () => void } | undefined;

  constructor(id: number, parts: ScheduledKeypadParts) {
    const memory = new Memory();
    const planted = parts.seams.eeprom?.(memory);
    const eeprom = planted ?? memory;
    const { provisioning, epoch } = SITTING;
    provisionMemory(eeprom, { keypad: id, provisioning }, { epoch, key: deviceKeyOf(id) });
    const keypad: KeypadParts = {
      id,
      mode: 'beacon',
      eeprom,
      battery: 80,
      keySet: 'full',
      onEnding: (_, { what, ending }) => {
        if (what === 'ballot') this.#ended(ending);
      },
    };
    super(keypad);
    this.#parts = parts;
    this.#memory = memory;
    this.#powerLost = planted?.powerLost;
  }

  override step(input: KeypadInput): void {
    const { history, clock, seams } = this.#parts;
    const { torn } = this;
    this.#memory.cutAfter = torn?.bytes;
    const before = this.state.ballot?.frame ?? null;
    this.#waiting = before;
    if (input.type === 'off') this.#powerLost?.();
    super.step(
      input.type === 'beacon' && seams.beacon ? { ...input, beacon: seams.beacon(input.beacon, this.id) } : input,
    );
    if (input.type === 'off' || input.type === 'on') {
      this.#locked = false;
      history.add(clock.now, { what: input.type, keypad: this.id });
    }
    const frame = this.state.ballot?.frame;
    if (frame && frame !== before && input.type === 'submit') this.#pressed(frame, input.marks.map(numberOf));
    if (input.type === 'beacon') this.#lock(input.beacon);
    if (seams.believesCounted?.(this)) {
      this.#waiting = this.state.ballot?.frame ?? null;
      if (this.#waiting) this.#ended('counted');
      this.state = { ...this.state, ballot: null };
    }
    this.#memory.cutAfter = undefined;
  }

  /** Its EEPROM was torn in the last step: what happens then. */
  takeTear(): (() => void) | undefined {
    if (!this.#memory.wasCut) return undefined;
    this.#memory.wasCut = false;
    const andPower = this.torn?.andPower;
    this.torn = undefined;
    return andPower;
  }

  #ended(ending: string): void {
    const { history, clock } = this.#parts;
    const counter = this.#waiting?.counter ?? 0;
    history.add(clock.now, { what: 'ended', keypad: this.id, counter, ending });
  }

  #pressed(frame: SealedBallot, marks: readonly number[]): void {
    const { history, clock } = this.#parts;
    const { keypad, round, counter, ciphertext, tag } = frame;
    history.sealed(`${keypad}:${round}:${counter}`, Buffer.concat([ciphertext, tag]).toString('hex'));
    history.add(clock.now, { what: 'pressed', keypad, counter, marks });
  }

  #lock({ state }: Beacon): void {
    const code = state.state & 0x0f;
    const isOver = state.round === ROUND && (code === HALL_STATES.closing || code === HALL_STATES.closed);
    if (isOver === this.#locked || state.provisioning !== SITTING.provisioning) return;
    this.#locked = isOver;
    this.#parts.history.add(this.#parts.clock.now, { what: isOver ? 'locked' : 'unlocked', keypad: this.id });
  }
}

/** Outlives every power cut; a write may be cut short by one. */
class Memory implements Eeprom {
  readonly #eeprom = memoryEeprom();
  readonly size = this.#eeprom.size;
  cutAfter: number | undefined;
  wasCut = false;

  read(offset: number, length: number): Uint8Array {
    return this.#eeprom.read(offset, length);
  }

  write(offset: number, bytes: Uint8Array): void {
    // Without power nothing more is written.
    if (this.wasCut) return;
    this.wasCut = this.cutAfter !== undefined;
    this.#eeprom.write(offset, bytes.subarray(0, this.cutAfter));
  }
}
