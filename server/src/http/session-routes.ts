import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Role } from '@piaojue/contract/live';
import { Session, SessionRequest } from '@piaojue/contract/session';
import { Type } from 'typebox';
import type { HttpParts } from './app.ts';
import { Refusal } from './refusal.ts';

/** Sign-ons under way: sixty screens come back at once, and each PIN takes some 150 ms. */
const MAX_WAITING = 128;

export const sessionRoutes: FastifyPluginAsyncTypebox<HttpParts> = async (app, { pins, sessions, lockout }) => {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  /** A role; nobody; or seconds to wait. One after another, so that many at once are counted like many in a row. */
  const tryPin = async (ip: string, pin: string): Promise<Role | undefined | number> => {
    const wait = lockout.waitSeconds(ip);
    if (wait > 0) return wait;
    const role = await pins.roleOf(pin);
    if (role) lockout.succeeded(ip);
    else lockout.failed(ip);
    return role;
  };

  app.post(
    '/api/session',
    {
      config: { roles: 'anyone' },
      schema: {
        summary: 'A PIN for a session of its role',
        body: SessionRequest,
        response: { 200: Session, 401: Refusal, 429: Refusal },
      },
    },
    async ({ ip, body }, reply) => {
      if (waiting >= MAX_WAITING)
        return reply.code(429).send({ error: 'busy', detail: 'many sign on at once: try again in some seconds' });
      waiting++;
      const tried = last.then(() => tryPin(ip, body.pin)).finally(() => waiting--);
      last = tried.catch(() => undefined);
      const outcome = await tried;
      if (typeof outcome === 'number') {
        return reply
          .code(429)
          .header('retry-after', outcome)
          .send({
            error: 'locked-out',
            detail: `too many wrong PINs: the right one has to wait too; try again in ${outcome} s`,
          });
      }
      if (!outcome) return reply.code(401).send({ error: 'wrong-pin', detail: 'no role has this PIN' });
      return { token: sessions.issue(outcome), role: outcome };
    },
  );

  app.get(
    '/api/health',
    {
      config: { roles: 'anyone' },
      schema: { summary: 'Alive', response: { 200: Type.Object({ ok: Type.Boolean() }) } },
    },
    async () => ({ ok: true }),
  );
};
