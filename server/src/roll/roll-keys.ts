import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { type CmacKey, cmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import type { DeriveAnswer, DeriveRequest } from './derive-main.ts';

export interface RollKeys {
  readonly provisioning: number;
  /** By keypad. */
  readonly keys: ReadonlyMap<number, CmacKey>;
}

/** The roll keys of a session. The device keys themselves never come into this process. */
export async function loadRollKeys(request: DeriveRequest): Promise<Result<RollKeys, string>> {
  const child = fork(fileURLToPath(new URL('derive-main.ts', import.meta.url)), [], {
    serialization: 'advanced',
    execArgv: ['--disable-sigusr1'],
  });
  const answer = await new Promise<DeriveAnswer>((resolve) => {
    child.once('message', (message) => resolve(message as DeriveAnswer));
    child.once('exit', () => resolve(fail('the process that derives the roll keys ended without an answer')));
    child.once('error', (error) => resolve(fail(error.message)));
    child.send(request);
  });
  if (!answer.ok) return answer;
  const keys = new Map<number, CmacKey>();
  const bytes = answer.value.keys;
  answer.value.keypads.forEach((keypad, i) => keys.set(keypad, cmacKey(bytes.subarray(i * 16, i * 16 + 16))));
  bytes.fill(0);
  return ok({ provisioning: answer.value.provisioning, keys });
}
