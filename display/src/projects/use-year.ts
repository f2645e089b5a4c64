import { useCallback, useEffect, useState } from 'react';
import type { YearPage } from '@piaojue/contract/project-view';
import { callApi } from '../link/api.ts';

/** `pin`: no session, or one that may not read the book. */
export type YearState = 'waiting' | 'ready' | 'pin' | 'offline';

/** What came of something that was written: null while nothing was, then the server's own reasons or nothing. */
export type Written =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly reasons: readonly string[] };

export interface Year {
  readonly state: YearState;
  readonly page: YearPage | null;
  readonly reload: () => Promise<void>;
  /** POST, then the book is read again. Nothing is kept here that the server did not take. */
  readonly post: (path: string, body: unknown) => Promise<Written>;
}

const UNAUTHORISED = new Set([401, 403]);

interface Read {
  readonly state: YearState;
  readonly page: YearPage | null;
}
async function readYear(): Promise<Read> {
  const answer = await callApi('GET', '/api/projects');
  if (answer.kind === 'ok') return { state: 'ready', page: (await answer.response.json()) as YearPage };
  const unknown = answer.kind === 'refused' && UNAUTHORISED.has(answer.status);
  return { state: unknown ? 'pin' : 'offline', page: null };
}

/** The book of the year as the server has it; what was read last stands while the server does not answer. */
export function useYear(): Year {
  const [page, setPage] = useState<YearPage | null>(null);
  const [state, setState] = useState<YearState>('waiting');

  const show = useCallback((read: Read) => {
    if (read.page !== null) setPage(read.page);
    setState(read.state);
  }, []);
  const reload = useCallback(async () => show(await readYear()), [show]);
  useEffect(() => {
    let open = true;
    void readYear().then((read) => {
      if (open) show(read);
    });
    return () => {
      open = false;
    };
  }, [show]);

  const post = useCallback(
    async (path: string, body: unknown): Promise<Written> => {
      const answer = await callApi('POST', path, body);
      if (answer.kind === 'ok') {
        const value: unknown = await answer.response.json();
        await reload();
        return { ok: true, body: value };
      }
      if (answer.kind === 'offline') {
        setState('offline');
        return { ok: false, reasons: [] };
      }
      if (answer.status === 401) setState('pin');
      return { ok: false, reasons: answer.detail.split('\n') };
    },
    [reload],
  );
  return { state, page, reload, post };
}
