import type { Contest } from '@piaojue/contract/contest';
import type { Totals } from '@piaojue/contract/outcome';
import type { Decision } from '@piaojue/server/rules/decide';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { countOf, decided, inModelWords, loadProgram } from './program.ts';
import { run } from './runs.ts';
import { formOf, modelDecision, modelTotals, type Run, type Sums } from './vote-model.ts';

/** The tally core and the decision against a naive model, for all kinds of votes. */

const program = await loadProgram();
const seen = new Map<string, number>();
const see = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);

it('RULES §1, §2: the core and the decision agree with the model on every random run', () => {
  fc.assert(
    fc.property(run, (sample) => {
      const { sums, voters } = modelTotals(sample);
      const tally = countOf(program, sample);
      const totals = tally.totals();
      expect(totals).toEqual(sums);
      for (let slot = 0; slot < sample.roll.issued; slot++) expect(tally.tookPart(slot)).toBe(voters.has(slot));
      see(`${sample.contest.kind} counted with ${sums.invalid > 0 ? 'invalid' : 'valid'} ballots`);
      expect(realDecision(sample, totals)).toEqual(modelDecision(sample, sums));
    }),
    { numRuns: 4000 },
  );
});

it('RULES §1 Always: V + X = R ≤ I ≤ P ≤ N, and the answers to one candidate make up V', () => {
  fc.assert(
    fc.property(run, (sample) => {
      const totals = countOf(program, sample).totals();
      const { all, present, issued } = sample.roll;
      expect(totals.valid + totals.invalid).toBe(totals.returned);
      const rising = [totals.returned, issued, present, all];
      expect(rising).toEqual(rising.toSorted((a, b) => a - b));
      for (const place of sample.contest.candidates.keys()) {
        const answers =
          totals.grades?.[place] ?? [totals.votes, totals.against, totals.abstained].map((l) => l?.[place]);
        const sum = answers.reduce<number>((all_, count) => all_ + (count ?? 0), 0);
        if (formOf(sample.contest) === 1) expect(sum).toBeLessThanOrEqual(totals.valid);
        else expect(sum).toBe(totals.valid);
      }
    }),
    { numRuns: 1500 },
  );
});

it('RULES §1: the decision agrees with the model on totals that no ballot limits', () => {
  const sample = run.chain((drawn) =>
    fc.record({
      sample: fc.constant(drawn),
      // One paper too many now and then: R > I.
      valid: fc.nat(drawn.roll.issued),
      invalid: fc.nat(2),
      cuts: fc.array(fc.array(fc.nat(99), { minLength: 4, maxLength: 4 }), {
        minLength: drawn.contest.candidates.length,
        maxLength: drawn.contest.candidates.length,
      }),
    }),
  );
  fc.assert(
    fc.property(sample, ({ sample: drawn, valid, invalid, cuts }) => {
      const sums = sumsOf(drawn.contest, valid, invalid, cuts);
      expect(realDecision(drawn, sums)).toEqual(modelDecision(drawn, sums));
    }),
    { numRuns: 4000 },
  );
});

it('RULES §1 Tie, §7 trap 6: permuting candidates permutes the result and nothing else', () => {
  const sample = run.chain((drawn) => fc.tuple(fc.constant(drawn), permutation(drawn.contest.candidates.length)));
  fc.assert(
    fc.property(sample, ([drawn, order]) => {
      const moved = <T>(list: readonly T[]): T[] => order.map((place) => list[place] as T);
      const contest = { ...drawn.contest, candidates: moved(drawn.contest.candidates) };
      const presses = drawn.presses.map((press) => ({
        ...press,
        values: [...moved(press.values), ...press.values.slice(order.length)],
      }));
      const straight = countOf(program, drawn).totals();
      const permuted = countOf(program, { ...drawn, contest, presses }).totals();
      for (const column of ['votes', 'against', 'abstained', 'grades'] as const) {
        const list: readonly unknown[] | undefined = straight[column];
        expect(permuted[column]).toEqual(list && moved(list));
      }
      expect(byNumber(decided(program, { ...drawn, contest }, permuted))).toEqual(
        byNumber(decided(program, drawn, straight)),
      );
    }),
    { numRuns: 1500 },
  );
});

it('RULES §7 trap 9: who cast which ballot, and in which order they came, changes nothing', () => {
  const sample = run.chain((drawn) => {
    const cast = [...new Map(drawn.presses.map((press) => [press.slot, press])).values()];
    return fc.tuple(fc.constant({ ...drawn, presses: cast }), permutation(cast.length), permutation(cast.length));
  });
  fc.assert(
    fc.property(sample, ([drawn, voters, arrival]) => {
      const moved = arrival.map((index) => ({
        ...(drawn.presses[index] as Run['presses'][number]),
        slot: drawn.presses[voters[index] ?? 0]?.slot ?? 0,
      }));
      const [straight, other] = [countOf(program, drawn), countOf(program, { ...drawn, presses: moved })];
      expect(other.totals()).toEqual(straight.totals());
      expect(other.sortedPatterns(drawn.roll.issued)).toEqual(straight.sortedPatterns(drawn.roll.issued));
    }),
    { numRuns: 1500 },
  );
});

it('RULES §7 trap 8: rank is by whole votes: more votes are always a better rank, equal votes the same', () => {
  fc.assert(
    fc.property(run, (sample) => {
      const decision = decided(program, sample, countOf(program, sample).totals());
      if (!('chosen' in decision)) return;
      for (const a of decision.rows) {
        for (const b of decision.rows) expect(Math.sign(a.votes - b.votes)).toBe(Math.sign(b.rank - a.rank));
      }
    }),
    { numRuns: 1500 },
  );
});

/** Any totals whose sums hold: `valid` is cut into as many answers as there are, a candidate at a time. */
function sumsOf(contest: Contest, valid: number, invalid: number, cuts: readonly (readonly number[])[]): Sums {
  const parts = (many: number): number[][] =>
    cuts.map((each) => {
      const at = each.slice(0, many - 1).map((cut) => cut % (valid + 1));
      const edges = [0, ...at.toSorted((a, b) => a - b), valid];
      return edges.slice(1).map((edge, index) => edge - (edges[index] ?? 0));
    });
  const head = { returned: valid + invalid, valid, invalid };
  const form = formOf(contest);
  const columns = parts(form === 1 ? 2 : form === 2 ? 3 : contest.kind === 'evaluation' ? contest.rules.scale + 1 : 0);
  const column = (index: number) => columns.map((each) => each[index] ?? 0);
  if (form === 1) return { ...head, votes: column(0) };
  if (form === 2) return { ...head, votes: column(0), against: column(1), abstained: column(2) };
  return { ...head, votes: column(0), grades: columns };
}

/** The real decision, in the words of the model; noted, so that the end can say what was met. */
function realDecision(sample: Run, totals: Totals): object {
  const decision = decided(program, sample, totals);
  see(decision.outcome);
  if (decision.outcome === 'evaluated') for (const { grade } of decision.rows) see(`grade ${grade}`);
  return inModelWords(sample.contest, decision);
}

/** A decision without the order of the list. */
function byNumber(decision: Decision): object {
  const sorted = (nos: readonly number[]) => nos.toSorted((a, b) => a - b);
  return {
    ...decision,
    ...('rows' in decision && { rows: decision.rows.toSorted((a, b) => a.no - b.no) }),
    ...('chosen' in decision && { chosen: sorted(decision.chosen), tied: sorted(decision.tied) }),
  };
}

function permutation(length: number) {
  const all = Array.from({ length }, (_, index) => index);
  return fc.shuffledSubarray(all, { minLength: length, maxLength: length });
}

// A fuzz that met no ties would prove nothing about them.
it('met every outcome, grade and kind often', () => {
  const outcomes = ['complete', 'runoff', 'shortfall', 'void', 'no-quorum', 'passed', 'rejected', 'evaluated'];
  const grades = ['satisfied', 'basic', 'dissatisfied', 'null'].map((grade) => `grade ${grade}`);
  for (const what of [...outcomes, ...grades]) {
    expect(seen.get(what) ?? 0, `runs with ${what}`).toBeGreaterThan(60);
  }
  const kinds = ['selection', 'perProject', 'election', 'resolution', 'namedResolution', 'evaluation'];
  for (const kind of kinds) {
    for (const ballots of ['valid', 'invalid']) {
      const what = `${kind} counted with ${ballots} ballots`;
      expect(seen.get(what) ?? 0, what).toBeGreaterThan(50);
    }
  }
});
