import { mkdirSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { signOn } from '@piaojue/server/cli/hall-client';
import { stopAll } from '@piaojue/server/cli/processes';
import { RehearsalHall } from '@piaojue/server/cli/rehearsal-hall';
import type { Browser } from 'playwright-core';
import { io, type Socket } from 'socket.io-client';
import { openBrowser } from '../e2e/browser.ts';
import { benchContest } from './bench-contest.ts';
import { milliseconds, processorMs } from './figures.ts';
import { deskCost } from './screens/desk-cost.ts';
import { type Painted, WatchedScreen } from './screens/watched-screen.ts';

/**
 * The hall's page in a real browser before a real hall of 3,000 keypads: from the order to close to painted figures, the
 * frames of the storyboard, and what fifty screens cost the server.
 */
const VOTERS = 3000;
const ROUNDS = 10;
const FRAMES_ROUNDS = 3;
const SCREENS = 50;
/** A frame that the eye sees as a jerk, and one that everybody sees (SCREENS: at most 5 %, none). */
const LATE_FRAME_MS = 34;
const LOST_FRAME_MS = 100;
/** Over this time 3,000 ballots come in while the cost of screens is measured. s. */
const ROUND_S = 15;

export async function benchScreens(folder: string): Promise<void> {
  const home = join(folder, 'screens');
  mkdirSync(home);
  const roll = { title: 'bench', all: VOTERS, present: VOTERS };
  const hall = await RehearsalHall.start(
    {
      ...{ receivers: 4, channels: 4, gateways: 1, driver: 'line', baud: 921_600 },
      ...{ faults: '', air: [], seed: 1, quiet: true },
    },
    roll,
    home,
  );
  const browser = await openBrowser();
  try {
    await hall.signIn(roll);
    const screen = await WatchedScreen.open(browser, hall.url, hall.pins.screen);
    console.log(`drawn by: ${await screen.renderer()}; load ${loadavg()[0]?.toFixed(1)} on ${cpus().length} cores`);
    await closeToPaint(hall, screen);
    await frames(hall, screen, 1920, 1080);
    await frames(hall, screen, 3840, 2160);
    await screen.size(1280, 720);
    await fanOut(hall, screen);
    await seatMap(hall, screen, browser);
  } finally {
    hall.operator.close();
    await browser.close();
    await stopAll();
  }
}

/** One round of all keypads. Resolves before the close. */
async function filled(hall: RehearsalHall, candidates: number, perSecond: number): Promise<number> {
  const round = await hall.open(benchContest(candidates));
  const presses = Array.from({ length: VOTERS }, (_, id) => ({
    id,
    keypad: id + 1,
    marks: [1 + (id % candidates), 1 + ((id * 7 + 3) % candidates)].filter((no, i, all) => all.indexOf(no) === i),
  }));
  await hall.press(presses, perSecond, () => undefined);
  await hall.operator.until('all ballots', ({ current }) => current?.returned === VOTERS, 30_000);
  return round;
}

interface Closed extends Painted {
  readonly ordered: number;
  /** From the order until the ballots were counted again by the record, as the server's own clock has it. ms. */
  readonly recountMs: number;
}

async function closed(hall: RehearsalHall, screen: WatchedScreen, round: number): Promise<Closed> {
  await screen.arm();
  const ordered = performance.timeOrigin + performance.now();
  const [, painted] = await Promise.all([hall.close(round), screen.result()]);
  return { ...painted, ordered, recountMs: painted.arrived - ordered };
}

async function closeToPaint(hall: RehearsalHall, screen: WatchedScreen): Promise<void> {
  const candidates = 60;
  await screen.size(1920, 1080);
  const runs: Closed[] = [];
  // The first one warms up the compiler, in the page as well.
  for (let i = 0; i <= ROUNDS; i++) {
    const round = await filled(hall, candidates, 3000);
    const run = await closed(hall, screen, round);
    if (i > 0) runs.push(run);
  }
  const what = `${VOTERS} ballots, ${candidates} candidates`;
  milliseconds(
    `order to close → snapshot with the result in the page (drain, count, count again), ${what}`,
    runs.map(({ recountMs }) => recountMs),
    'none',
  );
  milliseconds(
    `snapshot in the page → first painted figures`,
    runs.map(({ arrived, painted }) => painted - arrived),
    '≤ 150 ms',
  );
  milliseconds(
    `snapshot in the page → figures at full opacity`,
    runs.map(({ arrived, full }) => full - arrived),
    '≤ 150 ms',
  );
  milliseconds(
    `order to close → first painted figures`,
    runs.map(({ ordered, painted }) => painted - ordered),
    '≤ 150 ms',
  );
  console.log(`snapshot with the result: ${Math.round((runs[0]?.bytes ?? 0) / 1000)} kB`);
}

async function frames(hall: RehearsalHall, screen: WatchedScreen, width: number, height: number): Promise<void> {
  await screen.size(width, height);
  const all: number[] = [];
  for (let i = 0; i < FRAMES_ROUNDS; i++) {
    const round = await filled(hall, 12, 3000);
    all.push(...(await closed(hall, screen, round)).intervals);
  }
  milliseconds(`between frames of the storyboard, 12 rows, ${width} × ${height}`, all, 'none');
  const late = all.filter((ms) => ms > LATE_FRAME_MS).length;
  const lost = all.filter((ms) => ms > LOST_FRAME_MS).length;
  console.log(
    `   over ${LATE_FRAME_MS} ms: ${((100 * late) / all.length).toFixed(1)} % (aim ≤ 5 %); over ${LOST_FRAME_MS} ms: ${lost} (aim 0); worst ${Math.max(...all).toFixed(0)} ms`,
  );
}

/** The same round twice, with one screen and with fifty more: what they cost the server's process. */
async function fanOut(hall: RehearsalHall, screen: WatchedScreen): Promise<void> {
  const token = await signOn(hall.url, hall.pins.screen);
  const shares: number[] = [];
  const got: number[] = [];
  for (const screens of [0, SCREENS]) {
    let snapshots = 0;
    const sockets = Array.from({ length: screens }, () => oneScreen(hall.url, token, () => snapshots++));
    await Promise.all(sockets.map(connected));
    await sleep(1000);
    const before = { at: performance.now(), cpu: processorMs(hall.serverPid) };
    const round = await filled(hall, 60, VOTERS / ROUND_S);
    await closed(hall, screen, round);
    shares.push((processorMs(hall.serverPid) - before.cpu) / (performance.now() - before.at));
    got.push(snapshots);
    for (const socket of sockets) socket.disconnect();
  }
  const [alone = 0, withAll = 0] = shares;
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  console.log(
    `${percent(withAll - alone).padStart(8)} of a core for ${SCREENS} screens more through a round of ${VOTERS} ballots in ${ROUND_S} s (aim < 10 %): ${percent(withAll)} with them, ${percent(alone)} without; ${(got[1] ?? 0) / SCREENS} snapshots each`,
  );
}

/** The operator's page through a round, with all seats before him and, beside it, with another tab. */
async function seatMap(hall: RehearsalHall, screen: WatchedScreen, browser: Browser): Promise<void> {
  for (const [tab, what] of [
    ['seats', `the map of ${VOTERS} seats`],
    ['links', 'another tab (baseline)'],
  ] as const) {
    let round = 0;
    const { snapshots, busyMs, scriptMs } = await deskCost(
      browser,
      { url: hall.url, pin: hall.pins.operator, tab },
      async () => {
        round = await filled(hall, 12, VOTERS / ROUND_S);
      },
    );
    await closed(hall, screen, round);
    console.log(
      `${busyMs.toFixed(1).padStart(8)} ms of the operator's page a snapshot, ${scriptMs.toFixed(1)} ms of it scripts, ${what}; ${snapshots} snapshots`,
    );
  }
}

function oneScreen(url: string, token: string, told: () => void): Socket {
  const socket = io(`${url}/screen`, { auth: { token }, transports: ['websocket'], forceNew: true });
  socket.on('screen:snapshot', told);
  return socket;
}

const connected = (socket: Socket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
