import { isDeepStrictEqual } from 'node:util';
import type { MotionContest, RollFigures } from '@piaojue/contract/contest';
import type { Totals } from '@piaojue/contract/outcome';
import * as shapes from '@piaojue/server/rules/ballot-shape';
import * as bases from '@piaojue/server/rules/base-value';
import * as motions from '@piaojue/server/rules/decide-motion';
import * as seats from '@piaojue/server/rules/decide-seats';
import * as majority from '@piaojue/server/rules/majority';
import * as rank from '@piaojue/server/rules/rank';
import * as core from '@piaojue/server/tally/core';
import * as fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { countOf, decided, inModelWords, loadProgram, type Program } from './program.ts';
import { run } from './runs.ts';
import { modelDecision, modelTotals, type Run } from './vote-model.ts';

/**
 * Faults planted in the program, one at a time, in the place where somebody might make them (RULES §7): the comparison with
 * the model must find each within the runs that it plays anyhow. A comparison that finds none of them proves nothing.
 */
interface Planted {
  readonly fault: string;
  /** The module that is replaced, as it is, and what is put in the place of its own. */
  readonly module: string;
  readonly real: object;
  readonly planted: object;
}

const rules = (name: string) => `@piaojue/server/rules/${name}`;
const { baseValue } = bases;
const { needed, reaches } = majority;
const { ballotShape } = shapes;
const { decideMotion } = motions;
const { decideSeats } = seats;
const { createTally } = core;

const FAULTS: readonly Planted[] = [
  {
    fault: 'trap 1: a majority of those present where the rules say all',
    module: rules('base-value'),
    real: bases,
    planted: {
      baseValue: (...[base, roll, totals, place]: Parameters<typeof baseValue>) =>
        baseValue(base === 'all' ? 'present' : base, roll, totals, place),
    },
  },
  {
    fault: 'trap 2: at least half where the rules say more than half',
    module: rules('majority'),
    real: majority,
    planted: {
      reaches: (...[fraction, count, base]: Parameters<typeof reaches>) =>
        reaches({ ...fraction, strict: false }, count, base),
    },
  },
  {
    fault: 'decision 1: one vote less than needed is printed',
    module: rules('majority'),
    real: majority,
    planted: { needed: (...of: Parameters<typeof needed>) => Math.max(0, needed(...of) - 1) },
  },
  {
    fault: 'trap 3: 未按 counted as 弃权 of a motion',
    module: rules('decide-motion'),
    real: motions,
    planted: {
      decideMotion: (...of: Parameters<typeof decideMotion>) => {
        const [, roll, totals]: readonly [Readonly<MotionContest>, RollFigures, Totals, unknown] = of;
        const decision = decideMotion(...of);
        return { ...decision, abstained: decision.abstained + roll.issued - totals.returned };
      },
    },
  },
  {
    fault: 'trap 4: an over-vote is let pass',
    module: rules('ballot-shape'),
    real: shapes,
    planted: {
      ballotShape: (contest: Run['contest']) => ({ ...ballotShape(contest), maxMarks: 60, exactly: false }),
    },
  },
  {
    fault: 'trap 5: a blank ballot is lost',
    module: '@piaojue/server/tally/core',
    real: core,
    planted: {
      createTally: (spec: Parameters<typeof createTally>[0]) =>
        createTally({ ...spec, minMarks: Math.max(1, spec.minMarks) }),
    },
  },
  {
    fault: 'trap 6: a tie across the line is cut by the order of the list',
    module: rules('decide-seats'),
    real: seats,
    planted: {
      decideSeats: (...of: Parameters<typeof decideSeats>) => {
        const decision = decideSeats(...of);
        if (decision.outcome !== 'runoff') return decision;
        const lucky = decision.tied.slice(0, decision.runoffSeats);
        return { ...decision, outcome: 'complete', chosen: [...decision.chosen, ...lucky], tied: [], runoffSeats: 0 };
      },
    },
  },
  {
    fault: 'trap 7: a shortfall is filled with whoever has most votes',
    module: rules('majority'),
    real: majority,
    planted: { reaches: (...[, count]: Parameters<typeof reaches>) => count > 0 },
  },
  {
    fault: 'decision 8: ranks without a gap, 1-2-2-3',
    module: rules('rank'),
    real: rank,
    planted: {
      ranks: (votes: readonly number[]) =>
        votes.map((count) => 1 + new Set(votes.filter((other) => other > count)).size),
    },
  },
  {
    fault: 'trap 10: the earlier of two presses counts under last',
    module: '@piaojue/server/tally/core',
    real: core,
    planted: {
      createTally: (spec: Parameters<typeof createTally>[0]) => createTally({ ...spec, press: 'first' }),
    },
  },
  {
    fault: 'decision 10: 不了解 is a grade that spoils the ballot',
    module: rules('ballot-shape'),
    real: shapes,
    planted: {
      ballotShape: (contest: Run['contest']) => ({
        ...ballotShape(contest),
        grades: contest.kind === 'evaluation' ? 3 : 0,
      }),
    },
  },
];

afterEach(() => {
  vi.resetModules();
});

it.each(FAULTS.map((planted) => [planted.fault, planted] as const))(
  'RULES §7: the comparison finds %s',
  async (_, planted) => {
    vi.resetModules();
    vi.doMock(planted.module, () => ({ ...planted.real, ...planted.planted }));
    try {
      expect(disagreesSomewhere(await loadProgram())).toBe(true);
    } finally {
      vi.doUnmock(planted.module);
    }
  },
);

it('and finds nothing where nothing was planted', async () => {
  expect(disagreesSomewhere(await loadProgram())).toBe(false);
});

function disagreesSomewhere(program: Program): boolean {
  let broken: unknown;
  const compared = fc.property(run, (sample) => {
    try {
      return agrees(program, sample);
    } catch (error) {
      broken = error;
      return false;
    }
  });
  const { failed } = fc.check(compared, { numRuns: 2000, endOnFailure: true });
  // Only a comparison finds a fault: a plant that does not run proves nothing.
  if (broken) throw broken as Error;
  return failed;
}

function agrees(program: Program, sample: Run): boolean {
  const { sums } = modelTotals(sample);
  const totals = countOf(program, sample).totals();
  if (!isDeepStrictEqual(totals, sums)) return false;
  const said = inModelWords(sample.contest, decided(program, sample, totals));
  return isDeepStrictEqual(JSON.parse(JSON.stringify(said)), JSON.parse(JSON.stringify(modelDecision(sample, sums))));
}
