import type { Readable } from 'node:stream';
import { decodeLine, decodeUp, type Line, MAX_LINE, SEQUENCES, sequenceGap } from '@piaojue/firmware-protocol/line';
import type { UpMessage } from '@piaojue/firmware-protocol/messages';
import { ReadlineParser } from '@serialport/parser-readline';
import type { Counters } from '../counters.ts';
import { LineLimiter } from '../transport/line-limiter.ts';

export interface UpFrame {
  readonly message: UpMessage;
  readonly payload: Uint8Array;
}

/**
 * Bytes of a port → frames. Whatever fits no frame is counted under its own name and passed over.
 *
 *     port ─▶ LineLimiter ─▶ ReadlineParser ─▶ decodeLine ─▶ decodeUp ─▶ frame
 *              ≤ 160 bytes    latin1: a byte     CRC, `$`       lengths,
 *              a line         is a character                    ranges
 *
 * Resolves at the end of the bytes. `onLine` is called for every line that is a sign of life (FLT5): a good one, also of a type from a later version.
 */
export function readLines(
  bytes: Readable,
  counters: Counters,
  onLine: () => void,
  onFrame: (frame: UpFrame) => void,
): Promise<void> {
  const limiter = new LineLimiter(MAX_LINE, () => counters.add('too-long'));
  const parser = new ReadlineParser({ delimiter: '\n', encoding: 'latin1', readableObjectMode: true });
  let last: number | undefined;
  parser.on('data', (text: string) => {
    if (text === '' || text === '\r') return;
    const line = decodeLine(text);
    if (!line.ok) return counters.add(line.error);
    const { payload } = line.value;
    last = countSequence(counters, last, line.value);
    const message = decodeUp(line.value);
    if (message.ok || message.error.code === 'unknown-type') onLine();
    if (!message.ok) return counters.add(message.error.code);
    counters.add('lines-up');
    onFrame({ message: message.value, payload });
  });
  bytes.pipe(limiter).pipe(parser);
  return new Promise((resolve) => parser.once('close', () => resolve()));
}

/**
 * Counts what is missing (PROTOCOL LINE7) and returns the number to go on from. A step back is a late line, which is
 * not gone back to. A receiver that greets may have restarted: it counts from there.
 */
function countSequence(counters: Counters, last: number | undefined, line: Line): number {
  if (last === undefined || line.letter === 'G') return line.sequence;
  if (line.sequence === last) counters.add('repeated');
  counters.add('missing', sequenceGap(last, line.sequence));
  return (line.sequence - last + SEQUENCES) % SEQUENCES > SEQUENCES / 2 ? last : line.sequence;
}
