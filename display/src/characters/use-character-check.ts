import { useCallback, useEffect } from 'react';
import type { CharactersView } from '@piaojue/contract/setup-view';
import type { SendCommand } from '../link/commands.ts';
import { drawnCharacters } from './glyphs.ts';

/**
 * Looks at the characters that the shipped font has not, whenever they change, and tells the server which of them are drawn here.
 * `again`: after a face was added.
 */
export function useCharacterCheck(characters: CharactersView, send: SendCommand): { readonly again: () => void } {
  const { rare, drawn } = characters;
  const look = useCallback(async (): Promise<void> => {
    if (rare === '') return;
    const found = await drawnCharacters(rare);
    if (found.drawn !== drawn) await send('characters:tell', found);
  }, [rare, drawn, send]);
  useEffect(() => void look(), [look]);
  return { again: () => void look() };
}
