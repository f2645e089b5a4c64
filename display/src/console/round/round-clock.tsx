import { useEffect, useState } from 'react';
import type { RoundDetail } from '@piaojue/contract/console-view';
import { useConsoleText } from '../../i18n/console-text.ts';

/** 04:05; hours are minutes here, because a vote has none. */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}

/** The time that is left by the server's clock, and whether its end closes the round. */
export function RoundClock(props: {
  readonly clock: NonNullable<RoundDetail['clock']>;
  readonly serverNow: () => number;
}) {
  const { t } = useConsoleText();
  const { clock, serverNow } = props;
  const [left, setLeft] = useState(() => clock.endsAt - serverNow());
  useEffect(() => {
    const tick = () => setLeft(clock.endsAt - serverNow());
    tick();
    const timer = setInterval(tick, 250);
    return () => clearInterval(timer);
  }, [clock.endsAt, serverNow]);
  return (
    <span data-testid="console-clock" data-over={left <= 0}>
      {left > 0 ? t('clock.left') : t('clock.over')} <b>{minutesAndSeconds(left)}</b>{' '}
      {t(clock.closes ? 'clock.closes' : 'clock.advises')}
    </span>
  );
}
