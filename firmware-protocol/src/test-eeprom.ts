import type { Eeprom } from './keypad-counter.ts';
import { EEPROM_BYTES } from './keypad-memory.ts';

export class PowerCut extends Error {}

/** An EEPROM that loses power after so many bytes more; the byte it was cut in holds nonsense. */
export class TestEeprom implements Eeprom {
  readonly bytes: Uint8Array;
  readonly size: number;
  bytesLeft = Number.POSITIVE_INFINITY;
  nonsense = 0;
  /** Writes nothing any more, and says nothing. */
  deaf = false;
  written = 0;

  constructor(bytes: Uint8Array = new Uint8Array(EEPROM_BYTES).fill(255)) {
    this.bytes = bytes;
    this.size = bytes.length;
  }

  read(offset: number, length: number): Uint8Array {
    return this.bytes.slice(offset, offset + length);
  }

  write(offset: number, part: Uint8Array): void {
    if (this.deaf) return;
    for (const [i, byte] of part.entries()) {
      if (this.bytesLeft <= 0) {
        this.bytes[offset + i] = this.nonsense;
        throw new PowerCut();
      }
      this.bytesLeft--;
      this.written++;
      this.bytes[offset + i] = byte;
    }
  }
}

/** Whether the power held to the end. */
export function untilPowerCut(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
    return false;
  }
}
