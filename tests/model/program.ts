import type { Contest } from '@piaojue/contract/contest';
import type { Totals } from '@piaojue/contract/outcome';
import type { checkContest } from '@piaojue/server/rules/contest-check';
import type { Decision, decide } from '@piaojue/server/rules/decide';
import type { createTally, Tally } from '@piaojue/server/tally/core';
import type { tallySpec } from '@piaojue/server/tally/spec';
import { bytesOf } from './runs.ts';
import { formOf, type Run } from './vote-model.ts';

/** The parts of the program that the model is held against. */
export interface Program {
  readonly checkContest: typeof checkContest;
  readonly decide: typeof decide;
  readonly createTally: typeof createTally;
  readonly tallySpec: typeof tallySpec;
}

/** The modules as they are now: with whatever was mocked since. */
export async function loadProgram(): Promise<Program> {
  const [check, decision, core, spec] = await Promise.all([
    import('@piaojue/server/rules/contest-check'),
    import('@piaojue/server/rules/decide'),
    import('@piaojue/server/tally/core'),
    import('@piaojue/server/tally/spec'),
  ]);
  return {
    checkContest: check.checkContest,
    decide: decision.decide,
    createTally: core.createTally,
    tallySpec: spec.tallySpec,
  };
}

/** The ballots of a run, counted. */
export function countOf(program: Program, { contest, roll, presses }: Run): Tally {
  const tally = program.createTally(program.tallySpec(contest, roll.issued));
  for (const press of presses) tally.accept(press.slot, press.counter, bytesOf(contest, press));
  return tally;
}

export function decided(
  { checkContest: check, decide: judge }: Program,
  { contest, roll }: Run,
  totals: Totals,
): Decision {
  const checked = check({ ...contest, roll });
  if (!checked.ok) throw new Error(JSON.stringify(checked.error));
  return judge(checked.value, roll, totals);
}

/** A decision in the words of the model. */
export function inModelWords(contest: Contest, decision: Decision): object {
  switch (decision.outcome) {
    case 'void':
    case 'no-quorum':
      return { outcome: decision.outcome };
    case 'passed':
    case 'rejected': {
      const { outcome, needed, rateBase } = decision;
      return {
        outcome,
        needed,
        rateBase: rateBase.value,
        answers: [decision.for, decision.against, decision.abstained],
      };
    }
    case 'evaluated':
      return {
        outcome: decision.outcome,
        counts: decision.rows.map(({ counts }) => counts),
        rates: decision.rows.map(({ strictRate, broadRate }) => [strictRate, broadRate]),
        grades: decision.rows.map(({ grade }) => grade),
      };
    default: {
      const { outcome, chosen, tied, runoffSeats, vacancies, needed, rows, rateBase } = decision;
      const each = <T>(list: readonly T[]) => (formOf(contest) === 2 ? list : undefined);
      return {
        ...{ outcome, chosen, tied, runoffSeats, vacancies, needed },
        rateBase: rateBase.value,
        votes: rows.map(({ votes }) => votes),
        against: each(rows.map(({ against }) => against)),
        abstained: each(rows.map(({ abstained }) => abstained)),
        neededEach: each(rows.map((row) => row.needed)),
        ranks: rows.map(({ rank }) => rank),
        shared: rows.map(({ tiedRank }) => tiedRank),
        statuses: rows.map(({ status }) => status),
      };
    }
  }
}
