import { type Role, ROLES } from '@piaojue/contract/live';
import type { Session } from '@piaojue/contract/session';

/**
 * Why a PIN did not open the page: `role` is one of somebody who does other things; `wait`: too many wrong ones came, and the
 * right one has to wait too.
 */
export type SignInFault = 'wrong' | 'wait' | 'offline' | 'role';

const STORED = 'piaojue.session';
const STORED_ROLE = 'piaojue.session.role';

/** POST /api/session. A refused PIN and an unreachable server are told apart, because the operator does different things. */
export async function signIn(pin: string, roles: readonly Role[] = ROLES): Promise<Session | SignInFault> {
  try {
    const answer = await fetch('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ pin }),
    });
    if (answer.status === 429) return 'wait';
    if (!answer.ok) return answer.status >= 500 ? 'offline' : 'wrong';
    const session = (await answer.json()) as Session;
    if (!roles.includes(session.role)) return 'role';
    sessionStorage.setItem(STORED, session.token);
    sessionStorage.setItem(STORED_ROLE, session.role);
    return session;
  } catch {
    return 'offline';
  }
}

/** The token of this tab; a reload needs no PIN. */
export const storedToken = (): string | null => sessionStorage.getItem(STORED);
/** Whose token it is; null without one. */
export const storedRole = (): Role | null => ROLES.find((role) => role === sessionStorage.getItem(STORED_ROLE)) ?? null;
export function forgetToken(): void {
  sessionStorage.removeItem(STORED);
  sessionStorage.removeItem(STORED_ROLE);
}

/** The PIN of a `#pin=…` address, taken out of the address bar so that it is neither seen nor kept in the history. */
export function takePinFromAddress(): string | null {
  const pin = new URLSearchParams(location.hash.slice(1)).get('pin');
  if (pin !== null) history.replaceState(null, '', location.pathname + location.search);
  return pin;
}
