import type { RecordLine } from '@piaojue/contract/officers-view';
import { getFile, getJson } from './api.ts';

/** Where the record of who did what comes from; the gallery has samples. */
export interface RecordSource {
  /** null: the server did not answer. */
  lines(): Promise<readonly RecordLine[] | null>;
  csv(): Promise<Blob | null>;
}

export const serverRecord: RecordSource = {
  lines: async () => await getJson<readonly RecordLine[]>('/api/record'),
  csv: async () => await getFile('/api/record.csv'),
};
