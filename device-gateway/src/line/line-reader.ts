import type { Readable } from 'node:stream';
import { decodeLine, decodeUp, MAX_LINE, SEQUENCES, sequenceGap } from '@piaojue/firmware-protocol/line';
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
 * `onLine` is called for every line that is a sign of life (FLT5): a good one, also of a type from a later version.
 */
export function readLines(
  bytes: Readable,
  counters: Counters,
  onLine: () => void,
  onFrame: (frame: UpFrame) => void,
): void {
  const limiter = new LineLimiter(MAX_LINE, () => counters.add('too-long'));
  const parser = new ReadlineParser({ delimiter: '\n', encoding: 'latin1', readableObjectMode: true });
  let last: number | undefined;
  parser.on('data', (text: string) => {
    if (text === '' || text === '\r') return;
    const line = decodeLine(text);
    if (!line.ok) return counters.add(line.error);
    const { sequence, payload } = line.value;
    // A receiver greets when it restarted: it counts from 0 again.
    if (last !== undefined && line.value.letter !== 'G') countSequence(counters, last, sequence);
    last = sequence;
    const message = decodeUp(line.value);
    if (message.ok || message.error.code === 'unknown-type') onLine();
    if (!message.ok) return counters.add(message.error.code);
    counters.add('lines-up');
    onFrame({ message: message.value, payload });
  });
  bytes.pipe(limiter).pipe(parser);
}

/** PROTOCOL LINE7: a step of more than half the circle is a restart or a late line, not a heap of lost ones. */
function countSequence(counters: Counters, last: number, next: number): void {
  const gap = sequenceGap(last, next);
  if (next === last) counters.add('repeated');
  else if (gap < SEQUENCES / 2) counters.add('missing', gap);
}
