import type { EvaluationContest } from '@piaojue/contract/contest';
import type { DrawRequest, EntryRequest, NewSuggestion, ReviewRequest } from '@piaojue/contract/project-entry';
import type { DrawView, FiledChoice, FiledVote, ProjectFault, YearView } from '@piaojue/contract/project-view';
import { ok, type Result } from '@piaojue/contract/result';
import { adoptions, type Adoptable, chosenIn, refGiver } from './adopt.ts';
import { isDay } from '../day.ts';
import { type BookEntry, type BookEvent, fault } from './book.ts';
import { chosenInBundle } from './bundle-adoption.ts';
import { draw } from './draw.ts';
import { evaluationEvents } from './evaluations.ts';
import { foldProject } from './fold-project.ts';
import { foldSuggestion } from './fold-suggestion.ts';
import { about, foldYear } from './fold-year.ts';
import type { ProjectStore } from './project-store.ts';
import { reviewContest } from './review-contest.ts';
import { numberInYear } from './suggestion-table.ts';

type By = BookEntry['by'];

/**
 * The book of the year: what is asked of it is checked by folding the entries with the new one, so that nothing stands in it
 * that contradicts what stood before. Each order is one transaction.
 */
export class YearBook {
  readonly #store: ProjectStore;
  readonly #now: () => number;

  constructor(store: ProjectStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  get rehearsal(): boolean {
    return this.#store.rehearsal;
  }

  view(): YearView {
    return foldYear(this.#store.entries(), this.rehearsal);
  }

  votes(): readonly FiledVote[] {
    return this.#store.votes();
  }

  /** Announced votes that chose projects, the newest first. */
  choices(): readonly FiledChoice[] {
    const taken = this.#store
      .entries()
      .flatMap(({ event }) => (event.kind === 'adopted' ? [event.origin.bundleHash] : []));
    return this.votes()
      .toReversed()
      .flatMap((vote) => {
        const chosen = chosenIn(vote);
        if (!chosen.ok || !chosen.value.length) return [];
        const { bundleHash, sitting, title } = vote;
        const adopted = taken.filter((bundle) => bundle === bundleHash).length;
        return [{ bundleHash, sitting, title, turn: vote.result.round.turn, chosen: chosen.value.length, adopted }];
      });
  }

  brokenAt(): number | null {
    return this.#store.brokenAt();
  }

  /** An entry that a person wrote. The value is its number. */
  write(by: By, { ref, entry }: EntryRequest): Result<number, ProjectFault> {
    return this.#store.transaction(() => {
      const before = about(this.#store.entries(), ref);
      const first = before[0]?.event;
      if (!first) return fault('unknown-ref', 'a project or suggestion of the book', ref);
      const event: BookEvent = { kind: 'written', ref, entry };
      const entries = [...before, { seq: Number.MAX_SAFE_INTEGER, at: 0, by, event }];
      const folded = first.kind === 'adopted' ? foldProject(entries) : foldSuggestion(entries);
      return folded.ok ? ok(this.#append(by, [event])[0] ?? 0) : folded;
    });
  }

  /** Year and number of every suggestion, as `numberInYear` has it. */
  suggestionNumbers(): ReadonlySet<string> {
    const raised = this.#store.entries().flatMap(({ event }) => (event.kind === 'raised' ? [event.suggestion] : []));
    return new Set(raised.map(numberInYear));
  }

  /** All of them or none; the value are their refs. */
  raise(by: By, suggestions: readonly NewSuggestion[]): Result<readonly string[], ProjectFault> {
    return this.#store.transaction(() => {
      const raised = this.#store.entries().flatMap(({ event }) => (event.kind === 'raised' ? [event] : []));
      const nextRef = refGiver(
        raised.map(({ ref }) => ref),
        'S',
      );
      const numbers = new Set(this.suggestionNumbers());
      const events: BookEvent[] = [];
      for (const suggestion of suggestions) {
        const number = numberInYear(suggestion);
        if (numbers.has(number))
          return fault('duplicate-number', 'a number that no other suggestion of the year has', suggestion.number);
        numbers.add(number);
        const ref = nextRef(suggestion.raised.slice(0, 4));
        const event: BookEvent = { kind: 'raised', ref, suggestion };
        const folded = foldSuggestion([{ seq: 1, at: 0, by, event }]);
        if (!folded.ok) return folded;
        events.push(event);
      }
      this.#append(by, events);
      return ok(events.flatMap((event) => ('ref' in event ? [event.ref] : [])));
    });
  }

  /** Whom these announced votes chose; those whom the book has already stay as they are. The value are the new refs. */
  adopt(by: By, bundles: readonly string[]): Result<readonly string[], ProjectFault> {
    const filed = this.votes();
    const chosen: Adoptable[] = [];
    for (const bundle of bundles) {
      const vote = filed.find(({ bundleHash }) => bundleHash === bundle);
      if (!vote) return fault('not-announced', 'a round that was announced and closed', bundle.slice(0, 8));
      const those = chosenIn(vote);
      if (!those.ok) return those;
      chosen.push(...those.value);
    }
    return this.#adopt(by, chosen);
  }

  /** The same from the signed bundle of another sitting. */
  adoptBundle(by: By, bundle: unknown, signature: string): Result<readonly string[], ProjectFault> {
    const chosen = chosenInBundle(bundle, signature, this.rehearsal);
    return chosen.ok ? this.#adopt(by, chosen.value) : chosen;
  }

  #adopt(by: By, chosen: readonly Adoptable[]): Result<readonly string[], ProjectFault> {
    if (!chosen.length) return fault('not-adoptable', 'a vote that chose somebody', 'one that chose nobody');
    return this.#store.transaction(() => {
      const events = adoptions(this.#store.entries(), chosen);
      this.#append(by, events);
      return ok(events.flatMap((event) => ('ref' in event ? [event.ref] : [])));
    });
  }

  /** Which of those answered 列入规划逐步解决 are looked at again (回头看). */
  draw(by: By, { date, seed, size }: DrawRequest): Result<DrawView, ProjectFault> {
    if (!isDay(date)) return fault('bad-date', 'a day of the calendar', date);
    return this.#store.transaction(() => {
      const { suggestions, draws } = this.view();
      const pool = suggestions
        .filter(({ answer }) => answer?.kind === 'planned')
        .map(({ ref }) => ref)
        .toSorted();
      if (!pool.length) return fault('empty-pool', 'a suggestion that was answered 列入规划逐步解决', 'none');
      const drawn: DrawView = { draw: draws.length + 1, date, seed, size, pool, drawn: draw(pool, seed, size) };
      this.#append(by, [{ kind: 'drawn', draw: drawn }]);
      return ok(drawn);
    });
  }

  contest(request: ReviewRequest, rules: EvaluationContest['rules']): Result<EvaluationContest, ProjectFault> {
    return reviewContest(this.view(), request, rules);
  }

  /**
   * Files what was announced, and joins evaluations to what they judged. Told of the same again it does nothing, so it is
   * told of all after every change.
   */
  file(votes: readonly FiledVote[]): void {
    if (!votes.length) return;
    this.#store.transaction(() => {
      const filed = new Map(this.votes().map((vote) => [vote.bundleHash, JSON.stringify(vote)]));
      for (const vote of votes) {
        if (filed.get(vote.bundleHash) !== JSON.stringify(vote)) this.#store.putVote(vote);
        this.#append('hall', evaluationEvents(this.#store.entries(), vote));
      }
    });
  }

  #append(by: By, events: readonly BookEvent[]): number[] {
    const at = this.#now();
    return events.map((event) => this.#store.append(at, by, event).seq);
  }
}
