import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contest } from '../system/harness/contests.ts';
import { removeTempFolders, tempFolder } from '../system/harness/temp-folder.ts';
import { startWholeHall, WHOLE_HALL_PINS as PINS, type WholeHall } from '../system/harness/whole-hall.ts';
import { openBrowser, openPage } from './browser.ts';
import { expectText, PATIENT, pressNext, read } from './hands.ts';

/** Eight deputies, four projects, two to choose: a tie at the cut line, a server killed in mid-vote, a second round. */
let browser: Browser;
let hall: WholeHall;
const VOTERS = Array.from({ length: 8 }, (_, i) => i + 1);

beforeAll(async () => {
  const sitting = join(tempFolder(), 'sitting.json');
  const seats = VOTERS.map((keypad) => ({ name: `代表${keypad}`, keypad }));
  const file = {
    congress: '江南镇第十九届人民代表大会',
    meeting: '第四次会议',
    date: '2027-03-12',
    seats,
    contests: [contest(4, 2)],
  };
  writeFileSync(sitting, JSON.stringify(file));
  [browser, hall] = await Promise.all([openBrowser(), startWholeHall({ sitting, keypads: VOTERS.length })]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), hall?.stop()]);
  removeTempFolders();
});

test('a tie at the cut line stands in its band, its re-vote is a second round; a killed server leaves the picture and heals', async () => {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const { page: screen } = await openPage(context, `${hall.url}/screen#pin=${PINS.screen}`);
  const { page: desk } = await openPage(context, `${hall.url}/console#pin=${PINS.operator}`);
  const state = (): Promise<string> => read(desk, 'console-state');
  const moved = (from: string) => async (): Promise<boolean> => (await state()) !== from;
  const linkIsUp = (): boolean | undefined => hall.operator.view?.links.some(({ state: link }) => link === 'up');

  await desk.getByTestId('sign-in-start').click(PATIENT);
  hall.simulator.send({ type: 'signIn', keypads: VOTERS, withinMs: 200 });
  await expectText(screen, 'present', '8');
  await pressNext(desk, '冻结票决事项', moved('草案'));
  await expect.poll(linkIsUp, PATIENT).toBe(true);
  await pressNext(desk, '开始票决', moved(await state()));
  await expectText(screen, 'returned', '0');

  // Half the hall has voted when the server dies: the picture stays, a quiet mark says so, and it heals by itself.
  const first = [
    [1, 2],
    [1, 3],
    [1, 2],
    [1, 3],
  ].map((marks, i) => ({ id: i, keypad: i + 1, marks }));
  await hall.press(first);
  await expectText(screen, 'returned', '4');
  const restarted = hall.killAndRestartServer();
  await screen.getByTestId('link-lost').waitFor({ ...PATIENT, state: 'attached' });
  expect(await read(screen, 'returned')).toBe('4');
  await restarted;
  await screen.getByTestId('link-lost').waitFor({ ...PATIENT, state: 'detached' });
  await expectText(screen, 'returned', '4');
  const second = [[1, 2], [1, 3], [4], []].map((marks, i) => ({ id: 10 + i, keypad: i + 5, marks }));
  await hall.press(second);
  await expectText(screen, 'returned', '8');

  // 1: 6 votes, 2 and 3: 3 votes each for the one seat that is left, 4: 1.
  await pressNext(desk, '结束票决', moved(await state()));
  await screen.locator('[data-testid="result"][data-settled]').waitFor(PATIENT);
  expect(await Promise.all([1, 2, 3, 4].map((no) => read(screen, `row-${no}-votes`)))).toEqual(['6', '3', '3', '1']);
  expect(await Promise.all([1, 2, 3, 4].map((no) => read(screen, `row-${no}-status`)))).toEqual([
    '当选',
    '再票决',
    '再票决',
    '未当选',
  ]);
  expect(await Promise.all([2, 3].map((no) => read(screen, `row-${no}-rank`)))).toEqual(['并列2', '并列2']);
  expect((await read(screen, 'cut-runoff')).replaceAll(/\s/g, '')).toContain('以下2项并列，待再次票决（余1席）');
  expect(await screen.getByTestId('cut-afterRunoff').count()).toBe(1);

  // 再次票决: only the tied ones, under their own numbers, for the one seat.
  await expectText(desk, 'console-state', '已结束');
  await pressNext(desk, '公布结果', async () => (await read(screen, 'announced')) === '已公布');
  await pressNext(desk, '再次票决', async () => (await read(desk, 'console-next')) === '冻结票决事项');
  await pressNext(desk, '冻结票决事项', async () => (await read(desk, 'console-next')) === '开始票决');
  await pressNext(desk, '开始票决', async () => (await read(desk, 'console-next')) === '结束票决');
  await expectText(screen, 'returned', '0');
  const choices = screen
    .locator('[data-layer="front"] [data-testid="candidates"]')
    .locator(
      '[data-testid="candidate-2"], [data-testid="candidate-3"], [data-testid="candidate-1"], [data-testid="candidate-4"]',
    );
  await expect.poll(() => choices.count(), PATIENT).toBe(2);
  await hall.press(VOTERS.map((keypad) => ({ id: 20 + keypad, keypad, marks: [keypad <= 3 ? 2 : 3] })));
  await expectText(screen, 'returned', '8');
  await pressNext(desk, '结束票决', async () => (await screen.getByTestId('result').count()) > 0);
  await expectText(screen, 'row-3-votes', '5');
  await expectText(screen, 'row-2-votes', '3');
  await expectText(screen, 'row-3-status', '当选');
  await expectText(screen, 'row-2-status', '未当选');
  await context.close();
});
