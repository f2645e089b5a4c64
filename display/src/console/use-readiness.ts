import { useEffect, useState } from 'react';
import type { ReadinessView } from '@piaojue/contract/readiness-view';
import { useSources } from './sources.ts';

/** While the panel is open the report is asked for this often. */
const EVERY_MS = 1000;

/** The report as of a second ago; the last one stands while the server does not answer. */
export function useReadiness(): ReadinessView | null {
  const { readiness: source } = useSources();
  const [view, setView] = useState<ReadinessView | null>(null);
  useEffect(() => {
    let open = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      const next = await source.report();
      if (!open) return;
      if (next !== null) setView(next);
      timer = setTimeout(() => void ask(), EVERY_MS);
    };
    void ask();
    return () => {
      open = false;
      clearTimeout(timer);
    };
  }, [source]);
  return view;
}
