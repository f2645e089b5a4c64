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
export async function isStale(): Promise<boolean> {
  try {
    const answer = await fetch(location.pathname, { cache: 'no-store' });
    if (!answer.ok) return false;
    const scripts = [...document.querySelectorAll('script[src]')].map((script) => script.getAttribute('src') ?? '');
    return isOlderThan(await answer.text(), scripts);
  } catch {
    return false;
  }
}

/**
 * A screen that nobody sits at loads the new build by itself. The browser keeps the old picture until the new page paints, and the
 * session of the tab stays.
 */
export async function reloadIfStale(): Promise<void> {
  if (await isStale()) location.reload();
}
