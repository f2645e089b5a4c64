/**
 * CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, nothing reflected, no final xor (PROTOCOL LINE4).
 * Check value: "123456789" gives 0x29B1.
 */
const TABLE = new Uint16Array(256);
for (let byte = 0; byte < 256; byte++) {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  TABLE[byte] = crc;
}

const step = (crc: number, byte: number): number => ((crc << 8) ^ (TABLE[((crc >> 8) ^ byte) & 0xff] ?? 0)) & 0xffff;

/** Checksum over a latin1 text, in which every character is one byte. */
export function crc16(latin1: string, from = 0, to = latin1.length): number {
  let crc = 0xffff;
  for (let i = from; i < to; i++) crc = step(crc, latin1.charCodeAt(i) & 0xff);
  return crc;
}

export function crc16Bytes(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) crc = step(crc, byte);
  return crc;
}
