import type { CommandAnswer, CommandError, CommandFault } from '@piaojue/contract/commands';
import { fail, ok } from '@piaojue/contract/result';

/** What came of an order. */
export const refuse = (code: CommandFault, detail: string): { ok: false; error: CommandError } =>
  fail({ code, detail });
export const done = (roundId: number | null = null): CommandAnswer => ok({ roundId });
export const HAS_ENDED = refuse('wrong-state', 'the sitting has ended: start the next one with another --data');
