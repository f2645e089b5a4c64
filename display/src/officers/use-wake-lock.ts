import { useEffect } from 'react';

/** A tablet must not go dark in the middle of a sentence. Where the browser has no such lock, it is the tablet's own setting. */
export function useWakeLock(): void {
  useEffect(() => {
    if (!('wakeLock' in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let gone = false;
    const request = async () => {
      if (document.visibilityState !== 'visible') return;
      try {
        lock = await navigator.wakeLock.request('screen');
        if (gone) await lock.release();
      } catch {
        // Refused, as on a low battery: the page works as it is.
      }
    };
    const take = () => void request();
    take();
    // The browser drops the lock whenever the page is out of sight.
    document.addEventListener('visibilitychange', take);
    return () => {
      gone = true;
      document.removeEventListener('visibilitychange', take);
      lock?.release().catch(() => undefined);
    };
  }, []);
}
