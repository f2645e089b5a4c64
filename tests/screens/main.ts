/**
 * `npm run screens`: the whole matrix of pictures, measured. `-- --pairs` plays the part that the tests play,
 * `--phase complete,runoff` only these; so `--r 6`, `--lang zh`, `--image 1080p,4K`. Exit 1 on a fault.
 */
import { parseArgs } from 'node:util';
import { PHASES } from '../../display/src/gallery/samples.ts';
import { openBrowser } from '../e2e/browser.ts';
import { buildGallery } from './gallery.ts';
import { type Case, pairwise, wholeMatrix } from './matrix.ts';
import { play, summary } from './play.ts';

const { values } = parseArgs({
  options: {
    pairs: { type: 'boolean', default: false },
    phase: { type: 'string' },
    r: { type: 'string' },
    lang: { type: 'string' },
    image: { type: 'string' },
  },
});
/** Whether a case is one of those asked for by `--r`, `--lang`, `--image`: a value, or several with commas. */
const isAsked = (one: Case): boolean =>
  (['r', 'lang', 'image'] as const).every(
    (side) => values[side] === undefined || values[side].split(',').includes(String(one[side])),
  );
const phases = values.phase === undefined ? PHASES : values.phase.split(',');
const unknown = phases.filter((phase) => !PHASES.some((known) => known === phase));
if (unknown.length > 0) {
  console.error(`no phase ${unknown.join(', ')}: expected ${PHASES.join(', ')}`);
  process.exit(2);
}
const cases = (values.pairs ? pairwise : wholeMatrix)(phases).filter(isAsked);
const [browser, gallery] = await Promise.all([openBrowser(), buildGallery()]);
try {
  const { found, small, looked, seconds } = await play(browser, gallery.url, cases);
  for (const line of summary(found)) console.log(line);
  console.log(
    `looked at: ${Object.entries(looked)
      .map(([what, count]) => `${count} ${what}`)
      .join(', ')}`,
  );
  console.log(
    `${cases.length} pictures, ${found.length} with faults, ${small} below a floor on a wall too small for them, ${seconds.toFixed(0)} s`,
  );
  process.exitCode = found.length > 0 ? 1 : 0;
} finally {
  await browser.close();
  await gallery.close();
}
