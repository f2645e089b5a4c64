import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeTempFolders } from '../system/harness/temp-folder.ts';
import { startWholeHall, WHOLE_HALL_PINS as PINS, type WholeHall } from '../system/harness/whole-hall.ts';
import { openBrowser, openPage } from './browser.ts';
import { expectText, PATIENT, read } from './hands.ts';

/** The technician's pass before a meeting: roll call, press test, what is wrong with which keypad, the list as a file. */
const OFF = [4, 17];
const SILENT_KEY = 9;
let browser: Browser;
let hall: WholeHall;

beforeAll(async () => {
  [browser, hall] = await Promise.all([openBrowser(), startWholeHall({ keypads: 60 })]);
  hall.simulator.send({ type: 'power', keypads: OFF, on: false });
  hall.simulator.send({ type: 'condition', keypad: 21, battery: 7 });
  await hall.operator.until('a receiver', ({ links }) => links.some(({ state }) => state === 'up'), 30_000);
});
afterAll(async () => {
  await Promise.all([browser?.close(), hall?.stop()]);
  removeTempFolders();
});

test('设备自检 in the browser: the keypads that are off, weak or not pressed are found by name, and the report is accepted', async () => {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, acceptDownloads: true });
  const { page, faults } = await openPage(context, `${hall.url}/console#pin=${PINS.operator}`);
  await page.getByTestId('step-warning-no-readiness').getByRole('button').click(PATIENT);
  await page.getByTestId('check-reason-noRollCall').waitFor(PATIENT);

  await page.getByTestId('check-roll-call').click(PATIENT);
  await expectText(page, 'check-answered', '已应答 56 / 58');
  await page.getByTestId('check-press-test').click(PATIENT);
  await expect.poll(() => read(page, 'check-press-test'), PATIENT).toBe('结束测试');
  const pressing = Array.from({ length: 58 }, (_, i) => i + 1).filter((id) => !OFF.includes(id) && id !== SILENT_KEY);
  hall.simulator.send({ type: 'signIn', keypads: pressing, withinMs: 300 });
  await expectText(page, 'check-pressed', '已按键 55 / 58');
  await page.getByTestId('check-press-test').click(PATIENT);
  await expect.poll(() => read(page, 'check-press-test'), PATIENT).toBe('开始测试');

  await page.getByTestId('check-filter-notPressed').click();
  for (const keypad of [...OFF, SILENT_KEY]) await page.getByTestId(`check-${keypad}`).waitFor(PATIENT);
  // The list follows within a second.
  await expect.poll(() => page.getByTestId('check-1').count(), PATIENT).toBe(0);
  await page.getByTestId('check-filter-weakBattery').click();
  await expect.poll(() => read(page, 'check-21'), PATIENT).toMatch(/7%[\s\S]*▲ 电量低/);
  expect(await read(page, 'check-reason-weakBattery')).toContain('会前更换电池');

  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('check-download').click()]);
  expect(download.suggestedFilename()).toBe('readiness.csv');
  await page.getByTestId('check-accept').click(PATIENT);
  await page.getByTestId('check-accepted').waitFor(PATIENT);
  await page.getByTestId('step-warning-not-ready').waitFor(PATIENT);

  await page.getByTestId('console-language').getByText('English').click();
  await expectText(page, 'check-answered', 'Answered 56 of 58');
  expect(faults).toEqual([]);
  await context.close();
});
