import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AgendaItemId } from '@piaojue/contract/agenda';
import type { CommandAnswer } from '@piaojue/contract/commands';
import { MAX_CANDIDATES } from '@piaojue/contract/contest';
import { MAX_IMPORT_BYTES } from '@piaojue/contract/import';
import { ProfileId } from '@piaojue/contract/profile';
import { Type } from 'typebox';
import { askTable } from '../import/ask-table.ts';
import { csvTemplate, xlsxTemplate } from '../import/templates.ts';
import { importTable } from '../sitting/import-table.ts';
import { XLSX } from './agenda-routes.ts';
import type { HttpParts } from './app.ts';
import { Refusal, refusalOf } from './refusal.ts';

const Kind = Type.Union([Type.Literal('roll'), Type.Literal('candidates'), Type.Literal('agenda')]);
const Language = Type.Optional(Type.Union([Type.Literal('zh-CN'), Type.Literal('en')]));
const Query = Type.Object({
  lang: Language,
  /** A dry run: the file is read and checked, and nothing is taken. */
  check: Type.Optional(Type.Literal('1')),
  /** Of candidates: the vote that they are for, and the rules where it has none. */
  item: Type.Optional(AgendaItemId),
  profile: Type.Optional(ProfileId),
  seats: Type.Optional(Type.String({ pattern: '^[1-9]\\d?$' })),
});

/** Roll, candidates and agenda from tables. A file is taken as a whole or not at all. */
export const importRoutes: FastifyPluginAsyncTypebox<HttpParts> = async (app, { hall, readTable = askTable }) => {
  const config = { roles: ['operator'] as const };
  // A file comes as it is, whatever its sender calls it; what it is, its bytes say.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  app.post(
    '/api/import/:kind',
    {
      config,
      bodyLimit: MAX_IMPORT_BYTES,
      schema: {
        summary:
          'A table (CSV or XLSX) as roll, candidates or agenda; with ?check=1 as a dry run. Every fault of every row',
        params: Type.Object({ kind: Kind }),
        querystring: Query,
        response: { 200: Type.Unknown(), 400: Type.Unknown(), 404: Refusal, 409: Refusal },
      },
    },
    async ({ params: { kind }, query, body }, reply) => {
      const table = await readTable(new Uint8Array((body as Buffer | undefined) ?? []));
      const { lang = 'zh-CN', check, item, profile, seats } = query;
      const answer = importTable(hall, kind, table, {
        language: lang,
        dryRun: check === '1',
        item,
        profile,
        seats: seats === undefined ? undefined : Math.min(Number(seats), MAX_CANDIDATES),
      });
      if (answer.ok) return reply.code(answer.value.faults.length ? 400 : 200).send(answer.value);
      const refused = refusalOf(answer satisfies Extract<CommandAnswer, { ok: false }>);
      return reply.code(refused.status === 403 ? 409 : refused.status).send(refused.body);
    },
  );

  for (const format of ['csv', 'xlsx'] as const) {
    app.get(
      `/api/import/template/:kind.${format}`,
      {
        config,
        schema: {
          summary: `A table to fill in, as ${format.toUpperCase()}, with an example and what its columns mean`,
          params: Type.Object({ kind: Kind }),
          querystring: Type.Object({ lang: Language }),
        },
      },
      async ({ params: { kind }, query: { lang = 'zh-CN' } }, reply) =>
        reply
          .type(format === 'csv' ? 'text/csv; charset=utf-8' : XLSX)
          .header('content-disposition', `attachment; filename="${kind}.${format}"`)
          .send((format === 'csv' ? csvTemplate(kind, lang) : await xlsxTemplate(kind, lang)) as never),
    );
  }
};
