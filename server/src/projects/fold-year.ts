import type { ProjectView, SuggestionView, YearView } from '@piaojue/contract/project-view';
import type { BookEntry } from './book.ts';
import { foldProject } from './fold-project.ts';
import { foldSuggestion } from './fold-suggestion.ts';

/** The entries about one ref, in their order. */
export const about = (entries: readonly BookEntry[], ref: string): readonly BookEntry[] =>
  entries.filter(({ event }) => 'ref' in event && event.ref === ref);

/** The book as it reads now. Throws on entries that can't be true: none is appended without having been folded. */
export function foldYear(entries: readonly BookEntry[], rehearsal: boolean): YearView {
  const byRef = new Map<string, BookEntry[]>();
  for (const entry of entries) {
    if (!('ref' in entry.event)) continue;
    const { ref } = entry.event;
    const own = byRef.get(ref);
    if (own) own.push(entry);
    else byRef.set(ref, [entry]);
  }
  const draws = entries.flatMap(({ event }) => (event.kind === 'drawn' ? [event.draw] : []));
  const projects: ProjectView[] = [];
  const suggestions: SuggestionView[] = [];
  for (const [ref, own] of byRef) {
    if (own[0]?.event.kind === 'adopted') projects.push(sound(foldProject(own)));
    else {
      const drawnIn = draws.filter(({ drawn }) => drawn.includes(ref)).map((each) => each.draw);
      suggestions.push({ ...sound(foldSuggestion(own)), draws: drawnIn });
    }
  }
  return { rehearsal, projects, suggestions, draws };
}

function sound<T>(
  folded: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: object },
): T {
  if (!folded.ok) throw new Error(`the book of the year contradicts itself: ${JSON.stringify(folded.error)}`);
  return folded.value;
}
