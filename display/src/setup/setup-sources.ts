import { createContext, useContext } from 'react';
import type { DeckView } from '@piaojue/contract/rehearsal-view';
import type { SittingFile } from '@piaojue/contract/sitting-file';
import { callApi, getJson } from '../link/api.ts';

export type SittingTitle = Pick<SittingFile, 'congress' | 'meeting' | 'date'>;

/** What the first run asks the server for beside the snapshot and its orders; the gallery has samples. */
export interface SetupSources {
  /** The test deck of the round that the hall is at; null: it is at none. */
  deck(): Promise<DeckView | null>;
  /** Another name and day for the sitting, all else as it is. A text is why not; null: the server did not answer. */
  retitle(title: SittingTitle): Promise<'done' | { readonly refused: string } | null>;
}

const server: SetupSources = {
  deck: async () => await getJson<DeckView>('/api/rehearsal/deck'),
  async retitle({ congress, meeting, date }) {
    const file = await getJson<SittingFile>('/api/setup/sitting.json');
    if (file === null) return null;
    const answer = await callApi('PUT', '/api/sitting', { ...file, congress, meeting, date });
    if (answer.kind === 'ok') return 'done';
    return answer.kind === 'refused' ? { refused: answer.detail } : null;
  },
};

const Context = createContext<SetupSources>(server);
export const SetupSourcesProvider = Context.Provider;
export const useSetupSources = (): SetupSources => useContext(Context);
