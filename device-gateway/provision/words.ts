import { WIRE_VERSION } from '@piaojue/firmware-protocol/messages';
import type { Say } from './provisioner.ts';

/** What came, what was expected, what to do. Never a key, never a proof. */
export function words(it: Say): string {
  switch (it.code) {
    case 'writing':
      return `keypad ${it.keypad}: writing, leave it in the cradle`;
    case 'written':
      return `keypad ${it.keypad}: written, read back, ok`;
    case 'alreadyOfThisSet':
      return `this is keypad ${it.keypad} of this set already; nothing was written. A new key for it: start with --again`;
    case 'lifted':
      return `keypad ${it.keypad}: lifted before it was read back; nothing of it was kept. Lay it down again, and leave it until "ok"`;
    case 'cutShort':
      return it.renewed
        ? `keypad ${it.keypad}: cut short before it was read back; its former key may be gone. Start with --again and lay it down again, or it can't vote`
        : `keypad ${it.keypad}: cut short before it was read back; nothing of it was kept. Start again and lay it down again`;
    case 'noAnswer':
      return `keypad ${it.keypad}: expected a read-back, none came after 3 writes. Clean the contacts and lay it down again; if that does not help, put it aside`;
    case 'wrongReadBack':
      return `keypad ${it.keypad}: read back ${it.got}, expected ${it.expected}; its key was not kept. Lay it down again; if it fails twice, its memory is worn: put it aside`;
    case 'notStored':
      return `keypad ${it.keypad}: written, but its key could not be kept: ${it.why}. Lay it down again when that is put right`;
    case 'otherVersion':
      return `a keypad of wire version ${it.got}, expected ${WIRE_VERSION}: put it aside, it needs other firmware`;
    case 'noNumberLeft':
      return 'no number is left from --from on; start with a lower --from';
  }
}
