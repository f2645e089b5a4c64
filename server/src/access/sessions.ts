import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Role } from '@piaojue/contract/live';

/**
 * Sessions are signed, not stored: the big screen keeps its session when the server starts again in mid-vote, and no
 * PIN form stands in front of the hall.
 *
 *     token = role . expiry (ms, base 36) . random . HMAC-SHA256 over the three, and the generation of the role's PIN
 */
const LIFE_MS = 12 * 60 * 60 * 1000;

export interface Sessions {
  issue(role: Role): string;
  /** The role of a token that is ours and not expired. */
  roleOf(token: unknown): Role | undefined;
}

/**
 * `secret`: 32 bytes. `generationOf`: how often a role was given another PIN; that ends the sessions which the former opened.
 */
export function sessions(
  secret: Uint8Array,
  now: () => number,
  generationOf: (role: Role) => number = () => 0,
): Sessions {
  const seal = (text: string): string => {
    const generation = generationOf(text.slice(0, text.indexOf('.')) as Role);
    const sealed = generation > 0 ? `${text}#${generation}` : text;
    return createHmac('sha256', secret).update(sealed).digest('base64url');
  };
  return {
    issue(role) {
      const text = `${role}.${(now() + LIFE_MS).toString(36)}.${randomBytes(12).toString('base64url')}`;
      return `${text}.${seal(text)}`;
    },
    roleOf(token) {
      if (typeof token !== 'string') return undefined;
      const cut = token.lastIndexOf('.');
      const text = token.slice(0, Math.max(0, cut));
      const given = Buffer.from(token.slice(cut + 1));
      const expected = Buffer.from(seal(text));
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      const [role, expiry = ''] = text.split('.');
      return Number.parseInt(expiry, 36) > now() ? (role as Role) : undefined;
    },
  };
}
