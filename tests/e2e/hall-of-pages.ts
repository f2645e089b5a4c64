import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Contest } from '@piaojue/contract/contest';
import { ballotOf, type Mark } from '@piaojue/firmware-protocol/marks';
import { decodePaper } from '@piaojue/firmware-protocol/paper';
import type { Browser } from 'playwright-core';
import { LabHall } from '../secrecy/lab-hall.ts';
import { withSeededCrypto } from '../secrecy/seeded-crypto.ts';
import { LAB_PINS, serveLab, type Tamper } from '../secrecy/served-lab.ts';
import { tempFolder } from '../system/harness/temp-folder.ts';
import { type Sight, ToldPage } from './told-page.ts';

/** A vote as it is cast: who presses when is the same in each world, what they press is not. */
export interface PagesWorld {
  readonly contest: Contest;
  /** Marks by slot that stand at the end. */
  readonly final: readonly (readonly Mark[])[];
  /** What the first presses before he changes his mind. */
  readonly earlier: readonly Mark[];
  /** A server with a leak; knows the votes of this world. */
  readonly tamper?: Tamper;
  /** A page with a leak: runs in the console before each look. */
  readonly script?: string;
  /** The last moment that is looked at; absent: the result. */
  readonly until?: Moment;
}

/** From the opening to the result. In some of them pictures are taken too; what is drawn follows from document and style alone. */
const MOMENTS = ['open', 'one pressed', 'half pressed', 'one changed', 'all pressed', 'closing', 'result'] as const;
export type Moment = (typeof MOMENTS)[number];
const PICTURED: ReadonlySet<Moment> = new Set<Moment>(['one changed', 'closing', 'result']);

/** What was seen at each moment on each page: `moment / page`. */
export type Sights = ReadonlyMap<string, Sight>;

/** The tabs of the console that say something of a vote that goes on. */
const DESK_TABS = ['seats', 'result', 'links', 'record'] as const;
const SECOND = 1000;
/** A tick of the turnout, and the time in which its snapshot leaves. */
const STEP = 1200;
const EMPTY = Buffer.alloc(0);
const seededKey = (keypad: number): Uint8Array =>
  new Uint8Array(createHash('sha256').update(`device ${keypad}`).digest().subarray(0, 16));

/** One vote in a hall with all its pages open, up to the result. */
export async function seeVote(browser: Browser, world: PagesWorld, folder = tempFolder()): Promise<Sights> {
  return await withSeededCrypto('pages of two worlds', async () => {
    const keypads = world.final.map((_, slot) => slot + 1);
    const lab = new LabHall({
      ...{ folder: join(folder, 'hall'), keypads, deviceKey: seededKey },
      sid: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
    });
    await lab.start();
    await lab.order('signIn:start', {});
    await lab.signIn(...keypads);
    await lab.later(SECOND);
    const served = await serveLab(lab, world.tamper);
    const context = await browser.newContext({
      viewport: { width: 1280, height: 720 },
      reducedMotion: 'reduce',
      timezoneId: 'Asia/Shanghai',
    });
    await context.clock.install({ time: lab.now });
    await context.clock.pauseAt(lab.now);
    const sights = new Map<string, Sight>();
    try {
      const open = async (path: string, role: keyof typeof LAB_PINS) =>
        await ToldPage.open(context, `${served.url}${path}#pin=${LAB_PINS[role]}`);
      let marks = 0;
      const pages: Record<string, ToldPage> = {};
      const all = (): ToldPage[] => Object.values(pages);
      // One after the other: who comes second is told of another number of pages than who came first.
      const arrives = async (name: string, path: string, role: keyof typeof LAB_PINS): Promise<void> => {
        const page = await open(path, role);
        pages[name] = page;
        await page.page.locator('[data-link="live"]').first().waitFor();
        served.mark((marks += 1));
        for (const each of all()) await each.heard(marks);
      };
      const second = async (): Promise<void> => {
        await lab.later(STEP);
        served.mark((marks += 1));
        await Promise.all(all().map((page) => page.heard(marks)));
        await context.clock.runFor(STEP);
        await Promise.all(all().map((page) => page.rest()));
      };
      const look = async (moment: Moment): Promise<boolean> => {
        const pictured = PICTURED.has(moment);
        const { desk, ...others } = pages;
        await Promise.all(
          Object.entries(others).map(async ([name, page]) =>
            sights.set(`${moment} / ${name}`, await page.sight(pictured)),
          ),
        );
        if (!desk) return true;
        for (const tab of DESK_TABS) {
          await desk.does(`document.querySelector('[data-testid="tab-${tab}"]').click()`);
          if (world.script) await desk.does(world.script);
          sights.set(`${moment} / desk, ${tab}`, await desk.sight(pictured && tab === 'seats'));
        }
        return moment === world.until;
      };

      await arrives('hall screen', '/screen', 'screen');
      await arrives('presidium screen', '/screen', 'presidium');
      await arrives('desk', '/console', 'operator');
      await arrives('presiding officer', '/presiding', 'presiding');
      await arrives('monitor', '/monitor', 'monitor');
      for (const page of all()) page.forget();
      const round = await lab.order('contest:import', { contest: world.contest });
      await lab.order('round:ready', { roundId: round });
      await lab.order('round:open', { roundId: round });
      await second();
      if (await look('open')) return sights;

      const decoded = decodePaper(lab.paperOf(round));
      if (!decoded.ok) throw new Error(`the paper does not decode: ${decoded.error}`);
      const { paper } = decoded.value;
      const press = async (slot: number, given: readonly Mark[] = world.final[slot] ?? []): Promise<void> =>
        await lab.send(lab.seal(slot + 1, round, lab.paperOf(round), ballotOf(paper, given)));
      await press(0, world.earlier);
      await second();
      if (await look('one pressed')) return sights;
      const half = Math.ceil(keypads.length / 2);
      for (let slot = 1; slot < half; slot += 1) await press(slot);
      await second();
      if (await look('half pressed')) return sights;
      await press(0);
      await second();
      if (await look('one changed')) return sights;
      for (let slot = half; slot < keypads.length; slot += 1) await press(slot);
      await second();
      if (await look('all pressed')) return sights;
      lab.life.gateway.answersDrain = false;
      await lab.order('round:close', { roundId: round });
      await second();
      if (lab.state(round) !== 'closing')
        throw new Error(`expected the round to be closing, it is ${lab.state(round)}`);
      if (await look('closing')) return sights;
      await lab.rest(round, 'closed');
      await second();
      await look('result');
    } finally {
      await context.close();
      await served.close();
      await lab.stop();
    }
    return sights;
  });
}

/** Where two worlds look different: `moment / page: what`, in the order in which it was seen. */
export function differencesSeen(a: Sights, b: Sights): string[] {
  return [...a].flatMap(([where, one]) => {
    const other = b.get(where);
    if (!other) return [`${where}: in one of them only`];
    const messages = Math.max(one.messages.length, other.messages.length);
    const at = Array.from({ length: messages }, (_, i) => i).find((i) => one.messages[i] !== other.messages[i]);
    return [
      ...(at === undefined
        ? []
        : [`${where}: message ${at}: ${firstDifference(one.messages[at] ?? '', other.messages[at] ?? '')}`]),
      ...(one.dom === other.dom ? [] : [`${where}: document: ${firstDifference(one.dom, other.dom)}`]),
      // The same pixels are the same bytes: one browser wrote both.
      ...((one.picture?.equals(other.picture ?? EMPTY) ?? true) ? [] : [`${where}: picture`]),
    ];
  });
}

function firstDifference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const part = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 60), at + 60));
  return `${part(one)} against ${part(other)}`;
}
