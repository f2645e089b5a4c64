import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeFileDurably } from '../durable.ts';
import { recordFile } from '../record/record-file.ts';
import { readStoreCopy } from '../store/store-copy.ts';

const USAGE = 'piaojue record --data DIR --out FILE';

/** `piaojue record`: the hash-chained record of a sitting as a file, also while a server is at it. */
export function recordCommand(args: string[]): number {
  let values: { data?: string | undefined; out?: string | undefined } = {};
  try {
    ({ values } = parseArgs({ args, options: { data: { type: 'string' }, out: { type: 'string' } } }));
  } catch (error) {
    console.error((error as Error).message);
  }
  const { data, out } = values;
  if (data === undefined || out === undefined) {
    console.error(USAGE);
    return 2;
  }
  if (!existsSync(join(data, 'hall.sqlite'))) {
    console.error(`${data}: expected the data folder of a sitting`);
    return 2;
  }
  const rows = readStoreCopy(data, (store) => store.record());
  writeFileDurably(out, Buffer.from(recordFile(rows), 'utf8'));
  console.log(`${rows.length} lines, hash ${rows.at(-1)?.hash ?? ''}`);
  return 0;
}
