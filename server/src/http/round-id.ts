import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';

/** `:id` of a round in a path. */
export const RoundId = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 65_534 }) });

/** Numbers in a path come as text; they are the only thing that is turned into numbers. A hook before the validation. */
export const idAsNumber = async (request: FastifyRequest): Promise<void> => {
  const params = request.params as { id?: unknown };
  if (typeof params.id === 'string' && /^\d{1,5}$/.test(params.id)) params.id = Number(params.id);
};
