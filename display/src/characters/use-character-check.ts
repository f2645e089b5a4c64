import { useEffect, useState } from 'react';
import type { CharactersView } from '@piaojue/contract/setup-view';
import type { SendCommand } from '../link/commands.ts';
import { drawnCharacters } from './glyphs.ts';

/** Looks at the characters that the shipped font has not, whenever they change, and tells the server which of them are drawn here. */
export function useCharacterCheck(
  characters: CharactersView | undefined,
  send: SendCommand,
): { readonly again: () => void } {
  const [round, setRound] = useState(0);
  const rare = characters?.rare ?? '';
  const drawnSoFar = characters?.drawn ?? '';
  useEffect(() => {
    if (rare === '') return;
    let gone = false;
    void drawnCharacters(rare).then(async (found) => {
      if (gone || found.drawn === drawnSoFar) return undefined;
      return await send('characters:tell', found);
    });
    return () => {
      gone = true;
    };
  }, [rare, drawnSoFar, send, round]);
  return { again: () => setRound(round + 1) };
}
