import type { Role } from '@piaojue/contract/live';
import type { FastifyInstance } from 'fastify';
import { Lockout } from '../access/lockout.ts';
import { sessions } from '../access/sessions.ts';
import type { Hall } from '../sitting/hall.ts';
import { buildHttp, type HttpParts } from './app.ts';

/** Sessions that never run out while a test lasts. */
export const signer = sessions(new Uint8Array(32).fill(1), () => 1_800_000_000_000);

/** The headers of somebody in a role; of nobody, none. */
export const as = (role: Role | undefined): Readonly<Record<string, string>> =>
  role ? { authorization: `Bearer ${signer.issue(role)}` } : {};

/** The HTTP side of a hall as `serve` builds it, where nobody has a PIN and nobody was ever locked out; `parts` replaces any of it. */
export const testApp = async (hall: Hall, parts: Partial<HttpParts> = {}): Promise<FastifyInstance> =>
  await buildHttp({
    hall,
    sessions: signer,
    pins: { roleOf: () => undefined },
    lockout: new Lockout(() => 0),
    ...parts,
  });
