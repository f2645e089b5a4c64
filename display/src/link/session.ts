import { type Role, ROLES } from '@piaojue/contract/live';
import type { Session } from '@piaojue/contract/session';

/**
 * Why a PIN did not open the page: `role` is one of somebody who does other things; `wait`: too many wrong ones came, or too
 * many sign on at once, and the right one has to wait too.
 */
export type SignInFault = 'wrong' | 'wait' | 'offline' | 'role';

export interface SignInRefusal {
  readonly fault: SignInFault;
  /** ms until the server hears it again (RFC 9110, 10.2.3); null where it did not say. */
  readonly retryAfterMs: number | null;
}

const STORED = 'piaojue.session';
const STORED_ROLE = 'piaojue.session.role';
const STORED_PIN = 'piaojue.session.pin';
/** A screen stands for days with nobody at it. Its PIN opens nothing but the picture that it shows, so its tab keeps it. */
const KEEPS_ITS_PIN: readonly string[] = ['screen', 'presidium'];

/** POST /api/session. A refused PIN and an unreachable server are told apart, because the operator does different things. */
export async function trySignIn(pin: string, roles: readonly Role[] = ROLES): Promise<Session | SignInRefusal> {
  try {
    const answer = await fetch('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ pin }),
    });
    if (answer.status === 429) return { fault: 'wait', retryAfterMs: retryAfterMs(answer.headers.get('retry-after')) };
    if (!answer.ok) return refusal(answer.status >= 500 ? 'offline' : 'wrong');
    const session = (await answer.json()) as Session;
    if (!roles.includes(session.role)) return refusal('role');
    sessionStorage.setItem(STORED, session.token);
    sessionStorage.setItem(STORED_ROLE, session.role);
    if (KEEPS_ITS_PIN.includes(session.role)) sessionStorage.setItem(STORED_PIN, pin);
    else sessionStorage.removeItem(STORED_PIN);
    return session;
  } catch {
    return refusal('offline');
  }
}

const refusal = (fault: SignInFault): SignInRefusal => ({ fault, retryAfterMs: null });

/** Seconds of the header; its other form, a date, no server of ours sends. */
export function retryAfterMs(header: string | null): number | null {
  return header !== null && /^\d{1,5}$/.test(header) ? Number(header) * 1000 : null;
}

/** The same for a form: a session, or what to say. */
export async function signIn(pin: string, roles: readonly Role[] = ROLES): Promise<Session | SignInFault> {
  const outcome = await trySignIn(pin, roles);
  return 'fault' in outcome ? outcome.fault : outcome;
}

/** The token of this tab; a reload needs no PIN. */
export const storedToken = (): string | null => sessionStorage.getItem(STORED);
/** Whose token it is; null without one. */
export const storedRole = (): Role | null => ROLES.find((role) => role === sessionStorage.getItem(STORED_ROLE)) ?? null;
/** The PIN of a screen's tab; null on every other page. */
export const storedPin = (): string | null => sessionStorage.getItem(STORED_PIN);
export const forgetPin = (): void => sessionStorage.removeItem(STORED_PIN);

/** The PIN of a `#pin=…` address, taken out of the address bar so that it is neither seen nor kept in the history. */
export function takePinFromAddress(): string | null {
  const pin = new URLSearchParams(location.hash.slice(1)).get('pin');
  if (pin !== null) history.replaceState(null, '', location.pathname + location.search);
  return pin;
}
