import { useEffect, useState } from 'react';

/** The server's time of day, by the minute. */
export function WallClock({ serverNow }: { readonly serverNow: () => number }) {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1000);
    return () => clearInterval(timer);
  }, [serverNow]);
  const time = new Date(now).toLocaleTimeString('zh-CN', { hour12: false, hour: '2-digit', minute: '2-digit' });
  return <span className="officers-clock">{time}</span>;
}
