import { KEYPAD_FINDINGS } from '@piaojue/contract/readiness-view';
import { expect, test } from 'vitest';
import { sampleReadiness } from '../gallery/readiness-samples.ts';
import { CHECK_FILTERS, countByFilter, filterKeypads } from './readiness-filter.ts';

const { keypads } = sampleReadiness(60);

test('each finding is shown by a filter, and the counts are what the filters show', () => {
  const counts = countByFilter(keypads);
  for (const filter of CHECK_FILTERS) expect(filterKeypads(keypads, filter)).toHaveLength(counts[filter]);
  for (const finding of KEYPAD_FINDINGS) {
    const [one] = keypads.filter(({ findings }) => findings.length === 1 && findings[0] === finding);
    const alone = one ?? { ...keypads[0], findings: [finding] };
    const showing = CHECK_FILTERS.filter((filter) => filterKeypads([alone as (typeof keypads)[number]], filter).length);
    expect([finding, showing.length]).toEqual([finding, 2]);
  }
});

test('silent are those that did not answer, for whatever reason', () => {
  expect(filterKeypads(keypads, 'silent').map(({ keypad }) => keypad)).toEqual([3, 12, 31, 52, 62, 64]);
  expect(filterKeypads(keypads, 'weakBattery').map(({ keypad }) => keypad)).toEqual([7]);
});
