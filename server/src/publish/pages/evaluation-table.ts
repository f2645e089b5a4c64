import type { EvaluationOfItem } from '@piaojue/contract/project-view';
import type { EvaluationResult, EvaluationRow, Grade } from '@piaojue/contract/screen-view';
import { type Html, html } from '../html.ts';
import type { PublishText } from '../text.ts';
import { minute, percent, sittingLine } from './layout.ts';

type Graded = Pick<EvaluationRow, 'counts' | 'strictRate' | 'broadRate' | 'grade'>;

const gradeText = (t: PublishText, grade: Grade | null): string => (grade ? t(`grade.${grade}`) : t('none'));

const heads = (t: PublishText, asksDontKnow: boolean): Html =>
  html`<th>${t('grade.satisfied')}</th><th>${t('grade.basic')}</th><th>${t('grade.dissatisfied')}</th>${asksDontKnow && html`<th>${t('grade.dontKnow')}</th>`}<th>${t('grade.abstained')}</th><th>${t('grade.strict')}</th><th>${t('grade.broad')}</th><th>${t('grade.title')}</th>`;

const cells = (t: PublishText, { counts, strictRate, broadRate, grade }: Graded, asksDontKnow: boolean): Html =>
  html`<td data-term="${t('grade.satisfied')}" class="figure">${counts?.satisfied}</td><td data-term="${t('grade.basic')}" class="figure">${counts?.basic}</td><td data-term="${t('grade.dissatisfied')}" class="figure">${counts?.dissatisfied}</td>${
    asksDontKnow && html`<td data-term="${t('grade.dontKnow')}" class="figure">${counts?.dontKnow}</td>`
  }<td data-term="${t('grade.abstained')}" class="figure">${counts?.abstained}</td><td data-term="${t('grade.strict')}" class="figure">${percent(t, strictRate)}</td><td data-term="${t('grade.broad')}" class="figure">${percent(t, broadRate)}</td><td data-term="${t('grade.title')}">${gradeText(t, grade)}</td>`;

type Ruled = Pick<EvaluationResult, 'rateBase' | 'gradeBase' | 'halfPasses'>;
const ruleOf = (t: PublishText, { rateBase, gradeBase, halfPasses }: Ruled): string =>
  t('grade.rule', {
    base: t(`base.${rateBase.base}`),
    value: rateBase.value,
    gradeBase: t(`base.${gradeBase.base}`),
    gradeValue: gradeBase.value,
    half: t(halfPasses ? 'grade.halfPasses' : 'grade.halfFails'),
  });

const dontKnowOf = (t: PublishText, isCounted: boolean): string =>
  t(isCounted ? 'grade.dontKnowCounts' : 'grade.dontKnowOut');

/** All items of one ballot. */
export function evaluationTable(t: PublishText, result: EvaluationResult): Html {
  const asks = result.scale === 4;
  return html`<table class="stacked">
<thead><tr><th>${t('list.no')}</th><th>${t('list.name')}</th>${heads(t, asks)}</tr></thead>
<tbody>${result.rows.map(
    (row) => html`
<tr><td data-term="${t('list.no')}" class="figure">${row.no}</td><td data-term="${t('list.name')}">${row.name}</td>${cells(t, row, asks)}</tr>`,
  )}
</tbody>
</table>
<p>${ruleOf(t, result)}${asks && dontKnowOf(t, result.dontKnowCounts)}</p>`;
}

/** What the evaluations of the year said of one project or suggestion. */
export function evaluationsOfItem(t: PublishText, evaluations: readonly EvaluationOfItem[]): Html {
  const asks = evaluations.some(({ counts }) => counts.dontKnow !== null);
  return html`<table class="stacked">
<thead><tr><th>${t('project.evaluations')}</th>${heads(t, asks)}</tr></thead>
<tbody>${evaluations.map(
    (each) => html`
<tr><td data-term="${t('project.evaluations')}"><b>${t(`review.${each.review}`)}</b><br>${sittingLine(t, each.sitting)}<br>${minute(each.closedAt)}</td>${cells(t, each, asks)}</tr>
<tr class="story"><td colspan="${asks ? 9 : 8}">${ruleOf(t, each)}${each.counts.dontKnow !== null && dontKnowOf(t, each.withoutDontKnow !== true)}<br>${t('proof.bundle')} <code>${each.bundleHash}</code></td></tr>`,
  )}
</tbody>
</table>`;
}

/** The newest grade, for an overview. */
export const newestGrade = (t: PublishText, evaluations: readonly EvaluationOfItem[]): string => {
  const last = evaluations.at(-1);
  return last ? `${t(`review.${last.review}`)} ${gradeText(t, last.grade)} ${percent(t, last.strictRate)}` : t('none');
};
