import type { Candidate } from '@piaojue/contract/contest';
import type { FiledVote, ProjectFault, ProjectOrigin } from '@piaojue/contract/project-view';
import type { MotionResult } from '@piaojue/contract/screen-view';
import { ok, type Result } from '@piaojue/contract/result';
import { type BookEntry, type BookEvent, fault } from './book.ts';

/** Somebody who was chosen, before there is a ref. */
export interface Adoptable {
  readonly origin: ProjectOrigin;
  readonly candidate: Candidate;
}

/**
 * Whom an announced 票决 of projects chose: by votes, or by the ruling of 主席团 on its tie; or who passed in the 表决 that
 * 主席团 put for a seat that was left open.
 */
export function chosenIn(vote: FiledVote): Result<readonly Adoptable[], ProjectFault> {
  const { result, candidates, sitting, bundleHash } = vote;
  if (result.form === 'motion' && vote.forSeat) return ok(passedIn(vote, result));
  if (result.form !== 'ranking' || result.kind === 'election')
    return fault('not-adoptable', 'a 票决 of projects (selection or perProject)', result.kind);
  if (result.outcome === 'void' || result.outcome === 'no-quorum')
    return fault('not-adoptable', 'a round that counts', result.outcome);
  const ruled = result.ruling?.kind === 'chosen' ? result.ruling.nos : [];
  const { round, rateBase } = result;
  return ok(
    result.rows
      .filter(({ no, status }) => status === 'chosen' || ruled.includes(no))
      .toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || a.no - b.no)
      .map(({ no, votes, rate, status }) => {
        const by = status === 'chosen' ? 'vote' : 'presidium';
        const origin: ProjectOrigin = { sitting, round: round.id, no, by, votes, rate, rateBase, bundleHash };
        return { origin, candidate: candidates.find((each) => each.no === no) ?? { no } };
      }),
  );
}

function passedIn({ candidates, sitting, bundleHash }: FiledVote, result: MotionResult): readonly Adoptable[] {
  const { outcome, round, rate, rateBase, for: votes } = result;
  if (outcome !== 'passed') return [];
  return candidates.map((candidate) => {
    const origin = { sitting, round: round.id, no: candidate.no, votes, rate, rateBase, bundleHash };
    return { origin: { ...origin, by: 'vote' }, candidate };
  });
}

/**
 * What the book takes of these: each candidate of a bundle once, so that it can be asked for again, after a further round
 * of the chain too. Numbers of a year run on in the order of adoption.
 */
export function adoptions(entries: readonly BookEntry[], chosen: readonly Adoptable[]): readonly BookEvent[] {
  const before = entries.flatMap(({ event }) => (event.kind === 'adopted' ? [event] : []));
  const isKnown = ({ origin }: Adoptable) =>
    before.some((each) => each.origin.bundleHash === origin.bundleHash && each.origin.no === origin.no);
  const nextRef = refGiver(
    before.map(({ ref }) => ref),
    'P',
  );
  return chosen
    .filter((each) => !isKnown(each))
    .map((each) => ({ kind: 'adopted', ref: nextRef(each.origin.sitting.date.slice(0, 4)), ...each }));
}

/** Gives the next free number of a year, `2027-P03`, again and again. */
export function refGiver(taken: readonly string[], letter: 'P' | 'S'): (year: string) => string {
  const last = new Map<string, number>();
  for (const ref of taken) {
    const [, year = '', number = ''] = new RegExp(`^(\\d{4})-${letter}(\\d+)$`).exec(ref) ?? [];
    last.set(year, Math.max(last.get(year) ?? 0, Number(number)));
  }
  return (year) => {
    const number = (last.get(year) ?? 0) + 1;
    last.set(year, number);
    return `${year}-${letter}${String(number).padStart(2, '0')}`;
  };
}
