import { createHash } from 'node:crypto';
import type { Session } from '../src/seal/keys.ts';

/** Fixed material of the golden vectors. Nothing here is a secret of anybody. */
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
export const unhex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

/** Bytes that look random and are the same on every machine. */
export function sampleBytes(label: string, length: number): Uint8Array {
  const blocks: Buffer[] = [];
  for (let i = 0; i * 32 < length; i++) blocks.push(createHash('sha256').update(`${label} ${i}`).digest());
  return new Uint8Array(Buffer.concat(blocks).subarray(0, length));
}

export const DEVICE_KEY = sampleBytes('device key', 16);
export const KEYPAD = 17;
/** 0xEE: sample keys. */
export const PROVISIONING = 0xee00_0001;
export const SID = sampleBytes('session id', 8);
export const SESSION: Session = { mode: 'rehearsal', provisioning: PROVISIONING, sid: SID };
export const FROZEN = sampleBytes('frozen', 16);
