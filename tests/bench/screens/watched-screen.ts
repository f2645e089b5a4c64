import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';

const WATCH = fileURLToPath(new URL('paint-watch.mjs', import.meta.url));
/** A storyboard takes 2.7 s; a 4K page without a GPU several times as long. */
const SETTLED_WITHIN_MS = 30_000;

/** What a page saw of one result, ms since the epoch. */
export interface Painted {
  /** The snapshot with the verified result reached the page. */
  readonly arrived: number;
  readonly bytes: number;
  /** The first frame with figures was painted, and the first with them at full opacity. */
  readonly painted: number;
  readonly full: number;
  /** ms between the frames from the first figures until nothing moves any more. */
  readonly intervals: readonly number[];
}

/** The hall's page in a browser, which says when it painted a result. */
export class WatchedScreen {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  static async open(browser: Browser, url: string, pin: string): Promise<WatchedScreen> {
    const page = await browser.newPage();
    await page.addInitScript({ path: WATCH });
    await page.goto(`${url}/screen#pin=${pin}`);
    await page.locator('[data-layer="front"]').waitFor();
    return new WatchedScreen(page);
  }

  async size(width: number, height: number): Promise<void> {
    await this.#page.setViewportSize({ width, height });
    await this.#page.waitForTimeout(300);
  }

  /** Before the close: what is on the page now is not the result that is waited for. */
  async arm(): Promise<void> {
    await this.#page.locator('[data-layer="front"] [data-phase="voting"]').waitFor();
    await this.#page.evaluate('paintWatch.arm()');
  }

  async result(): Promise<Painted> {
    const seen = await Promise.race([
      this.#page.evaluate<Omit<Painted, 'intervals'> & { readonly frames: number[] }>('paintWatch.result()'),
      sleep(SETTLED_WITHIN_MS, undefined, { ref: false }).then(() => {
        throw new Error(`no settled result within ${SETTLED_WITHIN_MS} ms`);
      }),
    ]);
    const intervals = seen.frames.slice(1).map((at, i) => at - (seen.frames[i] ?? at));
    return { ...seen, intervals };
  }

  /** Who draws: a GPU by its name, or the processor. */
  async renderer(): Promise<string> {
    const name = (await this.#page.evaluate(`(() => {
      const gl = document.createElement('canvas').getContext('webgl');
      const names = gl?.getExtension('WEBGL_debug_renderer_info');
      return names ? gl.getParameter(names.UNMASKED_RENDERER_WEBGL) : null;
    })()`)) as string | null;
    return name ?? 'software, no GPU';
  }

  async close(): Promise<void> {
    await this.#page.close();
  }
}
