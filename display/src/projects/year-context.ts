import { createContext, useContext, useState } from 'react';
import type { WrittenEntry } from '@piaojue/contract/project-entry';
import type { YearPage } from '@piaojue/contract/project-view';
import type { Written, Year } from './use-year.ts';

/** The book and how to write into it, for every part of the page. */
export interface YearDesk {
  readonly page: YearPage;
  readonly post: Year['post'];
  readonly reload: Year['reload'];
}
const Desk = createContext<YearDesk | null>(null);
export const YearDeskProvider = Desk.Provider;

export function useYearDesk(): YearDesk {
  const desk = useContext(Desk);
  if (desk === null) throw new Error('the book of the year is used outside of its page');
  return desk;
}

/** One form's way to the server: what came of its last order, and whether one is on its way. */
export function useOrder(): {
  readonly busy: boolean;
  readonly written: Written | null;
  readonly order: (path: string, body: unknown) => Promise<boolean>;
} {
  const { post } = useYearDesk();
  const [busy, setBusy] = useState(false);
  const [written, setWritten] = useState<Written | null>(null);
  const order = async (path: string, body: unknown): Promise<boolean> => {
    setBusy(true);
    const answer = await post(path, body);
    setWritten(answer);
    setBusy(false);
    return answer.ok;
  };
  return { busy, written, order };
}

/** An entry about one project or suggestion. */
export function useEntry(ref: string) {
  const { order, ...rest } = useOrder();
  return { ...rest, write: (entry: WrittenEntry) => order('/api/projects/entries', { ref, entry }) };
}
