/** With a minus sign instead of a hyphen. */
export const dbm = (signal: number): string => String(signal).replace('-', '−');
