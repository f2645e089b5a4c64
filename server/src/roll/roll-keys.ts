import { fail, ok, type Result } from '@piaojue/contract/result';
import { type CmacKey, cmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { askChild } from '../ask-child.ts';
import type { Derived, DeriveRequest } from './derive-main.ts';

export interface RollKeys {
  readonly provisioning: number;
  /** Of the key file, and so of these keys. */
  readonly epoch: number;
  /** By keypad. */
  readonly keys: ReadonlyMap<number, CmacKey>;
  /** Lost keypads, which have no key any more. */
  readonly barred: ReadonlySet<number>;
}

/** The roll keys of a session. The device keys themselves never come into this process. */
export async function loadRollKeys(request: DeriveRequest): Promise<Result<RollKeys, string>> {
  const entry = new URL('derive-main.ts', import.meta.url);
  const answer = await askChild<Derived>(entry, 'derives the roll keys', request);
  if (!answer.ok) return fail(answer.error);
  const keys = new Map<number, CmacKey>();
  const { provisioning, epoch, barred, keypads, keys: bytes } = answer.value;
  keypads.forEach((keypad, i) => keys.set(keypad, cmacKey(bytes.subarray(i * 16, i * 16 + 16))));
  bytes.fill(0);
  return ok({ provisioning, epoch, keys, barred: new Set(barred) });
}
