import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { countCases } from '../tally/count-cases.ts';

/** `piaojue count --cases FILE`: cases through the pure core, no hardware. Prints a JSON array. */
export function count(args: string[]): number {
  const { values } = parseArgs({ args, options: { cases: { type: 'string' } } });
  if (!values.cases) {
    console.error('piaojue count --cases FILE.json');
    return 2;
  }
  const counted = countCases(JSON.parse(readFileSync(values.cases, 'utf8')));
  if (!counted.ok) {
    for (const { path, expected, got } of counted.error)
      console.error(`${values.cases}${path}: expected ${expected}, got ${got}`);
    return 1;
  }
  console.log(JSON.stringify(counted.value, null, 1));
  return 0;
}
