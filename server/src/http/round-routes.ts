import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { ResultView } from '@piaojue/contract/screen-view';
import { Type } from 'typebox';
import { resultView, roundTitle } from '../sitting/result-view.ts';
import type { HttpParts } from './app.ts';
import { Refusal, refusalOf } from './refusal.ts';
import { type Reported, reportedOf } from './result-csv.ts';
import { idAsNumber, RoundId } from './round-id.ts';

const READERS = ['operator', 'presiding', 'chiefMonitor', 'monitor'] as const;
const FILES: Readonly<Record<string, string>> = {
  'bundle.json': 'application/json',
  'bundle.sig': 'application/octet-stream',
  'chain.json': 'application/json',
  'chain.sig': 'application/octet-stream',
};

export const roundRoutes: FastifyPluginAsyncTypebox<HttpParts> = async (app, { hall }) => {
  app.addHook('preValidation', idAsNumber);

  app.post(
    '/api/contests',
    {
      config: { roles: ['operator'] },
      schema: {
        summary: 'A contest file becomes a draft round; every fault of the file is named',
        body: Type.Unknown(),
        response: { 201: Type.Object({ roundId: Type.Integer() }), 400: Refusal, 409: Refusal },
      },
    },
    async (request, reply) => {
      const done = hall.importContest(request.body);
      if (done.ok) return reply.code(201).send({ roundId: done.value.roundId ?? 0 });
      const { status, body } = refusalOf(done);
      return reply.code(status === 400 ? 400 : 409).send(body);
    },
  );

  app.get(
    '/api/rounds',
    {
      config: { roles: [...READERS] },
      schema: {
        summary: 'All rounds with their states',
        response: {
          200: Type.Array(
            Type.Object({
              id: Type.Integer(),
              title: Type.String(),
              turn: Type.Integer(),
              state: Type.String(),
              hash: Type.Union([Type.String(), Type.Null()]),
            }),
          ),
        },
      },
    },
    async () =>
      hall.parts.store.rounds().map((round) => {
        const { id, title, turn, hash } = roundTitle(round);
        return { id, title, turn, state: round.state, hash };
      }),
  );

  const resultOf = (id: number): (ResultView & Reported) | null => {
    const round = hall.parts.store.round(id);
    const result = round ? resultView(round) : null;
    return result && round ? { ...result, ...reportedOf(round) } : null;
  };
  const none = { error: 'no-result', detail: 'expected a round that was closed and counted' };

  app.get(
    '/api/rounds/:id/result',
    {
      config: { roles: [...READERS] },
      schema: {
        summary: 'The result, from the moment it was counted',
        params: RoundId,
        response: { 200: Type.Unknown(), 404: Refusal },
      },
    },
    async (request, reply) => resultOf(request.params.id) ?? reply.code(404).send(none),
  );

  app.get(
    '/api/rounds/:id/:file',
    {
      config: { roles: [...READERS] },
      schema: {
        summary:
          'bundle.json or bundle.sig of a closed round; chain.json or chain.sig of its chain, once that came to rest',
        params: Type.Object({
          ...RoundId.properties,
          file: Type.Union([
            Type.Literal('bundle.json'),
            Type.Literal('bundle.sig'),
            Type.Literal('chain.json'),
            Type.Literal('chain.sig'),
          ]),
        }),
        response: { 404: Refusal },
      },
    },
    async (request, reply) => {
      const { id, file } = request.params;
      const { runner } = hall.parts;
      if (!hall.parts.store.round(id)) return reply.code(404).send(none);
      const path = join(file.startsWith('chain.') ? runner.chainFolder(id) : runner.bundleFolder(id), file);
      const closed = hall.parts.store.round(id)?.state === 'closed';
      if (!closed || !existsSync(path)) return reply.code(404).send(none);
      return reply.type(FILES[file] ?? 'application/octet-stream').send(createReadStream(path) as never);
    },
  );
};
