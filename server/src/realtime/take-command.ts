import { COMMANDS, type CommandAnswer, type CommandName, type CommandPayload } from '@piaojue/contract/commands';
import type { Role } from '@piaojue/contract/live';
import { fail } from '@piaojue/contract/result';
import { checkContest } from '../rules/contest-check.ts';
import { faultInWords, schemaFaults } from '../rules/schema-faults.ts';
import type { Hall } from '../sitting/hall.ts';

/** What came over a socket as a command, whatever it is, is carried out or answered with a code of the contract. Never throws. */
export async function takeCommand(
  hall: Pick<Hall, 'command' | 'importContest'>,
  name: CommandName,
  payload: unknown,
  by: Role,
): Promise<CommandAnswer> {
  const faults = schemaFaults(COMMANDS[name], payload);
  if (faults.length > 0) {
    // A faulty contest is refused by the contest's own rules, which name every fault in the operator's words.
    const { contest } = (payload ?? {}) as { contest?: unknown };
    if (name === 'contest:import' && contest && !checkContest(contest).ok) return hall.importContest(contest);
    return fail({ code: 'bad-payload', detail: faults.map((fault) => `${name}${faultInWords(fault)}`).join('\n') });
  }
  try {
    return await hall.command(name, payload as CommandPayload<typeof name>, by);
  } catch (error) {
    return fail({ code: 'box-failed', detail: (error as Error).message });
  }
}
