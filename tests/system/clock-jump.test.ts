import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { contest } from './harness/contests.ts';
import { LeanHall, tidy } from './harness/lean-hall.ts';
import { rankingOf } from './harness/ranking.ts';
import { readStore } from './harness/stored.ts';

/** The machine's clock is set in an open round with a clock that closes it: a day on, a year back, over a change to summer time. */
afterAll(tidy);

const PRELOAD = fileURLToPath(new URL('../faults/clock-shift.mjs', import.meta.url));
const DAY = 86_400_000;

it('no jump closes the round, ends a session or loses a ballot; times in the record run forward and name the jumps', async () => {
  const timed = contest(3, 1, { clock: { seconds: 3600, closes: true } });
  const hall = new LeanHall({ voters: 4, contests: [timed] });
  const file = join(hall.folder, 'clock');
  const began = Date.now();
  await hall.start({ NODE_OPTIONS: `--import=${PRELOAD}`, PIAOJUE_CLOCK_FILE: file, TZ: 'Europe/Berlin' });
  await hall.signInAll();
  await hall.openRound(1);
  for (const [i, shift] of [DAY, -365 * DAY, 3_600_000].entries()) {
    writeFileSync(file, String(shift));
    await hall.until('the jump to be recorded', ({ health }) =>
      health.warnings.some((text) => text.includes('clock was set') && text.includes(`(${i + 1})`)),
    );
    await hall.until('the jump on the desk', ({ alarms }) =>
      alarms.some(({ cause }) => cause.kind === 'clock-jumped' && Math.abs(cause.byMs - shift) < 60_000),
    );
    await hall.vote(i + 1, 1, [2]);
    expect(hall.view.current?.state).toBe('open');
  }
  const { current } = await hall.close(1);
  expect(rankingOf(current?.result)?.rows.map(({ votes }) => votes)).toEqual([0, 3, 0]);
  await hall.stop();
  const { record, rounds } = readStore(hall.data);
  const times = record.map(({ at }) => at);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times.at(-1)).toBeLessThan(Date.now() + 60_000);
  expect(times[0]).toBeGreaterThan(began - 60_000);
  const jumps = record.filter(({ event }) => event.event === 'clock jumped').map(({ event }) => event);
  expect(jumps.map(({ clock, hall: time }) => Math.round((Number(clock) - Number(time)) / 3_600_000))).toEqual([
    24, -8760, 1,
  ]);
  expect((rounds[0]?.closingAt ?? 0) - (rounds[0]?.openedAt ?? 0)).toBeLessThan(120_000);
});
