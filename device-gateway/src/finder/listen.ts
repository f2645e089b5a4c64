import { encodeLine } from '@piaojue/firmware-protocol/line';
import { type GreetingMessage, State, type UpMessage } from '@piaojue/firmware-protocol/messages';
import type { Clock } from '../clock.ts';
import { NOTHING_YET } from '../line/line-driver.ts';
import type { Connection } from '../transport/transport.ts';
import { Ear } from './ear.ts';

/** A receiver says T each second, always (PROTOCOL REC2), and is allowed half a second more. */
export const LISTEN_MS = 1500;
/** GW2: O with sequence 0 each second; a receiver that is ours answers the first. */
const ASK_MS = 1000;
const ASKS = 3;

declare const heard: unique symbol;
/** A connection over which a valid line of a receiver came. Only `listenAt` makes one, so nobody is written to before. */
export interface HeardConnection extends Connection {
  readonly [heard]: true;
}

/** Who only listens can't write. */
type Listened = Pick<Connection, 'bytes' | 'onGone'>;

/** Listens for `ms`; `undefined`: nothing of ours came, or the port went. What was read is not kept: keypads send again. */
export async function listenAt(connection: Connection, clock: Clock, ms: number): Promise<HeardConnection | undefined> {
  const isOurs = await hearUntil(connection, clock, ms, () => true);
  return isOurs ? (connection as HeardConnection) : undefined;
}

/** Asks for the greeting; `undefined`: none came. */
export async function greet(connection: HeardConnection, clock: Clock): Promise<GreetingMessage | undefined> {
  const line = Buffer.from(`${encodeLine('O', 0, State.encode(NOTHING_YET))}\n`, 'latin1');
  for (let asked = 0; asked < ASKS; asked++) {
    connection.write(line, () => undefined);
    const greeting = await hearUntil(connection, clock, ASK_MS, (message) =>
      message.type === 'G' ? message : undefined,
    );
    if (greeting) return greeting;
  }
  return undefined;
}

/** Resolves with what was wanted of the first message that has it; with nothing when the time is over or the port gone. */
function hearUntil<T>(
  { bytes, onGone }: Listened,
  clock: Clock,
  ms: number,
  wanted: (message: UpMessage) => T | undefined,
): Promise<T | undefined> {
  const ear = new Ear();
  return new Promise((resolve) => {
    const end = (came?: T): void => {
      if (over) return;
      over = true;
      callOff();
      bytes.off('data', take);
      bytes.pause();
      // Whoever reads on begins with a whole line.
      if (ear.rest.length > 0 && !bytes.readableEnded && !bytes.destroyed) bytes.unshift(ear.rest);
      resolve(came);
    };
    let over = false;
    const callOff = clock.after(ms, () => end());
    const take = (chunk: Buffer): void => {
      for (const message of ear.hear(chunk)) {
        const came = wanted(message);
        if (came !== undefined) return end(came);
      }
    };
    onGone(() => end());
    bytes.on('data', take);
    bytes.resume();
  });
}
