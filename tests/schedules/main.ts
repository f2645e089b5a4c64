/**
 * `npm run schedules -- [--seed 1] [--count 1000 | --ballots 1000000] [--trace]`: random schedules on a virtual clock, each
 * judged. Ends with 1 at the first schedule that fails, with what is left of it when it was made small, and the command that
 * plays it again; also where the run did not do what it should have done.
 */
import { parseArgs } from 'node:util';
import { run, type Run } from './run.ts';
import { scheduleOf } from './schedule.ts';
import { shrink } from './shrink.ts';
import { Sum } from './sum.ts';

/** From here on every kind of fault has to have happened. */
const ENOUGH = 200;
const PROGRESS_MS = 15_000;
const MOST_LINES = 80;

const USAGE = 'npm run schedules -- [--seed 1] [--count 1000 | --ballots 1000000] [--trace]';

function options() {
  try {
    return parseArgs({
      options: {
        seed: { type: 'string', default: '1' },
        count: { type: 'string' },
        ballots: { type: 'string' },
        trace: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    return process.exit(2);
  }
}
const values = options();
const whole = (name: string, text: string): number => {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0) return number;
  console.error(`--${name}: expected a whole number, got ${text}`);
  process.exit(2);
};
const first = whole('seed', values.seed);
const ballots = values.ballots === undefined ? undefined : whole('ballots', values.ballots);
const count =
  values.count === undefined ? (ballots === undefined ? 1000 : Number.POSITIVE_INFINITY) : whole('count', values.count);

const sum = new Sum();
const started = performance.now();
let told = started;
const isDone = (): boolean => sum.schedules >= count || sum.pressed >= (ballots ?? Number.POSITIVE_INFINITY);
for (let seed = first; !isDone(); seed++) {
  const played = await run(scheduleOf(seed));
  sum.add(played);
  if (values.trace) trace(played);
  if (played.verdict.wrong.length > 0) {
    await explain(seed, played);
    process.exit(1);
  }
  if (performance.now() - told > PROGRESS_MS) {
    told = performance.now();
    console.error(`… seed ${seed}: ${sum.schedules} schedules, ${sum.pressed} ballots`);
  }
}
console.log(sum.text());
console.log(`seeds ${first} to ${first + sum.schedules - 1}, ${((performance.now() - started) / 1000).toFixed(1)} s`);
const missing = sum.missing();
if (sum.schedules >= ENOUGH && missing.length > 0) {
  console.error(`this run proves nothing: there was no ${missing.join(', no ')}`);
  process.exit(1);
}

function trace({ schedule, history }: Run): void {
  console.log(JSON.stringify({ ...schedule, deeds: schedule.deeds.length }));
  for (const { at, what, ...rest } of history.events)
    console.log(`${at.toFixed(1).padStart(9)} ${what} ${described(rest)}`);
  for (const { channel, receiver, busy, from, until } of history.speeches)
    console.log(
      `channel ${channel}: receiver ${receiver} spoke from ${Math.round(from)} to ${Math.round(until)}${busy ? ', busy' : ''}`,
    );
  console.log(`digest ${history.digest()}`);
}

function described(rest: object): string {
  return Object.entries(rest)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' ');
}

async function explain(seed: number, failed: Run): Promise<void> {
  const small = await shrink(failed);
  console.error(`seed ${seed} fails:`);
  for (const text of failed.verdict.wrong) console.error(`   ${text}`);
  const { deeds } = small.schedule;
  console.error(`still fails with ${deeds.length} of ${failed.schedule.deeds.length} deeds:`);
  for (const text of small.verdict.wrong) console.error(`   ${text}`);
  for (const { at, do: name, ...how } of deeds) console.error(`${at.toFixed(1).padStart(9)} ${name} ${described(how)}`);
  console.error('what happened then:');
  const { events } = small.history;
  for (const { at, what, ...rest } of events.slice(0, MOST_LINES))
    console.error(`${at.toFixed(1).padStart(9)} ${what} ${described(rest)}`);
  if (events.length > MOST_LINES) console.error(`… and ${events.length - MOST_LINES} more`);
  console.error(`again: npm run schedules -- --seed ${seed} --count 1 --trace`);
}
