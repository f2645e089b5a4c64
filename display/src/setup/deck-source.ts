import { createContext, useContext } from 'react';
import type { DeckView } from '@piaojue/contract/rehearsal-view';
import { getJson } from '../link/api.ts';

/** Where the first run gets the test deck of the hall's round from; null: it is at none. The gallery has samples. */
export interface DeckSource {
  deck(): Promise<DeckView | null>;
}

const Context = createContext<DeckSource>({ deck: async () => await getJson<DeckView>('/api/rehearsal/deck') });
export const DeckProvider = Context.Provider;
export const useDeckSource = (): DeckSource => useContext(Context);
