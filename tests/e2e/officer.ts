import { randomUUID } from 'node:crypto';
import type { CommandAnswer, CommandName, CommandPayload } from '@piaojue/contract/commands';
import { io } from 'socket.io-client';

/** A monitor or the presiding officer beside the operator, on their own sign-on. */
export interface Officer {
  order<N extends CommandName>(name: N, fields: Omit<CommandPayload<N>, 'commandId'>): Promise<CommandAnswer>;
  close(): void;
}

export async function officer(url: string, pin: string): Promise<Officer> {
  const session = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pin }),
  });
  const { token } = (await session.json()) as { token: string };
  const socket = io(`${url}/officers`, { auth: { token }, transports: ['websocket'] });
  return {
    order: async (name, fields) =>
      (await socket.timeout(10_000).emitWithAck(name, { commandId: randomUUID(), ...fields })) as CommandAnswer,
    close: () => void socket.disconnect(),
  };
}
