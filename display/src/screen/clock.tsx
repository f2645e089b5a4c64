import { useEffect, useState } from 'react';
import { useHall } from './hall-context.ts';
import { elapsedText } from './wording.ts';

/** Time since a moment on the server's clock. It ticks by itself so that nothing else is drawn again each second. */
export function Clock({ since }: { readonly since: number }) {
  const { view, serverNow } = useHall();
  const [, tick] = useState(0);
  useEffect(() => {
    if (serverNow === null) return;
    let timer: ReturnType<typeof setTimeout>;
    const next = () => {
      tick((n) => n + 1);
      timer = setTimeout(next, 1000 - ((((serverNow() - since) % 1000) + 1000) % 1000));
    };
    next();
    return () => clearTimeout(timer);
  }, [since, serverNow]);
  return (
    <span className="clock" data-testid="clock">
      {elapsedText((serverNow?.() ?? view.now) - since)}
    </span>
  );
}
