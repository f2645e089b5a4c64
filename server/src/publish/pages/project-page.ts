import { PROJECT_FIELDS, type ProjectField } from '@piaojue/contract/project-entry';
import type { AdjustmentView, HistoryLine, NoteView, ProjectView } from '@piaojue/contract/project-view';
import { type Html, html } from '../html.ts';
import { FILES } from '../publication.ts';
import type { PublishText } from '../text.ts';
import { evaluationsOfItem } from './evaluation-table.ts';
import { facts, type Page, type PageParts, percent, sittingLine } from './layout.ts';
import { story } from './list-page.ts';

export const fieldName = (t: PublishText, field: ProjectField): string =>
  field === 'name' ? t('field.name') : t(`list.${field}`);

/** A tracked project: how it came to be, what is planned and done, what was changed and who allowed it, how it was judged. */
export function projectPage({ t }: PageParts, project: ProjectView): Page {
  const { ref, details, origin, candidate, milestones, notes, adjustments, evaluations, history } = project;
  return {
    file: FILES.project(ref),
    title: details.name,
    body: html`<p class="over">${t('project.title')} ${ref}</p>
<h1>${details.name}${project.stopped && html` <span class="stopped">${t('project.stopped')}</span>`}</h1>
<p>${originLine(t, project)}</p>
${project.percent !== null && progressBar(t, project.percent)}
${facts([
  ...PROJECT_FIELDS.filter((field) => field !== 'name').map((field) => [fieldName(t, field), details[field]] as const),
  [t('project.group'), project.group],
])}
${candidate.story && story(t, { no: candidate.no, story: { ...candidate.story, leader: '', fund: '' } })}
${
  milestones.length > 0 &&
  html`<h2>${t('project.milestones')}</h2>
<table class="stacked">
<thead><tr><th>${t('project.milestone')}</th><th>${t('project.planned')}</th><th>${t('project.done')}</th></tr></thead>
<tbody>${milestones.map(
    ({ milestone, title, planned, plannedFirst, done, words }) => html`
<tr><td data-term="${t('project.milestone')}">${milestone}. ${title}${words && html`<br>${words}`}</td><td data-term="${t('project.planned')}">${planned}${plannedFirst && html`<br>${t('project.plannedFirst', { date: plannedFirst })}`}</td><td data-term="${t('project.done')}">${done ?? t('none')}</td></tr>`,
  )}
</tbody>
</table>`
}
${notes.length > 0 && html`<h2>${t('project.notes')}</h2>${noteList(t, notes)}`}
${
  adjustments.length > 0 &&
  html`<h2>${t('project.adjustments')}</h2>
<ol class="entries">${adjustments.map((each) => html`<li>${adjustment(t, each)}</li>`)}</ol>`
}
${evaluations.length > 0 && html`<h2>${t('project.evaluations')}</h2>${evaluationsOfItem(t, evaluations)}`}
${corrections(t, history)}
<p class="proof">${t('proof.bundle')} <code>${origin.bundleHash}</code></p>
`,
  };
}

function originLine(t: PublishText, { origin }: ProjectView): Html {
  const { sitting, no, votes, rate, rateBase, by } = origin;
  return html`${t('project.origin', {
    sitting: sittingLine(t, sitting),
    no,
    votes: votes ?? t('none'),
    rate: percent(t, rate),
    base: t(`base.${rateBase.base}`),
    value: rateBase.value ?? t('none'),
  })}${by === 'presidium' && `${t('join.semicolon')}${t('project.ruled')}`}`;
}

export const progressBar = (t: PublishText, value: number): Html =>
  html`<p class="progress"><span>${t('project.progress')} <b>${value}%</b></span><span class="track"><span class="bar" style="width:${value}%"></span></span></p>`;

export const noteList = (t: PublishText, notes: readonly NoteView[]): Html =>
  html`<ol class="entries">${notes.map(
    ({ date, author, words, percent: share }) => html`
<li><b>${date}</b> ${t(`author.${author.role}`)}${author.name && ` ${author.name}`}${share !== null && html` <b>${share}%</b>`}<br>${words}</li>`,
  )}</ol>`;

function adjustment(t: PublishText, { what, milestone, from, to, allowedBy }: AdjustmentView): Html {
  const { body, date, number, words } = allowedBy;
  const change =
    what === 'stop' || what === 'resume'
      ? t(`project.${what}`)
      : what === 'milestone'
        ? t('project.changeMilestone', { milestone: milestone ?? '', from, to })
        : t('project.change', { what: fieldName(t, what), from, to });
  return html`${change}<br>${t('project.allowedBy', { body, date, number: number ?? '', words })}`;
}

/** What was taken back stays visible: which entry, by which, and why. */
export function corrections(t: PublishText, history: readonly HistoryLine[]): Html {
  const lines = history.flatMap(({ entry, corrects }) =>
    corrects ? [{ entry, of: corrects.entry, reason: corrects.reason }] : [],
  );
  return html`${
    lines.length > 0 &&
    html`<h2>${t('project.corrections')}</h2>
<ol class="entries">${lines.map(
      ({ entry, of, reason }) => html`<li>${t('project.correction', { entry, corrects: of, reason })}</li>`,
    )}</ol>`
  }`;
}
