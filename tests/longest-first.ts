import { basename } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, the longest first: begun at once, none of them is still under way when all others are done. */
const LONG = [
  'rehearse',
  'crash-matrix',
  'endure',
  'several-gateways',
  'operator-day',
  'secrecy-mid-round',
  'conform',
  'box-file-damage',
  'gateway-link',
  'tie-and-restart',
  'jiangnan-vote',
  'soak',
  'key-epochs',
  'bad-input',
  'game',
  'schedules',
  'leaks',
  'access',
  'verifiers',
];

/** A fresh clone has no times of its own from which vitest could know. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONG.indexOf(basename(moduleId, '.test.ts'));
      return at < 0 ? LONG.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}
