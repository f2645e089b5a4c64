import type { ReadinessView } from '@piaojue/contract/readiness-view';
import { getFile, getJson } from './api.ts';

/** Where the console gets the self-check from; the gallery has samples. */
export interface ReadinessSource {
  /** null: the server did not answer. */
  report(): Promise<ReadinessView | null>;
  /** The list as a file, one line a keypad. */
  csv(): Promise<Blob | null>;
}

export const serverReadiness: ReadinessSource = {
  report: async () => await getJson<ReadinessView>('/api/readiness'),
  csv: async () => await getFile('/api/readiness.csv'),
};
