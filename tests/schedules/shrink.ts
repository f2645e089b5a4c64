import { NO_FAULTS } from '@piaojue/device-gateway/simulator/faults/fault-spec';
import { run, type Run } from './run.ts';
import type { Planned, Schedule } from './schedule.ts';
import type { Seams } from './seams.ts';

/** Runs that may be spent on making one smaller. */
const MOST_RUNS = 150;

/**
 * Leaves out what a failing schedule does not need to fail: first the noise on lines and air, then deeds, in halves, in
 * quarters and so on. Another failure is a failure too.
 */
export async function shrink(failing: Run, seams: Seams = {}): Promise<Run> {
  let best = failing;
  let runs = 0;
  const maySpend = (): boolean => runs < MOST_RUNS;
  const fails = async (schedule: Schedule): Promise<boolean> => {
    runs++;
    const tried = await run(schedule, seams);
    if (tried.verdict.wrong.length === 0) return false;
    best = tried;
    return true;
  };
  await fails({ ...best.schedule, faults: NO_FAULTS });
  for (let size = Math.ceil(best.schedule.deeds.length / 2); size >= 1 && maySpend(); size = Math.floor(size / 2)) {
    for (let from = 0; from < best.schedule.deeds.length && maySpend(); ) {
      const deeds = without(best.schedule.deeds, from, size);
      if (deeds.length === best.schedule.deeds.length || !(await fails({ ...best.schedule, deeds }))) from += size;
    }
  }
  return best;
}

/** The close stays. */
const without = (deeds: readonly Planned[], from: number, size: number): readonly Planned[] =>
  deeds.filter((deed, i) => i < from || i >= from + size || deed.do === 'close');
