import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MotionContest } from '@piaojue/contract/contest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violations, withAxe } from '../screens/axe.ts';
import { removeTempFolders, tempFolder } from '../system/harness/temp-folder.ts';
import { startWholeHall, WHOLE_HALL_PINS as PINS, type WholeHall } from '../system/harness/whole-hall.ts';
import { openBrowser, openPage } from './browser.ts';
import { expectText, PATIENT, read } from './hands.ts';

/** Pages as they stand in a hall for days: without a network outside, over a server that dies, with a snapshot that they can't draw. */
const TITLE = '关于预算的决议';
const CONTEST: MotionContest = {
  title: TITLE,
  kind: 'resolution',
  candidates: [{ no: 1, name: TITLE }],
  rules: {
    ...{ quorum: { num: 2, den: 3, strict: false }, rateBase: 'returned', press: 'last' },
    majority: { num: 1, den: 2, strict: true, base: 'all' },
  },
};
const DEPUTIES = [1, 2, 3, 4, 5];

let browser: Browser;
let hall: WholeHall;

beforeAll(async () => {
  const sitting = join(tempFolder(), 'sitting.json');
  const seats = DEPUTIES.map((keypad) => ({ name: `代表${keypad}`, keypad }));
  const title = { congress: '江南镇第十九届人民代表大会', meeting: '第四次会议', date: '2027-03-12' };
  writeFileSync(sitting, JSON.stringify({ ...title, seats, contests: [CONTEST] }));
  [browser, hall] = await Promise.all([openBrowser(), startWholeHall({ sitting, keypads: DEPUTIES.length })]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), hall?.stop()]);
  removeTempFolders();
});

/** A context that reaches this machine alone; whatever else is asked for is kept and refused. */
async function offline(
  language: 'zh-CN' | 'en',
  bypassCSP = false,
): Promise<{ context: BrowserContext; outside: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, bypassCSP });
  await context.addInitScript(`localStorage.setItem('piaojue.console.language', '${language}')`);
  const outside: string[] = [];
  await context.route(
    (url) => url.hostname !== '127.0.0.1',
    async (route) => {
      outside.push(route.request().url());
      await route.abort();
    },
  );
  return { context, outside };
}

/** Address, whose PIN (null: the form that asks for one), and the element that says that it is drawn. */
const PAGES = [
  ['/screen', null, '[data-testid=pin]'],
  ['/console', null, '[data-testid=pin]'],
  ['/monitor', null, '[data-testid=pin]'],
  ['/presiding', null, '[data-testid=pin]'],
  ['/projects', null, '[data-testid=pin]'],
  ['/setup', null, '[data-testid=pin]'],
  ['/console/health', null, '[data-testid=pin]'],
  ['/screen', PINS.screen, '.picture'],
  ['/screen', PINS.presidium, '.picture'],
  ['/console', PINS.operator, '[data-testid=console]'],
  ['/console/health', PINS.operator, '[data-testid=health]'],
  ['/projects', PINS.operator, '[data-testid=projects]'],
  ['/monitor', PINS.monitor, '[data-testid=officers]'],
  ['/presiding', PINS.presiding, '[data-testid=officers]'],
  ['/setup', PINS.operator, '[data-testid=setup]'],
] as const;

test.each(['zh-CN', 'en'] as const)(
  'every page, %s: nothing is asked for outside of this machine, its own face is there, axe finds nothing',
  async (language) => {
    const { context, outside } = await offline(language);
    await Promise.all(
      [0, 1].map((half) =>
        look(
          context,
          PAGES.filter((_, at) => at % 2 === half),
        ),
      ),
    );
    expect(outside).toEqual([]);
    await context.close();
  },
);

/** What is wrong with each of these pages: `page: what`. */
async function look(context: BrowserContext, pages: readonly (typeof PAGES)[number][]): Promise<string[]> {
  const found: string[] = [];
  for (const [address, pin, drawn] of pages) {
    const { page, faults } = await openPage(context, `${hall.url}${address}${pin === null ? '' : `#pin=${pin}`}`);
    await page.locator(drawn).first().waitFor(PATIENT);
    const faces = await page.evaluate<string[]>(
      `document.fonts.ready.then(() => [...document.fonts].map(({ status }) => status))`,
    );
    await withAxe(page);
    const wrong = [
      ...(faces.includes('loaded') && !faces.includes('error') ? [] : ['its face is not there']),
      ...(await violations(page)),
      ...faults,
    ];
    found.push(...wrong.map((what) => `${address} ${pin ?? 'asks for a PIN'}: ${what}`));
    await page.close();
  }
  return found;
}

test('what is wrong with a page is found: a request outside, a button without a name, pale text, a document without a language', async () => {
  // The headers alone would stop the request, before anybody could see it.
  const { context, outside } = await offline('zh-CN', true);
  const { page, faults } = await openPage(context, `${hall.url}/console#pin=${PINS.operator}`);
  await page.getByTestId('console').waitFor(PATIENT);
  await page.evaluate(`{
    const main = document.querySelector('main');
    main.insertAdjacentHTML('afterbegin', '<button></button><p style="color: #bbb; background: #fff">票决</p>');
    document.documentElement.removeAttribute('lang');
    fetch('http://192.0.2.1/font.woff2').catch(() => undefined);
  }`);
  await withAxe(page);
  const rules = (await violations(page)).map((violation) => violation.slice(0, violation.indexOf(' ')));
  expect(rules).toEqual(expect.arrayContaining(['button-name', 'color-contrast', 'html-has-lang']));
  await expect.poll(() => outside, PATIENT).toEqual(['http://192.0.2.1/font.woff2']);
  expect(faults.join()).toContain('192.0.2.1');
  await context.close();
});

test('a server that is killed leaves each page its last picture, marked; each heals by itself, and a late screen has the final frame', async () => {
  const { operator } = hall;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const open = async (path: string, pin: string): Promise<Page> =>
    (await openPage(context, `${hall.url}${path}#pin=${pin}`)).page;
  const [screen, presidium, desk, presiding, monitor] = await Promise.all([
    open('/screen', PINS.screen),
    open('/screen', PINS.presidium),
    open('/console', PINS.operator),
    open('/presiding', PINS.presiding),
    open('/monitor', PINS.monitor),
  ]);
  const pages = { screen, presidium, desk, presiding, monitor };
  const links = async (): Promise<(string | null)[]> =>
    await Promise.all(
      Object.values(pages).map((page) => page.locator('[data-link]').first().getAttribute('data-link', PATIENT)),
    );
  const all = (state: string): string[] => Object.keys(pages).map(() => state);
  await expect.poll(links, PATIENT).toEqual(all('live'));

  await operator.command('signIn:start', {});
  hall.simulator.send({ type: 'signIn', keypads: DEPUTIES, withinMs: 100 });
  await operator.until('five deputies', ({ signIn }) => signIn.present === 5, 30_000);
  const roundId = operator.view?.current?.round.id ?? 0;
  await operator.command('round:ready', { roundId });
  await operator.until('a receiver', (view) => view.links.some(({ state }) => state === 'up'), 30_000);
  await operator.command('round:open', { roundId });
  await hall.press([1, 2, 3].map((keypad) => ({ id: keypad, keypad, marks: [[1, 1]] })));
  const figures = async (): Promise<string[]> => [
    await read(screen, 'returned'),
    await read(presidium, 'returned'),
    await read(desk, 'console-returned'),
  ];
  await expect.poll(figures, PATIENT).toEqual(['3', '3', '3']);
  await expect.poll(() => presiding.locator('body').innerText(), PATIENT).toContain('已收到3张');

  const restarted = hall.killAndRestartServer();
  await expect.poll(links, PATIENT).toEqual(all('lost'));
  // No form, no empty page: the last picture, and a line that it is not live.
  expect(await figures()).toEqual(['3', '3', '3']);
  for (const [page, id] of [
    [screen, 'link-lost'],
    [presidium, 'link-lost'],
    [presiding, 'officers-lost'],
    [monitor, 'officers-lost'],
  ] as const)
    expect(await page.getByTestId(id).count(), id).toBe(1);
  await expect.poll(() => desk.getByTestId('console-link').getAttribute('data-state'), PATIENT).toBe('lost');
  await restarted;
  await expect.poll(links, PATIENT).toEqual(all('live'));
  await expect.poll(figures, PATIENT).toEqual(['3', '3', '3']);
  for (const page of [screen, presidium, presiding, monitor])
    expect(await page.locator('[data-testid="link-lost"], [data-testid="officers-lost"]').count()).toBe(0);

  await hall.press([4, 5].map((keypad) => ({ id: 10 + keypad, keypad, marks: [[1, 2]] })));
  await expect.poll(figures, PATIENT).toEqual(['5', '5', '5']);
  await operator.command('round:close', { roundId });
  await screen.locator('[data-testid="result"][data-settled]').waitFor(PATIENT);
  const late = await open('/screen', PINS.screen);
  await late.getByTestId('result').waitFor(PATIENT);
  expect(await late.evaluate('document.getAnimations().length')).toBe(0);
  expect(await late.getByTestId('result').getAttribute('data-settled')).not.toBeNull();
  const shown = async (page: Page): Promise<string> => (await page.getByTestId('result').first().innerText()).trim();
  expect(await shown(late)).toBe(await shown(screen));
  await context.close();
});

test('a snapshot that can not be drawn leaves the last picture, is counted for the desk, and is forgotten with the next', async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  let breaks = false;
  await context.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      const text = message.toString();
      socket.send(breaks && text.includes('"screen:snapshot"') ? withoutFigures(text) : message);
    });
  });
  const page = await context.newPage();
  await page.goto(`${hall.url}/screen#pin=${PINS.screen}`);
  await page.getByTestId('result').waitFor(PATIENT);
  const before = (await page.getByTestId('result').innerText()).trim();
  breaks = true;
  await page.getByTestId('page-fault').waitFor(PATIENT);
  expect((await page.getByTestId('result').first().innerText()).trim()).toBe(before);
  const counted = ({ page: name, kind, count }: { page: string; kind: string; count: number }): boolean =>
    name === 'screen' && kind === 'render' && count > 0;
  await hall.operator.until('the fault', ({ health }) => health.pageFaults.some(counted), 30_000);
  breaks = false;
  await page.getByTestId('page-fault').waitFor({ ...PATIENT, state: 'detached' });
  await expectText(page, 'result', before.replaceAll('\n', ''));
  await context.close();
});

/** The picture of the result with all that it says of the result taken out, as a server with another contract might send it. */
function withoutFigures(frame: string): string {
  const at = frame.indexOf('[');
  const [event, snapshot] = JSON.parse(frame.slice(at)) as [string, { picture: { kind: string } }];
  return `${frame.slice(0, at)}${JSON.stringify([event, { ...snapshot, picture: { kind: snapshot.picture.kind } }])}`;
}
