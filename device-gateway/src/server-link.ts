import type { AdmissionToGateway, AdmissionToServer, GatewayAuth } from '@piaojue/contract/gateway-admission';
import {
  type GatewayRefusal,
  type GatewayToServer,
  type LinkReport,
  MAX_SEEN_PORTS,
  REPORT_MS,
  type ServerToGateway,
} from '@piaojue/contract/gateway-link';
import type { PortReport } from '@piaojue/contract/port-view';
import { io, type Socket } from 'socket.io-client';
import { Admission } from './admission.ts';
import { Batches, type Frame } from './batches.ts';
import type { Clock } from './clock.ts';
import { pinnedAgent } from './pinned-agent.ts';

/** ms to wait for the acknowledgement of a batch. */
const ACK_MS = 1000;
/** GW5: the server is away if nothing that was said in the last so many ms is acknowledged; looked at every CHECK_MS. */
const AWAY_MS = 1800;
const CHECK_MS = 100;
/** A connection without an acknowledgement for so long is given up for a new one: TCP would go on hoping for minutes. */
const DEAD_MS = 4000;
/** ms to wait for a new connection. */
const CONNECT_MS = 2000;
/** ms to wait until both sides have proved themselves. */
const ADMISSION_MS = 4000;
/** ms until a refused connection is tried again. */
const REFUSED_AGAIN_MS = 1000;

export interface ServerLinkParts {
  readonly name: string;
  readonly instance: string;
  readonly server: string;
  readonly token: string;
  /** Of the server's certificate: SHA-256, 64 hex digits. Without one a certificate is trusted as the system does. */
  readonly tlsFingerprint?: string | undefined;
  readonly clock: Clock;
  /** The state of all links now. */
  readonly reports: () => LinkReport[];
  /** All serial ports that are seen; without it none is told. */
  readonly ports?: () => readonly PortReport[];
  readonly orders: ServerToGateway;
  /** false: the server went, or acknowledges nothing; true: it acknowledges again without a new connection. */
  readonly onReachable: (reachable: boolean) => void;
  readonly onDropped: (
    port: string,
    why: 'dropped-offline' | 'dropped-overflow' | 'ack-timeouts',
    count: number,
  ) => void;
  readonly log: (text: string) => void;
  /** Stands for socket.io's own, where the network is a virtual one; it lets everybody in. */
  readonly socket?: GatewaySocket;
}
type GatewaySocket = Socket<ServerToGateway & AdmissionToGateway, GatewayToServer & AdmissionToServer>;

/**
 * The way to the server (contract: gateway-link.ts). Frames go up `volatile`, one batch under way at a time, and only
 * into a transport that takes them now: plain emits of a lost link pour out stale after a reconnect, and a volatile emit
 * into a busy transport is thrown away without a word. What can't be sent is let go and counted.
 */
export class ServerLink {
  readonly #parts: ServerLinkParts;
  readonly #socket: GatewaySocket;
  readonly #admission: Admission;
  /** Both sides have proved to each other on this connection that they hold the token. */
  #admitted = false;
  #stopWaiting: (() => void) | undefined;
  readonly #batches = new Batches();
  #underWay = false;
  #acknowledges = true;
  /** When the last thing was said that the server acknowledged; while connected. */
  #acknowledgedAt = 0;
  #reportDue = false;
  #portsDue = false;
  #stopTimers: (() => void)[] = [];
  #stopTrying: (() => void) | undefined;
  #saidFault = '';

  constructor(parts: ServerLinkParts) {
    this.#parts = parts;
    this.#admission = new Admission(parts);
    this.#socket = parts.socket ?? this.#realSocket();
    this.#listen();
  }

  #realSocket(): GatewaySocket {
    const { server, tlsFingerprint } = this.#parts;
    return io(`${server.replace(/\/$/, '')}/gateway`, {
      auth: (send: (auth: GatewayAuth) => void) => send(this.#admission.auth()),
      ...(tlsFingerprint && { agent: pinnedAgent(tlsFingerprint) as never }),
      timeout: CONNECT_MS,
      transports: ['websocket'],
      autoConnect: false,
      reconnectionDelay: 200,
      reconnectionDelayMax: 1000,
      randomizationFactor: 0.3,
    });
  }

  get #isUp(): boolean {
    return this.#admitted && this.#socket.connected;
  }

  start(): void {
    const { clock } = this.#parts;
    this.#stopTimers = [clock.every(REPORT_MS, () => this.report()), clock.every(CHECK_MS, () => this.#check())];
    this.#socket.connect();
  }

  stop(): void {
    for (const stop of this.#stopTimers) stop();
    this.#stopTrying?.();
    this.#stopWaiting?.();
    this.#socket.disconnect();
  }

  /** The server refused this gateway or sent it away: socket.io does not try again by itself. */
  #tryAgain(): void {
    this.#stopTrying?.();
    this.#stopTrying = this.#parts.clock.after(REFUSED_AGAIN_MS, () => this.#socket.connect());
  }

  send(port: string, frame: Frame): void {
    if (!this.#isUp) return this.#parts.onDropped(port, 'dropped-offline', 1);
    const dropped = this.#batches.add(port, frame);
    if (dropped > 0) this.#parts.onDropped(port, 'dropped-overflow', dropped);
    this.#pump();
  }

  /** The links as they stand, as soon as the transport takes it. */
  report(): void {
    this.#reportDue = true;
    this.#portsDue = true;
    this.#pump();
  }

  #pump(): void {
    const socket = this.#socket;
    if (!this.#isUp || !socket.io.engine?.transport?.writable) return;
    if (this.#reportDue) {
      this.#reportDue = false;
      const said = this.#parts.clock.now();
      socket.volatile.emit('gateway:links', this.#parts.reports(), () => this.#acknowledged(said));
      return; // the engine's drain calls again
    }
    if (this.#portsDue) {
      this.#portsDue = false;
      const { ports } = this.#parts;
      if (ports) {
        socket.volatile.emit('gateway:ports', ports().slice(0, MAX_SEEN_PORTS));
        return;
      }
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
    if (!this.#isUp) return;
    this.#acknowledgedAt = Math.max(this.#acknowledgedAt, said);
    if (this.#parts.clock.now() - said <= AWAY_MS) this.#setReachable(true);
  }

  /** A server that is connected and does not answer can count nothing either: keypads are told busy (GW5). */
  #setReachable(reachable: boolean): void {
    if (reachable === this.#acknowledges || !this.#isUp) return;
    this.#acknowledges = reachable;
    this.#parts.onReachable(reachable);
  }

  #check(): void {
    const quiet = this.#parts.clock.now() - this.#acknowledgedAt;
    if (!this.#isUp || quiet <= AWAY_MS) return;
    this.#setReachable(false);
    if (quiet > DEAD_MS) this.#socket.io.engine.close();
  }

  /** Why there is no connection, in words for the one who started this gateway. */
  #explain(message: string): string {
    if (isRefusal(message)) return REFUSALS[message](this.#parts.name);
    const { hostname } = new URL(this.#parts.server);
    const isLoopback = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
    return isLoopback || message.includes(' ')
      ? message
      : `${message}; a server listens on loopback only, unless it is started with --host`;
  }

  #sayFault(message: string): void {
    if (this.#saidFault !== message)
      this.#parts.log(`server ${this.#parts.server}: no connection (${this.#explain(message)})`);
    this.#saidFault = message;
  }

  /** The server said why, or is not the one it should be: another connection, a little later. */
  #turnedAway(message: string): void {
    this.#stopWaiting?.();
    this.#sayFault(message);
    this.#socket.disconnect();
    this.#tryAgain();
  }

  #prove(challenge: unknown): void {
    if (this.#admitted) return;
    const answer = this.#admission.answer(challenge);
    // Nothing was said to it that another server should not hear.
    if (!answer) return this.#turnedAway('server-without-token');
    this.#socket.emit('gateway:prove', answer, (refusal) => {
      if (refusal === null) this.#letIn();
      else this.#turnedAway(refusal);
    });
  }

  #letIn(): void {
    const { clock, server, log } = this.#parts;
    this.#stopWaiting?.();
    this.#admitted = true;
    this.#saidFault = '';
    this.#acknowledges = true;
    this.#acknowledgedAt = clock.now();
    log(`server ${server}: connected`);
    this.#socket.io.engine?.on('drain', () => this.#pump());
    this.report();
  }

  #listen(): void {
    const socket = this.#socket;
    const { orders, log, clock } = this.#parts;
    socket.on('connect', () => {
      if (this.#parts.socket) return this.#letIn();
      this.#stopWaiting = clock.after(ADMISSION_MS, () => this.#turnedAway('no-challenge'));
    });
    socket.on('hall:challenge', (challenge) => this.#prove(challenge));
    socket.on('disconnect', (reason) => {
      this.#stopWaiting?.();
      const wasIn = this.#admitted;
      this.#admitted = false;
      // What the socket itself kept for later would be stale by then.
      socket.sendBuffer.length = 0;
      for (const [port, frames] of this.#batches.clear()) this.#parts.onDropped(port, 'dropped-offline', frames);
      if (wasIn) {
        log(`server ${this.#parts.server}: lost (${reason})`);
        this.#parts.onReachable(false);
      }
      if (reason === 'io server disconnect') this.#tryAgain();
    });
    socket.on('connect_error', (error) => {
      this.#sayFault(faultOf(error));
      if (!socket.active) this.#tryAgain();
    });
    socket.on('hall:state', orders['hall:state']);
    socket.on('hall:paper', orders['hall:paper']);
    socket.on('hall:receipts', orders['hall:receipts']);
    socket.on('hall:closing', orders['hall:closing']);
    socket.on('hall:rollCall', orders['hall:rollCall']);
  }
}

type Fault = GatewayRefusal | 'server-without-token' | 'no-challenge';

/** In words for the one who started this gateway. */
const REFUSALS: Record<Fault, (name: string) => string> = {
  unauthorized: () => 'the token is not the one of this server',
  'server-without-token': () =>
    'the server does not hold the token of this gateway: it is another server, or the token another one',
  'no-challenge': () =>
    'the server asks for no proof of the token: it is none of ours, or of an older release; run the same on both',
  'bad-name': (name) => `${name} is no name for a gateway: expected 1 to 100 printable characters without blanks`,
  'name-taken': (name) => `another gateway named ${name} is connected: give one of the two another --name`,
  'too-many-gateways': () => 'the server has as many gateways as it takes',
  'too-many-tries': () => 'too many came from this address with a wrong token; it is tried again',
};
const isRefusal = (message: string): message is Fault => Object.hasOwn(REFUSALS, message);

/** The reason stands in the cause of a transport's error. */
function faultOf(error: Error): string {
  const { description } = error as { description?: { message?: unknown; error?: { message?: unknown } } };
  const inner = description?.error?.message ?? description?.message;
  return typeof inner === 'string' && inner.includes('certificate') ? inner : error.message;
}
