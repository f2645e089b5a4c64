import { type CSSProperties, type ReactNode, useLayoutEffect, useRef } from 'react';

/** Steps in which a page of few large things gives way; texts stop at their floors (`styles/moments.css`). */
const FITS = [1, 0.92, 0.84, 0.76, 0.68, 0.6, 0.52, 0.46] as const;

/** The largest step at which what stands in the page fits between its margins. */
function fit(page: HTMLElement | null): void {
  if (page === null) return;
  const { paddingTop, paddingBottom } = getComputedStyle(page);
  const room = page.clientHeight - Number.parseFloat(paddingTop) - Number.parseFloat(paddingBottom);
  for (const step of FITS) {
    page.style.setProperty('--fit', String(step));
    const boxes = [...page.children].map((child) => child.getBoundingClientRect());
    const height = (boxes.at(-1)?.bottom ?? 0) - (boxes[0]?.top ?? 0);
    if (height <= room + 1 && page.scrollWidth <= page.clientWidth) return;
  }
}

/** The main part of a page of a few large things, which has to hold a long sentence on a small or narrow wall, too. */
export function Moment(props: {
  readonly className?: string;
  readonly style?: CSSProperties;
  readonly children: ReactNode;
}) {
  const page = useRef<HTMLDivElement>(null);
  // Measured after every drawing and before its paint, as the rail is.
  useLayoutEffect(() => fit(page.current));
  useLayoutEffect(() => {
    if (page.current === null) return;
    const again = () => fit(page.current);
    const observer = new ResizeObserver(again);
    observer.observe(page.current);
    document.fonts.addEventListener('loadingdone', again);
    return () => {
      observer.disconnect();
      document.fonts.removeEventListener('loadingdone', again);
    };
  }, []);
  return (
    <div className={`main moment ${props.className ?? ''}`} style={props.style} ref={page}>
      {props.children}
    </div>
  );
}
