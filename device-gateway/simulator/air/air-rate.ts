/** Bit rates of the air and what they make of a slot (PROTOCOL AIR11). */
export const AIR_RATES = {
  '50k': { bitsPerSecond: 50_000, slotMs: 8 },
  '250k': { bitsPerSecond: 250_000, slotMs: 1.6 },
  '1M': { bitsPerSecond: 1_000_000, slotMs: 0.4 },
} as const;
export type AirRate = keyof typeof AIR_RATES;

/** How long so many bytes, preamble and CRC among them, are on the air. */
export const airMs = (bytes: number, rate: AirRate): number => (bytes * 8000) / AIR_RATES[rate].bitsPerSecond;
