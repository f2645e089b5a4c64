import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server as TcpServer, type Socket as TcpSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
  FrameBatch,
  GatewayRefusal,
  GatewayToServer,
  LinkReport,
  ServerToGateway,
} from '@piaojue/contract/gateway-link';
import type { PortReport } from '@piaojue/contract/port-view';
import type { FromSimulator, ToSimulator } from '@piaojue/device-gateway/simulator/control';
import { fromBase64url } from '@piaojue/firmware-protocol/base64url';
import { decodeDown, decodeLine, encodeLine, payloadOf } from '@piaojue/firmware-protocol/line';
import type { DownMessage, UpMessage } from '@piaojue/firmware-protocol/messages';
import { GatewayDoor } from '@piaojue/server/realtime/gateway-door';
import { Server, type Socket } from 'socket.io';

/** Gateway and simulator in processes of their own, and a server that only writes down what comes. */
const TOKEN = 'token of the test';
const POLL_MS = 10;
const PATIENCE_MS = 45_000;

/** Waits for a fact. The limit only says when to call it a failure; nothing is measured. */
export async function until<T>(what: string, look: () => T | undefined | false): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`gave up waiting for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

const entry = (name: string): string => fileURLToPath(import.meta.resolve(`@piaojue/device-gateway/${name}`));

export interface SimulatorProcess {
  readonly ports: readonly string[];
  readonly heard: readonly FromSimulator[];
  send(message: ToSimulator): void;
}

export class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), 'piaojue-gateway-'));
  readonly #children: ChildProcess[] = [];
  #http: HttpServer | undefined;
  #io: Server | undefined;
  #sockets = new Set<Socket<GatewayToServer, ServerToGateway>>();
  #port = 0;
  acknowledge = true;
  /** That the server holds. */
  token = TOKEN;
  /** What gateways that were let in said of themselves with the connection. */
  handshakes: Record<string, unknown>[] = [];
  refuse: GatewayRefusal | undefined;
  batches: FrameBatch[] = [];
  reports: LinkReport[] = [];
  /** By name of the gateway. */
  readonly portsSeen = new Map<string, readonly PortReport[]>();
  underWay = 0;
  mostUnderWay = 0;
  onBatch: ((batch: FrameBatch) => void) | undefined;
  onLinks: ((reports: readonly LinkReport[]) => void) | undefined;
  onConnect: (() => void) | undefined;

  async serve(): Promise<void> {
    const http = createHttpServer();
    const io = new Server(http, { serveClient: false });
    const door = new GatewayDoor(io.of('/gateway'), { token: this.token, run: 'bench' });
    door.use((_, next) => next(this.refuse && new Error(this.refuse)));
    door.on('connection', (socket) => this.#connected(socket as Socket<GatewayToServer, ServerToGateway>));
    await new Promise<void>((resolve) => http.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (http.address() as AddressInfo).port;
    this.#http = http;
    this.#io = io;
  }

  async stopServing(): Promise<void> {
    await this.#io?.close();
    this.#http?.closeAllConnections();
    this.#io = undefined;
    this.#sockets.clear();
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }
  get connected(): boolean {
    return this.#sockets.size > 0;
  }

  #connected(socket: Socket<GatewayToServer, ServerToGateway>): void {
    this.#sockets.add(socket);
    this.handshakes.push(socket.handshake.auth);
    socket.on('disconnect', () => this.#sockets.delete(socket));
    socket.on('gateway:links', (reports, taken) => {
      this.reports = reports;
      this.onLinks?.(reports);
      if (this.acknowledge) taken();
    });
    socket.on('gateway:ports', (ports) => {
      this.portsSeen.set((socket.handshake.auth as { gateway: string }).gateway, ports);
    });
    socket.on('gateway:frames', (batch, taken) => {
      this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
      this.batches.push(batch);
      this.onBatch?.(batch);
      setImmediate(() => {
        this.underWay--;
        if (this.acknowledge) taken();
      });
    });
    this.onConnect?.();
  }

  order<E extends keyof ServerToGateway>(event: E, ...args: Parameters<ServerToGateway[E]>): void {
    for (const socket of this.#sockets) socket.emit(event, ...args);
  }

  /** Payloads of one type that came up, of one port or all. */
  frames(type: FrameBatch['frames'][number]['type'], port?: string): Uint8Array[] {
    return this.batches
      .filter((batch) => port === undefined || batch.port === port)
      .flatMap((batch) => batch.frames)
      .filter((frame) => frame.type === type)
      .map((frame) => fromBase64url(frame.payload) ?? new Uint8Array(0));
  }

  link(port: string): LinkReport | undefined {
    return this.reports.find((report) => report.port === port);
  }
  isUp(port: string): boolean {
    return this.link(port)?.state === 'up';
  }
  counter(port: string, name: string): number {
    return this.link(port)?.counters[name] ?? 0;
  }

  /** `uid`: runs as another user. */
  gateway(ports: readonly string[], more: readonly string[] = [], uid?: number): ChildProcess {
    const args = [...ports.flatMap((port) => ['--port', port]), '--server', this.url, ...more];
    return this.#start('main', args, { ...process.env, PIAOJUE_GATEWAY_TOKEN: TOKEN, DEBUG: '*' }, uid);
  }

  async simulator(args: readonly string[]): Promise<SimulatorProcess> {
    const keys = join(this.folder, 'keys.json');
    const child = this.#start('simulator', ['--keys', keys, '--link-dir', join(this.folder, 'ports'), ...args]);
    const heard: FromSimulator[] = [];
    child.on('message', (message) => heard.push(message as FromSimulator));
    const ready = await until('the simulator', () => heard.find((message) => message.type === 'ready'));
    return { ports: ready.ports, heard, send: (message) => void child.send(message) };
  }

  /** What all children printed: it must never hold a payload. */
  output = '';
  #start(name: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env, uid?: number): ChildProcess {
    const user = uid === undefined ? {} : { uid, gid: uid };
    const child = fork(entry(name), args, { env, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'], ...user });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (this.output += String(text)));
    this.#children.push(child);
    return child;
  }

  async end(): Promise<void> {
    for (const child of this.#children) if (child.exitCode === null) child.kill('SIGTERM');
    await until('the children to end', () =>
      this.#children.every((child) => child.exitCode !== null || child.signalCode),
    );
    await this.stopServing();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const exitOf = (child: ChildProcess): Promise<number> =>
  until('the end of a process', () => (child.exitCode === null ? undefined : { code: child.exitCode })).then(
    ({ code }) => code,
  );

/** A receiver behind a TCP port, played by the test line by line. */
export class HandReceiver {
  readonly #server: TcpServer;
  #socket: TcpSocket | undefined;
  #sequence = 0;
  #text = '';
  heard: (DownMessage & { readonly sequence: number })[] = [];
  connections = 0;

  private constructor(server: TcpServer) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.connections++;
      this.#socket = socket;
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => this.#take(bytes.toString('latin1')));
    });
  }

  static async listen(): Promise<HandReceiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new HandReceiver(server);
  }

  get port(): string {
    return `tcp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #take(text: string): void {
    const lines = (this.#text + text).split('\n');
    this.#text = lines.pop() ?? '';
    for (const each of lines) {
      const line = decodeLine(each);
      const message = line.ok ? decodeDown(line.value) : line;
      if (!line.ok || !message.ok) throw new Error(`a gateway sends only good lines, got one that is not`);
      this.heard.push({ ...message.value, sequence: line.value.sequence });
    }
  }

  raw(bytes: string | Buffer): void {
    this.#socket?.write(bytes);
  }

  say(message: UpMessage): void {
    this.raw(`${encodeLine(message.type, this.#sequence++ % 4096, payloadOf(message))}\n`);
  }

  greet(boot = 1, versions: readonly [number, number] = [1, 1]): void {
    const [oldest, newest] = versions;
    const receiver = new Uint8Array(8).fill(0xab);
    this.say({ type: 'G', oldest, newest, boot, receiver, channel: 3, queue: 100, features: 31 });
  }

  drop(): void {
    this.#socket?.destroy();
  }

  async close(): Promise<void> {
    this.#socket?.destroy();
    await new Promise<void>((resolve) => void this.#server.close(() => resolve()));
  }
}
