import type { Presence } from '../messages.ts';
import { type CmacKey, cmac8, sameBytes } from './cmac.ts';

/**
 * Sign-in and status are authenticated, because the quorum hangs on them (PROTOCOL SGN2): 8 bytes of AES-CMAC under
 * the roll key over 03 | keypad 2 | counter 4 | version 1 | battery 1 | firmware 2.
 */
type Unsigned = Omit<Presence, 'mac'>;

function presenceMac(key: CmacKey, presence: Unsigned): Uint8Array {
  const input = Buffer.alloc(11);
  input.writeUInt8(3, 0);
  input.writeUInt16BE(presence.keypad, 1);
  input.writeUInt32BE(presence.counter, 3);
  input.writeUInt8(presence.version, 7);
  input.writeUInt8(presence.battery, 8);
  input.writeUInt16BE(presence.firmware, 9);
  return cmac8(key, input);
}

export const signPresence = (key: CmacKey, presence: Unsigned): Presence => ({
  ...presence,
  mac: presenceMac(key, presence),
});

export const verifyPresence = (key: CmacKey, presence: Presence): boolean =>
  sameBytes(presenceMac(key, presence), presence.mac);
