import type { Browser, Page } from 'playwright-core';
import type { Fault, Looked, Verdict } from '../../display/src/gallery/proof/fault.ts';
import { type Case, type Image, IMAGES, isExcused, queryOf } from './matrix.ts';

export interface Found {
  readonly case: Case;
  readonly faults: readonly Fault[];
}
export interface Played {
  readonly cases: number;
  readonly found: readonly Found[];
  /** Pictures on walls too small for them, whose type is below its floor for that. */
  readonly small: number;
  readonly looked: Looked;
  readonly seconds: number;
}

/** What a page is asked between two signs of life: a few seconds of it. */
const CHUNK = 60;

/** Plays cases in the gallery, images of one size in one page. `pages` of them at once. */
export async function play(browser: Browser, url: string, cases: readonly Case[], pages = 2): Promise<Played> {
  const started = performance.now();
  const chunks = Object.keys(IMAGES).flatMap((image) => {
    const mine = cases.filter((one) => one.image === image);
    return Array.from({ length: Math.ceil(mine.length / CHUNK) }, (_, at) => mine.slice(at * CHUNK, (at + 1) * CHUNK));
  });
  const found: Found[] = [];
  const sum: Record<string, number> = {};
  let small = 0;
  await Promise.all(
    Array.from({ length: pages }, async () => {
      const page = await browser.newPage();
      for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) {
        const image = chunk[0]?.image;
        if (image === undefined) continue;
        const verdicts = await judge(page, url, image, chunk.map(queryOf));
        for (const [at, { faults, looked }] of verdicts.entries()) {
          const of = chunk[at];
          if (of === undefined) continue;
          const left = faults.filter((fault) => !isExcused(of, fault));
          if (left.length < faults.length) small += 1;
          if (left.length > 0) found.push({ case: of, faults: left });
          for (const [name, value] of Object.entries(looked)) sum[name] = (sum[name] ?? 0) + value;
        }
      }
      await page.close();
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  return { cases: cases.length, found, small, looked: sum as unknown as Looked, seconds };
}

const drawn = new WeakMap<Page, string>();

/** The verdicts on these addresses at this size; the page is opened when it is not there yet. */
export async function judge(page: Page, url: string, image: Image, queries: readonly string[]): Promise<Verdict[]> {
  const size = IMAGES[image];
  if (page.viewportSize()?.width !== size.width || page.viewportSize()?.height !== size.height) {
    await page.setViewportSize(size);
  }
  if (drawn.get(page) !== url) {
    await page.goto(url);
    drawn.set(page, url);
  }
  const list = JSON.stringify(queries);
  await page.evaluate(`window.proof.load(${list})`);
  return await page.evaluate(`window.proof.play(${list})`);
}

/** The same fault in many cases as one line with its number and one case to look at. */
export function summary(found: readonly Found[]): string[] {
  const lines = new Map<string, { times: number; text: string }>();
  for (const { case: of, faults } of found) {
    for (const { check, at, text, expected, found: seen } of faults) {
      const key = `${check} ${at.replaceAll(/\d+/g, 'n')} ${of.phase}`;
      const line = lines.get(key) ?? {
        times: 0,
        text: `${check} ${at}: ${text}; expected ${expected}, found ${seen} (${of.image} ${queryOf(of)})`,
      };
      lines.set(key, { ...line, times: line.times + 1 });
    }
  }
  return [...lines.values()].toSorted((a, b) => b.times - a.times).map(({ times, text }) => `${times} × ${text}`);
}
