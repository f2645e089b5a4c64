import { useEffect, useRef, useState } from 'react';

/** Seconds in which Enter confirms what F9 asked for. */
const ARMED_S = 5;

/**
 * The keyboard's way to the one big button: F9, then Enter within 5 s; Esc cancels. Keys of an input method that is
 * composing are not ours.
 * @returns seconds left while armed, else null
 */
export function useArmedKey(enabled: boolean, confirm: () => void): number | null {
  const [left, setLeft] = useState<number | null>(null);
  const latest = useRef(confirm);
  useEffect(() => {
    latest.current = confirm;
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
    const press = (event: KeyboardEvent) => {
      if (event.isComposing || event.repeat) return;
      if (event.key === 'F9') {
        event.preventDefault();
        clearInterval(timer);
        seconds = ARMED_S;
        setLeft(seconds);
        timer = setInterval(() => {
          seconds -= 1;
          if (seconds <= 0) disarm();
          else setLeft(seconds);
        }, 1000);
      } else if (event.key === 'Escape') disarm();
      else if (event.key === 'Enter' && seconds > 0) {
        event.preventDefault();
        event.stopPropagation();
        disarm();
        latest.current();
      }
    };
    // Before the focused control sees the key: Enter must not press another button as well.
    window.addEventListener('keydown', press, true);
    return () => {
      disarm();
      window.removeEventListener('keydown', press, true);
    };
  }, [enabled]);

  return left;
}
