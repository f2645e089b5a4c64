import type { PlainEntry, ProjectField } from '@piaojue/contract/project-entry';
import type {
  AdjustmentView,
  MilestoneView,
  ProjectDetails,
  ProjectFault,
  ProjectView,
} from '@piaojue/contract/project-view';
import { ok, type Result } from '@piaojue/contract/result';
import { isDay } from '../day.ts';
import { type BookEntry, fault } from './book.ts';
import { notesOf, readEntries } from './standing.ts';

type Milestones = readonly (MilestoneView | null)[];
interface State {
  readonly details: ProjectDetails;
  readonly group: string | null;
  readonly stopped: boolean;
  /** By their own number, from 1; null: taken out by a correction. */
  readonly milestones: Milestones;
  readonly adjustments: readonly AdjustmentView[];
}
type Next = Result<State, ProjectFault>;

/** A project as its entries tell it, or why they can't be true. The first entry is its adoption. */
export function foldProject(entries: readonly BookEntry[]): Result<ProjectView, ProjectFault> {
  const adoption = entries[0]?.event;
  if (adoption?.kind !== 'adopted') throw new Error('expected a project to begin with its adoption');
  const { ref, origin, candidate } = adoption;
  const reading = readEntries(entries);
  if (!reading.ok) return reading;
  const { name, unit, site, budget, target, story } = candidate;
  let state: State = {
    details: {
      name: name ?? `${candidate.no}`,
      unit: unit ?? '',
      leader: story?.leader ?? '',
      site: site ?? '',
      budget: budget ?? candidate.cost ?? '',
      fund: story?.fund ?? '',
      target: target ?? '',
    },
    group: null,
    stopped: false,
    milestones: [],
    adjustments: [],
  };
  for (const place of reading.value.places) {
    if (place.entry === null) {
      // Its number is not given again.
      if (place.was === 'milestone') state = { ...state, milestones: [...state.milestones, null] };
      continue;
    }
    const next = apply(state, place.seq, place.entry);
    if (!next.ok) return next;
    state = next.value;
  }
  const notes = notesOf(reading.value);
  return ok({
    ref,
    origin,
    candidate,
    ...state,
    percent: notes.findLast(({ percent }) => percent !== null)?.percent ?? null,
    milestones: state.milestones.filter((milestone) => milestone !== null),
    notes,
    evaluations: entries.flatMap(({ event }) => (event.kind === 'evaluated' ? [event.evaluation] : [])),
    history: reading.value.history,
  });
}

function apply(state: State, seq: number, entry: PlainEntry): Next {
  switch (entry.kind) {
    case 'group':
      if (entry.group === state.group) return fault('nothing-changes', 'another group', entry.group);
      return ok({ ...state, group: entry.group });
    case 'milestone':
      return dated(entry.planned, () => {
        const milestone = state.milestones.length + 1;
        const { title, planned } = entry;
        const added: MilestoneView = { milestone, title, planned, plannedFirst: null, done: null, words: '' };
        return ok({ ...state, milestones: [...state.milestones, added] });
      });
    case 'milestoneDone':
      return dated(entry.done, () =>
        onMilestone(state, entry.milestone, (milestone) =>
          milestone.done === null
            ? ok({ ...milestone, done: entry.done, words: entry.words ?? '' })
            : fault('nothing-changes', 'a milestone that is not done', `one done on ${milestone.done}`),
        ),
      );
    case 'note':
      return dated(entry.date, () => ok(state));
    case 'adjustment':
      return dated(entry.allowedBy.date, () => adjust(state, seq, entry));
    case 'step':
      return fault('wrong-kind', 'an entry about a project', 'a step of a suggestion');
  }
}

function adjust(state: State, seq: number, { change, allowedBy }: Extract<PlainEntry, { kind: 'adjustment' }>): Next {
  const noted = (view: Pick<AdjustmentView, 'what' | 'from' | 'to'> & { milestone?: string }): State => ({
    ...state,
    adjustments: [...state.adjustments, { entry: seq, milestone: null, ...view, allowedBy }],
  });
  switch (change.what) {
    case 'field': {
      const { field, to } = change;
      const from = state.details[field];
      if (from === to) return fault('nothing-changes', `another ${field}`, to);
      const details: Record<ProjectField, string> = { ...state.details, [field]: to };
      return ok({ ...noted({ what: field, from, to }), details });
    }
    case 'milestone':
      return dated(change.planned, () => {
        const former = state.milestones[change.milestone - 1];
        const moved = onMilestone(state, change.milestone, (milestone) =>
          milestone.done === null && milestone.planned !== change.planned
            ? ok({
                ...milestone,
                planned: change.planned,
                plannedFirst: milestone.plannedFirst ?? milestone.planned,
              })
            : fault('nothing-changes', 'another date of a milestone that is not done', change.planned),
        );
        if (!moved.ok || !former) return moved;
        const view = { what: 'milestone', milestone: former.title, from: former.planned, to: change.planned } as const;
        return ok({ ...noted(view), milestones: moved.value.milestones });
      });
    case 'stop':
    case 'resume': {
      const stopped = change.what === 'stop';
      if (stopped === state.stopped)
        return fault('nothing-changes', stopped ? 'a project that goes on' : 'a stopped project', 'the other');
      return ok({ ...noted({ what: change.what, from: '', to: '' }), stopped });
    }
  }
}

function onMilestone(
  state: State,
  number: number,
  change: (milestone: MilestoneView) => Result<MilestoneView, ProjectFault>,
): Next {
  const milestone = state.milestones[number - 1];
  if (!milestone) return fault('unknown-entry', 'a milestone of this project', `number ${number}`);
  const changed = change(milestone);
  if (!changed.ok) return changed;
  return ok({ ...state, milestones: state.milestones.with(number - 1, changed.value) });
}

const dated = (day: string, next: () => Next): Next =>
  isDay(day) ? next() : fault('bad-date', 'a day of the calendar', day);
