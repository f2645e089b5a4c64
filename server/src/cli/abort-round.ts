import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { BoxClient } from '../box/box-client.ts';
import { AbortSteps } from '../rounds/abort-steps.ts';
import { BoxKeeper } from '../rounds/box-keeper.ts';
import { RoundRows } from '../rounds/round-rows.ts';
import { openSqliteStore, StoreRefused } from '../store/sqlite-store.ts';
import type { RoundRow, Store } from '../store/store.ts';

/**
 * `piaojue abort-round`: aborts a round without a server, for a box that stops the start (broken, missing, or of other
 * device keys). As every abort it destroys key and box unopened (RULES §4). The folder must have no server.
 */
const USAGE = 'piaojue abort-round --data DIR --round N --reason TEXT [--yes]';
const ABORTABLE: ReadonlySet<RoundRow['state']> = new Set([
  'open',
  'closing',
  'counting',
  'disputed',
  'aborting',
] as const);

interface AbortOptions {
  readonly data: string;
  readonly round: number;
  readonly reason: string;
  /** The second look: without it only what would be destroyed is said. */
  readonly yes: boolean;
}

export function parseAbortArgs(args: string[]): Result<AbortOptions, string> {
  try {
    const { values } = parseArgs({
      args,
      options: {
        data: { type: 'string' },
        round: { type: 'string' },
        reason: { type: 'string' },
        yes: { type: 'boolean', default: false },
      },
    });
    const round = Number(values.round);
    if (!values.data || !values.reason || !Number.isInteger(round) || round < 1) return fail(USAGE);
    return ok({
      data: resolve(values.data),
      round,
      reason: values.reason.slice(0, 200),
      yes: values.yes,
    });
  } catch (error) {
    return fail(`${(error as Error).message}\n${USAGE}`);
  }
}

/** What was done, or would be, in words; the error says why not. */
export async function abortOffline(options: AbortOptions): Promise<Result<string, string>> {
  const path = join(options.data, 'hall.sqlite');
  if (!existsSync(path)) return fail(`${path}: expected the data folder of a sitting`);
  let store: Store;
  try {
    store = openSqliteStore(path);
  } catch (error) {
    if (error instanceof StoreRefused) return fail(error.message);
    throw error;
  }
  try {
    return await abortIn(store, options);
  } finally {
    store.close();
  }
}

async function abortIn(store: Store, options: AbortOptions): Promise<Result<string, string>> {
  const { data, round: id, reason, yes } = options;
  const round = store.round(id);
  if (!round) return fail(`${data}: there is no round ${id}`);
  if (!ABORTABLE.has(round.state))
    return fail(`round ${id} is ${round.state}: expected one that is ${[...ABORTABLE].join(', ')}`);
  const facts = `round ${id} (${round.contest.title ?? ''}, ${round.state}, ${store.counted(id)} ballots counted)`;
  if (!yes)
    return ok(`${facts} would be aborted: its key and its box are destroyed unopened. Say it again with --yes.`);
  const troubles: string[] = [];
  const now = (): number => Date.now();
  const nothing = (): void => undefined;
  const rows = new RoundRows(store, now);
  const box = new BoxKeeper(
    {
      ...{ store, dataFolder: data, now, changed: nothing, receipts: nothing },
      // Nothing is made or read here: a box is destroyed by the paths that its round names.
      ...{ places: { kind: 'disk', folders: [] }, deviceKeys: '', monitorsKey: new Uint8Array() },
      newBox: (handlers) => new BoxClient(handlers),
      trouble: (text) => troubles.push(text),
    },
    rows,
    () => Promise.resolve(),
  );
  const steps = new AbortSteps({ store, now, changed: nothing }, rows, box);
  if (round.state !== 'aborting') steps.begin(id, reason, 'operator');
  try {
    await steps.finish(id);
  } catch (error) {
    return fail(`${facts}: ${[(error as Error).message, ...troubles].join('; ')}`);
  } finally {
    await box.end();
  }
  return ok(`${facts} was aborted: its key and its box were destroyed unopened.`);
}

export async function abortRound(args: string[]): Promise<number> {
  const options = parseAbortArgs(args);
  if (!options.ok) {
    console.error(options.error);
    return 2;
  }
  const done = await abortOffline(options.value);
  if (done.ok) console.log(done.value);
  else console.error(done.error);
  return done.ok ? 0 : 1;
}
