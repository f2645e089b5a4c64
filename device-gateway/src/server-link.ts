import {
  type GatewayAuth,
  type GatewayRefusal,
  type GatewayToServer,
  type LinkReport,
  REPORT_MS,
  type ServerToGateway,
} from '@piaojue/contract/gateway-link';
import { io, type Socket } from 'socket.io-client';
import { Batches, type Frame } from './batches.ts';
import type { Clock } from './clock.ts';

/** ms to wait for the acknowledgement of a batch. */
const ACK_MS = 1000;
/** GW5: the server is away if nothing that was said in the last so many ms is acknowledged; looked at every CHECK_MS. */
const AWAY_MS = 1800;
const CHECK_MS = 100;
/** A connection without an acknowledgement for so long is given up for a new one: TCP would go on hoping for minutes. */
const DEAD_MS = 4000;
/** ms to wait for a new connection. */
const CONNECT_MS = 2000;
/** ms until a refused connection is tried again. */
const REFUSED_AGAIN_MS = 1000;

export interface ServerLinkParts {
  readonly name: string;
  readonly instance: string;
  readonly server: string;
  readonly token: string;
  readonly clock: Clock;
  /** The state of all links now. */
  readonly reports: () => LinkReport[];
  readonly orders: ServerToGateway;
  /** false: the server went, or acknowledges nothing; true: it acknowledges again without a new connection. */
  readonly onReachable: (reachable: boolean) => void;
  readonly onDropped: (
    port: string,
    why: 'dropped-offline' | 'dropped-overflow' | 'ack-timeouts',
    count: number,
  ) => void;
  readonly log: (text: string) => void;
  /** Stands for socket.io's own, where the network is a virtual one. */
  readonly socket?: GatewaySocket;
}
type GatewaySocket = Socket<ServerToGateway, GatewayToServer>;

/**
 * The way to the server (contract: gateway-link.ts). Frames go up `volatile`, one batch under way at a time, and only
 * into a transport that takes them now: plain emits of a lost link pour out stale after a reconnect, and a volatile emit
 * into a busy transport is thrown away without a word. What can't be sent is let go and counted.
 */
export class ServerLink {
  readonly #parts: ServerLinkParts;
  readonly #socket: GatewaySocket;
  readonly #batches = new Batches();
  #underWay = false;
  #acknowledges = true;
  /** When the last thing was said that the server acknowledged; while connected. */
  #acknowledgedAt = 0;
  #reportDue = false;
  #stopTimers: (() => void)[] = [];
  #stopTrying: (() => void) | undefined;
  #saidFault = '';

  constructor(parts: ServerLinkParts) {
    this.#parts = parts;
    this.#socket =
      parts.socket ??
      io(`${parts.server.replace(/\/$/, '')}/gateway`, {
        auth: { token: parts.token, gateway: parts.name, instance: parts.instance } satisfies GatewayAuth,
        timeout: CONNECT_MS,
        transports: ['websocket'],
        autoConnect: false,
        reconnectionDelay: 200,
        reconnectionDelayMax: 1000,
        randomizationFactor: 0.3,
      });
    this.#listen();
  }

  start(): void {
    const { clock } = this.#parts;
    this.#stopTimers = [clock.every(REPORT_MS, () => this.report()), clock.every(CHECK_MS, () => this.#check())];
    this.#socket.connect();
  }

  stop(): void {
    for (const stop of this.#stopTimers) stop();
    this.#stopTrying?.();
    this.#socket.disconnect();
  }

  /** The server refused this gateway or sent it away: socket.io does not try again by itself. */
  #tryAgain(): void {
    this.#stopTrying?.();
    this.#stopTrying = this.#parts.clock.after(REFUSED_AGAIN_MS, () => this.#socket.connect());
  }

  send(port: string, frame: Frame): void {
    if (!this.#socket.connected) return this.#parts.onDropped(port, 'dropped-offline', 1);
    const dropped = this.#batches.add(port, frame);
    if (dropped > 0) this.#parts.onDropped(port, 'dropped-overflow', dropped);
    this.#pump();
  }

  /** The links as they stand, as soon as the transport takes it. */
  report(): void {
    this.#reportDue = true;
    this.#pump();
  }

  #pump(): void {
    const socket = this.#socket;
    if (!socket.connected || !socket.io.engine?.transport?.writable) return;
    if (this.#reportDue) {
      this.#reportDue = false;
      const said = this.#parts.clock.now();
      socket.volatile.emit('gateway:links', this.#parts.reports(), () => this.#acknowledged(said));
      return; // the engine's drain calls again
    }
    if (this.#underWay) return;
    const batch = this.#batches.take();
    if (!batch) return;
    this.#underWay = true;
    const said = this.#parts.clock.now();
    socket.volatile.timeout(ACK_MS).emit('gateway:frames', batch, (error: Error | null) => {
      this.#underWay = false;
      if (error) {
        this.#parts.onDropped(batch.port, 'ack-timeouts', 1);
        this.#setReachable(false);
      } else this.#acknowledged(said);
      this.#pump();
    });
  }

  #acknowledged(said: number): void {
    if (!this.#socket.connected) return;
    this.#acknowledgedAt = Math.max(this.#acknowledgedAt, said);
    if (this.#parts.clock.now() - said <= AWAY_MS) this.#setReachable(true);
  }

  /** A server that is connected and does not answer can count nothing either: keypads are told busy (GW5). */
  #setReachable(reachable: boolean): void {
    if (reachable === this.#acknowledges || !this.#socket.connected) return;
    this.#acknowledges = reachable;
    this.#parts.onReachable(reachable);
  }

  #check(): void {
    const quiet = this.#parts.clock.now() - this.#acknowledgedAt;
    if (!this.#socket.connected || quiet <= AWAY_MS) return;
    this.#setReachable(false);
    if (quiet > DEAD_MS) this.#socket.io.engine.close();
  }

  #explain(message: string): string {
    const refusal = REFUSALS[message as GatewayRefusal];
    if (refusal) return refusal(this.#parts.name);
    const { hostname } = new URL(this.#parts.server);
    const isLoopback = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
    return isLoopback ? message : `${message}; a server listens on loopback only, unless it is started with --host`;
  }

  #listen(): void {
    const socket = this.#socket;
    const { orders, log, clock } = this.#parts;
    socket.on('connect', () => {
      this.#saidFault = '';
      this.#acknowledges = true;
      this.#acknowledgedAt = clock.now();
      log(`server ${this.#parts.server}: connected`);
      socket.io.engine?.on('drain', () => this.#pump());
      this.report();
    });
    socket.on('disconnect', (reason) => {
      // What the socket itself kept for later would be stale by then.
      socket.sendBuffer.length = 0;
      for (const [port, frames] of this.#batches.clear()) this.#parts.onDropped(port, 'dropped-offline', frames);
      log(`server ${this.#parts.server}: lost (${reason})`);
      this.#parts.onReachable(false);
      if (reason === 'io server disconnect') this.#tryAgain();
    });
    socket.on('connect_error', (error) => {
      if (this.#saidFault !== error.message)
        log(`server ${this.#parts.server}: no connection (${this.#explain(error.message)})`);
      this.#saidFault = error.message;
      if (!socket.active) this.#tryAgain();
    });
    socket.on('hall:state', orders['hall:state']);
    socket.on('hall:paper', orders['hall:paper']);
    socket.on('hall:receipts', orders['hall:receipts']);
    socket.on('hall:closing', orders['hall:closing']);
    socket.on('hall:rollCall', orders['hall:rollCall']);
  }
}

/** In words for the one who started this gateway. */
const REFUSALS: Record<GatewayRefusal, (name: string) => string> = {
  unauthorized: () => 'the token is not the one of this server',
  'bad-name': (name) => `${name} is no name for a gateway: expected 1 to 100 printable characters without blanks`,
  'name-taken': (name) => `another gateway named ${name} is connected: give one of the two another --name`,
  'too-many-gateways': () => 'the server has as many gateways as it takes',
};
