import { dirname, join } from 'node:path';
import type { Mode } from '@piaojue/firmware-protocol/seal/keys';
import { fail, ok, type Result } from '@piaojue/contract/result';
import type { YearParts } from '../http/year-routes.ts';
import { openProjectStore } from '../projects/project-store.ts';
import { VoteFiler } from '../projects/vote-filer.ts';
import { YearBook } from '../projects/year-book.ts';
import type { Hall } from '../sitting/hall.ts';
import { StoreRefused } from '../store/sqlite-file.ts';

/** The book of the year beside a hall. */
export interface OpenYear extends YearParts {
  /** Files what the hall announced since. A fault of the book is told and stops no vote. */
  take(hall: Hall): void;
  /** The bytes of its file, as of one moment. */
  image(): Uint8Array;
  close(): void;
}

export interface YearOptions {
  readonly data: string;
  /** Where the book and the public pages stand, if not beside `data`. */
  readonly projects: string | undefined;
  readonly publishTo: string | undefined;
  readonly mode: Mode;
  readonly now: () => number;
  readonly trouble: (text: string) => void;
}

/** By default beside the data folder, because the book outlives the sitting; rehearsals have one of their own. */
export function openYear({ data, mode, now, trouble, ...places }: YearOptions): Result<OpenYear, string> {
  const rehearsal = mode === 'rehearsal';
  const end = rehearsal ? '-rehearsal' : '';
  const projects = places.projects ?? join(dirname(data), `projects${end}.sqlite`);
  const publishTo = places.publishTo ?? join(dirname(data), `public${end}`);
  try {
    const store = openProjectStore(projects, rehearsal);
    const book = new YearBook(store, now);
    const filer = new VoteFiler(book);
    return ok({
      book,
      filer,
      publishTo,
      take(hall) {
        try {
          filer.take(hall.sitting, hall.parts.store);
        } catch (error) {
          trouble(`${projects}: what was announced could not be filed: ${(error as Error).message}`);
        }
      },
      image: () => store.image(),
      close: () => store.close(),
    });
  } catch (error) {
    if (error instanceof StoreRefused) return fail(error.message);
    throw error;
  }
}
