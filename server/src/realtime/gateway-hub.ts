import type { Namespace, Socket } from 'socket.io';
import { FrameBatch, type GatewayToServer, LinkReport, type ServerToGateway } from '@piaojue/contract/gateway-link';
import type { LinkView } from '@piaojue/contract/console-view';
import { toBase64url, fromBase64url } from '@piaojue/firmware-protocol/base64url';
import {
  BUSY_FLAG,
  Closing,
  HALL_STATES,
  type HallState,
  PaperChunk,
  RECEIPT_BYTES,
  REHEARSAL_FLAG,
  State,
} from '@piaojue/firmware-protocol/messages';
import { paperChunks } from '@piaojue/firmware-protocol/paper';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

/**
 * All gateways and their ports: what the hall is told, and which receiver speaks. It never looks into a ballot.
 */
export interface HallOrder {
  readonly rehearsal: boolean;
  readonly provisioning: number;
  readonly sid: Uint8Array;
  /** Of the device keys. */
  readonly epoch: number;
  readonly round: number;
  readonly state: HallState;
  readonly busy: boolean;
  /** First two bytes of the paper's hash. */
  readonly digest: number;
  readonly paper: Uint8Array | null;
}

export interface HubHandlers {
  /** Payloads of one batch, by type of line. `port` is where receipts go back to. */
  readonly frames: (port: number, type: string, payloads: readonly Uint8Array[]) => void;
  /** A batch or a payload that is none: no gateway of ours sends it. */
  readonly malformed?: () => void;
  readonly changed: () => void;
  /** What the beacons say now. */
  readonly order: () => HallOrder;
}

/** Time of the hub; it may be given from outside. The returned function calls it off. */
export interface HubTimers {
  after(ms: number, run: () => void): () => void;
  every(ms: number, run: () => void): () => void;
}
const systemTimers: HubTimers = {
  after(ms, run) {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
  every(ms, run) {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
};

/** Lease of a state order: as the gateway likes, or listen only because another gateway has the channel (PROTOCOL SRV24). */
const AS_GATEWAY_LIKES = 0;
const LISTEN_ONLY = 1;
/** A receiver that missed the closing order gets it again (PROTOCOL CLS2). */
const CLOSING_REPEAT_MS = 300;
/** So long after the last word of the gateway that had a channel its leases are over (PROTOCOL SRV24). */
const HANDOVER_MS = 3000;
const Reports = Type.Array(LinkReport, { maxItems: 64 });

interface Port {
  readonly index: number;
  readonly gateway: string;
  readonly name: string;
  socket: GatewaySocket | undefined;
  report: LinkReport | undefined;
  /** Its gateway has the channel. */
  speaks: boolean;
}
/** The gateway that has a channel. */
interface Owner {
  readonly gateway: string;
  /** Runs while none of its receivers on the channel is up; then the channel is free. */
  release: (() => void) | undefined;
}
type GatewaySocket = Socket<GatewayToServer, ServerToGateway>;

export class GatewayHub {
  readonly #ports: Port[] = [];
  readonly #byKey = new Map<string, Port>();
  readonly #handlers: HubHandlers;
  readonly #timers: HubTimers;
  readonly #owners = new Map<number, Owner>();
  #sockets = new Set<GatewaySocket>();
  #drained = new Map<number, Set<number>>();
  #drainWaiter: (() => void) | undefined;

  constructor(handlers: HubHandlers, timers: HubTimers = systemTimers) {
    this.#handlers = handlers;
    this.#timers = timers;
  }

  /** `namespace` has already asked for the token. */
  attach(namespace: Namespace<GatewayToServer, ServerToGateway>): void {
    namespace.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('gateway:frames', (batch, taken) => {
        if (typeof taken === 'function') taken();
        if (Value.Check(FrameBatch, batch)) this.#take(socket, batch);
        else this.#handlers.malformed?.();
      });
      socket.on('gateway:links', (reports) => {
        if (Value.Check(Reports, reports)) this.#report(socket, reports);
      });
      socket.on('disconnect', () => {
        this.#sockets.delete(socket);
        for (const port of this.#ports) if (port.socket === socket) port.socket = undefined;
        this.#assignVoices();
        this.#handlers.changed();
      });
      this.#handlers.changed();
    });
  }

  get gateways(): number {
    return this.#sockets.size;
  }

  links(): LinkView[] {
    return this.#ports.map(({ gateway, name, socket, report, speaks }) => ({
      gateway,
      port: name,
      state: socket && report ? report.state : 'lost',
      receiver: report?.receiver ?? null,
      speaks,
      silentMs: socket ? (report?.silentMs ?? null) : null,
      counters: report?.counters ?? {},
    }));
  }

  /** Tells every receiver what the hall does now: the state, then its paper. */
  broadcast(): void {
    for (const port of this.#ports) this.#tell(port);
  }

  receipts(index: number, receipts: Uint8Array): void {
    const port = this.#ports[index];
    const out = port && this.#mouthOf(port);
    if (!out?.socket) return;
    const list: string[] = [];
    for (let at = 0; at < receipts.length; at += RECEIPT_BYTES)
      list.push(toBase64url(receipts.subarray(at, at + RECEIPT_BYTES)));
    out.socket.emit('hall:receipts', { port: out.name, receipts: list });
  }

  /**
   * Asks all live receivers to drain; resolves when each said `drained` with nothing left, or after `longest` ms.
   */
  drain(round: number, closeId: number, longest: number, wait: (ms: number) => Promise<void>): Promise<void> {
    const payload = toBase64url(Closing.encode({ closeId, round, drain: Math.min(65_535, longest) }));
    const ask = (): void => {
      for (const port of this.#ports) port.socket?.emit('hall:closing', { port: port.name, payload });
    };
    ask();
    const stopAsking = this.#timers.every(CLOSING_REPEAT_MS, ask);
    const done = new Set<number>();
    this.#drained.set(closeId, done);
    const all = new Promise<void>((resolve) => {
      this.#drainWaiter = () => {
        const live = this.#ports.filter((port) => port.socket && port.report?.state === 'up');
        if (live.length > 0 && live.every(({ index }) => done.has(index))) resolve();
      };
    });
    return Promise.race([all, wait(longest)]).finally(() => {
      stopAsking();
      this.#drained.delete(closeId);
      this.#drainWaiter = undefined;
    });
  }

  drained(index: number, closeId: number, left: number): void {
    if (left > 0) return;
    this.#drained.get(closeId)?.add(index);
    this.#drainWaiter?.();
  }

  #take(socket: GatewaySocket, batch: FrameBatch): void {
    const port = this.#portOf(socket, batch.port);
    const byType = new Map<string, Uint8Array[]>();
    for (const { type, payload } of batch.frames) {
      const bytes = fromBase64url(payload);
      if (!bytes) {
        this.#handlers.malformed?.();
        continue;
      }
      const list = byType.get(type);
      if (list) list.push(bytes);
      else byType.set(type, [bytes]);
    }
    for (const [type, payloads] of byType) this.#handlers.frames(port.index, type, payloads);
  }

  #report(socket: GatewaySocket, reports: readonly LinkReport[]): void {
    for (const report of reports) {
      const port = this.#portOf(socket, report.port);
      const cameUp = report.state === 'up' && port.report?.state !== 'up';
      port.report = report;
      if (cameUp) {
        this.#assignVoices();
        this.#tell(port);
      }
    }
    this.#assignVoices();
    this.#handlers.changed();
  }

  #portOf(socket: GatewaySocket, name: string): Port {
    const gateway = String(socket.handshake.auth['gateway'] ?? socket.handshake.address).slice(0, 100);
    const key = `${gateway}\n${name}`;
    let port = this.#byKey.get(key);
    if (!port) {
      port = { index: this.#ports.length, gateway, name, socket, report: undefined, speaks: false };
      this.#ports.push(port);
      this.#byKey.set(key, port);
      port.socket = socket;
      this.#assignVoices();
      this.#tell(port);
    } else if (port.socket !== socket) {
      port.socket = socket;
      this.#assignVoices();
      this.#tell(port);
    }
    return port;
  }

  /**
   * One gateway has each channel: the one that has it, as long as a receiver of it is up and three seconds after that;
   * else the first that is up.
   */
  #assignVoices(): void {
    const alive = (port: Port): boolean => port.socket !== undefined && port.report?.state === 'up';
    const up = new Map<number, Set<string>>();
    for (const port of this.#ports.filter(alive)) {
      const channel = channelOf(port);
      up.set(channel, (up.get(channel) ?? new Set<string>()).add(port.gateway));
    }
    for (const [channel, owner] of this.#owners) {
      if (up.get(channel)?.has(owner.gateway)) {
        owner.release?.();
        owner.release = undefined;
      } else {
        owner.release ??= this.#timers.after(HANDOVER_MS, () => {
          this.#owners.delete(channel);
          this.#assignVoices();
          this.#handlers.changed();
        });
      }
    }
    for (const [channel, [first]] of up) {
      if (first !== undefined && !this.#owners.has(channel))
        this.#owners.set(channel, { gateway: first, release: undefined });
    }
    for (const port of this.#ports) {
      const speaks = alive(port) && this.#owners.get(channelOf(port))?.gateway === port.gateway;
      if (speaks === port.speaks) continue;
      port.speaks = speaks;
      this.#tell(port);
    }
  }

  /** Receipts go to the gateway that has the channel; it knows which of its receivers speaks there (PROTOCOL GW12). */
  #mouthOf(port: Port): Port {
    if (port.speaks) return port;
    return this.#ports.find((other) => other.speaks && channelOf(other) === channelOf(port)) ?? port;
  }

  #othersHave(port: Port): boolean {
    const owner = this.#owners.get(channelOf(port));
    return owner !== undefined && owner.gateway !== port.gateway;
  }

  #tell(port: Port): void {
    if (!port.socket) return;
    const order = this.#handlers.order();
    const payload = State.encode({
      provisioning: order.provisioning,
      sid: order.sid,
      round: order.round,
      state: HALL_STATES[order.state] | (order.busy ? BUSY_FLAG : 0) | (order.rehearsal ? REHEARSAL_FLAG : 0),
      paper: order.digest,
      lease: this.#othersHave(port) ? LISTEN_ONLY : AS_GATEWAY_LIKES,
      epoch: order.epoch,
    });
    port.socket.emit('hall:state', { port: port.name, payload: toBase64url(payload) });
    // After the state: chunks belong to the paper that the last state names (PROTOCOL REC8).
    if (order.paper) {
      port.socket.emit('hall:paper', {
        port: port.name,
        chunks: paperChunks(order.paper).map((chunk) => toBase64url(PaperChunk.encode(chunk))),
      });
    }
  }
}

/** 0 until the receiver has greeted. */
const channelOf = ({ report }: Port): number => report?.channel ?? 0;
