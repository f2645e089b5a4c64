import { randomInt, scryptSync, timingSafeEqual, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Role } from '@piaojue/contract/live';
import { writeFileDurably } from '../durable.ts';

/** A PIN for each role, kept only as scrypt hashes. */
const ROLES = ['operator', 'monitor', 'screen'] as const satisfies readonly Role[];
interface StoredPin {
  readonly salt: string;
  readonly hash: string;
}
export type Pins = Readonly<Record<Role, string>>;

/** N = 2^14: about 30 ms a try on a hall PC. */
const hashOf = (pin: string, salt: Buffer): Buffer => scryptSync(pin, salt, 32, { N: 16_384, r: 8, p: 1 });

export const drawPins = (): Pins => {
  const pins = new Set<string>();
  while (pins.size < ROLES.length) pins.add(String(randomInt(100_000, 1_000_000)));
  const [operator = '', monitor = '', screen = ''] = pins;
  return { operator, monitor, screen };
};

export interface PinCheck {
  /** The role of a PIN, or undefined. Takes the same time for every PIN. */
  roleOf(pin: string): Role | undefined;
}

export function storePins(path: string, pins: Pins): void {
  const stored = Object.fromEntries(
    ROLES.map((role): [Role, StoredPin] => {
      const salt = randomBytes(16);
      return [role, { salt: salt.toString('hex'), hash: hashOf(pins[role], salt).toString('hex') }];
    }),
  );
  writeFileDurably(path, Buffer.from(JSON.stringify(stored)));
}

/** Draws PINs where there are none yet; they are returned once, to be printed, and can't be read back. */
export function openPins(path: string, given?: Pins): { readonly check: PinCheck; readonly fresh: Pins | null } {
  const fresh = given ?? (existsSync(path) ? null : drawPins());
  if (fresh) storePins(path, fresh);
  const stored = JSON.parse(readFileSync(path, 'utf8')) as Record<Role, StoredPin>;
  return {
    fresh,
    check: {
      roleOf(pin) {
        let found: Role | undefined;
        for (const role of ROLES) {
          const { salt, hash } = stored[role];
          if (timingSafeEqual(hashOf(pin, Buffer.from(salt, 'hex')), Buffer.from(hash, 'hex'))) found = role;
        }
        return found;
      },
    },
  };
}
