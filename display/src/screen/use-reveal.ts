import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { useHall } from './hall-context.ts';
import { motionAllowed } from './motion.ts';
import { revealResult, type Storyboard } from './result-motion.ts';

/**
 * Plays a result's storyboard in front of its final frame, once, when it appears. Later snapshots of the result change
 * marks, not the storyboard.
 */
export function useReveal(storyboard: Storyboard): {
  readonly section: RefObject<HTMLElement | null>;
  readonly playing: boolean;
} {
  const { view, reveal } = useHall();
  const section = useRef<HTMLElement>(null);
  const [playing, setPlaying] = useState(() => reveal && motionAllowed(view.hall));
  useLayoutEffect(() => {
    if (!playing || section.current === null) return;
    let gone = false;
    void revealResult(section.current, storyboard).then(() => {
      if (!gone) setPlaying(false);
    });
    return () => {
      gone = true;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return { section, playing };
}
