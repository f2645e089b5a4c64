import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** What a person does with the pages. The limits only end a test that hangs. */
export const PATIENT = { timeout: 30_000 };
/** The text as one line: how it breaks is the page's business. */
export const read = async (page: Page, id: string): Promise<string> =>
  (await page.getByTestId(id).first().innerText(PATIENT)).replaceAll('\n', '');
export async function expectText(page: Page, id: string, text: string): Promise<void> {
  await expect.poll(() => read(page, id), { ...PATIENT, message: id }).toBe(text);
}

/** Presses the big button and holds it until the state of the round has moved on. */
export async function pressNext(page: Page, label: string, isDone: () => Promise<boolean>): Promise<void> {
  await expectText(page, 'console-next', label);
  await hold(page, 'console-next', isDone);
}

/** Presses a button and holds it until it has done its work. */
export async function hold(page: Page, id: string, isDone: () => Promise<boolean>): Promise<void> {
  const button = page.getByTestId(id);
  await button.scrollIntoViewIfNeeded(PATIENT);
  const box = await button.boundingBox(PATIENT);
  if (!box) throw new Error(`the button ${id} is not on the page`);
  // After each change of state the console takes no input for a moment: press again until it does.
  await expect
    .poll(async () => {
      if (await isDone()) return true;
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.mouse.down();
      await expect
        .poll(isDone, { timeout: 1500 })
        .toBe(true)
        .catch(() => undefined);
      await page.mouse.up();
      return await isDone();
    }, PATIENT)
    .toBe(true);
}
