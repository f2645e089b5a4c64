import type { CradleUp, WriteKey } from '@piaojue/firmware-protocol/cradle';
import type { Eeprom } from '@piaojue/firmware-protocol/keypad-counter';
import { bootMemory, provisionMemory, readHighWater, readIdentity } from '@piaojue/firmware-protocol/keypad-memory';
import { WIRE_VERSION } from '@piaojue/firmware-protocol/messages';
import { cmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { provisioningProof } from '@piaojue/firmware-protocol/seal/provisioning-proof';

/** A keypad on the contacts of a cradle: its side of provisioning (PROTOCOL PRV2, PRV5, PRV6). */
export class CradleKeypad {
  /** 8 bytes. */
  readonly hardware: Uint8Array;
  readonly #eeprom: Eeprom;

  constructor(label: number, eeprom: Eeprom) {
    const hardware = Buffer.from('PJ-KP\0\0\0', 'latin1');
    hardware.writeUInt16BE(label, 6);
    this.hardware = new Uint8Array(hardware);
    this.#eeprom = eeprom;
  }

  /** What it says of itself each 500 ms. */
  here(): CradleUp {
    // Half written is not written.
    const memory = bootMemory(this.#eeprom);
    return {
      type: 'K',
      hardware: this.hardware,
      wire: WIRE_VERSION,
      firmware: 0x0100,
      provisioning: memory.ok ? memory.value.provisioning : 0,
      keypad: memory.ok ? memory.value.keypad : 0,
      highWater: readHighWater(this.#eeprom),
    };
  }

  /** The answer speaks of what was read back; none: it is for another keypad, or the EEPROM did not take it. */
  write({ hardware, provisioning, keypad, epoch, key }: WriteKey): CradleUp | undefined {
    if (Buffer.compare(hardware, this.hardware) !== 0) return undefined;
    if (!provisionMemory(this.#eeprom, { provisioning, keypad }, { epoch, key })) return undefined;
    const memory = bootMemory(this.#eeprom);
    const identity = readIdentity(this.#eeprom);
    if (!memory.ok || !identity) return undefined;
    const { current } = memory.value;
    const fields = { hardware, ...identity, epoch: current.epoch, highWater: readHighWater(this.#eeprom) };
    return { type: 'V', ...fields, proof: provisioningProof(cmacKey(current.key), fields) };
  }
}
