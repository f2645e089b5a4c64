import { useEffect, useRef } from 'react';

/** PgDn and PgUp, where nothing else on the desk would scroll by them. */
export function usePageKeys(enabled: boolean, turn: (by: 1 | -1) => void): void {
  const latest = useRef(turn);
  useEffect(() => {
    latest.current = turn;
  });
  useEffect(() => {
    if (!enabled) return;
    const press = (event: KeyboardEvent) => {
      if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key !== 'PageDown' && event.key !== 'PageUp') return;
      if (isTakenBy(event.target)) return;
      event.preventDefault();
      latest.current(event.key === 'PageDown' ? 1 : -1);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [enabled]);
}

/** A field, or a box that scrolls, keeps its own keys. */
function isTakenBy(target: EventTarget | null): boolean {
  for (let at = target instanceof Element ? target : null; at !== null && at !== document.body; at = at.parentElement) {
    if (at.matches('input, textarea, select, [contenteditable="true"], [role="listbox"], [role="slider"]')) return true;
    const scrolls = /auto|scroll/.test(getComputedStyle(at).overflowY);
    if (scrolls && at.scrollHeight > at.clientHeight && at !== document.scrollingElement) return true;
  }
  return false;
}
