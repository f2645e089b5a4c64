import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { recordFile } from '../record/record-file.ts';
import { recordLines } from '../record/record-lines.ts';
import { attachment } from './attachment.ts';
import type { HttpParts } from './app.ts';
import { recordCsv } from './record-csv.ts';

/** Who did what (RULES §4): the record, which has no choice in it. */
export const recordRoutes: FastifyPluginAsyncTypebox<HttpParts> = async (app, { hall }) => {
  const config = { roles: ['operator', 'presiding', 'chiefMonitor', 'monitor'] as const };
  const { store } = hall.parts;
  app.get(
    '/api/record',
    { config, schema: { summary: 'Who did what, in order, in words', response: { 200: Type.Unknown() } } },
    async () => recordLines(store.record()),
  );
  app.get('/api/record.csv', { config, schema: { summary: 'The same as CSV' } }, async (_request, reply) =>
    reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', attachment('record', 'csv', hall.sitting.mode))
      .send(recordCsv(recordLines(store.record())) as never),
  );
  app.get(
    '/api/record.chain',
    { config, schema: { summary: 'The lines that the hashes are of, for piaojue verify --record' } },
    async (_request, reply) =>
      reply
        .type('text/plain; charset=utf-8')
        .header('content-disposition', attachment('record', 'chain', hall.sitting.mode))
        .send(recordFile(store.record()) as never),
  );
};
