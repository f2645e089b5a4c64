import type { RecordLine } from '@piaojue/contract/officers-view';
import { type ApiAnswer, callApi, getFile, getJson } from './api.ts';

/** Where the record of who did what comes from; the gallery has samples. */
export interface RecordSource {
  /** null: the server did not answer. */
  lines(): Promise<readonly RecordLine[] | null>;
  csv(): Promise<Blob | null>;
  /** The sitting as one file; else why there is none now. */
  backup(): Promise<ApiAnswer>;
}

export const serverRecord: RecordSource = {
  lines: async () => await getJson<readonly RecordLine[]>('/api/record'),
  csv: async () => await getFile('/api/record.csv'),
  backup: async () => await callApi('POST', '/api/backup'),
};
