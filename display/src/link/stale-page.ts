import { useSyncExternalStore } from 'react';
import { watchHands } from './busy-page.ts';

/**
 * A page that is open while the server is started again with another build. Its scripts are named by their contents, so the page as
 * the server gives it now tells whether this one is of before.
 */

/** `html`: the page as it is given now; `scripts`: what the open page was loaded with, as its elements name them. */
export function isOlderThan(html: string, scripts: readonly string[]): boolean {
  const named = [...html.matchAll(/<script[^>]*\ssrc="([^"]+)"/g)].map(([, src]) => src);
  // A page without scripts is not ours: a proxy's, or an error.
  return named.length > 0 && scripts.length > 0 && !scripts.every((src) => named.includes(src));
}

/** Whether the server has another build of this page; false where it does not say. */
async function isStale(): Promise<boolean> {
  try {
    const answer = await fetch(location.pathname, { cache: 'no-store' });
    if (!answer.ok) return false;
    const scripts = [...document.querySelectorAll('script[src]')].map((script) => script.getAttribute('src') ?? '');
    return isOlderThan(await answer.text(), scripts);
  } catch {
    return false;
  }
}

/** How often a page that waits for its user looks whether the hands are off it, and one without a live link for a new build; ms. */
const HANDS_MS = 1000;
const LOOK_MS = 60_000;

/**
 * Loads the new build by itself, as soon as nothing is typed or held; until then the page says so (`StaleNotice`). The browser
 * keeps the old picture until the new page paints, and the session of the tab stays.
 */
class StalePage {
  #waits = false;
  readonly #listeners = new Set<() => void>();
  readonly #isBusy = typeof window === 'undefined' ? () => false : watchHands(window);

  /** Asks the server; reloads, or waits for its user. */
  readonly look = async (): Promise<void> => {
    if (this.#waits || !(await isStale())) return;
    if (!this.#isBusy()) {
      location.reload();
      return;
    }
    this.#waits = true;
    for (const listener of this.#listeners) listener();
    setInterval(() => {
      if (!this.#isBusy()) location.reload();
    }, HANDS_MS);
  };

  /** For a page without a live link, which is not told of another run. */
  readonly lookNowAndThen = (): void => {
    setInterval(() => void this.look(), LOOK_MS);
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly waits = (): boolean => this.#waits;
}

export const stalePage = new StalePage();

/** Whether a new build waits until this page's user has finished. */
export const useStalePage = (): boolean => useSyncExternalStore(stalePage.subscribe, stalePage.waits);
