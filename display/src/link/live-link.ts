import { type Role, ROLES } from '@piaojue/contract/live';
import { useSyncExternalStore } from 'react';
import { io, type Socket } from 'socket.io-client';
import { commandSender, type SendCommand } from './commands.ts';
import { clockOffset, isFresh, type Stamped } from './fresh.ts';
import { backOffMs, retryDelayMs, TOKEN_RETRY_MS } from './retry.ts';
import {
  forgetPin,
  type SignInFault,
  storedPin,
  storedRole,
  storedToken,
  takePinFromAddress,
  trySignIn,
} from './session.ts';
import { stalePage } from './stale-page.ts';

/** `lost` keeps the last view; `pin` means that the server wants a PIN, whatever is still shown. */
export type LinkState = 'pin' | 'connecting' | 'live' | 'lost';

export interface Live<View> {
  readonly state: LinkState;
  readonly view: View | null;
  /** Why the last PIN was not taken. */
  readonly fault: SignInFault | null;
  /** What opened the page by itself was refused: nobody sits there who asked for a form. */
  readonly refused: boolean;
}

type Namespace = '/screen' | '/console' | '/officers';

/** First wait before the link is tried again, and the longest, in ms. */
const RETRY = { reconnectionDelay: 250, reconnectionDelayMax: 2000 };

/**
 * One namespace, one kind of snapshot, for the life of a page. It reconnects by itself for ever; while the link is
 * down the last view stands. A PIN is kept in memory, to sign in again when the session has ended; whatever passes by itself (no
 * server, a lockout) is waited for and tried again for ever, and a form asks only where a person has to.
 */
export class LiveLink<View extends Stamped> {
  #live: Live<View> = { state: 'connecting', view: null, fault: null, refused: false };
  #listeners = new Set<() => void>();
  #socket: Socket | null = null;
  #offset: number | null = null;
  #pin: string | null = null;
  /** Counts sign-ins, so that one that was overtaken by another PIN is dropped. */
  #turn = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  /** Sessions that were refused since the link was live. */
  #refusals = 0;
  readonly #namespace: Namespace;
  readonly #event: string;
  readonly #roles: readonly Role[];

  /** `roles`: whose PINs open the page. */
  constructor(namespace: Namespace, event: string, roles: readonly Role[] = ROLES) {
    this.#namespace = namespace;
    this.#event = event;
    this.#roles = roles;
  }

  /** Who signed in here; null before. */
  readonly role = (): Role | null => storedRole();

  /** Signs in by the address, the tab's token or, without either, asks for a PIN. */
  start(): void {
    const pin = takePinFromAddress();
    const role = storedRole();
    // A tab that was somebody else's page before asks again. A token of before roles were kept is tried.
    const isOurs = role === null || this.#roles.includes(role);
    const [token, kept] = isOurs ? [storedToken(), storedPin()] : [null, null];
    this.#pin = kept;
    if (pin !== null) void this.#signIn(pin, 'itself');
    else if (token !== null) this.#connect(token);
    else if (kept !== null) void this.#signIn(kept, 'itself');
    else this.#set({ state: 'pin' });
  }

  /** Resolves after the first answer; what passes by itself is tried again until it opens or another PIN is entered. */
  readonly enterPin = async (pin: string): Promise<void> => await this.#signIn(pin, 'form');

  async #signIn(pin: string, by: 'form' | 'itself'): Promise<void> {
    this.#turn += 1;
    clearTimeout(this.#retry);
    await this.#tryPin(pin, by, this.#turn, 0);
  }

  async #tryPin(pin: string, by: 'form' | 'itself', turn: number, attempt: number): Promise<void> {
    const outcome = await trySignIn(pin, this.#roles);
    if (turn !== this.#turn) return;
    if (!('fault' in outcome)) {
      this.#pin = pin;
      this.#set({ state: this.#without(), fault: null, refused: false });
      this.#connect(outcome.token);
      return;
    }
    const delay = retryDelayMs(outcome, attempt, Math.random());
    const refused = by === 'itself';
    if (delay === null) {
      if (this.#pin === pin) this.#pin = null;
      if (storedPin() === pin) forgetPin();
      this.#set({ state: 'pin', fault: outcome.fault, refused });
      this.#retryToken();
      return;
    }
    this.#set({ state: by === 'form' ? 'pin' : this.#without(), fault: outcome.fault, refused });
    this.#retry = setTimeout(() => void this.#tryPin(pin, by, turn, attempt + 1), delay);
  }

  /** What to say while there is no link. */
  #without(): 'connecting' | 'lost' {
    return this.#live.view === null ? 'connecting' : 'lost';
  }

  /** Server time in ms since the epoch. */
  readonly serverNow = (): number => Date.now() + (this.#offset ?? 0);

  readonly send: SendCommand = async (name, fields) =>
    this.#socket === null ? 'no-answer' : await commandSender(this.#socket)(name, fields);

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly live = (): Live<View> => this.#live;

  #set(change: Partial<Live<View>>): void {
    this.#live = { ...this.#live, ...change };
    for (const listener of this.#listeners) listener();
  }

  #connect(token: string): void {
    this.#socket?.removeAllListeners().disconnect();
    const socket = io(this.#namespace, { auth: { token }, transports: ['websocket'], ...RETRY });
    this.#socket = socket;
    socket.on('connect', () => {
      this.#refusals = 0;
      this.#set({ state: 'live', fault: null, refused: false });
    });
    socket.on('disconnect', (reason) => {
      this.#set({ state: 'lost' });
      // Closed by the server on purpose, which the library takes for good; the hall's screen must come back.
      if (reason === 'io server disconnect') setTimeout(() => socket.connect(), RETRY.reconnectionDelayMax);
    });
    socket.on('connect_error', (error) => {
      if (error.message === 'unauthorized') this.#refused(socket);
      else this.#set({ state: this.#without() });
    });
    socket.on(this.#event, (next: View) => this.#take(next));
  }

  #take(next: View): void {
    const former = this.#live.view;
    if (!isFresh(next, former)) return;
    // Another run of the server may be of another build.
    if (former !== null && former.run !== next.run) void stalePage.look();
    this.#offset = clockOffset(next, Date.now(), this.#offset);
    this.#set({ view: next });
  }

  /** The session is unknown or has ended: with the PIN that opened the page, else by asking. */
  #refused(socket: Socket): void {
    socket.removeAllListeners().disconnect();
    this.#refusals += 1;
    const pin = this.#pin;
    if (pin === null) {
      this.#set({ state: 'pin', refused: true });
      this.#retryToken();
      return;
    }
    this.#set({ state: this.#without() });
    // A server that gives sessions and then does not take them is not asked again at once.
    const delay = this.#refusals === 1 ? 0 : backOffMs(this.#refusals, Math.random());
    this.#turn += 1;
    const turn = this.#turn;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#tryPin(pin, 'itself', turn, 0), delay);
  }

  /** While a form asks, or a hall looks at its last picture: the session that this tab still has. */
  #retryToken(): void {
    const token = storedToken();
    if (token === null) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      if (this.#live.state === 'pin') this.#connect(token);
    }, TOKEN_RETRY_MS);
  }
}

/** The link's state for a component. */
export function useLive<View extends Stamped>(link: LiveLink<View>): Live<View> {
  return useSyncExternalStore(link.subscribe, link.live);
}
