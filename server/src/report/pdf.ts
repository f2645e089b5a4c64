import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fail, ok, type Result } from '@piaojue/contract/result';

/** Where a browser that prints is looked for: PIAOJUE_BROWSER first, then what Debian, Ubuntu and macOS install. */
export const browserPlaces = (named = process.env['PIAOJUE_BROWSER']): readonly string[] => [
  ...(named ? [named] : []),
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** A page of 60 candidates takes about a second. */
const PATIENCE_MS = 60_000;

/** Looks at this machine alone and keeps nothing of the page. */
const FLAGS = [
  '--headless',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  // Its own line of address and date would stand over ours.
  '--no-pdf-header-footer',
];

export type PdfRefusal =
  | { readonly kind: 'no-browser'; readonly lookedFor: readonly string[] }
  | { readonly kind: 'browser-failed'; readonly browser: string; readonly said: string };

export const pdfRefusalInWords = (refusal: PdfRefusal): string =>
  refusal.kind === 'no-browser'
    ? `expected Chromium or Chrome to print with, found none of: ${refusal.lookedFor.join(', ')} (name one in PIAOJUE_BROWSER, or take --out FILE.html and print that)`
    : `${refusal.browser}: expected a PDF, got none: ${refusal.said}`;

/** Prints a page that stands alone into `out`, by a local browser. */
export function printPdf(
  page: string,
  out: string,
  places: readonly string[] = browserPlaces(),
): Result<{ readonly bytes: number }, PdfRefusal> {
  const browser = places.find((place) => existsSync(place));
  if (browser === undefined) return fail({ kind: 'no-browser', lookedFor: places });
  const folder = mkdtempSync(join(tmpdir(), 'piaojue-print-'));
  try {
    const source = join(folder, 'report.html');
    writeFileSync(source, page, { mode: 0o600 });
    const printed = join(folder, 'report.pdf');
    const run = spawnSync(
      browser,
      [
        ...FLAGS,
        // Chromium refuses its sandbox to root; the page is our own and has no script.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        `--user-data-dir=${join(folder, 'profile')}`,
        `--print-to-pdf=${printed}`,
        pathToFileURL(source).href,
      ],
      { timeout: PATIENCE_MS, encoding: 'utf8' },
    );
    if (run.status !== 0 || !existsSync(printed)) {
      const said = run.error?.message ?? run.stderr.trim().split('\n').at(-1) ?? '';
      return fail({ kind: 'browser-failed', browser, said: said || `exit ${run.status ?? run.signal ?? ''}` });
    }
    copyFileSync(printed, out);
    return ok({ bytes: statSync(out).size });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
