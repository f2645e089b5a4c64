import type { DrawView, SuggestionView } from '@piaojue/contract/project-view';
import { type Html, html } from '../html.ts';
import { FILES } from '../publication.ts';
import type { PublishText } from '../text.ts';
import { evaluationsOfItem, newestGrade } from './evaluation-table.ts';
import { facts, type Page, type PageParts } from './layout.ts';
import { corrections, noteList } from './project-page.ts';

/** All suggestions of the book: one table, then each with its steps, answer and evaluations. */
export const suggestionsPage = ({ t }: PageParts, suggestions: readonly SuggestionView[]): Page => ({
  file: FILES.suggestions,
  title: t('suggestion.title'),
  body: html`<h1>${t('suggestion.title')}</h1>
<table class="stacked">
<thead><tr><th>${t('suggestion.number')}</th><th>${t('suggestion.name')}</th><th>${t('suggestion.unit')}</th><th>${t('suggestion.state')}</th><th>${t('suggestion.answer')}</th><th>${t('project.evaluations')}</th></tr></thead>
<tbody>${suggestions.map(
    (each) => html`
<tr><td data-term="${t('suggestion.number')}">${each.number}</td><td data-term="${t('suggestion.name')}"><a href="#${each.ref}">${each.title}</a></td><td data-term="${t('suggestion.unit')}">${each.unit}</td><td data-term="${t('suggestion.state')}">${t(`state.${each.state}`)}</td><td data-term="${t('suggestion.answer')}">${each.answer && t(`answer.${each.answer.kind}`)}</td><td data-term="${t('project.evaluations')}">${newestGrade(t, each.evaluations)}</td></tr>`,
  )}
</tbody>
</table>
${suggestions.map((each) => article(t, each))}
`,
});

const article = (t: PublishText, each: SuggestionView): Html => html`
<article id="${each.ref}">
<h2>${each.title}</h2>
${facts([
  [t('suggestion.number'), `${each.number} (${each.ref})`],
  [t('suggestion.deputies'), each.group ? `${each.deputies} · ${each.group}` : each.deputies],
  [t('suggestion.unit'), each.unit],
  [t('suggestion.state'), t(`state.${each.state}`)],
  [t('suggestion.answer'), each.answer && `${t(`answer.${each.answer.kind}`)}${t('join.colon')}${each.answer.words}`],
])}
${each.words && html`<p>${each.words}</p>`}
<h3>${t('suggestion.steps')}</h3>
<ol class="entries">${each.steps.map(
  ({ to, date, unit, answer, reason }) =>
    html`<li><b>${date}</b> ${t(`state.${to}`)}${unit && ` · ${unit}`}${answer && ` · ${t(`answer.${answer}`)}`}${reason && t('join.aside', { words: reason })}</li>`,
)}</ol>
${each.notes.length > 0 && noteList(t, each.notes)}
${each.evaluations.length > 0 && evaluationsOfItem(t, each.evaluations)}
${corrections(t, each.history)}
</article>`;

/** Draws for the 回头看, with all that it takes to repeat them. */
export const drawsPage = (
  { t }: PageParts,
  draws: readonly DrawView[],
  suggestions: readonly SuggestionView[],
): Page => ({
  file: FILES.draws,
  title: t('draw.title'),
  body: html`<h1>${t('draw.title')}</h1>
<p>${t('draw.how')}</p>
${draws.map(({ draw, date, seed, size, pool, drawn }) => {
  const named = (ref: string) =>
    html`<li><code>${ref}</code> ${suggestions.find((each) => each.ref === ref)?.title}</li>`;
  return html`
<h2>${t('draw.one', { draw, date })}</h2>
<p>${t('draw.seed', { seed })}<br>${size === null ? t('draw.all', { pool: pool.length }) : t('draw.size', { pool: pool.length, size: drawn.length })}</p>
<h3>${t('draw.drawn')}</h3>
<ol class="entries">${drawn.map(named)}</ol>
<h3>${t('draw.pool')}</h3>
<ul class="entries">${pool.map(named)}</ul>`;
})}
`,
});
