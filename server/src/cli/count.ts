import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { faultInWords } from '../rules/schema-faults.ts';
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
    for (const fault of counted.error) console.error(`${values.cases}${faultInWords(fault)}`);
    return 1;
  }
  console.log(JSON.stringify(counted.value, null, 1));
  return 0;
}
