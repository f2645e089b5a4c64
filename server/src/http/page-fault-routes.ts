import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ROLES } from '@piaojue/contract/live';
import { PageFault } from '@piaojue/contract/page-fault';
import { Type } from 'typebox';
import type { HttpParts } from './app.ts';
import { Refusal } from './refusal.ts';

/** A page in front of a hall that could not be drawn: the console has to know, and nobody stands beside it. */
export const pageFaultRoutes: FastifyPluginAsyncTypebox<Pick<HttpParts, 'pageFaults'>> = async (
  app,
  { pageFaults },
) => {
  app.post(
    '/api/page-faults',
    {
      config: { roles: ROLES },
      schema: {
        summary: 'A page says that it failed: which, and whether its picture stands still',
        body: PageFault,
        response: { 204: Type.Null(), 400: Refusal },
      },
    },
    async ({ body }, reply) => {
      pageFaults?.add(body);
      return await reply.code(204).send(null);
    },
  );
};
