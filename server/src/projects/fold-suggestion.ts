import {
  SUGGESTION_STATES,
  type PlainEntry,
  type SuggestionAnswer,
  type SuggestionState,
} from '@piaojue/contract/project-entry';
import type { ProjectFault, SuggestionStep, SuggestionView } from '@piaojue/contract/project-view';
import { ok, type Result } from '@piaojue/contract/result';
import { isDay } from '../day.ts';
import { type BookEntry, fault } from './book.ts';
import { notesOf, readEntries } from './standing.ts';

interface State {
  readonly state: SuggestionState;
  readonly date: string;
  readonly unit: string | null;
  readonly answer: SuggestionAnswer | null;
  readonly steps: readonly SuggestionStep[];
}
const rank = (state: SuggestionState): number => SUGGESTION_STATES.indexOf(state);
type Step = Extract<PlainEntry, { kind: 'step' }>;

/** A suggestion as its entries tell it, or why they can't be true. The first entry raises it. */
export function foldSuggestion(entries: readonly BookEntry[]): Result<SuggestionView, ProjectFault> {
  const first = entries[0];
  if (first?.event.kind !== 'raised') throw new Error('expected a suggestion to begin with its raising');
  const { ref, suggestion } = first.event;
  const reading = readEntries(entries);
  if (!reading.ok) return reading;
  const { number, title, words, deputies, group, raised, unit, answer } = suggestion;
  if (!isDay(raised)) return fault('bad-date', 'a day of the calendar', raised);
  const asRaised: State = { state: 'raised', date: raised, unit: null, answer: null, steps: [] };
  // A table brings suggestions as far as the office has come with them: the steps before are not known here.
  const begun = step(asRaised, first.seq, {
    kind: 'step',
    to: suggestion.state ?? 'raised',
    date: raised,
    reason: 'imported',
    ...(unit && { unit }),
    ...(answer && { answer }),
  });
  if (!begun.ok) return begun;
  let state: State = { ...begun.value, steps: begun.value.steps.map((each) => ({ ...each, reason: null })) };
  for (const { seq, entry } of reading.value.places) {
    if (entry === null) continue;
    if (entry.kind === 'note') {
      if (!isDay(entry.date)) return fault('bad-date', 'a day of the calendar', entry.date);
      continue;
    }
    if (entry.kind !== 'step') return fault('wrong-kind', 'a step or a note of a suggestion', entry.kind);
    if (entry.to === state.state) return fault('bad-step', 'a step to another state', entry.to);
    const next = step(state, seq, entry);
    if (!next.ok) return next;
    state = next.value;
  }
  const { date: _, ...now } = state;
  return ok({
    ref,
    number,
    title,
    words: words ?? '',
    deputies,
    group: group ?? '',
    ...now,
    notes: notesOf(reading.value),
    evaluations: entries.flatMap(({ event }) => (event.kind === 'evaluated' ? [event.evaluation] : [])),
    draws: [],
    history: reading.value.history,
  });
}

/** 提出 → 审核 → 立案 → 交办 → 答复: one on, or with a reason over some or back. */
function step(state: State, seq: number, entry: Step): Result<State, ProjectFault> {
  const { to, date, unit, answer, reason } = entry;
  if (!isDay(date)) return fault('bad-date', 'a day of the calendar', date);
  if (date < state.date) return fault('bad-date', `a day not before ${state.date}, of the step before`, date);
  const far = rank(to) - rank(state.state);
  const isNext = far === 0 || far === 1;
  if (!isNext && !reason?.trim())
    return fault(
      'bad-step',
      `${SUGGESTION_STATES[rank(state.state) + 1] ?? 'no further step'}, or a reason`,
      `${to} without one`,
    );
  // Gone back to before it was assigned, it is nobody's again.
  const responsible = unit ?? (rank(to) < rank('assigned') ? null : state.unit);
  if (to === 'assigned' && !responsible) return fault('bad-step', 'the unit that it is assigned to', 'none');
  if ((to === 'answered') !== (answer !== undefined))
    return fault(
      'bad-step',
      'an answer with the state answered, and with no other',
      `${to} ${answer ? 'with' : 'without'} one`,
    );
  const line: SuggestionStep = {
    entry: seq,
    to,
    date,
    unit: unit ?? null,
    answer: answer?.kind ?? null,
    reason: reason ?? null,
  };
  return ok({ state: to, date, unit: responsible, answer: answer ?? null, steps: [...state.steps, line] });
}
