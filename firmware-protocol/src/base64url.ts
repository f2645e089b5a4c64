/** base64url without padding (RFC 4648 §5), one spelling per value: spare bits must be zero (PROTOCOL LINE3). */
export const toBase64url = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');

/** undefined for anything that is not the one spelling of some bytes. */
export function fromBase64url(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? new Uint8Array(bytes) : undefined;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A number of 12 bits as two digits, the sequence of a line. */
export const toDigits = (value: number): string => `${DIGITS.charAt((value >> 6) & 63)}${DIGITS.charAt(value & 63)}`;

export function fromDigits(text: string): number | undefined {
  const high = DIGITS.indexOf(text.charAt(0));
  const low = DIGITS.indexOf(text.charAt(1));
  return text.length !== 2 || high < 0 || low < 0 ? undefined : high * 64 + low;
}
