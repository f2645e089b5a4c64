import { useEffect, useState } from 'react';
import type { DeckView } from '@piaojue/contract/rehearsal-view';
import { getJson } from '../link/api.ts';

/** The test deck of the round that the hall is at, fetched anew whenever `key` changes; null: it is at none. */
export function useDeck(key: string | null): DeckView | null {
  const [found, setFound] = useState<{ readonly key: string; readonly deck: DeckView | null } | null>(null);
  useEffect(() => {
    if (key === null) return;
    let gone = false;
    void getJson<DeckView>('/api/rehearsal/deck').then((deck) => {
      if (!gone) setFound({ key, deck });
      return undefined;
    });
    return () => {
      gone = true;
    };
  }, [key]);
  return found?.key === key ? found.deck : null;
}
