import type { CommandAnswer, CommandFault } from '@piaojue/contract/commands';
import { Type } from 'typebox';

/** Every refusal looks like this: a code from a closed set, and what was expected and what came. */
export const Refusal = Type.Object({ error: Type.String(), detail: Type.String() });

const STATUS: Record<CommandFault, 400 | 403 | 404 | 409> = {
  'bad-payload': 400,
  'bad-contest': 400,
  forbidden: 403,
  'unknown-round': 404,
  'unknown-item': 404,
  'wrong-state': 409,
  blocked: 409,
  'round-in-progress': 409,
  'no-quorum': 409,
  'totals-differ': 409,
  'box-failed': 409,
  busy: 409,
};

export const refusalOf = (answer: Extract<CommandAnswer, { ok: false }>) => ({
  status: STATUS[answer.error.code],
  body: { error: answer.error.code, detail: answer.error.detail },
});
