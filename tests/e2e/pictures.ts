/**
 * `npm run pictures`: the README's pictures, taken of a real sitting with real votes. Not a test; run it when the pages have changed.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { jiangnanBallots, PRESENT } from '../system/harness/jiangnan-ballots.ts';
import { removeTempFolders } from '../system/harness/temp-folder.ts';
import { startWholeHall, WHOLE_HALL_PINS as PINS } from '../system/harness/whole-hall.ts';
import { openBrowser, openPage } from './browser.ts';

const folder = fileURLToPath(new URL('../../display/docs/', import.meta.url));
mkdirSync(folder, { recursive: true });
const [browser, hall] = await Promise.all([openBrowser(), startWholeHall({ mode: 'real', http: true })]);
const { operator } = hall;
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const { page: screen } = await openPage(context, `${hall.url}/screen#pin=${PINS.screen}`);
  const { page: desk } = await openPage(context, `${hall.url}/console#pin=${PINS.operator}`);
  const { page: keypad } = await openPage(context, `${hall.simulator.ready.http}?lang=zh-CN`);
  await keypad.setViewportSize({ width: 480, height: 720 });
  const { page: monitor } = await openPage(context, `${hall.url}/monitor#pin=${PINS.monitor}`);
  const shoot = async (page: typeof screen, name: string): Promise<void> => {
    await page.evaluate('Promise.allSettled(document.getAnimations().map(({ finished }) => finished))');
    await page.screenshot({ path: `${folder}${name}.png` });
    console.log(`${folder}${name}.png`);
  };

  await operator.command('signIn:start', {});
  hall.simulator.send({ type: 'signIn', keypads: Array.from({ length: PRESENT }, (_, i) => i + 1), withinMs: 500 });
  await operator.until('the deputies', ({ signIn }) => signIn.present === PRESENT, 60_000);
  await screen.getByTestId('quorum').waitFor();
  await shoot(screen, 'sign-in');
  const roundId = operator.view?.current?.round.id ?? 0;
  await operator.command('round:ready', { roundId });
  await operator.until('a receiver', ({ links }) => links.some(({ state }) => state === 'up'), 30_000);
  await operator.command('round:open', { roundId });
  const ballots = jiangnanBallots().map((ballot, id) => ({ id, ...ballot }));
  await hall.press(ballots.slice(0, 34));
  await operator.until('33 ballots', ({ current }) => current?.returned === 33, 10_000);
  await screen.getByText('33', { exact: true }).first().waitFor();
  await shoot(screen, 'voting');
  await desk.getByTestId('console-returned').getByText('33').waitFor();
  await shoot(desk, 'console');
  await keypad.locator('input').first().fill('40');
  await keypad.keyboard.press('Tab');
  for (const key of ['0', '3', '0', '5', '0', '7', '1', '2']) await keypad.keyboard.press(key);
  await keypad.waitForTimeout(1500);
  await shoot(keypad, 'keypads');
  await hall.press(ballots.slice(34));
  await operator.command('round:close', { roundId });
  await operator.until('the close', ({ current }) => current?.state === 'closed', 30_000);
  await operator.command('round:announce', { roundId });
  await screen.locator('[data-testid="announced"][data-announced="true"]').waitFor();
  await screen.locator('[data-testid="result"][data-settled]').waitFor();
  await shoot(screen, 'result');
  await monitor.getByTestId('officers').waitFor();
  // The checks alone: beside them stand the names of this machine's receivers.
  await monitor.screenshot({ path: `${folder}monitor.png`, clip: { x: 0, y: 0, width: 944, height: 704 } });
} finally {
  await browser.close();
  await hall.stop();
  removeTempFolders();
}
