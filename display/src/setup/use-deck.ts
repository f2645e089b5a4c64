import { useEffect, useState } from 'react';
import type { DeckView } from '@piaojue/contract/rehearsal-view';
import { useSetupSources } from './setup-sources.ts';

/** The test deck of the round that the hall is at, fetched anew whenever `key` changes; null: it is at none. */
export function useDeck(key: string | null): DeckView | null {
  const source = useSetupSources();
  const [found, setFound] = useState<{ readonly key: string; readonly deck: DeckView | null } | null>(null);
  useEffect(() => {
    if (key === null) return;
    let gone = false;
    void source.deck().then((deck) => {
      if (!gone) setFound({ key, deck });
      return undefined;
    });
    return () => {
      gone = true;
    };
  }, [key, source]);
  return found?.key === key ? found.deck : null;
}
