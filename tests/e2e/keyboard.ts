import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { PATIENT, read } from './hands.ts';

/**
 * The console without a mouse: Tab to what is meant, Enter or Space on it, F9 and then Enter for what can't be taken back.
 * Nothing here reaches past the keyboard.
 */

/** More than the page has things to stop at. */
const MOST_TABS = 400;

const focused = async (page: Page): Promise<string | undefined> =>
  await page.evaluate(
    '(document.activeElement?.dataset.testid ?? document.activeElement?.closest("[data-testid]")?.dataset.testid)',
  );

/** Moves the focus with Tab alone until it stands on this. */
export async function tabTo(page: Page, id: string): Promise<void> {
  await page.getByTestId(id).first().waitFor(PATIENT);
  await walk(page, 'Tab', id, (there) => there === id);
}

async function walk(page: Page, key: string, what: string, isThere: (id: string) => boolean): Promise<void> {
  for (let steps = 0; steps < MOST_TABS; steps += 1) {
    if (isThere((await focused(page)) ?? '')) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} never came to ${what}`);
}

/** One of the console's tabs: Tab to the one that is open, arrows to the one that is meant. */
export async function openTab(page: Page, id: string): Promise<void> {
  await walk(page, 'Tab', 'the tabs', (there) => there.startsWith('tab-'));
  await walk(page, 'ArrowRight', id, (there) => there === id);
}

/** Tab to a button that acts at once, and Enter as soon as it looks as if it took input again. */
export async function press(page: Page, id: string): Promise<void> {
  await tabTo(page, id);
  await page.locator(`[data-testid="${id}"]:not([aria-disabled="true"])`).waitFor(PATIENT);
  await page.keyboard.press('Enter');
}

/** Tab to a field and type; what stood there is gone. */
export async function type(page: Page, id: string, text: string): Promise<void> {
  await tabTo(page, id);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
}

/**
 * F9 and then Enter on the one big button, once it takes input; until what it should do is done. F9 means another button
 * that asks for a second look while that one has the focus, so the focus goes away from it first.
 */
export async function next(page: Page, label: string, isDone: () => Promise<boolean>): Promise<void> {
  await expect.poll(() => read(page, 'console-next'), { ...PATIENT, message: label }).toBe(label);
  if (await page.evaluate('document.activeElement?.hasAttribute("data-second-look")')) await page.keyboard.press('Tab');
  await expect.poll(() => armed(page, isDone), { ...PATIENT, message: label }).toBe(true);
  await expect.poll(isDone, { ...PATIENT, message: label }).toBe(true);
}

async function armed(page: Page, isDone: () => Promise<boolean>): Promise<boolean> {
  if (await isDone()) return true;
  await page.keyboard.press('F9');
  if ((await page.locator('.now-panel > * .next-words .next-hint[data-armed="true"]').count()) === 0) return false;
  await page.keyboard.press('Enter');
  return true;
}

/** Tab to something that can't be taken back, F9, and then Enter. */
export async function secondLook(page: Page, id: string, isDone: () => Promise<boolean>): Promise<void> {
  await tabTo(page, id);
  await expect
    .poll(async () => {
      if (await isDone()) return true;
      // Done and gone, though it does not show yet: F9 would mean the one big button.
      if ((await focused(page)) !== id) return false;
      await page.keyboard.press('F9');
      await page.keyboard.press('Enter');
      return await isDone();
    }, PATIENT)
    .toBe(true);
}

/** Everything a hand may do wrongly at a button that has to be held: a short click, two of them, Enter, Space, F9 and a change of mind. */
export async function handleWrongly(page: Page, id: string): Promise<void> {
  const button = page.getByTestId(id).first();
  // Not in the moment after a change of state, in which it takes no input at all.
  await page.locator(`[data-testid="${id}"]:not([data-disabled], [disabled])`).waitFor(PATIENT);
  await button.click(PATIENT);
  await button.dblclick(PATIENT);
  await button.focus(PATIENT);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Space');
  await page.keyboard.press('F9');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
}
