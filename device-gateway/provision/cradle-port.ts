import type { CradleDown, CradleUp } from '@piaojue/firmware-protocol/cradle';
import {
  decodeCradleUp,
  decodeLine,
  encodeLine,
  MAX_LINE,
  payloadOf,
  SEQUENCES,
} from '@piaojue/firmware-protocol/line';
import { ReadlineParser } from '@serialport/parser-readline';
import { LineLimiter } from '../src/transport/line-limiter.ts';
import type { Connection } from '../src/transport/transport.ts';

/** The line of a cradle. What does not decode is passed over: the keypad says it again (PROTOCOL FLT5, PRV2). */
export interface CradlePort {
  send(message: CradleDown): void;
}

export function cradlePort(connection: Connection, onMessage: (message: CradleUp) => void): CradlePort {
  const limiter = new LineLimiter(MAX_LINE, () => undefined);
  const parser = new ReadlineParser({ delimiter: '\n', encoding: 'latin1', readableObjectMode: true });
  parser.on('data', (text: string) => {
    const line = decodeLine(text);
    const message = line.ok ? decodeCradleUp(line.value) : line;
    if (message.ok) onMessage(message.value);
  });
  connection.bytes.pipe(limiter).pipe(parser);
  let sequence = 0;
  return {
    send(message) {
      const line = encodeLine(message.type, sequence, payloadOf(message));
      sequence = (sequence + 1) % SEQUENCES;
      connection.write(Buffer.from(`${line}\n`, 'latin1'), () => undefined);
    },
  };
}
