/** A short-lived child that reads one file as a table: a file that was made to exhaust its reader takes nothing else with it. */
import { ok } from '@piaojue/contract/result';
import { answerOnce } from '../ask-child.ts';
import { readTable } from './read-table.ts';

answerOnce(async (bytes: Uint8Array) => ok(await readTable(bytes)));
