import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Role } from '@piaojue/contract/live';
import { Lockout } from '@piaojue/server/access/lockout';
import { sessions } from '@piaojue/server/access/sessions';
import { buildHttp } from '@piaojue/server/http/app';
import { Live } from '@piaojue/server/realtime/live';
import { PageFaults } from '@piaojue/server/realtime/page-faults';
import type { Server } from 'socket.io';
import type { LabHall } from './lab-hall.ts';

/** Of each role one. */
export const LAB_PINS = {
  operator: '111111',
  chiefMonitor: '222222',
  monitor: '333333',
  presiding: '444444',
  screen: '555555',
  presidium: '666666',
} as const satisfies Readonly<Record<Role, string>>;

/** The namespaces that pages open. */
const SPACES = ['/screen', '/console', '/officers'] as const;
export const MARK = 'lab:mark';

/** What a buggy server would say: a snapshot, changed before it leaves. */
export type Tamper = (event: string, snapshot: Record<string, unknown>) => Record<string, unknown>;

export interface ServedLab {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Sends a message behind all that was sent before, to whoever listens; pages know none of that name. */
  mark(n: number): void;
  close(): Promise<void>;
}

/**
 * The real web and socket server before a hall of the lab, on the lab's own clock: pages in a browser see what they would see in a
 * hall. Without the book of the year.
 */
export async function serveLab(lab: LabHall, tamper?: Tamper): Promise<ServedLab> {
  const { hall } = lab.life;
  const now = (): number => lab.now;
  const signer = sessions(createHash('sha256').update('lab').digest(), now);
  const roles = new Map<string, Role>(Object.entries(LAB_PINS).map(([role, pin]) => [pin, role as Role]));
  const pageFaults = new PageFaults(now);
  const app = await buildHttp({
    ...{ hall, sessions: signer, pageFaults, lockout: new Lockout(now) },
    pins: { roleOf: (pin) => roles.get(pin) },
  });
  const live = new Live(app.server, {
    ...{ sessions: signer, gatewayToken: 'lab', run: 'lab', pageFaults, timers: lab.clock.process() },
    health: () => ({
      ...({ fsyncMs: 0, roundKey: 'medium', certificate: null, warnings: [] } as const),
      versions: { server: '0', node: '0' },
    }),
  });
  const io = live.gateways.server as unknown as Server;
  if (tamper) for (const name of SPACES) tamperWith(io.of(name).adapter, tamper);
  live.attach(hall);
  lab.onChanged = () => live.changed();
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    mark: (n) => {
      for (const name of SPACES) io.of(name).emit(MARK, n);
    },
    close: async () => {
      lab.onChanged = undefined;
      await live.close();
      await app.close();
    },
  };
}

interface Broadcasts {
  broadcast(packet: { data?: unknown[] }, options: unknown): void;
}

function tamperWith(adapter: unknown, tamper: Tamper): void {
  const space = adapter as Broadcasts;
  const honest = space.broadcast.bind(space);
  space.broadcast = (packet, options) => {
    const [event, snapshot] = packet.data ?? [];
    const isOurs = event !== MARK && typeof snapshot === 'object' && snapshot !== null;
    const data = isOurs ? [event, tamper(String(event), structuredClone(snapshot) as never)] : packet.data;
    honest({ ...packet, ...(data && { data }) }, options);
  };
}
