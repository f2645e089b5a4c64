import type { FiledVote, ProjectView } from '@piaojue/contract/project-view';
import type { SittingTitle } from '@piaojue/contract/screen-view';
import { type Html, html } from '../html.ts';
import { type CandidateList, FILES, type Publication } from '../publication.ts';
import type { PublishText } from '../text.ts';
import { newestGrade } from './evaluation-table.ts';
import { type Page, type PageParts, sittingLine } from './layout.ts';

/** What there is to read: votes by sitting, the newest first, then the projects of the year, suggestions and draws. */
export function indexPage({ t }: PageParts, { votes, lists, year }: Publication): Page {
  const isEmpty = !votes.length && !lists.length && !year.projects.length && !year.suggestions.length;
  return {
    file: FILES.index,
    title: t('site'),
    body: html`<h1>${t('site')}</h1>
${isEmpty && html`<p>${t('noCandidates')}</p>`}
${year.projects.length > 0 && projects(t, year.projects)}
${year.suggestions.length > 0 && html`<h2><a href="${FILES.suggestions}">${t('suggestion.title')}</a></h2>`}
${year.draws.length > 0 && html`<h2><a href="${FILES.draws}">${t('draw.title')}</a></h2>`}
${sittings(votes, lists).map((sitting) => bySitting(t, sitting, votes, lists))}
<p class="proof">${t('check.how')}</p>
`,
  };
}

const projects = (t: PublishText, all: readonly ProjectView[]): Html => html`<h2>${t('project.all')}</h2>
<table class="stacked">
<thead><tr><th>${t('list.name')}</th><th>${t('list.unit')}</th><th>${t('project.progress')}</th><th>${t('project.milestones')}</th><th>${t('project.evaluations')}</th></tr></thead>
<tbody>${all.map(
  ({ ref, details, stopped, percent, milestones, evaluations }) => html`
<tr><td data-term="${t('list.name')}"><a href="${FILES.project(ref)}">${details.name}</a>${stopped && html` <span class="stopped">${t('project.stopped')}</span>`}</td><td data-term="${t('list.unit')}">${details.unit}</td><td data-term="${t('project.progress')}" class="figure">${percent === null ? t('none') : `${percent}%`}</td><td data-term="${t('project.milestones')}" class="figure">${milestones.filter(({ done }) => done !== null).length} / ${milestones.length}</td><td data-term="${t('project.evaluations')}">${newestGrade(t, evaluations)}</td></tr>`,
)}
</tbody>
</table>`;

const keyOf = ({ date, congress, meeting }: SittingTitle): string => JSON.stringify([date, congress, meeting]);

function sittings(votes: readonly FiledVote[], lists: readonly CandidateList[]): readonly SittingTitle[] {
  const byKey = new Map([...votes, ...lists].map(({ sitting }) => [keyOf(sitting), sitting]));
  return [...byKey].toSorted(([a], [b]) => (a < b ? 1 : -1)).map(([, sitting]) => sitting);
}

function bySitting(
  t: PublishText,
  sitting: SittingTitle,
  votes: readonly FiledVote[],
  lists: readonly CandidateList[],
): Html {
  const here = <T extends { readonly sitting: SittingTitle }>(all: readonly T[]) =>
    all.filter((each) => keyOf(each.sitting) === keyOf(sitting));
  const announced = new Set(votes.map(({ result }) => result.round.hash));
  const nameOf = (title: string, turn: number, kind: CandidateList['kind']) =>
    `${title || t(`kind.${kind}`)}${turn > 1 ? ` · ${t('result.turn', { turn })}` : ''}`;
  return html`<h2>${sittingLine(t, sitting)}</h2>
<ul class="entries">${here(lists)
    .filter(({ hash }) => !announced.has(hash))
    .map(
      (list) =>
        html`<li><a href="${FILES.list(list)}">${nameOf(list.title, list.turn, list.kind)}</a> · ${t('list.final')}</li>`,
    )}${here(votes).map((vote) => {
    const list = lists.find(({ hash }) => hash === vote.result.round.hash);
    return html`<li><a href="${FILES.vote(vote)}">${nameOf(vote.title, vote.result.round.turn, vote.result.kind)}</a> · ${t('result.title')}${
      list && html` · <a href="${FILES.list(list)}">${t('list.title')}</a>`
    }</li>`;
  })}</ul>
`;
}
