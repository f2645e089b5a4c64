import { type Role, ROLES } from '@piaojue/contract/live';
import { useSyncExternalStore } from 'react';
import { io, type Socket } from 'socket.io-client';
import { commandSender, type SendCommand } from './commands.ts';
import { clockOffset, isFresh, type Stamped } from './fresh.ts';
import { reloadIfStale } from './stale-page.ts';
import { forgetToken, type SignInFault, signIn, storedRole, storedToken, takePinFromAddress } from './session.ts';

/** `lost` keeps the last view; `pin` means that the server wants a PIN, whatever is still shown. */
export type LinkState = 'pin' | 'connecting' | 'live' | 'lost';

export interface Live<View> {
  readonly state: LinkState;
  readonly view: View | null;
  /** Why the last PIN was not taken. */
  readonly fault: SignInFault | null;
}

type Namespace = '/screen' | '/console' | '/officers';

/** First wait before the link is tried again, and the longest, in ms. */
const RETRY = { reconnectionDelay: 250, reconnectionDelayMax: 2000 };

/**
 * One namespace, one kind of snapshot, for the life of a page. It reconnects by itself for ever; while the link is
 * down the last view stands. A PIN is kept in memory only, to sign in again when a restarted server knows no sessions.
 */
export class LiveLink<View extends Stamped> {
  #live: Live<View> = { state: 'connecting', view: null, fault: null };
  #listeners = new Set<() => void>();
  #socket: Socket | null = null;
  #offset: number | null = null;
  #pin: string | null = null;
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
    const token = role === null || this.#roles.includes(role) ? storedToken() : null;
    if (pin !== null) void this.enterPin(pin);
    else if (token !== null) this.#connect(token);
    else this.#set({ state: 'pin' });
  }

  readonly enterPin = async (pin: string): Promise<void> => {
    const session = await signIn(pin, this.#roles);
    if (typeof session === 'string') {
      this.#set({ state: 'pin', fault: session });
      return;
    }
    this.#pin = pin;
    this.#set({ state: 'connecting', fault: null });
    this.#connect(session.token);
  };

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
    socket.on('connect', () => this.#set({ state: 'live' }));
    socket.on('disconnect', (reason) => {
      this.#set({ state: 'lost' });
      // Closed by the server on purpose, which the library takes for good; the hall's screen must come back.
      if (reason === 'io server disconnect') setTimeout(() => socket.connect(), RETRY.reconnectionDelayMax);
    });
    socket.on('connect_error', (error) => {
      if (error.message === 'unauthorized') this.#refused(socket);
      else this.#set({ state: this.#live.view === null ? 'connecting' : 'lost' });
    });
    socket.on(this.#event, (next: View) => this.#take(next));
  }

  #take(next: View): void {
    const former = this.#live.view;
    if (!isFresh(next, former)) return;
    // Another run of the server may be of another build.
    if (former !== null && former.run !== next.run && this.#namespace === '/screen') void reloadIfStale();
    this.#offset = clockOffset(next, Date.now(), this.#offset);
    this.#set({ view: next });
  }

  /** The session is unknown: once with the PIN that opened the page, then by asking. */
  #refused(socket: Socket): void {
    socket.removeAllListeners().disconnect();
    forgetToken();
    const pin = this.#pin;
    this.#pin = null;
    if (pin === null) this.#set({ state: 'pin' });
    else void this.enterPin(pin);
  }
}

/** The link's state for a component. */
export function useLive<View extends Stamped>(link: LiveLink<View>): Live<View> {
  return useSyncExternalStore(link.subscribe, link.live);
}
