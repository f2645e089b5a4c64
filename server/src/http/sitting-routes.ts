import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { COMMANDS } from '@piaojue/contract/commands';
import { Type } from 'typebox';
import { faultInWords } from '../rules/schema-faults.ts';
import { checkSittingFile } from '../sitting/sitting-file.ts';
import type { HttpParts } from './app.ts';
import { Refusal, refusalOf } from './refusal.ts';

const Seat = Type.Object({ slot: Type.Integer(), name: Type.String(), group: Type.String(), keypad: Type.Integer() });
const Sitting = Type.Object({
  congress: Type.String(),
  meeting: Type.String(),
  date: Type.String(),
  mode: Type.String(),
  present: Type.Integer(),
  /** N */
  all: Type.Integer(),
  handout: Type.String(),
  /** Names, or how many. */
  deputies: Type.Unknown(),
  observers: Type.Unknown(),
  officers: Type.Unknown(),
  seats: Type.Array(Seat),
});

export const sittingRoutes: FastifyPluginAsyncTypebox<HttpParts> = async (app, { hall }) => {
  app.get(
    '/api/sitting',
    {
      config: { roles: ['operator', 'presiding', 'chiefMonitor', 'monitor'] },
      schema: { summary: 'The sitting and its roll', response: { 200: Sitting } },
    },
    async () => {
      const { title, mode, people } = hall.sitting;
      const { roll } = hall.parts;
      return {
        ...title,
        mode,
        present: roll.present.size,
        all: roll.all,
        handout: people?.handout ?? 'listed',
        deputies: people?.deputies ?? roll.all,
        observers: people?.observers ?? 0,
        officers: people?.officers ?? {},
        seats: [...roll.seats],
      };
    },
  );

  app.put(
    '/api/sitting',
    {
      config: { roles: ['operator'] },
      schema: {
        summary: 'Title, roll and contests, before anybody signs in; every fault is named and nothing is half taken',
        body: Type.Unknown(),
        response: { 200: Type.Object({ seats: Type.Integer() }), 400: Refusal, 409: Refusal },
      },
    },
    async (request, reply) => {
      const file = checkSittingFile(request.body);
      if (!file.ok) {
        const detail = file.error.map(faultInWords).join('\n');
        return reply.code(400).send({ error: 'bad-sitting', detail });
      }
      const answer = hall.setUp(file.value);
      if (answer.ok) return { seats: hall.parts.roll.seats.length };
      const { status, body } = refusalOf(answer);
      return reply.code(status === 400 ? 400 : 409).send(body);
    },
  );

  const orders = [
    [
      '/api/sitting/end',
      'sitting:end',
      'Ends the sitting: nothing opens in it any more, and the keys go on to the next epoch',
    ],
    ['/api/keypads/replace', 'keypad:replace', 'Another keypad for a seat; in an open round with the PIN of a monitor'],
  ] as const;
  for (const [url, name, summary] of orders) {
    app.post(
      url,
      {
        config: { roles: ['operator'] },
        schema: {
          summary,
          body: COMMANDS[name],
          response: { 200: Type.Object({ done: Type.Boolean() }), 400: Refusal, 409: Refusal },
        },
      },
      async (request, reply) => {
        const answer = await hall.command(name, request.body, 'operator');
        if (answer.ok) return { done: true };
        const { status, body } = refusalOf(answer);
        return reply.code(status === 400 ? 400 : 409).send(body);
      },
    );
  }
};
