import { randomBytes, randomInt, scrypt, scryptSync, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { ROLES, type Role } from '@piaojue/contract/live';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { writeFileDurably } from '../durable.ts';

/** A PIN for each role, kept only as scrypt hashes. */
interface StoredPin {
  readonly salt: string;
  readonly hash: string;
  /** How often this role was given another PIN. */
  readonly generation?: number;
}
type StoredPins = Partial<Record<Role, StoredPin>>;
export type Pins = Readonly<Record<Role, string>>;

/** N = 2^14: about 30 ms a try on a hall PC. */
const COST = { N: 16_384, r: 8, p: 1 } as const;
const HASH_BYTES = 32;
const hashOf = (pin: string, salt: Buffer): Buffer => scryptSync(pin, salt, HASH_BYTES, COST);

const drawPin = (): string => String(randomInt(100_000, 1_000_000));

export function drawPins(): Pins {
  const drawn = new Set<string>();
  while (drawn.size < ROLES.length) drawn.add(drawPin());
  const pins = [...drawn];
  return Object.fromEntries(ROLES.map((role, i) => [role, pins[i] ?? ''])) as Record<Role, string>;
}

export interface PinCheck {
  /** The role of a PIN, or undefined. Takes the same time for every PIN. */
  roleOf(pin: string): Role | undefined;
  /** The same beside the event loop: a try takes no time from the ballots. */
  beside(pin: string): Promise<Role | undefined>;
  /** How often the role was given another PIN: its sessions of before are over. */
  generationOf(role: Role): number;
}

export interface OpenedPins {
  readonly check: PinCheck;
  /** New since the last start, given or drawn: to be printed once, they can't be read back. */
  readonly fresh: Partial<Pins>;
}

/**
 * The PINs of the file, with those that are `given` in the place of the old ones; roles that have none yet get one that is
 * drawn. The error says which two roles would have one PIN.
 */
export function openPins(path: string, given: Partial<Pins> = {}): Result<OpenedPins, string> {
  const before: StoredPins = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as StoredPins) : {};
  // The same PINs are given at each start: one that is its role's already needs no look at those of the others.
  const unchanged = ROLES.filter((role) => isPinOf(before[role], given[role]));
  const isKept = (role: string): boolean => given[role as Role] === undefined || unchanged.includes(role as Role);
  const kept: StoredPins = Object.fromEntries(Object.entries(before).filter(([role]) => isKept(role)));
  const fresh: Partial<Record<Role, string>> = {};
  // Those that are new are compared as they are, the kept ones by their hashes.
  const holderOf = (pin: string): Role | undefined => ROLES.find((role) => fresh[role] === pin) ?? roleOf(kept, pin);
  for (const role of ROLES) {
    const pin = given[role];
    if (pin === undefined || unchanged.includes(role)) continue;
    const other = holderOf(pin);
    if (other) return fail(`expected a PIN for each role, the one given for ${role} is that of ${other}`);
    fresh[role] = pin;
  }
  for (const role of ROLES) {
    if (fresh[role] !== undefined || role in kept) continue;
    let pin = drawPin();
    while (holderOf(pin)) pin = drawPin();
    fresh[role] = pin;
  }
  const stored: StoredPins = { ...kept };
  for (const role of ROLES) {
    const pin = fresh[role];
    if (pin === undefined) continue;
    const salt = randomBytes(16);
    const former = before[role];
    stored[role] = {
      ...{ salt: salt.toString('hex'), hash: hashOf(pin, salt).toString('hex') },
      ...(former && { generation: (former.generation ?? 0) + 1 }),
    };
  }
  if (Object.keys(fresh).length) writeFileDurably(path, Buffer.from(JSON.stringify(stored)));
  return ok({ fresh, check: checkOf(stored) });
}

function checkOf(stored: StoredPins): PinCheck {
  return {
    roleOf: (pin) => roleOf(stored, pin),
    beside: (pin) => roleBeside(stored, pin),
    generationOf: (role) => stored[role]?.generation ?? 0,
  };
}

async function roleBeside(stored: StoredPins, pin: string): Promise<Role | undefined> {
  let found: Role | undefined;
  for (const role of ROLES) {
    const one = stored[role];
    if (!one) continue;
    const hash = await new Promise<Buffer>((resolve, reject) =>
      scrypt(pin, Buffer.from(one.salt, 'hex'), HASH_BYTES, COST, (error, key) =>
        error ? reject(error) : resolve(key),
      ),
    );
    if (timingSafeEqual(hash, Buffer.from(one.hash, 'hex'))) found = role;
  }
  return found;
}

function isPinOf(stored: StoredPin | undefined, pin: string | undefined): boolean {
  if (!stored || pin === undefined) return false;
  return timingSafeEqual(hashOf(pin, Buffer.from(stored.salt, 'hex')), Buffer.from(stored.hash, 'hex'));
}

function roleOf(stored: StoredPins, pin: string): Role | undefined {
  let found: Role | undefined;
  for (const role of ROLES) if (isPinOf(stored[role], pin)) found = role;
  return found;
}
