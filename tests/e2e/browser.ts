import { existsSync } from 'node:fs';
import { browserPlaces } from '@piaojue/server/report/pdf';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** The browser that `npm test` found or installed (.setup/prepare.mjs); `further`: more arguments for it. */
export async function openBrowser(further: readonly string[] = []): Promise<Browser> {
  const executablePath = browserPlaces().find((path) => existsSync(path));
  if (!executablePath)
    throw new Error('expected Chromium or Chrome; `npm test` installs it, or name one in PIAOJUE_BROWSER');
  return await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...further,
    ],
  });
}

export interface Watched {
  readonly page: Page;
  /** Errors of the page and requests that left this machine: both must stay empty. */
  readonly faults: string[];
}

export async function openPage(context: BrowserContext, url: string): Promise<Watched> {
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') faults.push(`outside request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, faults };
}
