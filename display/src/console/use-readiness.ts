import { createContext, useContext, useEffect, useState } from 'react';
import type { ReadinessView } from '@piaojue/contract/readiness-view';
import { type ReadinessSource, serverReadiness } from '../link/readiness.ts';

/** While the panel is open the report is asked for this often. */
const EVERY_MS = 1000;

const Source = createContext<ReadinessSource>(serverReadiness);
export const ReadinessProvider = Source.Provider;
export const useReadinessSource = (): ReadinessSource => useContext(Source);

/** The report as of a second ago; the last one stands while the server does not answer. */
export function useReadiness(): ReadinessView | null {
  const source = useReadinessSource();
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
