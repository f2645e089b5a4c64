import { EventEmitter } from 'node:events';
import type { GatewayToServer, ServerToGateway } from '@piaojue/contract/gateway-link';
import type { Random } from '@piaojue/device-gateway/simulator/random';
import type { Namespace } from 'socket.io';
import type { Socket } from 'socket.io-client';
import type { ProcessClock, VirtualClock } from './virtual-clock.ts';

/** What a message takes from one end to the other, at most; ms. */
const LATENCY_MS = 3;
const AGAIN_MS = [200, 1000] as const;

type Listener = (...args: never[]) => void;
interface Refused extends Error {
  data?: unknown;
}
type Guard = (socket: ServerSide, next: (error?: Refused) => void) => void;

/** Messages of one direction: in order, each after its delay, none while the way is stalled. */
class Lane {
  readonly #clock: VirtualClock;
  readonly #random: Random;
  readonly #stalledUntil: () => number;
  #last = 0;
  /** Also where a stall is ended early nothing overtakes what was sent before. */
  readonly #underWay: { readonly due: number; readonly deliver: () => void }[] = [];
  cut = false;

  constructor(clock: VirtualClock, random: Random, stalledUntil: () => number) {
    this.#clock = clock;
    this.#random = random;
    this.#stalledUntil = stalledUntil;
  }

  send(deliver: () => void): void {
    this.#last = Math.max(this.#last, this.#clock.now + 0.1 + this.#random.next() * LATENCY_MS);
    this.#underWay.push({ due: this.#last, deliver });
    this.#clock.at(this.#last, () => this.#arrive());
  }

  #arrive(): void {
    const held = this.#stalledUntil();
    if (this.cut) return;
    // What is on its way when the network stalls comes after the stall, in order: TCP sends it again.
    if (held > this.#clock.now) return void this.#clock.at(held, () => this.#arrive());
    for (let next = this.#underWay[0]; !this.cut && next && next.due <= this.#clock.now; next = this.#underWay[0]) {
      this.#underWay.shift();
      this.#clock.stirred = true;
      next.deliver();
    }
  }
}

interface Session {
  readonly up: Lane;
  readonly down: Lane;
  readonly server: ServerSide;
  readonly client: ClientSide;
}

/** The server's end of a connection, as far as the hub looks at it. */
export class ServerSide {
  readonly inbox = new EventEmitter();
  readonly handshake: { readonly auth: Record<string, unknown>; readonly address: string };
  readonly data: Record<string, unknown> = {};
  readonly #network: Network;
  readonly id: string;
  session: Session | undefined;

  constructor(id: string, auth: Record<string, unknown>, network: Network) {
    this.id = id;
    this.handshake = { auth, address: '10.0.0.1' };
    this.#network = network;
  }

  get connected(): boolean {
    return this.session !== undefined;
  }

  on(event: string, listener: Listener): this {
    this.inbox.on(event, listener as (...args: unknown[]) => void);
    return this;
  }

  emit(event: string, ...args: unknown[]): boolean {
    const { session } = this;
    if (!session) return false;
    const { client } = session;
    session.down.send(() => this.#network.toGateway(client, event, args));
    return true;
  }

  disconnect(): this {
    if (this.session) this.#network.close(this.session, 'io server disconnect');
    return this;
  }
}

type Acknowledge = (error: Error | null) => void;

/** The gateway's end: the part of a socket.io client that ServerLink uses. */
export class ClientSide {
  readonly inbox = new EventEmitter();
  readonly engine = new EventEmitter();
  readonly auth: Record<string, unknown>;
  readonly clock: ProcessClock;
  readonly sendBuffer: unknown[] = [];
  readonly #network: Network;
  session: Session | undefined;
  active = true;
  #waiting = new Set<Acknowledge>();

  constructor(auth: Record<string, unknown>, clock: ProcessClock, network: Network) {
    this.auth = auth;
    this.clock = clock;
    this.#network = network;
  }

  /** As ServerLink sees it. */
  get socket(): Socket<ServerToGateway, GatewayToServer> {
    return this as unknown as Socket<ServerToGateway, GatewayToServer>;
  }

  get connected(): boolean {
    return this.session !== undefined;
  }

  get io(): unknown {
    return {
      engine: {
        transport: { writable: this.connected },
        on: (event: string, listener: () => void) => this.engine.on(event, listener),
        close: () => this.session && this.#network.close(this.session, 'transport close'),
      },
    };
  }

  get volatile(): unknown {
    const emit = (event: string, body: unknown, taken?: () => void): void => this.#send(event, body, taken);
    return {
      emit,
      timeout: (ms: number) => ({
        emit: (event: string, body: unknown, acknowledged: Acknowledge) => {
          const answer: Acknowledge = (error) => {
            if (!this.#waiting.delete(answer)) return;
            callOff();
            acknowledged(error);
          };
          this.#waiting.add(answer);
          const callOff = this.clock.after(ms, () => answer(new Error('operation has timed out')));
          this.#send(event, body, () => answer(null));
        },
      }),
    };
  }

  on(event: string, listener: Listener): this {
    this.inbox.on(event, listener as (...args: unknown[]) => void);
    return this;
  }

  connect(): void {
    this.active = true;
    this.#network.connect(this);
  }

  disconnect(): void {
    this.active = false;
    if (this.session) this.#network.close(this.session, 'io client disconnect');
  }

  lost(reason: string): void {
    this.session = undefined;
    if (this.clock.ended) return;
    for (const answer of [...this.#waiting]) answer(new Error('socket has been disconnected'));
    this.engine.removeAllListeners();
    this.inbox.emit('disconnect', reason);
    if (reason !== 'io server disconnect' && reason !== 'io client disconnect') this.#network.again(this);
  }

  #send(event: string, body: unknown, taken?: () => void): void {
    const { session } = this;
    if (!session) return;
    const { server } = session;
    session.up.send(() => this.#network.toServer(server, event, body, taken && (() => session.down.send(taken))));
    this.clock.after(0, () => this.engine.emit('drain'));
  }
}

/** The network between gateways and one server: connections in order, which may be cut, or stall without a word. */
export class Network {
  readonly #clock: VirtualClock;
  readonly #random: Random;
  readonly #sessions = new Set<Session>();
  /** By gateway. */
  readonly #stalled = new Map<string, number>();
  readonly #down = new Set<string>();
  #accept: ((socket: ServerSide) => void) | undefined;
  #guards: Guard[] = [];
  #connections = 0;
  /** Looks at every message before it is sent on; false = it is lost. */
  filter: (gateway: string, event: string, body: unknown) => boolean = () => true;

  constructor(clock: VirtualClock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** What a server of this network attaches its hub to. */
  namespace(): Namespace<GatewayToServer, ServerToGateway> {
    const namespace = {
      use: (guard: Guard) => void this.#guards.push(guard),
      on: (event: string, listener: (socket: ServerSide) => void) => {
        if (event === 'connection') this.#accept = listener;
      },
    };
    return namespace as unknown as Namespace<GatewayToServer, ServerToGateway>;
  }

  client(auth: Record<string, unknown>, clock: ProcessClock): ClientSide {
    return new ClientSide(auth, clock, this);
  }

  /** The server process is gone: nobody listens, and every connection breaks. */
  serverGone(): void {
    this.#accept = undefined;
    this.#guards = [];
    for (const session of this.#sessions) this.#end(session, undefined, 'transport close');
  }

  /** The gateway process is gone. */
  gatewayGone(gateway: string): void {
    for (const session of this.#of(gateway)) this.#end(session, 'transport close', undefined);
  }

  cut(gateway: string): void {
    this.#down.add(gateway);
    for (const session of this.#of(gateway)) this.#end(session, 'transport close', 'transport close');
  }

  mend(gateway: string): void {
    this.#down.delete(gateway);
  }

  stall(gateway: string, ms: number): void {
    this.#stalled.set(gateway, this.#clock.now + ms);
  }

  mendAll(): void {
    this.#down.clear();
    this.#stalled.clear();
  }

  connect(client: ClientSide): void {
    this.#clock.after(1 + this.#random.next() * LATENCY_MS, () => {
      if (client.clock.ended || client.connected || !client.active) return;
      this.#clock.stirred = true;
      const name = nameOf(client);
      if (!this.#accept || this.#down.has(name) || this.#isStalled(name)) return this.again(client);
      const server = new ServerSide(`connection ${++this.#connections}`, client.auth, this);
      this.#admit(client, server, this.#guards);
    });
  }

  again(client: ClientSide): void {
    const [least, most] = AGAIN_MS;
    this.#clock.after(least + this.#random.next() * (most - least), () => this.connect(client));
  }

  close(session: Session, reason: string): void {
    this.#end(session, 'transport close', reason);
  }

  toServer(server: ServerSide, event: string, body: unknown, taken?: () => void): void {
    if (this.filter(String(server.handshake.auth['gateway']), event, body)) server.inbox.emit(event, body, taken);
  }

  toGateway(client: ClientSide, event: string, args: readonly unknown[]): void {
    if (!client.clock.ended && this.filter(nameOf(client), event, args[0])) client.inbox.emit(event, ...args);
  }

  #isStalled(name: string): boolean {
    return (this.#stalled.get(name) ?? 0) > this.#clock.now;
  }

  #admit(client: ClientSide, server: ServerSide, guards: readonly Guard[]): void {
    const [guard, ...others] = guards;
    if (guard) {
      guard(server, (error) => {
        if (!error) return this.#admit(client, server, others);
        client.active = false;
        client.inbox.emit('connect_error', error);
      });
      return;
    }
    const name = nameOf(client);
    const lane = (): Lane => new Lane(this.#clock, this.#random, () => this.#stalled.get(name) ?? 0);
    const session: Session = { up: lane(), down: lane(), server, client };
    server.session = session;
    client.session = session;
    this.#sessions.add(session);
    client.inbox.emit('connect');
    this.#accept?.(server);
  }

  #of(gateway: string): Session[] {
    return [...this.#sessions].filter(({ client }) => nameOf(client) === gateway);
  }

  /** A reason of undefined: that side is gone itself. */
  #end(session: Session, toServer: string | undefined, toClient: string | undefined): void {
    if (!this.#sessions.delete(session)) return;
    this.#clock.stirred = true;
    session.up.cut = true;
    session.down.cut = true;
    session.server.session = undefined;
    if (toServer !== undefined) session.server.inbox.emit('disconnect', toServer);
    if (toClient === undefined) session.client.session = undefined;
    else session.client.lost(toClient);
  }
}

const nameOf = (client: ClientSide): string => String(client.auth['gateway']);
