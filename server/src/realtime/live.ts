import type { Server as HttpServer } from 'node:http';
import { type Namespace, Server, type Socket } from 'socket.io';
import { type CommandAnswer, type CommandName, ROLES_OF_COMMAND } from '@piaojue/contract/commands';
import type { HealthView } from '@piaojue/contract/console-view';
import type { AdmissionToGateway, AdmissionToServer } from '@piaojue/contract/gateway-admission';
import type { GatewayToServer, ServerToGateway } from '@piaojue/contract/gateway-link';
import {
  type HallCommands,
  type ConsoleEvents,
  OFFICERS,
  type OfficersEvents,
  type Role,
  ROLES,
  type ScreenEvents,
} from '@piaojue/contract/live';
import { fail } from '@piaojue/contract/result';
import { SCREEN_PLACES, type ScreenPlace } from '@piaojue/contract/screen-view';
import { isForeignOrigin, type OwnHosts, ownHosts } from '../access/own-hosts.ts';
import type { Sessions } from '../access/sessions.ts';
import type { Hall } from '../sitting/hall.ts';
import { officersView } from '../sitting/officers-view.ts';
import { type ScreenLinks, screenView, type Stamp } from '../sitting/screen-views.ts';
import { consoleView, type HealthAround } from '../sitting/views.ts';
import type { PageFaults } from './page-faults.ts';
import { ScreenPresence } from './screen-presence.ts';
import { takeCommand } from './take-command.ts';
import { FLOOD_LIMITS, FloodGuard, type FloodLimits } from './flood-guard.ts';
import { GatewayDoor } from './gateway-door.ts';
import { systemTimers, type Timers } from './timers.ts';

/**
 * Snapshots out, commands in. Every namespace knows who may call it; a screen is sent snapshots and can send nothing.
 * A snapshot is whole; changes within one tick make one snapshot, and the first after a quiet time leaves at once. So does
 * every change of phase: 收票中 may last less than a tick, and the hall has to be told all the same.
 */
const TICK_MS = 100;
/** Of a core, for snapshots: in a hall of 3,000 one takes 30 ms, and the ballots go first. */
const SNAPSHOT_SHARE = 0.1;
/** Clocks and "heard ago" move on without anything happening. */
const PULSE_MS = 1000;
/** How often sessions that have ended are looked for. */
const SESSIONS_MS = 30_000;
/** ms to ask for a namespace after connecting. */
const NAMESPACE_MS = 10_000;
/** Largest message a client may send; a contest with 60 candidates is under 100 kB. */
const MAX_MESSAGE = 1_000_000;

export interface LiveParts {
  readonly sessions: Sessions;
  readonly gatewayToken: string;
  readonly run: string;
  /** By which this server may be called; by default loopback and the addresses of this machine. */
  readonly hosts?: OwnHosts;
  readonly floodLimits?: FloodLimits;
  readonly timers?: Timers;
  /** Somebody was turned away, in words for the operator. */
  readonly refused?: (text: string) => void;
  /** Where pages say that they failed. */
  readonly pageFaults?: PageFaults;
  readonly health: () => Pick<HealthView, 'fsyncMs' | 'roundKey' | 'versions' | 'certificate' | 'warnings'>;
}

type ScreenSpace = Namespace<Record<string, never>, ScreenEvents>;
type ConsoleSpace = Namespace<HallCommands, ConsoleEvents>;
type OfficersSpace = Namespace<HallCommands, OfficersEvents>;

/** Who may come in where; what each may order there says ROLES_OF_COMMAND. */
const ROLES_OF_SPACE = { '/screen': ROLES, '/console': ['operator'], '/officers': OFFICERS } as const;

/** A presidium's PIN opens its own screen, every other the hall's. */
const placeOf = (role: Role | undefined): ScreenPlace => (role === 'presidium' ? 'presidium' : 'hall');

type Handshake = Socket['handshake'];

const SIGNED_OFF: CommandAnswer = fail({ code: 'forbidden', detail: 'the session has ended: sign on again' });

const commandsOf = (role: Role): CommandName[] =>
  (Object.keys(ROLES_OF_COMMAND) as CommandName[]).filter((name) => ROLES_OF_COMMAND[name].includes(role));

export class Live {
  readonly #io: Server;
  readonly #screens: ScreenSpace;
  readonly #consoles: ConsoleSpace;
  readonly #officers: OfficersSpace;
  readonly gateways: Namespace<GatewayToServer & AdmissionToServer, ServerToGateway & AdmissionToGateway>;
  readonly #door: GatewayDoor;
  readonly #parts: LiveParts;
  readonly #floods: FloodGuard;
  readonly #presence: Readonly<Record<ScreenPlace, ScreenPresence>> = {
    hall: new ScreenPresence(),
    presidium: new ScreenPresence(),
  };
  #hall: Hall | undefined;
  #rev = 0;
  readonly #timers: Timers;
  /** Calls the next snapshot off; undefined while none waits. */
  #callOff: (() => void) | undefined;
  #last = 0;
  /** ms of the last snapshot. */
  #took = 0;
  /** Of the snapshot that was sent last. */
  #phase = '';
  readonly #stopPulse: () => void;
  readonly #stopLooking: () => void;

  constructor(http: HttpServer, parts: LiveParts) {
    this.#parts = parts;
    this.#timers = parts.timers ?? systemTimers;
    const hosts = parts.hosts ?? ownHosts();
    this.#io = new Server(http, {
      transports: ['websocket'],
      serveClient: false,
      perMessageDeflate: false,
      maxHttpBufferSize: MAX_MESSAGE,
      connectTimeout: NAMESPACE_MS,
      allowRequest: (request, decide) => {
        const { origin, host } = request.headers;
        const isOurs = hosts.isOurs(host) && !isForeignOrigin(origin, host);
        decide(null, isOurs && this.#floods.admits(request.socket.remoteAddress ?? ''));
      },
    });
    this.#floods = new FloodGuard(this.#io, parts.floodLimits ?? FLOOD_LIMITS);
    this.#screens = this.#io.of('/screen');
    this.#consoles = this.#io.of('/console');
    this.#officers = this.#io.of('/officers');
    this.gateways = this.#io.of('/gateway');
    this.#guard(this.#screens, ROLES_OF_SPACE['/screen']);
    this.#guard(this.#consoles, ROLES_OF_SPACE['/console']);
    this.#guard(this.#officers, ROLES_OF_SPACE['/officers']);
    this.#door = new GatewayDoor(this.gateways, {
      token: parts.gatewayToken,
      run: parts.run,
      ...(parts.refused && { refused: parts.refused }),
      admitted: (socket) => this.#floods.exempt((socket.conn as unknown as { id: string }).id),
    });
    this.#screens.on('connection', (socket) => {
      const place = placeOf(this.#roleOf(socket));
      void socket.join(place);
      this.#presence[place].came();
      socket.on('disconnect', () => this.#presence[place].went(Date.now()));
      if (this.#hall) socket.emit('screen:snapshot', screenView(this.#hall, this.#stamp(), place));
      this.#comesAndGoes(socket);
    });
    this.#consoles.on('connection', (socket) => {
      this.#hear(socket);
      if (this.#hall) this.#tellConsole(socket, this.#hall, this.#stamp());
      this.#comesAndGoes(socket);
    });
    this.#officers.on('connection', (socket) => {
      this.#hear(socket);
      if (this.#hall) socket.emit('officers:snapshot', officersView(this.#hall, this.#stamp()));
      this.#comesAndGoes(socket);
    });
    this.#stopPulse = this.#timers.every(PULSE_MS, () => this.changed());
    this.#stopLooking = this.#timers.every(SESSIONS_MS, () => this.endSessions());
  }

  attach(hall: Hall): void {
    this.#hall = hall;
    hall.parts.hub.attach(this.#door);
    hall.alarms.seesScreens(() => {
      const now = Date.now();
      const of = (place: ScreenPlace) => {
        const { connected, late } = this.#presence[place].links(now);
        return { connected, missing: late };
      };
      return { hall: of('hall'), presidium: of('presidium') };
    });
    this.changed();
  }

  /** Something changed: a snapshot leaves within a tick, at once if the phase is another one. */
  changed(): void {
    if (!this.#hall) return;
    if (this.#hall.phase !== this.#phase) return this.#publish();
    if (this.#callOff) return;
    const pause = Math.min(PULSE_MS, Math.max(TICK_MS, this.#took / SNAPSHOT_SHARE));
    const wait = Math.max(0, this.#last + pause - this.#timers.now());
    this.#callOff = this.#timers.after(wait, () => this.#publish());
  }

  /** Connections cut off because they sent too much. */
  get flooders(): number {
    return this.#floods.cut;
  }

  /**
   * Those whose session has ended are asked to sign on again. A screen stays: it can order nothing, and no form of a PIN may
   * stand in front of the hall in the midst of a vote.
   */
  endSessions(): void {
    for (const space of [this.#consoles, this.#officers])
      for (const socket of space.sockets.values()) if (!this.#roleOf(socket)) socket.disconnect();
  }

  async close(): Promise<void> {
    this.#stopPulse();
    this.#stopLooking();
    await this.#io.close();
    // Last, because each client that went announced a change.
    this.#callOff?.();
  }

  #stamp() {
    return { rev: ++this.#rev, run: this.#parts.run, now: this.#hall?.parts.now() ?? 0 };
  }

  #health(): HealthAround {
    return {
      ...this.#parts.health(),
      pageFaults: this.#parts.pageFaults?.view() ?? [],
      screens: this.#screens.sockets.size,
      consoles: this.#consoles.sockets.size,
      officers: this.#officers.sockets.size,
      gateways: this.#hall?.parts.hub.gateways ?? 0,
    };
  }

  #tellConsole(to: Pick<ConsoleSpace, 'emit'> | Socket<HallCommands, ConsoleEvents>, hall: Hall, stamp: Stamp): void {
    const now = Date.now();
    const screens: ScreenLinks = {
      hall: this.#presence.hall.links(now),
      presidium: this.#presence.presidium.links(now),
    };
    to.emit('console:snapshot', consoleView(hall, stamp, this.#health(), screens));
  }

  #publish(): void {
    this.#callOff?.();
    this.#callOff = undefined;
    this.#last = this.#timers.now();
    if (!this.#hall) return;
    this.#phase = this.#hall.phase;
    const stamp = this.#stamp();
    for (const place of SCREEN_PLACES)
      if (this.#presence[place].connected)
        this.#screens.to(place).emit('screen:snapshot', screenView(this.#hall, stamp, place));
    if (this.#consoles.sockets.size) this.#tellConsole(this.#consoles, this.#hall, stamp);
    if (this.#officers.sockets.size) this.#officers.emit('officers:snapshot', officersView(this.#hall, stamp));
    this.#took = this.#timers.now() - this.#last;
  }

  #guard(space: ScreenSpace | ConsoleSpace | OfficersSpace, roles: readonly Role[]): void {
    space.use((socket, next) => {
      const role = this.#roleOf(socket);
      next(role && roles.includes(role) ? undefined : new Error('unauthorized'));
    });
  }

  #roleOf(socket: { readonly handshake: Handshake }): Role | undefined {
    return this.#parts.sessions.roleOf(socket.handshake.auth['token']);
  }

  #comesAndGoes(socket: { on(event: 'disconnect', listener: () => void): unknown }): void {
    this.changed();
    socket.on('disconnect', () => this.changed());
  }

  /** The commands that the role of this session may order, and no other. */
  #hear(socket: Socket<HallCommands, ConsoleEvents> | Socket<HallCommands, OfficersEvents>): void {
    const role = this.#roleOf(socket);
    if (!role) return;
    for (const name of commandsOf(role)) {
      const handler = (payload: unknown, answer: unknown): void => {
        const isOn = this.#roleOf(socket) === role;
        const done = isOn ? this.#command(name, payload, role) : Promise.resolve(SIGNED_OFF);
        void done.then((result) => {
          // A client may leave the acknowledgement out.
          if (typeof answer === 'function') (answer as (result: CommandAnswer) => void)(result);
          if (!isOn) socket.disconnect();
        });
      };
      socket.on(name, handler);
    }
  }

  async #command(name: CommandName, payload: unknown, by: Role): Promise<CommandAnswer> {
    if (!this.#hall) return fail({ code: 'busy', detail: 'the hall is not ready yet' });
    return await takeCommand(this.#hall, name, payload, by);
  }
}
