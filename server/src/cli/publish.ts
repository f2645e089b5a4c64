import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { openProjectStore } from '../projects/project-store.ts';
import { YearBook } from '../projects/year-book.ts';
import { publish, type PublishSources } from '../publish/publish.ts';
import { StoreRefused } from '../store/sqlite-file.ts';
import { readStoreCopy } from '../store/store-copy.ts';

const USAGE = `piaojue publish --out DIR [--data DIR …] [--projects FILE] [--rehearsal]
  static pages (公示) of announced results, lists of candidates, projects and suggestions; --data may be named several times`;

/** `piaojue publish`: reads copies, so that it may run beside a server. Exits 0 when the pages stand. */
export function publishCommand(args: string[]): number {
  let values: { out?: string; data?: string[]; projects?: string; rehearsal?: boolean };
  try {
    ({ values } = parseArgs({
      args,
      options: {
        out: { type: 'string' },
        data: { type: 'string', multiple: true },
        projects: { type: 'string' },
        rehearsal: { type: 'boolean' },
      },
    }));
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  const { out, data = [], projects, rehearsal = false } = values;
  if (!out || (!data.length && !projects)) {
    console.error(USAGE);
    return 2;
  }
  const sources = read(data, projects);
  const done = sources.ok ? publish(sources.value, resolve(out), { rehearsal }) : sources;
  if (!done.ok) {
    console.error(done.error);
    return 1;
  }
  console.log(`${done.value.files} files in ${resolve(out)}`);
  return 0;
}

function read(data: readonly string[], projects: string | undefined): Result<PublishSources, string> {
  const missing = [...data.map((folder) => join(folder, 'hall.sqlite')), ...(projects ? [projects] : [])].find(
    (path) => !existsSync(path),
  );
  if (missing) return fail(`${missing}: expected a file of this program, got none`);
  try {
    const sittings: PublishSources['sittings'][number][] = [];
    for (const folder of data) {
      const found = readStoreCopy(folder, (store) => {
        const sitting = store.sitting();
        return sitting && { sitting, rounds: store.rounds(), record: store.record() };
      });
      if (!found) return fail(`${folder}: expected a sitting, got an empty store`);
      sittings.push(found);
    }
    if (!projects) return ok({ sittings, book: null });
    const store = openProjectStore(projects);
    const book = new YearBook(store, Date.now);
    const year = { year: book.view(), votes: book.votes() };
    store.close();
    return ok({ sittings, book: year });
  } catch (error) {
    if (error instanceof StoreRefused) return fail(error.message);
    throw error;
  }
}
