import type { BrowserContext, CDPSession, Page, Request } from 'playwright-core';
import { MARK } from '../secrecy/served-lab.ts';

/** What somebody who looks at a page has at one moment: its document, what it was told and said since the last, and its picture. */
export interface Sight {
  readonly dom: string;
  readonly messages: readonly string[];
  readonly picture: Buffer | undefined;
}

/** Chance of a page from a seed, so that the ids which a component draws are the same in each run. */
const SEEDED_CHANCE = `{
  let seed = 20261124;
  Math.random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}`;

/** With what was typed and chosen, which the text of a document leaves out. */
const DOCUMENT = `document.documentElement.outerHTML + [...document.querySelectorAll('input, select, textarea')]
  .map((field) => '\\n' + field.value + ' ' + field.checked).join('')`;

/** Pulses of the link, which come by the time of the machine, and the id that engine and socket draw for a connection. */
const isPulse = (frame: string): boolean => frame === '2' || frame === '3';
const withoutId = (frame: string): string =>
  /^(0\{|40)/.test(frame) ? frame.replace(/"sid":"[^"]*"/, '"sid":""') : frame;

/**
 * A page whose time and chance are the test's. All of its messages are kept, HTTP and WebSocket, both ways; left out are only the pulse
 * of the link and the id of a connection.
 */
export class ToldPage {
  readonly page: Page;
  readonly #messages: string[] = [];
  readonly #answers: string[] = [];
  #marked = 0;
  #devtools: CDPSession | undefined;
  #asking = 0;

  private constructor(page: Page) {
    this.page = page;
    page.on('websocket', (socket) => {
      const keep =
        (way: string) =>
        ({ payload }: { payload: string | Buffer }) => {
          const frame = payload.toString();
          const mark = new RegExp(`"${MARK}",(\\d+)`).exec(frame);
          if (mark) this.#marked = Number(mark[1]);
          else if (!isPulse(frame)) this.#messages.push(`${way} ${withoutId(frame)}`);
        };
      socket.on('framereceived', keep('told'));
      socket.on('framesent', keep('said'));
    });
    page.on('request', () => (this.#asking += 1));
    page.on('requestfailed', () => (this.#asking -= 1));
    page.on('requestfinished', (request) => void this.#answered(request));
  }

  async #answered(request: Request): Promise<void> {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/api/')) {
      const answer = await request.response();
      const body = await answer?.text();
      this.#answers.push(`${request.method()} ${pathname} ${request.postData() ?? ''}: ${answer?.status()} ${body}`);
    }
    this.#asking -= 1;
  }

  /** A page of a context whose clock stands. */
  static async open(context: BrowserContext, url: string): Promise<ToldPage> {
    const page = await context.newPage();
    await page.addInitScript(SEEDED_CHANCE);
    const told = new ToldPage(page);
    await page.goto(url);
    return told;
  }

  /** Everything that was sent to the page before this mark is there, and nothing is asked for any more. */
  async heard(mark: number): Promise<void> {
    await until(() => this.#marked === mark, `mark ${mark}`);
    await this.rest();
  }

  /** Does something on the page, and waits for what comes of it. */
  async does(script: string): Promise<void> {
    await this.page.evaluate(script);
    await this.rest();
  }

  /** A page draws in turns of its own: it rests when it looks the same in two turns, with no request open. */
  async rest(): Promise<void> {
    let former = '';
    await until(async () => {
      const before = former;
      former = await this.page.evaluate<string>(
        `new Promise((turn) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = () => turn(${DOCUMENT}); port2.postMessage(0); })`,
      );
      return this.#asking === 0 && former === before;
    }, 'the page at rest');
  }

  /** What came before the vote holds nothing of it. */
  forget(): void {
    this.#messages.length = 0;
    this.#answers.length = 0;
  }

  /** All running animations at their end; PNG. */
  async #picture(): Promise<Buffer> {
    this.#devtools ??= await this.page.context().newCDPSession(this.page);
    const shot = await this.#devtools.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true });
    return Buffer.from(shot.data, 'base64');
  }

  async sight(withPicture: boolean): Promise<Sight> {
    const messages = [...this.#messages.splice(0), ...this.#answers.splice(0)];
    const dom = await this.page.evaluate<string>(DOCUMENT);
    return { dom, messages, picture: withPicture ? await this.#picture() : undefined };
  }
}

async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + 30_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`expected ${what}, waited 30 s for it`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
