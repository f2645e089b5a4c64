import { parseArgs } from 'node:util';
import { type FuzzReport, fuzz } from './fuzz.ts';
import { SUSPECTS } from './suspects.ts';

/**
 * The long fuzz: every target in turn, for its part of the time, half of it guided by coverage where its input is bytes.
 * Exit 1 where a property does not hold, or where a target took or refused nothing at all.
 */
const USAGE = `node tests/fuzz/main.ts [--seconds 600] [--seed N] [--target NAME]…   (${SUSPECTS.map(({ name }) => name).join(', ')})`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string' },
    target: { type: 'string', multiple: true },
  },
});
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
const seconds = Number(values.seconds);
const unknown = values.target?.filter((name) => SUSPECTS.every((each) => each.name !== name)) ?? [];
if (!(seconds > 0) || !Number.isSafeInteger(seed) || unknown.length > 0) {
  console.error(`expected ${USAGE}\ngot ${process.argv.slice(2).join(' ')}`);
  process.exit(2);
}
const chosen = SUSPECTS.filter(({ name }) => !values.target || values.target.includes(name));
const each = seconds / chosen.length;
console.log(`seed ${seed}, ${each.toFixed(1)} s a target`);
console.log('target         inputs   inputs/s      taken    refused  slowest ms  corpus  blocks');

let faults = 0;
let total = 0;
for (const { name, open } of chosen) {
  const target = await open();
  if ('missing' in target) {
    console.log(`${name.padEnd(10)} left out: there is no ${target.missing}`);
    continue;
  }
  const parts: FuzzReport[] = [];
  const guided = target.mutate !== undefined;
  parts.push(await fuzz(target, { seed, seconds: guided ? each / 2 : each }));
  if (guided && !parts[0]?.found) parts.push(await fuzz(target, { seed: seed + 1, seconds: each / 2, guided: true }));
  await target.end?.();
  const sum = (of: (part: FuzzReport) => number): number => parts.reduce((all, part) => all + of(part), 0);
  const inputs = sum((part) => part.inputs);
  total += inputs;
  const taken = sum((part) => part.taken);
  const refused = sum((part) => part.refused);
  const figures = [inputs, Math.round(inputs / sum((part) => part.seconds)), taken, refused];
  const slowest = Math.max(...parts.map((part) => part.slowest)).toFixed(1);
  const last = parts.at(-1);
  console.log(
    `${name.padEnd(10)} ${figures.map((figure) => String(figure).padStart(10)).join(' ')} ${slowest.padStart(11)} ${String(last?.corpus ?? 0).padStart(7)} ${String(last?.blocks ?? 0).padStart(7)}`,
  );
  const found = parts.find((part) => part.found)?.found;
  if (found) {
    faults += 1;
    console.log(`  ${target.about}\n  input ${found.index}: ${found.input}\n  ${found.why}`);
  } else if (taken === 0 || refused === 0) {
    faults += 1;
    console.log(`  expected inputs that are taken and inputs that are refused, got ${taken} and ${refused}`);
  }
}
console.log(`${total} inputs, ${faults} of ${chosen.length} targets with a fault`);
process.exitCode = faults > 0 ? 1 : 0;
