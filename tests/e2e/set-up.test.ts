import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProfileView } from '@piaojue/contract/profile';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeTempFolders, tempFolder } from '../system/harness/temp-folder.ts';
import { startWholeHall, WHOLE_HALL_PINS as PINS, type WholeHall } from '../system/harness/whole-hall.ts';
import { openBrowser, openPage } from './browser.ts';
import { PATIENT, read } from './hands.ts';
import { handleWrongly, openTab, press, secondLook, tabTo, type } from './keyboard.ts';

/** What is set up before a sitting: tables are imported, a vote is made by a profile that was changed for this hall. */
const ROLL = ['张三', '李四', '王五', '赵六'];
let browser: Browser;
let hall: WholeHall;
let folder: string;

beforeAll(async () => {
  folder = tempFolder();
  const sitting = join(folder, 'sitting.json');
  const seats = [1, 2, 3].map((keypad) => ({ name: `代表${keypad}`, keypad }));
  const title = { congress: '江南镇第十九届人民代表大会', meeting: '第四次会议', date: '2027-03-12' };
  writeFileSync(sitting, JSON.stringify({ ...title, seats }));
  [browser, hall] = await Promise.all([openBrowser(), startWholeHall({ sitting, keypads: 4 })]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), hall?.stop()]);
  removeTempFolders();
});

test('tables in a dry run, with each fault at its row; an agenda and candidates are taken; a changed profile is a new version', async () => {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const { page, faults } = await openPage(context, `${hall.url}/console#pin=${PINS.operator}`);
  await page.getByTestId('console').waitFor(PATIENT);
  // From now on the browser's own dialogue is kept away, also before each chooser is waited for.
  page.on('filechooser', () => undefined);
  await openTab(page, 'tab-import');

  // A roll with two faults: both are told, and the hall's roll is as it was.
  await choose(page, 'roll.csv', '表决器,姓名\n1,张三\n十二,李四\n1,王五\n');
  await expect.poll(() => read(page, 'import-fault-0'), PATIENT).toMatch(/^3\s*表决器.*十二$/s);
  expect(await page.locator('[data-testid^="import-fault-"]').count()).toBe(2);
  expect(await page.getByTestId('import-take').count()).toBe(0);
  expect(hall.operator.view?.signIn.all).toBe(3);

  // Corrected, it is taken as a whole, with the deputy who came by it.
  await choose(page, 'roll.csv', '表决器,姓名\n1,张三\n2,李四\n3,王五\n4,赵六\n');
  await expect.poll(() => read(page, 'import-take'), PATIENT).toContain('4 个座位');
  await press(page, 'import-take');
  await page.getByTestId('import-taken').waitFor(PATIENT);
  await expect.poll(() => hall.operator.view?.seats.map(({ name }) => name), PATIENT).toEqual(ROLL);

  // An agenda without a fault waits for a second look, then it stands.
  await tabTo(page, 'import-kind');
  await page.keyboard.press('ArrowLeft');
  await choose(page, 'agenda.csv', '议程,类型\n第一次全体会议,全体会议\n政府工作报告,报告\n民生实事项目票决,票决\n');
  await page.getByTestId('import-clean').waitFor(PATIENT);
  expect(hall.operator.view?.agenda.items).toEqual([]);
  await press(page, 'import-take');
  await page.getByTestId('import-taken').waitFor(PATIENT);
  await expect
    .poll(() => hall.operator.view?.agenda.items.map(({ title }) => title), PATIENT)
    .toEqual(['第一次全体会议', '政府工作报告', '民生实事项目票决']);

  // Candidates go into the form, with those that were cut.
  await tabTo(page, 'import-kind');
  await page.keyboard.press('ArrowLeft');
  await choose(
    page,
    'candidates.csv',
    '名称,责任单位,结果,理由\n桥,交通办,候选,\n路,交通办,候选,\n亭,文化站,不列入,用地未批\n',
  );
  await press(page, 'import-take');
  expect(await page.getByTestId('contest-name-1').inputValue()).toBe('路');
  await page.getByTestId('contest-screened').waitFor(PATIENT);
  await type(page, 'contest-title', '民生实事项目票决');

  // The township's profile with a clock that closes is its second version, and the vote is made by it.
  await tabTo(page, 'profile-choice');
  await chooseOption(page, 'profile-choice', '乡镇民生实事项目票决（第 1 版）');
  await chooseOption(page, 'contest-clock', '计时，到时自动结束');
  await press(page, 'profile-next-version');
  await expect.poll(() => read(page, 'profile-said'), PATIENT).toContain('第 2 版');
  await press(page, 'contest-save');
  await page.getByTestId('contest-saved').waitFor(PATIENT);
  const profiles = (await (await hall.operator.get('/api/profiles')).json()) as ProfileView[];
  expect(profiles.find(({ id }) => id === 'township')).toMatchObject({
    version: 2,
    rules: { clock: { seconds: 120, closes: true } },
  });
  await expect
    .poll(() => hall.operator.view?.agenda.items.at(-1)?.contest, PATIENT)
    .toEqual({ kind: 'selection', candidates: 2 });
  expect(faults.filter((fault) => !fault.includes('400'))).toEqual([]);
  await context.close();
});

const titles = (): readonly string[] => hall.operator.view?.agenda.items.map(({ title }) => title) ?? [];
const idOf = (title: string): string => {
  const item = hall.operator.view?.agenda.items.find((one) => one.title === title);
  if (item === undefined) throw new Error(`expected an item ${title} on the agenda, got ${titles().join(', ')}`);
  return item.id;
};

test('the agenda is put in order before the sitting: an item is moved, gets another title, and is dropped, by keyboard', async () => {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  const { page, faults } = await openPage(context, `${hall.url}/console#pin=${PINS.operator}`);
  await page.getByTestId('agenda').waitFor(PATIENT);
  for (const title of ['听取报告', '书面报告', '休息']) await addItem(page, title);
  const others = titles().slice(0, -3);

  const report = idOf('听取报告');
  await press(page, `item-${report}-open`);
  await press(page, `item-${report}-down`);
  await expect.poll(titles, PATIENT).toEqual([...others, '书面报告', '听取报告', '休息']);
  await press(page, `item-${report}-up`);
  await expect.poll(titles, PATIENT).toEqual([...others, '听取报告', '书面报告', '休息']);

  await press(page, `item-${report}-change`);
  await type(page, `change-${report}-title`, '听取政府工作报告');
  await type(page, `change-${report}-presenter`, '镇长 王建国');
  await press(page, `change-${report}-save`);
  await expect.poll(titles, PATIENT).toEqual([...others, '听取政府工作报告', '书面报告', '休息']);
  await expect.poll(() => read(page, `item-${report}`), PATIENT).toContain('镇长 王建国');
  // What was saved closes its form.
  await page.getByTestId(`change-item-${report}`).waitFor({ ...PATIENT, state: 'detached' });

  const written = idOf('书面报告');
  await press(page, `item-${written}-open`);
  await handleWrongly(page, `item-${written}-drop`);
  expect(titles()).toContain('书面报告');
  await secondLook(page, `item-${written}-drop`, async () => (await page.getByTestId(`item-${written}`).count()) === 0);
  await expect.poll(titles, PATIENT).toEqual([...others, '听取政府工作报告', '休息']);
  expect(faults).toEqual([]);
  await context.close();
});

async function addItem(page: Page, title: string): Promise<void> {
  await press(page, 'agenda-add');
  await type(page, 'new-item-title', title);
  await press(page, 'new-item-save');
  await expect.poll(titles, PATIENT).toContain(title);
}

test('keys of the desk: F1 opens the card of keys and closes it, F5 loads nothing anew; a deputy is found by initials and opened', async () => {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  const { page, faults } = await openPage(context, `${hall.url}/console#pin=${PINS.operator}`);
  await page.getByTestId('console').waitFor(PATIENT);
  // A browser without a window has no shortcuts of its own: what the page leaves to it is what would load anew.
  await page.evaluate(
    'window.left = []; window.addEventListener("keydown", (event) => event.defaultPrevented || left.push(event.key))',
  );
  for (const key of ['F1', 'F5', 'F6']) await page.keyboard.press(key);
  expect(await page.evaluate('left')).toEqual(['F6']);
  await page.getByTestId('help-card').waitFor(PATIENT);
  await page.keyboard.press('F1');
  await page.getByTestId('help-card').waitFor({ ...PATIENT, state: 'detached' });
  await page.keyboard.press('F1');
  await page.keyboard.press('Escape');
  await page.getByTestId('help-card').waitFor({ ...PATIENT, state: 'detached' });

  // What the hall sees: F8 is the title at once, F7 what the preview shows; a key that an input method is given is neither.
  const shows = () => hall.operator.view?.screens.hall.view.picture.kind;
  const free = () => page.getByTestId('show-agenda').isEnabled();
  await press(page, 'show-agenda');
  await expect.poll(shows, PATIENT).toBe('agenda');
  await expect.poll(free, PATIENT).toBe(true);
  await page.evaluate(
    `window.dispatchEvent(new KeyboardEvent('keydown', { key: 'F8', isComposing: true, bubbles: true, cancelable: true }))`,
  );
  await page.waitForTimeout(700);
  expect(shows()).toBe('agenda');
  await page.keyboard.press('F8');
  await expect.poll(shows, PATIENT).toBe('idle');
  await expect.poll(free, PATIENT).toBe(true);
  const next = hall.operator.view?.screens.hall.nextShow;
  expect(next).not.toBeNull();
  expect(next?.picture).not.toBe('idle');
  // Keys pressed right after a change of the picture are nobody's: an operator presses again.
  const pressed = async () => {
    await page.keyboard.press('F7');
    return shows();
  };
  await expect.poll(pressed, { ...PATIENT, interval: 700 }).not.toBe('idle');

  // The list is the map's twin for whoever has no mouse: the same seats in the same order, and what may be done for each.
  await openTab(page, 'tab-seats');
  expect(await page.getByTestId('seat-map').locator('rect[data-state]').count()).toBe(ROLL.length);
  for (const keypad of ROLL.keys()) await tabTo(page, `seat-${keypad + 1}-act`);
  await type(page, 'seats-search', 'zl');
  await expect.poll(() => page.locator('[data-testid^="seat-"][data-testid$="-act"]').count(), PATIENT).toBe(1);
  await press(page, 'seat-4-act');
  await expect.poll(() => read(page, 'seat-actions'), PATIENT).toContain('赵六');
  await press(page, 'seat-close');
  await page.getByTestId('seat-actions').waitFor({ ...PATIENT, state: 'detached' });
  expect(faults).toEqual([]);
  await context.close();
});

/** Chooses a file of this text by the keyboard; the browser's own dialogue is not a page. */
async function choose(page: Page, name: string, text: string): Promise<void> {
  const path = join(folder, name);
  writeFileSync(path, text);
  await tabTo(page, 'import-choose');
  const [chooser] = await Promise.all([page.waitForEvent('filechooser', PATIENT), page.keyboard.press('Enter')]);
  await chooser.setFiles(path);
}

/** An option of a list by its label, with the arrows. */
async function chooseOption(page: Page, id: string, label: string): Promise<void> {
  await tabTo(page, id);
  const options = await page
    .getByTestId(id)
    .locator('option')
    .evaluateAll((all) =>
      all
        .map((one) => one as unknown as { label: string; selected: boolean })
        .map(({ label: text, selected }) => ({ text, selected })),
    );
  const wanted = options.findIndex(({ text }) => text === label);
  if (wanted < 0) throw new Error(`expected the option ${label}, got ${options.map(({ text }) => text).join(', ')}`);
  const steps = wanted - options.findIndex(({ selected }) => selected);
  for (let step = 0; step < Math.abs(steps); step += 1) await page.keyboard.press(steps > 0 ? 'ArrowDown' : 'ArrowUp');
  await expect.poll(() => page.getByTestId(id).locator('option:checked').innerText(), PATIENT).toBe(label);
}
