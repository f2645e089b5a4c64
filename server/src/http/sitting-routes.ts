import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { HttpParts } from './app.ts';

const Seat = Type.Object({ slot: Type.Integer(), name: Type.String(), group: Type.String(), keypad: Type.Integer() });
const Sitting = Type.Object({
  congress: Type.String(),
  meeting: Type.String(),
  date: Type.String(),
  mode: Type.String(),
  present: Type.Integer(),
  seats: Type.Array(Seat),
});

export const sittingRoutes: FastifyPluginAsyncTypebox<HttpParts> = async (app, { hall }) => {
  app.get(
    '/api/sitting',
    {
      config: { roles: ['operator', 'monitor'] },
      schema: { summary: 'The sitting and its roll', response: { 200: Sitting } },
    },
    async () => {
      const { title, mode } = hall.sitting;
      return { ...title, mode, present: hall.parts.roll.present.size, seats: [...hall.parts.seats] };
    },
  );
};
