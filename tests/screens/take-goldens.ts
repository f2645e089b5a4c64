/**
 * `node tests/screens/take-goldens.ts [name …]`: takes the pictures anew that are kept, says which have changed and by how many
 * pixels, and leaves pictures of the differences in a folder of their own. Look at each before it is committed.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGallery } from './gallery.ts';
import {
  differs,
  drawnBy,
  goldenOf,
  goldenPath,
  GOLDENS,
  openPinnedBrowser,
  packed,
  shoot,
  SHOTS,
  writeManifest,
} from './goldens.ts';

const only = process.argv.slice(2);
const unknown = only.filter((name) => !SHOTS.some((shot) => shot.name === name));
if (unknown.length > 0) {
  console.error(`no picture ${unknown.join(', ')}: expected ${SHOTS.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'piaojue-differs-'));
const [browser, gallery] = await Promise.all([openPinnedBrowser(), buildGallery()]);
try {
  writeManifest(drawnBy(browser));
  const page = await browser.newPage();
  let written = 0;
  for (const shot of SHOTS.filter(({ name }) => only.length === 0 || only.includes(name))) {
    const golden = goldenOf(shot.name);
    const taken = await shoot(page, gallery.url, shot);
    const difference = golden === null ? null : await differs(golden, taken);
    if (difference?.pixels === 0) continue;
    written += 1;
    console.log(`${shot.name}: ${difference === null ? 'new' : `${difference.pixels} pixels differ`}`);
    if (difference?.picture) writeFileSync(join(folder, `${shot.name}.png`), difference.picture);
    writeFileSync(goldenPath(shot.name), await packed(taken));
  }
  const kept = new Set(SHOTS.map(({ name }) => `${name}.png`));
  for (const file of readdirSync(GOLDENS).filter((name) => name.endsWith('.png') && !kept.has(name))) {
    console.log(`${file}: of no phase any more`);
    rmSync(join(GOLDENS, file));
  }
  console.log(`${written} of ${SHOTS.length} pictures written; differences in ${folder}`);
} finally {
  await browser.close();
  await gallery.close();
}
