import { type LinkReport, MAX_PORTS, type ServerToGateway } from '@piaojue/contract/gateway-link';
import type { PortReport } from '@piaojue/contract/port-view';
import { fromBase64url, toBase64url } from '@piaojue/firmware-protocol/base64url';
import type { Frame } from './batches.ts';
import type { Clock } from './clock.ts';
import type { VoiceOf } from './driver.ts';
import type { ReceiverFinder } from './finder/receiver-finder.ts';
import { LineDriver } from './line/line-driver.ts';
import { ServerLink, type ServerLinkParts } from './server-link.ts';
import { portReportOf } from './port-report.ts';
import type { Transport } from './transport/transport.ts';
import { assignVoices, NO_VOICES, voiceOf, type VoicePort } from './voice.ts';

/** How often voices are looked at besides every change of a link. */
const VOICE_TICK_MS = 100;

export interface GatewayParts {
  /** How the server knows it. */
  readonly name: string;
  /** Drawn at each start. */
  readonly instance: string;
  readonly transports: readonly Transport[];
  /** Brings more of them. */
  readonly finder?: Pick<ReceiverFinder, 'start' | 'stop' | 'reports'> | undefined;
  readonly server: string;
  readonly token: string;
  /** Of an https server's certificate: SHA-256, 64 hex digits. */
  readonly tlsFingerprint?: string | undefined;
  readonly clock: Clock;
  readonly log: (text: string) => void;
  /** The way to the server; socket.io unless something else is given. */
  readonly connect?: (parts: ServerLinkParts) => Uplink;
}

/** What a gateway needs of its way to the server. */
export type Uplink = Pick<ServerLink, 'start' | 'stop' | 'send' | 'report'>;

export interface Gateway {
  start(): void;
  /** Server first, so that nothing goes up any more; then every port. */
  stop(): Promise<void>;
}

/** The one place where real ports and the real server link are put together. Keeps nothing; reads no frame. */
export function createGateway(parts: GatewayParts): Gateway {
  const { name, instance, transports, finder, server, token, tlsFingerprint, clock, log } = parts;
  const connect = parts.connect ?? ((link: ServerLinkParts) => new ServerLink(link));
  const drivers = new Map<string, LineDriver>();
  /** Last state order of each port, said again with `busy` when the server is away. */
  const states = new Map<string, Uint8Array>();
  let voices = NO_VOICES;
  const voice: VoiceOf = (port) => {
    const ports = new Map<string, VoicePort>();
    for (const [other, driver] of drivers) {
      const seen = driver.voicePort();
      if (seen) ports.set(other, seen);
    }
    voices = assignVoices(voices, ports, clock.now());
    return voiceOf(voices, port, ports.get(port)?.channel ?? null);
  };
  const spreadVoices = (): void => {
    for (const driver of drivers.values()) driver.voiceChanged();
  };
  /** Receipts go out where the channel of the port is spoken for. */
  const speakerFor = (port: string): string => voices.holders.get(drivers.get(port)?.health().channel ?? -1) ?? port;

  /** Ports that were named, not found: when each came into its state. */
  const turns = new Map<string, { state: PortReport['state']; at: number }>();
  const portsGiven = (): PortReport[] =>
    given.map((driver) => {
      const report = portReportOf(driver.health());
      const port = report.path;
      const now = clock.now();
      const turn = turns.get(port);
      if (turn?.state !== report.state) turns.set(port, { state: report.state, at: now });
      return { ...report, forMs: Math.round(now - (turn?.state === report.state ? turn.at : now)) };
    });

  const link = connect({
    name,
    instance,
    server,
    token,
    tlsFingerprint,
    clock,
    log,
    reports: () => [...drivers.values()].map((driver): LinkReport => driver.health()),
    ports: () => [...portsGiven(), ...(finder?.reports() ?? [])],
    orders: ordersFor(drivers, states, speakerFor),
    onReachable(reachable) {
      // After a reconnect the server says the state afresh: what stood before may be stale, and stays busy until then.
      for (const [port, payload] of states) drivers.get(port)?.state(payload, !reachable);
    },
    onDropped: (port, why, count) => drivers.get(port)?.count(why, count),
  });

  const addPort = (transport: Transport): LineDriver => {
    const { port } = transport;
    const up = (type: Frame['type']) => (payload: Uint8Array) =>
      link.send(port, { type, payload: toBase64url(payload) });
    const events = {
      ballot: up('B'),
      presence: up('S'),
      heard: up('H'),
      levels: up('L'),
      drained: up('D'),
      health() {
        spreadVoices();
        link.report();
      },
    };
    const driver = new LineDriver({ transport, clock, events, voice, log });
    drivers.set(port, driver);
    return driver;
  };
  const given = transports.map(addPort);

  let stopVoices: (() => void) | undefined;
  return {
    start() {
      stopVoices = clock.every(VOICE_TICK_MS, spreadVoices);
      for (const driver of drivers.values()) driver.start();
      link.start();
      finder?.start({
        receiver(transport) {
          if (drivers.size < MAX_PORTS) addPort(transport).start();
          else log(`${transport.port}: not used; a gateway has at most ${MAX_PORTS} ports`);
        },
        changed: () => link.report(),
      });
    },
    async stop() {
      stopVoices?.();
      link.stop();
      await finder?.stop();
      await Promise.all([...drivers.values()].map((driver) => driver.stop()));
    },
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';
const bytesOf = (text: unknown): Uint8Array => (isText(text) ? fromBase64url(text) : undefined) ?? new Uint8Array(0);
/** What is no list is one order that is none, so that it is counted. */
const listOf = (texts: unknown): Uint8Array[] => (Array.isArray(texts) ? texts.map(bytesOf) : [new Uint8Array(0)]);

/**
 * Orders of the server, as they came: nothing that it says ends a gateway, which lights the keypads of a whole hall (PROTOCOL
 * FLT2). For a port that this gateway does not have they are passed over; what is no frame the driver counts as `bad-order`.
 */
function ordersFor(
  drivers: ReadonlyMap<string, LineDriver>,
  states: Map<string, Uint8Array>,
  speakerFor: (port: string) => string,
): ServerToGateway {
  const toPort =
    (carryOut: (port: string, driver: LineDriver, order: Readonly<Record<string, unknown>>) => void) =>
    (said: unknown): void => {
      if (typeof said !== 'object' || said === null) return;
      const order: Readonly<Record<string, unknown>> = { ...said };
      const port = isText(order['port']) ? order['port'] : '';
      const driver = drivers.get(port);
      if (driver) carryOut(port, driver, order);
    };
  return {
    'hall:state': toPort((port, driver, { payload }) => {
      states.set(port, bytesOf(payload));
      driver.state(bytesOf(payload), false);
    }),
    'hall:paper': toPort((_port, driver, { chunks }) => driver.paper(listOf(chunks))),
    'hall:receipts': toPort((port, _driver, { receipts }) => drivers.get(speakerFor(port))?.receipts(listOf(receipts))),
    'hall:closing': toPort((_port, driver, { payload }) => driver.closing(bytesOf(payload))),
    'hall:rollCall': toPort((_port, driver, { payload }) => driver.rollCall(bytesOf(payload))),
  };
}
