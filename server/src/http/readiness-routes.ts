import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { attachment } from './attachment.ts';
import type { HttpParts } from './app.ts';
import { readinessCsv } from './readiness-csv.ts';

/** The self-check, for the operator's console and for the technician: no choice and no submission is in it. */
export const readinessRoutes: FastifyPluginAsyncTypebox<HttpParts> = async (app, { hall }) => {
  const config = { roles: ['operator', 'chiefMonitor', 'monitor'] as const };
  app.get(
    '/api/readiness',
    { config, schema: { summary: 'The self-check as it stands now', response: { 200: Type.Unknown() } } },
    async () => hall.check.report(),
  );
  app.get(
    '/api/readiness.csv',
    { config, schema: { summary: 'The self-check as CSV, a line for each keypad' } },
    async (_request, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', attachment('readiness', 'csv', hall.sitting.mode))
        .send(readinessCsv(hall.check.report(), hall.sitting.mode === 'rehearsal') as never),
  );
};
