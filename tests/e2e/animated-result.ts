import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';

/**
 * A result that arrives, as a picture that moves: each frame is the real page with all its animations sought to that time,
 * so that it is the same on every machine.
 */
const WIDTH = 960;
/** ms of the storyboard between two frames, and its end (display/src/screen/result-motion.ts). */
const STEP_MS = 60;
const END_MS = 2700;
/** How long the voting stands before, and the final frame after it. */
const BEFORE_MS = 1500;
const AFTER_MS = 7000;
/** The result lies over what was there before (display/src/screen/layers.tsx). */
const FADE_MS = 120;

const SEEK = (ms: number): string =>
  `for (const animation of document.getAnimations()) { animation.pause(); animation.currentTime = ${ms}; }`;

async function shot(page: Page): Promise<Buffer> {
  return await sharp(await page.screenshot())
    .resize(WIDTH)
    .png()
    .toBuffer();
}

/** An animated WebP. `gallery`: the address of the sample pictures. */
export async function animatedResult(browser: Browser, gallery: string): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await page.goto(`${gallery}?phase=voting`);
  await page.evaluate('document.fonts.ready');
  await page.getByTestId('picture').waitFor();
  const voting = await shot(page);
  await page.goto(`${gallery}?phase=runoff&reveal`);
  // Stopped as soon as it runs: from here on time is what is asked for.
  await page.waitForFunction('document.getAnimations().length > 0', undefined, { polling: 5 });
  await page.evaluate(SEEK(0));
  await page.evaluate('document.fonts.ready');
  const pictures: Buffer[] = [voting];
  const delays: number[] = [BEFORE_MS];
  let last = '';
  for (let ms = 0; ms <= END_MS; ms += STEP_MS) {
    await page.evaluate(SEEK(ms));
    const result = await shot(page);
    const picture = ms < FADE_MS ? await over(voting, result, ms / FADE_MS) : result;
    const key = picture.toString('base64');
    // What rests is one frame that stands longer.
    if (key === last) delays[delays.length - 1] = (delays.at(-1) ?? 0) + STEP_MS;
    else {
      pictures.push(picture);
      delays.push(STEP_MS);
    }
    last = key;
  }
  delays[delays.length - 1] = AFTER_MS;
  await page.close();
  return await sharp(pictures, { join: { animated: true } })
    .webp({ delay: delays, loop: 0, quality: 82, effort: 6, smartSubsample: true })
    .toBuffer();
}

/** Part of the way from one picture to another. */
async function over(below: Buffer, above: Buffer, share: number): Promise<Buffer> {
  const veil = await sharp(above).removeAlpha().ensureAlpha(share).png().toBuffer();
  return await sharp(below)
    .composite([{ input: veil }])
    .removeAlpha()
    .png()
    .toBuffer();
}
