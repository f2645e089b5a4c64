import { useEffect, useState } from 'react';
import { useHall } from './hall-context.ts';
import { elapsedText, remainingText } from './wording.ts';

/** When the last seconds begin, in which the clock is larger. */
const LAST_MS = 10_000;

/** The server's clock, drawn anew at each second's step of `mark` by itself, so that nothing else is drawn again. */
function useSeconds(mark: number): number {
  const { view, serverNow } = useHall();
  const [, tick] = useState(0);
  useEffect(() => {
    if (serverNow === null) return;
    let timer: ReturnType<typeof setTimeout>;
    const next = () => {
      tick((n) => n + 1);
      timer = setTimeout(next, 1000 - ((((serverNow() - mark) % 1000) + 1000) % 1000));
    };
    next();
    return () => clearTimeout(timer);
  }, [mark, serverNow]);
  return serverNow?.() ?? view.now;
}

/** Time since a moment on the server's clock. */
export function Clock({ since }: { readonly since: number }) {
  const now = useSeconds(since);
  return (
    <span className="clock" data-testid="clock">
      {elapsedText(now - since)}
    </span>
  );
}

/** Time until a moment on the server's clock; it stays at 00:00. It grows once, and never flashes. */
export function Countdown({ until }: { readonly until: number }) {
  const { t } = useHall();
  const left = until - useSeconds(until);
  return (
    <>
      <span className="clock" data-testid="clock" data-last={left <= LAST_MS}>
        {remainingText(left)}
      </span>
      {left <= 0 && <span className="clock-note">{t('voting.timeUp')}</span>}
    </>
  );
}
