import { useCallback, useEffect, useState } from 'react';
import type { RecordLine } from '@piaojue/contract/officers-view';
import { useSources } from '../sources.ts';

const ASK_EVERY_MS = 5000;

export interface ShownRecord {
  /** null: not yet asked. */
  readonly lines: readonly RecordLine[] | null;
  readonly isOffline: boolean;
  /** Lines that came since and are held back, because an older place is being read. */
  readonly fresh: number;
  readonly refresh: () => void;
}

/** The record as it grows; while `held`, what is shown stays as it is. */
export function useRecord(held: boolean): ShownRecord {
  const { record } = useSources();
  const [latest, setLatest] = useState<readonly RecordLine[] | null>(null);
  const [kept, setKept] = useState<readonly RecordLine[] | null>(null);
  const [isOffline, setOffline] = useState(false);
  const take = useCallback((got: readonly RecordLine[] | null) => {
    setOffline(got === null);
    if (got !== null) setLatest(got);
  }, []);
  useEffect(() => {
    let open = true;
    const ask = async () => {
      const got = await record.lines();
      if (open) take(got);
    };
    void ask();
    const timer = setInterval(() => {
      if (!document.hidden) void ask();
    }, ASK_EVERY_MS);
    return () => {
      open = false;
      clearInterval(timer);
    };
  }, [record, take]);
  if (!held && kept !== latest) setKept(latest);
  const lines = held ? kept : latest;
  return {
    lines,
    isOffline,
    fresh: (latest?.length ?? 0) - (lines?.length ?? 0),
    refresh: () => void record.lines().then(take),
  };
}
