import { parseArgs } from 'node:util';
import { faultInWords } from '../rules/schema-faults.ts';
import { countCases } from '../tally/count-cases.ts';
import { readJson } from './input-files.ts';

const USAGE = 'piaojue count --cases FILE.json';

/** `piaojue count --cases FILE`: cases through the pure core, no hardware. Prints a JSON array. */
export function count(args: string[]): number {
  let path: string | undefined;
  try {
    path = parseArgs({ args, options: { cases: { type: 'string' } } }).values.cases;
  } catch (error) {
    console.error((error as Error).message);
  }
  if (path === undefined) {
    console.error(USAGE);
    return 2;
  }
  const file = readJson(path, 'a list of cases');
  if (!file.ok) {
    console.error(file.error);
    return 1;
  }
  const counted = countCases(file.value);
  if (!counted.ok) {
    for (const fault of counted.error) console.error(`${path}${faultInWords(fault)}`);
    return 1;
  }
  console.log(JSON.stringify(counted.value, null, 1));
  return 0;
}
