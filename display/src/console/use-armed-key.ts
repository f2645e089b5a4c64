import { useEffect, useRef, useState } from 'react';

/** Seconds in which Enter confirms what F9 asked for. */
const ARMED_S = 5;

/**
 * The keyboard's way to what is held otherwise: F9, then Enter within 5 s; Esc cancels, and so does moving the focus, so that
 * an Enter that is meant for a field is never one for a vote. Keys of an input method that is composing are not ours.
 * @param isMeant whether F9 means this one, by where the focus is
 * @returns seconds left while armed, else null
 */
export function useArmedKey(enabled: boolean, confirm: () => void, isMeant: () => boolean): number | null {
  const [left, setLeft] = useState<number | null>(null);
  const latest = useRef({ confirm, isMeant });
  useEffect(() => {
    latest.current = { confirm, isMeant };
  });

  useEffect(() => {
    if (!enabled) return;
    let timer: ReturnType<typeof setInterval> | undefined;
    let seconds = 0;
    const disarm = () => {
      clearInterval(timer);
      seconds = 0;
      setLeft(null);
    };
    const arm = () => {
      clearInterval(timer);
      seconds = ARMED_S;
      setLeft(seconds);
      timer = setInterval(() => {
        seconds -= 1;
        if (seconds <= 0) disarm();
        else setLeft(seconds);
      }, 1000);
    };
    const press = (event: KeyboardEvent) => {
      if (event.isComposing || event.repeat) return;
      if (event.key === 'F9') {
        event.preventDefault();
        if (latest.current.isMeant()) arm();
        else disarm();
      } else if (event.key === 'Escape') disarm();
      else if (event.key === 'Enter' && seconds > 0) {
        event.preventDefault();
        event.stopPropagation();
        disarm();
        latest.current.confirm();
      }
    };
    const move = () => {
      if (seconds > 0) disarm();
    };
    // Before the focused control sees the key: Enter must not press another button as well.
    window.addEventListener('keydown', press, true);
    window.addEventListener('focusin', move);
    return () => {
      disarm();
      window.removeEventListener('keydown', press, true);
      window.removeEventListener('focusin', move);
    };
  }, [enabled]);

  return left;
}
