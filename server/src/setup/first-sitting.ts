import { readFileSync } from 'node:fs';
import type { SittingFile } from '@piaojue/contract/sitting-file';
import { setupText } from './text.ts';

const SAMPLE = new URL('../../sample/jiangnan.json', import.meta.url);

/**
 * What a rehearsal begins with that nobody has written a sitting for: a seat without a name for each keypad that has a key, a
 * title that says it is wanted, and the sample's vote to rehearse with. What is true of this hall comes by the first run.
 * `keypads`: at least one. `now`: ms since the epoch.
 */
export function firstSitting(keypads: readonly number[], now: number): SittingFile {
  const { contests } = JSON.parse(readFileSync(SAMPLE, 'utf8')) as SittingFile;
  const t = setupText('zh-CN');
  return {
    congress: t('first.congress'),
    meeting: t('first.meeting'),
    date: dayOf(now),
    seats: keypads.toSorted((a, b) => a - b).map((keypad) => ({ keypad })),
    handout: 'unlisted',
    deputies: keypads.length,
    ...(contests && { contests }),
  };
}

/** The day in this machine's own time, 2027-03-12. */
function dayOf(now: number): string {
  const day = new Date(now);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
