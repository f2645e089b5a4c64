import type { Candidate } from '@piaojue/contract/contest';
import type { FiledVote, ProjectFault, ProjectOrigin } from '@piaojue/contract/project-view';
import { ok, type Result } from '@piaojue/contract/result';
import { type BookEntry, type BookEvent, fault } from './book.ts';

/** Somebody who was chosen, before there is a ref. */
export interface Adoptable {
  readonly origin: ProjectOrigin;
  readonly candidate: Candidate;
}

/** Whom an announced 票决 of projects chose: by votes, or by the ruling of 主席团 on its tie. */
export function chosenIn(vote: FiledVote): Result<readonly Adoptable[], ProjectFault> {
  const { result, candidates, sitting, bundleHash } = vote;
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

/**
 * What the book takes of these: each candidate of a bundle once, so that it can be asked for again, after a further round
 * of the chain too. Numbers of a year run on in the order of adoption.
 */
export function adoptions(entries: readonly BookEntry[], chosen: readonly Adoptable[]): readonly BookEvent[] {
  const before = entries.flatMap(({ event }) => (event.kind === 'adopted' ? [event] : []));
  const isKnown = ({ origin }: Adoptable) =>
    before.some((each) => each.origin.bundleHash === origin.bundleHash && each.origin.no === origin.no);
  const refs = before.map(({ ref }) => ref);
  return chosen
    .filter((each) => !isKnown(each))
    .map((each): BookEvent => {
      const ref = nextRef(refs, each.origin.sitting.date.slice(0, 4), 'P');
      refs.push(ref);
      return { kind: 'adopted', ref, ...each };
    });
}

/** The next free number of a year: `2027-P03`. */
export function nextRef(taken: readonly string[], year: string, letter: 'P' | 'S'): string {
  const start = `${year}-${letter}`;
  const last = Math.max(
    0,
    ...taken.filter((ref) => ref.startsWith(start)).map((ref) => Number(ref.slice(start.length))),
  );
  return `${start}${String(last + 1).padStart(2, '0')}`;
}
