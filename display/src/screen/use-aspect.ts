import { type RefObject, useLayoutEffect, useState } from 'react';

/** Width ÷ height of a box, kept up to date: LED walls come in any shape. */
export function useAspect(box: RefObject<HTMLElement | null>): number {
  const [aspect, setAspect] = useState(16 / 9);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => {
      if (element.clientHeight > 0) setAspect(element.clientWidth / element.clientHeight);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return aspect;
}
