import type { ReadinessView } from '@piaojue/contract/readiness-view';
import { storedToken } from './session.ts';

/** Where the console gets the self-check from; the gallery has samples. */
export interface ReadinessSource {
  /** null: the server did not answer. */
  report(): Promise<ReadinessView | null>;
  /** The list as a file, one line a keypad. */
  csv(): Promise<Blob | null>;
}

async function get(path: string): Promise<Response | null> {
  try {
    const answer = await fetch(path, { headers: { authorization: `Bearer ${storedToken() ?? ''}` } });
    return answer.ok ? answer : null;
  } catch {
    return null;
  }
}

export const serverReadiness: ReadinessSource = {
  report: async () => ((await (await get('/api/readiness'))?.json()) ?? null) as ReadinessView | null,
  csv: async () => (await (await get('/api/readiness.csv'))?.blob()) ?? null,
};
