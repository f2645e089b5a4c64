import type { Session } from '@piaojue/contract/session';

/** Why a PIN did not open the page. */
export type SignInFault = 'wrong' | 'offline';

const STORED = 'piaojue.session';

/** POST /api/session. A refused PIN and an unreachable server are told apart, because the operator does different things. */
export async function signIn(pin: string): Promise<Session | SignInFault> {
  try {
    const answer = await fetch('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ pin }),
    });
    if (!answer.ok) return answer.status >= 500 ? 'offline' : 'wrong';
    const session = (await answer.json()) as Session;
    sessionStorage.setItem(STORED, session.token);
    return session;
  } catch {
    return 'offline';
  }
}

/** The token of this tab; a reload needs no PIN. */
export const storedToken = (): string | null => sessionStorage.getItem(STORED);
export const forgetToken = (): void => sessionStorage.removeItem(STORED);

/** The PIN of a `#pin=…` address, taken out of the address bar so that it is neither seen nor kept in the history. */
export function takePinFromAddress(): string | null {
  const pin = new URLSearchParams(location.hash.slice(1)).get('pin');
  if (pin !== null) history.replaceState(null, '', location.pathname + location.search);
  return pin;
}
