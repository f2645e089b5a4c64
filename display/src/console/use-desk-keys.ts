import { useEffect, useState } from 'react';

/**
 * F1 opens and closes the card of keys, Esc closes it; F5 is nobody's, because what the page shows is what the server says.
 * Keys of an input method that is composing are not ours, nor are letters, Space and Enter (WCAG 2.1.4).
 */
export function useDeskKeys(): { readonly help: boolean; readonly setHelp: (open: boolean) => void } {
  const [help, setHelp] = useState(false);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.isComposing) return;
      if (event.key === 'F5' || event.key === 'F1') event.preventDefault();
      if (event.key === 'F1' && !event.repeat) setHelp((open) => !open);
      else if (event.key === 'Escape') setHelp(false);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
  return { help, setHelp };
}
