import { fail, type Result } from '@piaojue/contract/result';
import { askChild } from '../ask-child.ts';
import type { Sheet, TableFault } from './table.ts';

/** Enough for 65,534 rows several times over. */
const LIMITS = { name: 'piaojue-table', memoryMb: 400, timeoutMs: 20_000 };

/** `readTable` in a process of its own, with an end to its memory and its time. */
export async function askTable(bytes: Uint8Array): Promise<Result<readonly Sheet[], TableFault>> {
  const entry = new URL('read-table-main.ts', import.meta.url);
  const answer = await askChild<Result<readonly Sheet[], TableFault>>(entry, 'reads a table', bytes, LIMITS);
  return answer.ok ? answer.value : fail({ code: 'too-large', row: 0, detail: '' });
}
