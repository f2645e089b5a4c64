import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { MAX_IMPORT_BYTES } from '@piaojue/contract/import';
import type { SuggestionsImport } from '@piaojue/contract/project-view';
import { Type } from 'typebox';
import { askTable } from '../import/ask-table.ts';
import { csvOf, xlsxOf } from '../import/templates.ts';
import { SUGGESTION_COLUMNS, suggestionTable } from '../projects/suggestion-table.ts';
import { unread } from '../sitting/import-table.ts';
import { XLSX } from './agenda-routes.ts';
import { Refusal } from './refusal.ts';
import type { YearParts } from './year-routes.ts';

const lang = Type.Optional(Type.Union([Type.Literal('zh-CN'), Type.Literal('en')]));
const SHEET = { 'zh-CN': '代表建议', en: 'Suggestions' } as const;

/** Suggestions of deputies from a table. A file is taken as a whole or not at all. */
export const suggestionImportRoutes: FastifyPluginAsyncTypebox<{ readonly year: YearParts }> = async (
  app,
  { year: { book } },
) => {
  const config = { roles: ['operator' as const] };
  // A file comes as it is, whatever its sender calls it; what it is, its bytes say.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  app.post(
    '/api/projects/suggestions/import',
    {
      config,
      bodyLimit: MAX_IMPORT_BYTES,
      schema: {
        summary: 'A table (CSV or XLSX) of suggestions; with ?check=1 as a dry run. Every fault of every row',
        querystring: Type.Object({ lang, check: Type.Optional(Type.Literal('1')) }),
        response: { 200: Type.Unknown(), 400: Type.Unknown(), 409: Refusal },
      },
    },
    async ({ query: { lang: language = 'zh-CN', check }, body }, reply) => {
      const table = await askTable(new Uint8Array((body as Buffer | undefined) ?? []));
      if (!table.ok) {
        const { kind: _, content: __, ...answer } = unread('roll', table.error, language);
        return reply.code(400).send({ ...answer, content: null } satisfies SuggestionsImport);
      }
      const read = suggestionTable(table.value, { language, taken: book.suggestionNumbers() });
      if (read.content === null) return reply.code(400).send({ ...read, written: false } satisfies SuggestionsImport);
      if (check === '1') return { ...read, written: false } satisfies SuggestionsImport;
      const raised = book.raise('operator', read.content);
      if (raised.ok) return { ...read, written: true } satisfies SuggestionsImport;
      return reply.code(409).send({ error: raised.error.code, detail: raised.error.detail });
    },
  );

  for (const format of ['csv', 'xlsx'] as const) {
    app.get(
      `/api/projects/suggestions/template.${format}`,
      {
        config,
        schema: {
          summary: `A table of suggestions to fill in, as ${format.toUpperCase()}`,
          querystring: Type.Object({ lang }),
        },
      },
      async ({ query: { lang: language = 'zh-CN' } }, reply) =>
        reply
          .type(format === 'csv' ? 'text/csv; charset=utf-8' : XLSX)
          .header('content-disposition', `attachment; filename="suggestions.${format}"`)
          .send(
            (format === 'csv'
              ? csvOf(SUGGESTION_COLUMNS, language)
              : await xlsxOf(SUGGESTION_COLUMNS, SHEET[language], language)) as never,
          ),
    );
  }
};
