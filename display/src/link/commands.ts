import type { CommandAnswer, CommandName, CommandPayload } from '@piaojue/contract/commands';
import { newCommandId } from './command-id.ts';

/** Sends one order and resolves with the server's answer; never rejects. */
export type SendCommand = <N extends CommandName>(
  name: N,
  fields: Omit<CommandPayload<N>, 'commandId'>,
) => Promise<CommandAnswer | 'no-answer'>;

/** The part of a socket that orders need. */
export interface CommandSocket {
  timeout(ms: number): { emitWithAck(event: string, ...args: unknown[]): Promise<unknown> };
}

const ANSWER_MS = 5000;
/** An order whose answer was lost is asked for again under the same id, so it is still carried out once. */
const TRIES = 3;

/** socket.io types its acks as `any`; this is the one place that says what they are. */
export function commandSender(socket: CommandSocket): SendCommand {
  return async (name, fields) => {
    const payload = { commandId: newCommandId(), ...fields };
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      try {
        return (await socket.timeout(ANSWER_MS).emitWithAck(name, payload)) as CommandAnswer;
      } catch {
        // Timed out or cut off: the same order again.
      }
    }
    return 'no-answer';
  };
}
