import { encodeLine } from '@piaojue/firmware-protocol/line';

/** What the serial line takes for a message, from its bytes: 10 bits a byte on the wire (8N1). */
const PAYLOADS = { ballot: 35, receipt: 16, sixReceipts: 91 } as const;
export type WireMessage = keyof typeof PAYLOADS;

/** LF included. */
export const lineBytes = (message: WireMessage): number =>
  encodeLine('B', 0, new Uint8Array(PAYLOADS[message])).length + 1;

export const bytesPerSecond = (baud: number): number => baud / 10;

export const lineMs = (message: WireMessage, baud: number): number =>
  (1000 * lineBytes(message)) / bytesPerSecond(baud);

export const linesPerSecond = (message: WireMessage, baud: number): number =>
  Math.floor(bytesPerSecond(baud) / lineBytes(message));
