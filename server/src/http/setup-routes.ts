import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { askChild } from '../ask-child.ts';
import { isDay } from '../day.ts';
import { reportFontFaces } from '../report/fonts.ts';
import { deckPage } from '../setup/deck-page.ts';
import { type ReadinessReport, readinessPage } from '../setup/readiness-page.ts';
import { deckNow, lastCountedDeck, setupOf } from '../setup/setup-facts.ts';
import { sittingFileOf } from '../setup/sitting-file-of.ts';
import type { Hall } from '../sitting/hall.ts';
import { isInProgress } from '../rounds/machine.ts';
import type { HttpParts } from './app.ts';
import { Refusal } from './refusal.ts';

const Language = Type.Object({ lang: Type.Optional(Type.Union([Type.Literal('zh-CN'), Type.Literal('en')])) });
/** A browser prints a page of 3,000 keypads in some seconds. */
const PRINTING = { name: 'piaojue-print', memoryMb: 400, timeoutMs: 60_000 };

/** What is known of keypads in a vote goes in ticks of a second, and into no page that can be asked for at any moment. */
const isVoting = (hall: Hall): boolean => hall.parts.store.rounds().some(({ state }) => isInProgress(state));
const VOTING = {
  error: 'round-in-progress',
  detail: 'expected no round in progress: the report is made before or after it',
};

/** The first run: what it leaves to print and to take along; of a rehearsal its test deck too. */
export const setupRoutes: FastifyPluginAsyncTypebox<HttpParts> = async (app, { hall }) => {
  const config = { roles: ['operator'] as const };
  app.get(
    '/api/setup/report',
    {
      config,
      schema: {
        summary: 'The readiness report as a page to print (A4); not while a round is in progress',
        querystring: Language,
        response: { 409: Refusal },
      },
    },
    async ({ query: { lang = 'zh-CN' } }, reply) =>
      isVoting(hall)
        ? reply.code(409).send(VOTING)
        : reply.type('text/html; charset=utf-8').send(readinessPage(reportOf(hall), lang, reportFontFaces) as never),
  );
  app.get(
    '/api/setup/report.pdf',
    {
      config,
      schema: {
        summary: 'The same as PDF, where a browser to print with is on this machine',
        querystring: Language,
        response: { 409: Refusal, 501: Refusal },
      },
    },
    async ({ query: { lang = 'zh-CN' } }, reply) => {
      // A browser beside an open vote takes what the ballots need.
      if (isVoting(hall)) return reply.code(409).send(VOTING);
      const page = readinessPage(reportOf(hall), lang, reportFontFaces);
      const entry = new URL('../report/print-main.ts', import.meta.url);
      const printed = await askChild<string>(entry, 'prints a page', { page }, PRINTING);
      if (!printed.ok) return reply.code(501).send({ error: 'no-pdf', detail: printed.error });
      const mode = hall.sitting.mode === 'rehearsal' ? '-rehearsal' : '';
      return reply
        .type('application/pdf')
        .header('content-disposition', `attachment; filename="readiness${mode}.pdf"`)
        .send(Buffer.from(printed.value, 'base64') as never);
    },
  );
  app.get(
    '/api/setup/sitting.json',
    {
      config,
      schema: {
        summary:
          'Title, roll, agenda and screen of this sitting as a file: `serve --mode real --sitting` begins with it',
      },
    },
    async (_request, reply) => {
      const { date } = hall.sitting.title;
      return reply
        .type('application/json; charset=utf-8')
        .header('content-disposition', `attachment; filename="sitting${isDay(date) ? `-${date}` : ''}.json"`)
        .send(`${JSON.stringify(sittingFileOf(hall), null, 2)}\n` as never);
    },
  );
};

/** Only a rehearsal has these routes: in a real sitting nobody may say who presses what. */
export const rehearsalRoutes: FastifyPluginAsyncTypebox<HttpParts> = async (app, { hall }) => {
  const config = { roles: ['operator'] as const };
  const none = { error: 'no-deck', detail: 'expected a vote with keypads that the hall is at, there is none' };
  app.get(
    '/api/rehearsal/deck',
    {
      config,
      schema: {
        summary:
          'The test deck of the vote that the hall is at: who presses what, what has to come out, and what came out',
        response: { 200: Type.Unknown(), 404: Refusal },
      },
    },
    async (_request, reply) => deckNow(hall) ?? reply.code(404).send(none),
  );
  app.get(
    '/api/rehearsal/deck/sheet',
    {
      config,
      schema: { summary: 'The same as a sheet to print (A4)', querystring: Language, response: { 404: Refusal } },
    },
    async ({ query: { lang = 'zh-CN' } }, reply) => {
      const deck = deckNow(hall);
      if (!deck) return reply.code(404).send(none);
      return reply
        .type('text/html; charset=utf-8')
        .send(deckPage(deck, hall.sitting.title, lang, reportFontFaces) as never);
    },
  );
};

const reportOf = (hall: Hall): ReadinessReport => ({
  sitting: hall.sitting.title,
  mode: hall.sitting.mode,
  at: hall.parts.now(),
  setup: setupOf(hall),
  check: hall.check.report(),
  deck: lastCountedDeck(hall),
});
