import { type CradleUp, IN_CRADLE_MS, type WriteKey } from '@piaojue/firmware-protocol/cradle';
import type { Eeprom } from '@piaojue/firmware-protocol/keypad-counter';
import { EEPROM_BYTES } from '@piaojue/firmware-protocol/keypad-memory';
import { decodeCradleDown, decodeLine, encodeLine, payloadOf, SEQUENCES } from '@piaojue/firmware-protocol/line';
import type { Random } from '../random.ts';
import { type CradleFault, type CradleFaults, dealFaults } from './cradle-faults.ts';
import { CradleKeypad } from './cradle-keypad.ts';

/** Quick hands: from the read-back to the lifting, and from there to the next keypad. */
const LOOK_MS = 30;
const CHANGE_MS = 10;
/** The same one again: so long that the host takes it for lifted (PROTOCOL PRV2). */
const SAME_AGAIN_MS = 1500;

export interface CradleParts {
  /** What stands on the keypads, in the order in which they are laid down. */
  readonly labels: readonly number[];
  readonly eepromOf: (label: number) => Eeprom;
  readonly faults: CradleFaults;
  readonly random: Random;
  readonly write: (bytes: Buffer) => void;
  readonly now: number;
}

class PowerCut extends Error {}

/** Loses power after so many bytes. */
function cutEeprom(eeprom: Eeprom, bytes: number): Eeprom {
  let left = bytes;
  return {
    ...eeprom,
    write(offset, part) {
      eeprom.write(offset, part.subarray(0, left));
      if (part.length > left) throw new PowerCut();
      left -= part.length;
    },
  };
}

/** A cradle on a port, and a person who lays keypads down one after another; who failed comes again at the end. */
export class Cradle {
  readonly #parts: CradleParts;
  readonly #waiting: number[];
  readonly #faults: Map<number, CradleFault>;
  #lying: { readonly label: number; readonly keypad: CradleKeypad; fault: CradleFault | undefined } | undefined;
  #nextHere = 0;
  #liftAt = Number.POSITIVE_INFINITY;
  #layAt: number;
  #again = false;
  #sequence = 0;
  #partial = '';
  /** Faults that happened, by kind. */
  readonly happened: Record<CradleFault, number> = { lift: 0, corrupt: 0, readback: 0 };

  constructor(parts: CradleParts) {
    this.#parts = parts;
    this.#waiting = [...parts.labels];
    this.#faults = dealFaults(parts.faults, parts.labels, parts.random);
    this.#layAt = parts.now;
  }

  /** All were laid down and lifted again. */
  get done(): boolean {
    return this.#lying === undefined && this.#waiting.length === 0;
  }

  advance(now: number): void {
    if (now >= this.#liftAt) this.#lift(now);
    if (!this.#lying && now >= this.#layAt) this.#lay(now);
    if (this.#lying && now >= this.#nextHere) {
      this.#nextHere = now + IN_CRADLE_MS;
      this.#say(this.#lying.keypad.here());
    }
  }

  /** Bytes of the host. */
  take(bytes: Buffer, now: number): void {
    const texts = (this.#partial + bytes.toString('latin1')).split('\n');
    this.#partial = texts.pop() ?? '';
    for (const text of texts) {
      const line = decodeLine(text);
      const message = line.ok ? decodeCradleDown(line.value) : line;
      if (message.ok) this.#onWrite(message.value, now);
    }
  }

  #lay(now: number): void {
    const label = this.#waiting.shift();
    if (label === undefined) return;
    const fault = this.#faults.get(label);
    this.#faults.delete(label);
    const eeprom = this.#parts.eepromOf(label);
    const powered = fault === 'lift' ? cutEeprom(eeprom, this.#parts.random.below(EEPROM_BYTES)) : eeprom;
    this.#lying = { label, keypad: new CradleKeypad(label, powered), fault };
    this.#again = false;
    this.#nextHere = now;
  }

  #lift(now: number): void {
    if (this.#lying && this.#again) this.#waiting.push(this.#lying.label);
    const same = this.#waiting[0] === this.#lying?.label;
    this.#lying = undefined;
    this.#liftAt = Number.POSITIVE_INFINITY;
    this.#layAt = now + (same ? SAME_AGAIN_MS : CHANGE_MS);
  }

  #onWrite(order: WriteKey, now: number): void {
    const lying = this.#lying;
    if (!lying) return;
    let answer: CradleUp | undefined;
    try {
      answer = lying.keypad.write(order);
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
    }
    const { fault } = lying;
    lying.fault = undefined;
    if (fault) this.happened[fault]++;
    if (fault === 'lift') {
      // Cut in the midst of it, or just before it could say a word.
      this.#again = true;
      return this.#lift(now);
    }
    // The host writes again when nothing comes.
    if (!answer || fault === 'corrupt') return answer && this.#say(answer, true);
    if (fault === 'readback' && answer.type === 'V') {
      this.#again = true;
      answer = { ...answer, proof: answer.proof.map((byte, i) => (i === 0 ? byte ^ 0x80 : byte)) };
    }
    this.#liftAt = now + LOOK_MS;
    this.#say(answer);
  }

  #say(message: CradleUp, damaged = false): void {
    const line = encodeLine(message.type, this.#sequence, payloadOf(message));
    this.#sequence = (this.#sequence + 1) % SEQUENCES;
    const at = 4 + this.#parts.random.below(line.length - 8);
    const other = line.charAt(at) === 'A' ? 'B' : 'A';
    const sent = damaged ? line.slice(0, at) + other + line.slice(at + 1) : line;
    this.#parts.write(Buffer.from(`${sent}\n`, 'latin1'));
  }
}
