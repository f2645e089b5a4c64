import { decodeLine, decodeUp, MAX_LINE } from '@piaojue/firmware-protocol/line';
import type { UpMessage } from '@piaojue/firmware-protocol/messages';

const LF = 0x0a;
/** Nothing before the last so many bytes without an LF can be part of a line (PROTOCOL LINE2). */
const MOST = 2 * MAX_LINE;

/**
 * Bytes of a port of which nobody knows yet what is at its other end → messages that a receiver sends. Everything else
 * is passed over without a count: most ports that are listened to are none of ours.
 */
export class Ear {
  #held: Buffer = Buffer.alloc(0);

  /** Valid lines of a receiver with a type that is known: noise that happens to fit is one in millions of lines. */
  hear(bytes: Buffer): readonly UpMessage[] {
    const messages: UpMessage[] = [];
    let rest = Buffer.concat([this.#held, bytes]);
    for (let lf = rest.indexOf(LF); lf >= 0; lf = rest.indexOf(LF)) {
      const line = decodeLine(rest.subarray(0, lf).subarray(-MOST).toString('latin1'));
      const message = line.ok ? decodeUp(line.value) : line;
      if (message.ok) messages.push(message.value);
      rest = rest.subarray(lf + 1);
    }
    this.#held = Buffer.from(rest.subarray(-MOST));
    return messages;
  }

  /** The beginning of a line whose end has not come yet. */
  get rest(): Buffer {
    return this.#held;
  }
}
