import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pixelmatch from 'pixelmatch';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { PHASES } from '../../display/src/gallery/samples.ts';
import { openBrowser } from '../e2e/browser.ts';
import { type Image, IMAGES } from './matrix.ts';

/** Pictures of the hall screen as they have to be, to the last pixel, in one browser with one set of faces. */
export const GOLDENS = fileURLToPath(new URL('goldens/', import.meta.url));
const MANIFEST = join(GOLDENS, 'drawn-by.json');
const FACES = fileURLToPath(new URL('../../node_modules/@fontsource-variable/', import.meta.url));

/** ms of the storyboard: first paint, figures, bars, half of the way into rank order, cut lines, the end. */
export const FRAMES = [0, 120, 720, 1350, 2100, 2700] as const;
export const REVEAL = 'phase=runoff&reveal';

export interface Shot {
  readonly name: string;
  readonly image: Image;
  readonly query: string;
  /** ms into the motion; absent: when all has come to rest. */
  readonly at?: number;
}

const inDark = ['signInMet', 'voting', 'runoff', 'rejected', 'evaluation', 'summary'];
const elsewhere: readonly (readonly [Image, string])[] = [
  ['720p', 'voting'],
  ['720p', 'runoff'],
  ['720p', 'summary'],
  ['4K', 'runoff'],
  ['4:3', 'runoff'],
];

export const SHOTS: readonly Shot[] = [
  ...PHASES.map((phase) => ({ name: phase, image: '1080p' as const, query: `phase=${phase}` })),
  ...inDark.map((phase) => ({ name: `${phase}-dark`, image: '1080p' as const, query: `phase=${phase}&theme=dark` })),
  ...['runoff', 'evaluation'].map((phase) => ({
    name: `${phase}-en`,
    image: '1080p' as const,
    query: `phase=${phase}&lang=en`,
  })),
  ...elsewhere.map(([image, phase]) => ({
    name: `${phase}-${image.replace(':', '-')}`,
    image,
    query: `phase=${phase}`,
  })),
  ...FRAMES.map((at) => ({ name: `reveal-${at}`, image: '1080p' as const, query: REVEAL, at })),
];

/**
 * How glyphs become pixels: without hinting, in greys, on any layer the same, one pixel a pixel. With LCD smoothing text on a
 * layer that moves would differ from the same text at rest.
 */
const FLAGS = [
  '--font-render-hinting=none',
  '--disable-lcd-text',
  '--force-color-profile=srgb',
  '--force-device-scale-factor=1',
  '--hide-scrollbars',
] as const;
export const openPinnedBrowser = (): Promise<Browser> => openBrowser(FLAGS);

/** What a picture depends on beside our own code. */
export interface DrawnBy {
  readonly flags: string;
  readonly browser: string;
  readonly machine: string;
  /** SHA-256 over the faces that the pages bring along. */
  readonly faces: string;
}

export function drawnBy(browser: Browser): DrawnBy {
  const hash = createHash('sha256');
  for (const face of ['noto-sans-sc', 'noto-serif-sc']) {
    const files = join(FACES, face, 'files');
    for (const file of readdirSync(files).toSorted()) hash.update(file).update(readFileSync(join(files, file)));
  }
  return {
    flags: FLAGS.join(' '),
    browser: browser.version(),
    machine: `${platform()} ${arch()}`,
    faces: hash.digest('hex'),
  };
}

/** null: there are none yet. */
export const goldensDrawnBy = (): DrawnBy | null =>
  existsSync(MANIFEST) ? (JSON.parse(readFileSync(MANIFEST, 'utf8')) as DrawnBy) : null;

export function writeManifest(by: DrawnBy): void {
  mkdirSync(GOLDENS, { recursive: true });
  writeFileSync(MANIFEST, `${JSON.stringify(by, null, 2)}\n`);
}

const opened = new WeakMap<Page, string>();

/** Draws a sample and waits until it stands, or stands still `at` ms into its motion. */
export async function draw(page: Page, url: string, { image, query, at }: Omit<Shot, 'name'>): Promise<void> {
  if (page.viewportSize()?.width !== IMAGES[image].width || page.viewportSize()?.height !== IMAGES[image].height)
    await page.setViewportSize(IMAGES[image]);
  if (opened.get(page) !== url) {
    await page.goto(url);
    opened.set(page, url);
  }
  await page.evaluate(`window.proof.load(['${query.replace('&reveal', '')}'])`);
  await page.evaluate(`(async () => {
    window.proof.show('${query}');
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    for (const animation of document.getAnimations()) {
      ${at === undefined ? 'animation.finish()' : `animation.pause(); animation.currentTime = ${at}`};
    }
    await frame();
  })()`);
}

export async function shoot(page: Page, url: string, shot: Omit<Shot, 'name'>): Promise<Buffer> {
  await draw(page, url, shot);
  return await page.screenshot({ caret: 'hide' });
}

export const goldenPath = (name: string): string => join(GOLDENS, `${name}.png`);
export const goldenOf = (name: string): Buffer | null =>
  existsSync(goldenPath(name)) ? readFileSync(goldenPath(name)) : null;

/** With a palette where that changes no pixel, else in full colour; as small as it gets. */
export async function packed(png: Buffer): Promise<Buffer> {
  const small = await sharp(png)
    .png({ palette: true, colours: 256, dither: 0, effort: 10, compressionLevel: 9 })
    .toBuffer();
  if ((await differs(png, small)).pixels === 0 && (await rawOf(png)).data.equals((await rawOf(small)).data))
    return small;
  return await sharp(png).removeAlpha().png({ compressionLevel: 9, effort: 10, adaptiveFiltering: true }).toBuffer();
}

const rawOf = async (png: Buffer) => await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });

export interface Difference {
  readonly pixels: number;
  /** The two over each other, differences in red; null where they have different sizes. */
  readonly picture: Buffer | null;
}

/** Every pixel counts, those of smoothed edges too. */
export async function differs(one: Buffer, other: Buffer): Promise<Difference> {
  const [a, b] = await Promise.all([rawOf(one), rawOf(other)]);
  const { width, height } = a.info;
  if (b.info.width !== width || b.info.height !== height) return { pixels: width * height, picture: null };
  if (a.data.equals(b.data)) return { pixels: 0, picture: null };
  const marks = Buffer.alloc(a.data.length);
  const pixels = pixelmatch(a.data, b.data, marks, width, height, { threshold: 0.1, includeAA: true });
  const picture = await sharp(marks, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
  return { pixels, picture };
}
