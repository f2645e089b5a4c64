import type { GatewayToServer, LinkReport, ServerToGateway } from '@piaojue/contract/gateway-link';
import { io, type Socket } from 'socket.io-client';
import { Batches, type Frame } from './batches.ts';
import type { Clock } from './clock.ts';

/** ms to wait for the acknowledgement of a batch. */
const ACK_MS = 1000;
/** ms between link reports. */
const REPORT_MS = 1000;
/** ms until a refused connection is tried again. */
const REFUSED_AGAIN_MS = 1000;

export interface ServerLinkParts {
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
}

/**
 * The way to the server (contract: gateway-link.ts). Frames go up `volatile`, one batch under way at a time, and only
 * into a transport that takes them now: plain emits of a lost link pour out stale after a reconnect, and a volatile emit
 * into a busy transport is thrown away without a word. What can't be sent is let go and counted.
 */
export class ServerLink {
  readonly #parts: ServerLinkParts;
  readonly #socket: Socket<ServerToGateway, GatewayToServer>;
  readonly #batches = new Batches();
  #underWay = false;
  #acknowledges = true;
  #reportDue = false;
  #stopReports: (() => void) | undefined;
  #saidFault = '';

  constructor(parts: ServerLinkParts) {
    this.#parts = parts;
    this.#socket = io(`${parts.server.replace(/\/$/, '')}/gateway`, {
      auth: { token: parts.token },
      transports: ['websocket'],
      autoConnect: false,
      reconnectionDelay: 200,
      reconnectionDelayMax: 1000,
      randomizationFactor: 0.3,
    });
    this.#listen();
  }

  start(): void {
    this.#stopReports = this.#parts.clock.every(REPORT_MS, () => this.report());
    this.#socket.connect();
  }

  stop(): void {
    this.#stopReports?.();
    this.#socket.disconnect();
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
      socket.volatile.emit('gateway:links', this.#parts.reports());
      return; // the engine's drain calls again
    }
    if (this.#underWay) return;
    const batch = this.#batches.take();
    if (!batch) return;
    this.#underWay = true;
    socket.volatile.timeout(ACK_MS).emit('gateway:frames', batch, (error: Error | null) => {
      this.#underWay = false;
      if (socket.connected) this.#acknowledged(batch.port, !error);
      this.#pump();
    });
  }

  /** A server that is connected and does not answer can count nothing either: keypads are told busy (GW5). */
  #acknowledged(port: string, taken: boolean): void {
    if (!taken) this.#parts.onDropped(port, 'ack-timeouts', 1);
    if (taken === this.#acknowledges) return;
    this.#acknowledges = taken;
    this.#parts.onReachable(taken);
  }

  #listen(): void {
    const socket = this.#socket;
    const { orders, log, clock } = this.#parts;
    socket.on('connect', () => {
      this.#saidFault = '';
      this.#acknowledges = true;
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
      if (reason === 'io server disconnect') clock.after(REFUSED_AGAIN_MS, () => socket.connect());
    });
    socket.on('connect_error', (error) => {
      if (this.#saidFault !== error.message) log(`server ${this.#parts.server}: no connection (${error.message})`);
      this.#saidFault = error.message;
      // The server refused this gateway: socket.io does not try again by itself.
      if (!socket.active) clock.after(REFUSED_AGAIN_MS, () => socket.connect());
    });
    socket.on('hall:state', orders['hall:state']);
    socket.on('hall:paper', orders['hall:paper']);
    socket.on('hall:receipts', orders['hall:receipts']);
    socket.on('hall:closing', orders['hall:closing']);
    socket.on('hall:rollCall', orders['hall:rollCall']);
  }
}
