import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { EvaluationRules } from '@piaojue/contract/contest';
import { OFFICERS } from '@piaojue/contract/live';
import {
  AdoptRequest,
  DrawRequest,
  EntryRequest,
  NewSuggestion,
  PublishRequest,
  ReviewRequest,
} from '@piaojue/contract/project-entry';
import type { ProjectFault, ProjectFaultCode, YearPage } from '@piaojue/contract/project-view';
import { Type } from 'typebox';
import type { VoteFiler } from '../projects/vote-filer.ts';
import type { YearBook } from '../projects/year-book.ts';
import { publish } from '../publish/publish.ts';
import { chainOf, rootOf } from '../rounds/chain.ts';
import { isInProgress } from '../rounds/machine.ts';
import { isCounted } from '../rules/decision.ts';
import { newestProfile } from '../sitting/profiles.ts';
import type { HttpParts } from './app.ts';
import { Refusal, refusalOf } from './refusal.ts';
import { suggestionImportRoutes } from './suggestion-import-routes.ts';

/** The book of the year as a server has it. */
export interface YearParts {
  readonly book: YearBook;
  readonly filer: VoteFiler;
  /** Folder of the public pages. */
  readonly publishTo: string;
}

const STATUS: Readonly<Record<ProjectFaultCode, 400 | 404 | 409>> = {
  'unknown-ref': 404,
  'unknown-entry': 404,
  'wrong-kind': 400,
  'bad-date': 400,
  'bad-bundle': 400,
  'bad-step': 409,
  'nothing-changes': 409,
  'not-announced': 409,
  'not-adoptable': 409,
  'other-mode': 409,
  'duplicate-number': 409,
  'empty-pool': 409,
};

const refusals = { 400: Refusal, 404: Refusal, 409: Refusal } as const;
const Refs = Type.Object({ refs: Type.Array(Type.String()) });

/** The year chain: tracked projects, suggestions, review votes and the public pages. Officers read, the operator writes. */
export const yearRoutes: FastifyPluginAsyncTypebox<HttpParts & { readonly year: YearParts }> = async (
  app,
  { hall, year: { book, filer, publishTo } },
) => {
  const operator = { config: { roles: ['operator' as const] } };
  await app.register(suggestionImportRoutes, { year: { book, filer, publishTo } });

  app.get(
    '/api/projects',
    {
      config: { roles: ['operator', ...OFFICERS] },
      schema: {
        summary: 'The book of the year: tracked projects, suggestions, draws, and votes that can be adopted',
        response: { 200: Type.Unsafe<YearPage>(Type.Unknown()) },
      },
    },
    async () => ({ ...book.view(), brokenAt: book.brokenAt(), filed: book.choices(), publishTo }),
  );

  app.post(
    '/api/projects/adopt',
    {
      ...operator,
      schema: {
        summary:
          'Those whom an announced vote chose become tracked projects; asked again it takes only those who are new',
        body: AdoptRequest,
        response: { 200: Refs, ...refusals },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const adopted =
        'bundle' in body
          ? book.adoptBundle('operator', body.bundle, body.signature)
          : book.adopt('operator', 'roundId' in body ? chainBundles(body.roundId) : [body.bundleHash]);
      if (adopted.ok) return { refs: [...adopted.value] };
      return reply.code(STATUS[adopted.error.code]).send(bodyOf(adopted.error));
    },
  );

  /** Bundles of all announced rounds of the chain that this round belongs to. */
  function chainBundles(roundId: number): readonly string[] {
    const rounds = hall.parts.store.rounds();
    filer.take(hall.sitting, hall.parts.store);
    const round = hall.parts.store.round(roundId);
    const bundles = (round ? chainOf(rootOf(round, rounds).id, rounds) : [])
      .filter(({ announcedAt, decision }) => announcedAt !== null && decision && isCounted(decision))
      .map(({ bundleHash }) => bundleHash ?? '');
    // Nothing of it is announced: the book says so.
    return bundles.length ? bundles : [''];
  }

  app.post(
    '/api/projects/entries',
    {
      ...operator,
      schema: {
        summary: 'A note, milestone, adjustment, step or correction; nothing that stands is changed by it',
        body: EntryRequest,
        response: { 201: Type.Object({ entry: Type.Integer() }), ...refusals },
      },
    },
    async (request, reply) => {
      const written = book.write('operator', request.body);
      if (written.ok) return reply.code(201).send({ entry: written.value });
      return reply.code(STATUS[written.error.code]).send(bodyOf(written.error));
    },
  );

  app.post(
    '/api/projects/suggestions',
    {
      ...operator,
      schema: {
        summary: 'Suggestions of deputies, all of them or none',
        body: Type.Array(NewSuggestion, { minItems: 1, maxItems: 5000 }),
        response: { 201: Refs, ...refusals },
      },
    },
    async (request, reply) => {
      const raised = book.raise('operator', request.body);
      if (raised.ok) return reply.code(201).send({ refs: [...raised.value] });
      return reply.code(STATUS[raised.error.code]).send(bodyOf(raised.error));
    },
  );

  app.post(
    '/api/projects/draw',
    {
      ...operator,
      schema: {
        summary: 'Which of the suggestions answered 列入规划逐步解决 are looked at again (回头看), by a public seed',
        body: DrawRequest,
        response: { 201: Type.Object({ draw: Type.Integer(), drawn: Type.Array(Type.String()) }), ...refusals },
      },
    },
    async (request, reply) => {
      const drawn = book.draw('operator', request.body);
      if (drawn.ok) return reply.code(201).send({ draw: drawn.value.draw, drawn: [...drawn.value.drawn] });
      return reply.code(STATUS[drawn.error.code]).send(bodyOf(drawn.error));
    },
  );

  app.post(
    '/api/projects/contest',
    {
      ...operator,
      schema: {
        summary: 'An evaluation over projects or suggestions becomes a draft round of this sitting',
        body: ReviewRequest,
        response: { 201: Type.Object({ roundId: Type.Integer() }), ...refusals },
      },
    },
    async (request, reply) => {
      const { profile: id = 'evaluation' } = request.body;
      const profile = newestProfile(hall.parts, id);
      if (profile?.kind !== 'evaluation') {
        const detail = `expected a rule profile of kind evaluation, got ${profile ? profile.kind : `none named ${id}`}`;
        return reply.code(400).send({ error: 'bad-profile', detail });
      }
      // Kind and rules of a profile passed their check together, which its type can't say.
      const contest = book.contest(request.body, profile.rules as EvaluationRules);
      if (!contest.ok) return reply.code(STATUS[contest.error.code]).send(bodyOf(contest.error));
      const done = hall.importContest(contest.value);
      if (done.ok) return reply.code(201).send({ roundId: done.value.roundId ?? 0 });
      const { status, body } = refusalOf(done);
      return reply.code(status === 400 ? 400 : 409).send(body);
    },
  );

  app.post(
    '/api/publish',
    {
      ...operator,
      schema: {
        summary: 'Writes the public pages (公示) into the configured folder',
        body: PublishRequest,
        response: { 200: Type.Object({ folder: Type.String(), files: Type.Integer() }), 409: Refusal },
      },
    },
    async (request, reply) => {
      const { store, now } = hall.parts;
      // Files are synced one by one, in the process that relays ballots.
      const busy = store.rounds().find(({ state }) => isInProgress(state));
      if (busy) {
        const detail = `expected no round in progress, round ${busy.id} is ${busy.state}`;
        return reply.code(409).send({ error: 'round-in-progress', detail });
      }
      const sittings = [{ sitting: hall.sitting, rounds: store.rounds(), record: store.record() }];
      const done = publish({ sittings, book: { year: book.view(), votes: book.votes() } }, publishTo, request.body);
      if (done.ok) {
        const { files } = done.value;
        store.appendRecord(now(), { event: 'public pages written', files, by: 'operator' });
        return { folder: publishTo, files };
      }
      return reply.code(409).send({ error: 'not-published', detail: done.error });
    },
  );
};

const bodyOf = ({ code, detail }: ProjectFault) => ({ error: code, detail });
