import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { writeXlsx } from '../import/write-xlsx.ts';
import { agendaItem, courseOf } from '../sitting/agenda.ts';
import { agendaTable, agendaWorkbook } from './agenda-export.ts';
import { attachment } from './attachment.ts';
import type { HttpParts } from './app.ts';
import { csv } from './csv.ts';

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The agenda as it stands: whole, as a sitting file has it, and with its results for the minutes. */
export const agendaRoutes: FastifyPluginAsyncTypebox<HttpParts> = async (app, { hall }) => {
  const config = { roles: ['operator', 'presiding', 'chiefMonitor', 'monitor'] as const };
  app.get(
    '/api/agenda',
    {
      config,
      schema: { summary: 'The agenda with its contests, as a sitting file has it', response: { 200: Type.Unknown() } },
    },
    async () => {
      const { agenda, rounds } = courseOf(hall.parts.store);
      return agenda.map((row) => agendaItem(row, rounds));
    },
  );
  app.get(
    '/api/agenda.csv',
    {
      config,
      schema: { summary: 'The agenda as CSV, a line for each round, with results from the moment they were counted' },
    },
    async (_request, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', attachment('agenda', 'csv', hall.sitting.mode))
        .send(csv(agendaTable(hall)) as never),
  );
  app.get(
    '/api/agenda.xlsx',
    { config, schema: { summary: 'The same as XLSX, with a sheet for each round that was counted' } },
    async (_request, reply) =>
      reply
        .type(XLSX)
        .header('content-disposition', attachment('agenda', 'xlsx', hall.sitting.mode))
        .send((await writeXlsx(agendaWorkbook(hall))) as never),
  );
};
