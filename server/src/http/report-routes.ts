import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { fail, type Result } from '@piaojue/contract/result';
import { Type } from 'typebox';
import { exportTable, tableXlsx } from '../report/export-table.ts';
import { reportFontFaces } from '../report/fonts.ts';
import { reportHtml } from '../report/html.ts';
import { dispositionOf } from '../report/names.ts';
import { refusalInWords, type Report, reportOf } from '../report/report.ts';
import type { HttpParts } from './app.ts';
import { csv } from './csv.ts';
import { Refusal } from './refusal.ts';
import { idAsNumber, RoundId } from './round-id.ts';

const READERS = ['operator', 'presiding', 'chiefMonitor', 'monitor'] as const;
const Language = Type.Object({ lang: Type.Optional(Type.Union([Type.Literal('zh-CN'), Type.Literal('en')])) });
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** 票决结果报告单 (RULES §5) and its tables. Those see it who see the figures on their pages: from `tallied` on, never before. */
export const reportRoutes: FastifyPluginAsyncTypebox<HttpParts> = async (app, { hall }) => {
  app.addHook('preValidation', idAsNumber);
  const config = { roles: [...READERS] };
  const none = (detail: string) => ({ error: 'no-result', detail });

  const reportNow = (id: number): Result<Report, string> => {
    const { store } = hall.parts;
    const report = reportOf({ sitting: hall.sitting, rounds: store.rounds(), record: store.record() }, id);
    return report.ok ? report : fail(refusalInWords(report.error));
  };
  const tableNow = (id: number) => {
    const report = reportNow(id);
    const table = report.ok ? exportTable(report.value) : null;
    return report.ok && table ? { report: report.value, table } : null;
  };

  app.get(
    '/api/rounds/:id/report',
    {
      config,
      schema: {
        summary: 'The report of a counted or aborted round as a page to print (A4), with its fonts, without a script',
        params: RoundId,
        querystring: Language,
        response: { 404: Refusal },
      },
    },
    async (request, reply) => {
      const report = reportNow(request.params.id);
      if (!report.ok) return reply.code(404).send(none(report.error));
      const { lang = 'zh-CN' } = request.query;
      return reply
        .type('text/html; charset=utf-8')
        .header('content-disposition', dispositionOf(report.value, 'html', lang, 'inline'))
        .send(reportHtml(report.value, lang, reportFontFaces) as never);
    },
  );

  const noTable = none('expected a round that was closed and counted');
  app.get(
    '/api/rounds/:id/result.csv',
    { config, schema: { summary: 'The result as CSV', params: RoundId, response: { 404: Refusal } } },
    async (request, reply) => {
      const found = tableNow(request.params.id);
      if (!found) return reply.code(404).send(noTable);
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', dispositionOf(found.report, 'csv', 'zh-CN'))
        .send(csv(found.table) as never);
    },
  );

  app.get(
    '/api/rounds/:id/result.xlsx',
    { config, schema: { summary: 'The result as a workbook', params: RoundId, response: { 404: Refusal } } },
    async (request, reply) => {
      const found = tableNow(request.params.id);
      if (!found) return reply.code(404).send(noTable);
      return reply
        .type(XLSX)
        .header('content-disposition', dispositionOf(found.report, 'xlsx', 'zh-CN'))
        .send((await tableXlsx(found.table)) as never);
    },
  );
};
