import {
  FrameBatch,
  type GatewayRefusal,
  isGatewayName,
  LinkReport,
  MAX_GATEWAYS,
  MAX_PORTS,
  MAX_SEEN_PORTS,
  REPORT_MS,
  VOICE_ORDERS,
} from '@piaojue/contract/gateway-link';
import type { LinkView } from '@piaojue/contract/console-view';
import { PortReport, type PortView } from '@piaojue/contract/port-view';
import { toBase64url, fromBase64url } from '@piaojue/firmware-protocol/base64url';
import {
  BUSY_FLAG,
  Closing,
  HALL_STATES,
  type HallState,
  PaperChunk,
  RECEIPT_BYTES,
  REHEARSAL_FLAG,
  RollCall,
  State,
} from '@piaojue/firmware-protocol/messages';
import { paperChunks } from '@piaojue/firmware-protocol/paper';
import { DOUBT_MS, HOST_LOST_MS, VOICE_MARGIN_MS } from '@piaojue/firmware-protocol/voice';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { assignChannels, type ChannelPort } from './channel-owners.ts';
import type { GatewayEntrance, GatewaySocket } from './gateway-door.ts';
import { SeenPorts } from './seen-ports.ts';
import { systemTimers, type Timers } from './timers.ts';

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
  /** A batch, a payload or a report that is none: no gateway of ours sends it. */
  readonly malformed?: () => void;
  readonly changed: () => void;
  /** A gateway was refused, in words for the operator. */
  readonly refused?: (text: string) => void;
  /** What the beacons say now. */
  readonly order: () => HallOrder;
}

/** A receiver that missed the closing order gets it again (PROTOCOL CLS2). */
const CLOSING_REPEAT_MS = 300;
/**
 * A gateway that said nothing for so long is gone: it may have died just before its next report, and its receivers have
 * fallen silent since then (PROTOCOL SRV24).
 */
const LIVE_MS = REPORT_MS + HOST_LOST_MS + VOICE_MARGIN_MS;
/** Gateways that live are back so long after a start of the server: they try again every second. */
const BACK_MS = 2500;
/** No receiver has it. */
const UNKNOWN_CHANNEL = -1;
/** Compiled: 24 µs for 16 frames, 675 µs otherwise, which is a quarter of a core when four lines are full. */
const isBatch = Compile(FrameBatch);
const isReports = Compile(Type.Array(LinkReport, { maxItems: MAX_PORTS }));
const isPorts = Compile(Type.Array(PortReport, { maxItems: MAX_SEEN_PORTS }));

interface Gateway {
  readonly name: string;
  instance: unknown;
  socket: GatewaySocket | undefined;
  /** Of its last word. */
  heardAt: number;
  /** When its connection ended; null while there is one. */
  goneAt: number | null;
  /** By name. */
  readonly ports: Map<string, Port>;
  /** What it sees at its machine. */
  readonly seen: SeenPorts;
}

interface Port {
  /** Receipts find back by it. */
  readonly index: number;
  readonly gateway: Gateway;
  readonly name: string;
  report: LinkReport | undefined;
  reportedAt: number;
  /** UNKNOWN_CHANNEL until the receiver has greeted. */
  channel: number;
  /** What its gateway was told last over this connection; it repeats that to the receiver by itself. */
  toldState: string;
  toldPaper: string;
}

interface Said {
  readonly state: Omit<State, 'lease'>;
  readonly chunks: readonly string[];
}

export class GatewayHub {
  readonly #gateways = new Map<string, Gateway>();
  readonly #ports = new Map<number, Port>();
  #nextIndex = 0;
  readonly #handlers: HubHandlers;
  readonly #timers: Timers;
  #owners: ReadonlyMap<number, string> = new Map();
  #stopWaiting: (() => void) | undefined;
  readonly #saidRefusals = new Set<string>();
  readonly #drained = new Map<number, Set<number>>();
  /** Of each close: one that was aborted may not be over when the next begins. */
  readonly #drainWaiters = new Set<() => void>();
  /** When every gateway that lives is back after the start of the server. */
  #backAt = Number.POSITIVE_INFINITY;

  constructor(handlers: HubHandlers, timers: Timers = systemTimers) {
    this.#handlers = handlers;
    this.#timers = timers;
  }

  /** Who comes in has already proved that it holds the token. */
  attach(entrance: GatewayEntrance): void {
    this.#backAt = this.#timers.now() + BACK_MS;
    entrance.use((socket, next) => {
      const refusal = this.#refusal(socket.handshake.auth);
      next(refusal && new Error(refusal));
    });
    entrance.on('connection', (socket) => {
      const gateway = this.#seat(socket);
      const heard = (): void => {
        gateway.heardAt = this.#timers.now();
      };
      socket.on('gateway:frames', (batch, taken) => {
        if (typeof taken === 'function') taken();
        heard();
        if (isBatch.Check(batch)) this.#take(gateway, batch);
        else this.#handlers.malformed?.();
      });
      socket.on('gateway:links', (reports, taken) => {
        if (typeof taken === 'function') taken();
        heard();
        if (isReports.Check(reports)) this.#report(gateway, reports);
        else this.#handlers.malformed?.();
      });
      socket.on('gateway:ports', (reports) => {
        heard();
        if (!isPorts.Check(reports)) this.#handlers.malformed?.();
        else if (gateway.seen.take(reports, this.#timers.now())) this.#handlers.changed();
      });
      socket.on('disconnect', () => {
        if (gateway.socket !== socket) return;
        gateway.socket = undefined;
        gateway.goneAt = this.#timers.now();
        this.#assignVoices();
        this.#handlers.changed();
      });
      this.#handlers.changed();
    });
  }

  get gateways(): number {
    return [...this.#gateways.values()].filter((gateway) => this.#isLive(gateway)).length;
  }

  /** Names of those that were here and are not heard any more. */
  away(): string[] {
    return [...this.#gateways.values()].filter((gateway) => !this.#isLive(gateway)).map(({ name }) => name);
  }

  links(): LinkView[] {
    return [...this.#ports.values()].map((port) => {
      const { index, gateway, name, report } = port;
      const live = this.#isLive(gateway);
      return {
        index,
        gateway: gateway.name,
        port: name,
        state: live && report ? report.state : 'lost',
        receiver: report?.receiver ?? null,
        channel: report?.channel ?? null,
        speaks: this.#speaks(port),
        fault: (live && report?.fault) || null,
        silentMs: live ? (report?.silentMs ?? null) : null,
        counters: report?.counters ?? {},
      };
    });
  }

  /** Serial ports that the gateways see. `wallNow`: ms since the epoch. Of a gateway that is away nothing is known. */
  ports(wallNow: number): PortView[] {
    const now = this.#timers.now();
    return [...this.#gateways.values()].flatMap((gateway) =>
      this.#isLive(gateway) ? gateway.seen.views(gateway.name, now, wallNow) : [],
    );
  }

  /** Tells every receiver what the hall does now, where that is not what it was told last: the state, then its paper. */
  broadcast(): void {
    const said = this.#said();
    for (const port of this.#ports.values()) this.#tell(port, said);
  }

  receipts(index: number, receipts: Uint8Array): void {
    const port = this.#ports.get(index);
    const out = port && this.#mouthOf(port);
    if (!out?.gateway.socket) return;
    const list: string[] = [];
    for (let at = 0; at < receipts.length; at += RECEIPT_BYTES)
      list.push(toBase64url(receipts.subarray(at, at + RECEIPT_BYTES)));
    out.gateway.socket.emit('hall:receipts', { port: out.name, receipts: list });
  }

  /** Asks keypads to answer, through every receiver (PROTOCOL AIR10). */
  rollCall(from: number, to: number): void {
    const payload = toBase64url(RollCall.encode({ from, to }));
    for (const { gateway, name } of this.#ports.values())
      gateway.socket?.emit('hall:rollCall', { port: name, payload });
  }

  /**
   * Asks all receivers to drain; resolves when each live one said `drained` with nothing left, and on every channel one
   * that speaks, which alone asks the keypads; or after `longest` ms. Soon after a start of the server, while gateways come
   * back one by one, nobody knows yet who is missing.
   */
  drain(round: number, closeId: number, longest: number, wait: (ms: number) => Promise<void>): Promise<void> {
    const payload = toBase64url(Closing.encode({ closeId, round, drain: Math.min(65_535, longest) }));
    const ask = (): void => {
      for (const { gateway, name } of this.#ports.values())
        gateway.socket?.emit('hall:closing', { port: name, payload });
    };
    ask();
    const stopAsking = this.#timers.every(CLOSING_REPEAT_MS, ask);
    const done = new Set<number>();
    this.#drained.set(closeId, done);
    let look = (): void => undefined;
    const all = new Promise<void>((resolve) => {
      look = () => {
        if (this.#timers.now() >= this.#backAt && this.#isDrained(done)) resolve();
      };
    });
    this.#drainWaiters.add(look);
    const untilBack = Math.max(1, Math.ceil(this.#backAt - this.#timers.now()));
    const stopWaiting = this.#timers.after(untilBack, look);
    return Promise.race([all, wait(longest)]).finally(() => {
      stopAsking();
      stopWaiting();
      this.#drained.delete(closeId);
      this.#drainWaiters.delete(look);
    });
  }

  drained(index: number, closeId: number, left: number): void {
    if (left > 0) return;
    this.#drained.get(closeId)?.add(index);
    this.#lookAtDrains();
  }

  #lookAtDrains(): void {
    for (const look of this.#drainWaiters) look();
  }

  #isDrained(done: ReadonlySet<number>): boolean {
    const ports = [...this.#ports.values()];
    const live = ports.filter(({ gateway, report }) => this.#isLive(gateway) && report?.state === 'up');
    const channels = new Set(ports.map(({ channel }) => channel).filter((channel) => channel !== UNKNOWN_CHANNEL));
    const isAsked = (channel: number): boolean => live.some((port) => port.channel === channel && this.#speaks(port));
    return live.length > 0 && live.every(({ index }) => done.has(index)) && [...channels].every(isAsked);
  }

  #speaks({ gateway, report, channel }: Port): boolean {
    return this.#isLive(gateway) && report?.speaks === true && this.#owners.get(channel) === gateway.name;
  }

  // ── who is there ───────────────────────────────────────────────────────────────────────────────────────────────────

  #isLive({ socket, heardAt }: Gateway): boolean {
    return socket !== undefined && this.#timers.now() - heardAt < LIVE_MS;
  }

  /** A name is one gateway's as long as that one lives; a dead one's goes to whoever comes with it. */
  #refusal(auth: GatewaySocket['handshake']['auth']): GatewayRefusal | undefined {
    const { gateway: name, instance }: { gateway?: unknown; instance?: unknown } = auth;
    if (!isGatewayName(name)) return 'bad-name';
    const known = this.#gateways.get(name);
    if (known && this.#isLive(known) && known.instance !== instance) {
      return this.#refuse(
        'name-taken',
        `a second gateway named ${name} was refused: give one of the two another --name`,
      );
    }
    if (known) return undefined;
    const free = [...this.#gateways.values()].some(({ socket }) => !socket) || this.#gateways.size < MAX_GATEWAYS;
    return free
      ? undefined
      : this.#refuse('too-many-gateways', `gateway ${name} was refused: ${MAX_GATEWAYS} are there`);
  }

  /** Refused gateways come again each second; the operator is told once. */
  #refuse(refusal: GatewayRefusal, text: string): GatewayRefusal {
    if (!this.#saidRefusals.has(text) && this.#saidRefusals.size < MAX_GATEWAYS) {
      this.#saidRefusals.add(text);
      this.#handlers.refused?.(text);
    }
    return refusal;
  }

  #seat(socket: GatewaySocket): Gateway {
    const { gateway: name, instance } = socket.handshake.auth as { gateway: string; instance: unknown };
    let gateway = this.#gateways.get(name);
    if (!gateway) {
      if (this.#gateways.size >= MAX_GATEWAYS) this.#forgetOne();
      gateway = { name, instance, socket, heardAt: 0, goneAt: null, ports: new Map(), seen: new SeenPorts() };
      this.#gateways.set(name, gateway);
    }
    const former = gateway.socket;
    gateway.socket = socket;
    gateway.instance = instance;
    gateway.heardAt = this.#timers.now();
    gateway.goneAt = null;
    if (former !== socket) former?.disconnect(true);
    for (const port of gateway.ports.values()) {
      // What stood in the reports of another life says nothing any more.
      port.report = undefined;
      port.toldState = '';
      port.toldPaper = '';
    }
    return gateway;
  }

  #forgetOne(): void {
    const [oldest] = [...this.#gateways.values()]
      .filter(({ socket }) => !socket)
      .toSorted((a, b) => (a.goneAt ?? 0) - (b.goneAt ?? 0));
    if (!oldest) return;
    for (const port of oldest.ports.values()) this.#ports.delete(port.index);
    this.#gateways.delete(oldest.name);
  }

  /** undefined: it has as many as it may have. */
  #portOf(gateway: Gateway, name: string): Port | undefined {
    const known = gateway.ports.get(name);
    if (known) return known;
    if (gateway.ports.size >= MAX_PORTS) return undefined;
    const port: Port = {
      index: this.#nextIndex++,
      gateway,
      name,
      report: undefined,
      reportedAt: 0,
      channel: UNKNOWN_CHANNEL,
      toldState: '',
      toldPaper: '',
    };
    this.#ports.set(port.index, port);
    gateway.ports.set(name, port);
    return port;
  }

  // ── what they say ──────────────────────────────────────────────────────────────────────────────────────────────────

  #take(gateway: Gateway, batch: FrameBatch): void {
    const port = this.#portOf(gateway, batch.port);
    if (!port) return this.#handlers.malformed?.();
    if (port.toldState === '') this.#tell(port, this.#said());
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

  /** A report names all ports of the gateway: one that is not in it belongs to it no more. */
  #report(gateway: Gateway, reports: readonly LinkReport[]): void {
    const named = new Set(reports.map(({ port }) => port));
    let changed = false;
    for (const port of gateway.ports.values()) {
      if (named.has(port.name)) continue;
      gateway.ports.delete(port.name);
      this.#ports.delete(port.index);
      changed = true;
    }
    for (const report of reports) {
      const port = this.#portOf(gateway, report.port);
      if (!port) continue;
      // What it said while it only listened says nothing of those whom nobody asked (PROTOCOL CLS5).
      if (report.speaks && !port.report?.speaks) for (const done of this.#drained.values()) done.delete(port.index);
      changed ||= looks(port.report) !== looks(report);
      port.report = report;
      port.reportedAt = this.#timers.now();
      port.channel = report.channel ?? port.channel;
    }
    this.#assignVoices();
    if (changed) this.#handlers.changed();
    this.#lookAtDrains();
  }

  // ── who speaks, and what they are told ─────────────────────────────────────────────────────────────────────────────

  #channelPort(port: Port): ChannelPort {
    const { gateway, channel, report, reportedAt } = port;
    const live = this.#isLive(gateway);
    const sound = live && report?.state === 'up' && report.silentMs !== null && report.silentMs <= DOUBT_MS;
    // A dead gateway wrote its last line before its next report was due, or before its connection ended.
    const lastLineAt = Math.min(gateway.heardAt + REPORT_MS, gateway.goneAt ?? Number.POSITIVE_INFINITY);
    const silentAt = live ? reportedAt + (report?.voiceMs ?? 0) : lastLineAt + HOST_LOST_MS;
    return { gateway: gateway.name, channel, sound, silentBy: silentAt + VOICE_MARGIN_MS };
  }

  #assignVoices(): void {
    const now = this.#timers.now();
    const ports = [...this.#ports.values()].filter(({ channel }) => channel !== UNKNOWN_CHANNEL);
    const { owners, lookAgainAt } = assignChannels(
      this.#owners,
      ports.map((port) => this.#channelPort(port)),
      now,
    );
    const moved = [...owners].some(([channel, owner]) => this.#owners.get(channel) !== owner);
    this.#owners = owners;
    if (moved) this.#handlers.changed();
    this.broadcast();
    // A gateway that falls silent without a word is noticed when its time is over.
    const ends = [...this.#gateways.values()].flatMap((gateway) =>
      this.#isLive(gateway) ? [gateway.heardAt + LIVE_MS] : [],
    );
    const next = Math.min(lookAgainAt, ...ends);
    this.#stopWaiting?.();
    this.#stopWaiting =
      next === Number.POSITIVE_INFINITY
        ? undefined
        : this.#timers.after(Math.max(1, Math.ceil(next - now)), () => this.#timeIsUp());
  }

  /** After a time in which this process was held up, what came meanwhile is read before anybody is called dead. */
  #timeIsUp(): void {
    this.#stopWaiting = this.#timers.after(1, () => {
      this.#assignVoices();
      this.#handlers.changed();
    });
  }

  /** Receipts go to the gateway that has the channel; it knows which of its receivers speaks there (PROTOCOL GW12). */
  #mouthOf(port: Port): Port {
    const owner = this.#owners.get(port.channel);
    if (owner === undefined || owner === port.gateway.name) return port;
    const others = [...(this.#gateways.get(owner)?.ports.values() ?? [])];
    return others.find(({ channel }) => channel === port.channel) ?? port;
  }

  #voiceOrder(port: Port): number {
    const owner = this.#owners.get(port.channel);
    // Before it is known whose the channel is, it may be another's.
    if (owner !== port.gateway.name) return VOICE_ORDERS.listen;
    const isShared = [...this.#ports.values()].some(
      ({ gateway, channel }) => channel === port.channel && gateway !== port.gateway && gateway.socket,
    );
    return isShared ? VOICE_ORDERS.shared : VOICE_ORDERS.asYouLike;
  }

  /** The order of the hall in the shape of the wire, all but the lease. */
  #said(): Said {
    const { paper, digest, state, busy, rehearsal, ...session } = this.#handlers.order();
    const flags = (busy ? BUSY_FLAG : 0) | (rehearsal ? REHEARSAL_FLAG : 0);
    return {
      state: { ...session, state: HALL_STATES[state] | flags, paper: digest },
      chunks: paper ? paperChunks(paper).map((chunk) => toBase64url(PaperChunk.encode(chunk))) : [],
    };
  }

  #tell(port: Port, { state, chunks }: Said): void {
    const { socket } = port.gateway;
    if (!socket) return;
    const payload = toBase64url(State.encode({ ...state, lease: this.#voiceOrder(port) }));
    if (payload !== port.toldState) socket.emit('hall:state', { port: port.name, payload });
    port.toldState = payload;
    // After the state: chunks belong to the paper that the last state names (PROTOCOL REC8).
    const paper = chunks.join();
    if (paper !== port.toldPaper) socket.emit('hall:paper', { port: port.name, chunks });
    port.toldPaper = paper;
  }
}

/** What a console shows of a link at once; the rest comes with its next view. */
const looks = (report: LinkReport | undefined): string =>
  report ? [report.state, report.receiver, report.channel, report.speaks, report.fault].join() : '';
