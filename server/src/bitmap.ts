/** A set of voter slots as bits, least significant bit of byte 0 is slot 0. */
export const bitmap = (slots: number): Uint8Array => new Uint8Array(Math.ceil(slots / 8));

export const setBit = (bits: Uint8Array, slot: number): void => {
  bits[slot >> 3] = (bits[slot >> 3] ?? 0) | (1 << (slot & 7));
};

export const hasBit = (bits: Uint8Array, slot: number): boolean => ((bits[slot >> 3] ?? 0) & (1 << (slot & 7))) !== 0;

export function countBits(bits: Uint8Array): number {
  let count = 0;
  for (let byte of bits) for (; byte; byte &= byte - 1) count++;
  return count;
}
