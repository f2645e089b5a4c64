import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Session, SessionRequest } from '@piaojue/contract/session';
import { Type } from 'typebox';
import type { HttpParts } from './app.ts';
import { Refusal } from './refusal.ts';

export const sessionRoutes: FastifyPluginAsyncTypebox<HttpParts> = async (app, { pins, sessions, lockout }) => {
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
    async (request, reply) => {
      const wait = lockout.waitSeconds(request.ip);
      if (wait)
        return reply.code(429).send({ error: 'locked-out', detail: `too many wrong PINs; try again in ${wait} s` });
      const role = pins.roleOf(request.body.pin);
      if (!role) {
        lockout.failed(request.ip);
        return reply.code(401).send({ error: 'wrong-pin', detail: 'no role has this PIN' });
      }
      return { token: sessions.issue(role), role };
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
