import type { MotionResult, NamedAnswer, RankingResult, ResultRow, ResultView } from '@piaojue/contract/screen-view';
import { doesCount } from '../rules/decision.ts';
import { type Html, html } from '../publish/html.ts';
import { evaluationTable } from '../publish/pages/evaluation-table.ts';
import { percent } from '../publish/pages/layout.ts';
import { neededOf, outcomeOf, rulingOf } from '../publish/pages/result-words.ts';
import type { Report } from './report.ts';
import type { ReportText } from './text.ts';

/** What the vote came to, in the words of its kind. Of a round that does not count there is no figure to show. */
export function resultSection(t: ReportText, report: Report, result: ResultView): Html {
  if (!doesCount(result.outcome)) {
    const said = t(result.outcome === 'void' ? 'result.void' : 'result.noQuorum');
    return html`<p class="outcome">${said}${t('join.stop')}</p>`;
  }
  switch (result.form) {
    case 'ranking':
      return ranking(t, report, result);
    case 'motion':
      return motion(t, report, result);
    case 'evaluation':
      return html`<div class="evaluation">${evaluationTable(t, result)}</div>`;
  }
}

function ranking(t: ReportText, report: Report, result: RankingResult): Html {
  const { kind, rateBase, rows, round } = result;
  const perItem = result.columns === 'perItem';
  const { columns } = report;
  const persons = kind === 'election';
  const ranked = rows
    .map((row, place) => ({ row, place }))
    .toSorted((a, b) => (a.row.rank ?? 0) - (b.row.rank ?? 0) || a.row.no - b.row.no);
  const cut = ranked.findIndex(
    ({ row }, at) => row.status !== 'chosen' && at > 0 && ranked[at - 1]?.row.status === 'chosen',
  );
  const chosen = rows.filter(({ status }) => status === 'chosen').length;
  const seats = { seats: round.seats, field: rows.length };
  return html`<p>${t(persons ? 'report.seatsPersons' : 'report.seats', seats)}${neededOf(t, result.majority, result.needed)}${t('join.stop')}${rateOf(t, rateBase)}${t('join.stop')}</p>
<table class="rows">
<colgroup><col class="narrow"><col class="narrow"><col></colgroup>
<thead><tr><th>${t('result.rank')}</th><th>${t('list.no')}</th><th class="text">${t(persons ? 'list.person' : 'list.name')}</th><th>${t(perItem ? 'result.for' : 'result.votes')}</th>${
    columns && html`<th>${t('report.byKeypads')}</th><th>${t('report.byPaper')}</th>`
  }${
    perItem &&
    html`<th>${t('result.against')}</th><th>${t('result.abstained')}</th>${result.needed === null && html`<th>${t('report.neededColumn')}</th>`}`
  }<th>${t('result.rate')}</th><th>${t('result.status')}</th></tr></thead>
<tbody>${ranked.map(
    ({ row, place }, at) => html`
<tr class="${row.status}${at === cut && ' cut'}"><td class="figure">${row.rank}${row.tied && t('report.tied')}</td><td class="figure">${row.no}</td><td class="text">${row.name}</td><td class="figure total">${row.votes}</td>${
      columns && html`<td class="figure">${columns.keypads[place]}</td><td class="figure">${columns.paper[place]}</td>`
    }${perItem && html`${answersOf(row)}${result.needed === null && html`<td class="figure">${row.needed}</td>`}`}<td class="figure">${percent(t, row.rate)}</td><td class="figure">${t(`status.${row.status}`)}</td></tr>`,
  )}
</tbody>
</table>
<p class="outcome">${t(persons ? 'report.conclusionPersons' : 'report.conclusion', { chosen, outcome: outcomeOf(t, result) })}</p>
${report.ruling ? html`<p>${t('result.decision')}${t('join.colon')}${report.ruling}</p>` : ruledOn(t, report, result)}`;
}

const ruledOn = (t: ReportText, report: Report, result: RankingResult): Html | string =>
  result.ruling ? html`<p>${rulingOf(t, result, report.candidates)}</p>` : '';

const answersOf = ({ against, abstained }: ResultRow): Html =>
  html`<td class="figure">${against}</td><td class="figure">${abstained}</td>`;

const rateOf = (t: ReportText, { base, value }: RankingResult['rateBase']): string =>
  value === null
    ? t('result.rateOfEach', { base: t(`base.${base}`) })
    : t('result.rateOf', { base: t(`base.${base}`), value });

function motion(t: ReportText, { columns }: Report, result: MotionResult): Html {
  const { rateBase } = result;
  const row = (answer: 'for' | 'against' | 'abstained', rate: string | null): Html => html`
<tr><td class="text">${t(`result.${answer}`)}</td><td class="figure total">${result[answer]}</td>${columns && html`<td class="figure">${answer === 'for' ? columns.keypads[0] : ''}</td><td class="figure">${answer === 'for' ? columns.paper[0] : ''}</td>`}<td class="figure">${rate}</td></tr>`;
  return html`<p>${t('report.motion', { name: result.name })}</p>
<p>${neededOf(t, result.majority, result.needed)}${t('join.stop')}${t('report.rateOfMotion', { base: t(`base.${rateBase.base}`), value: rateBase.value })}${t('join.stop')}</p>
<table class="rows">
<thead><tr><th class="text">${t('report.answer')}</th><th>${t('report.votes')}</th>${columns && html`<th>${t('report.byKeypads')}</th><th>${t('report.byPaper')}</th>`}<th>${t('report.rateFor')}</th></tr></thead>
<tbody>${row('for', percent(t, result.rate))}${row('against', '')}${row('abstained', '')}
</tbody>
</table>
<p class="outcome">${t(result.outcome === 'passed' ? 'result.passed' : 'result.rejected')}${t('join.stop')}</p>`;
}

const ANSWERS: readonly NamedAnswer['answer'][] = ['for', 'against', 'abstained', 'invalid', 'notSubmitted'];

/** 记名表决 alone is not secret: who answered what, by answer, in the order of the seats. */
export function namedAnnex(t: ReportText, result: ResultView | null): Html | null {
  if (result?.form !== 'motion' || !result.named) return null;
  const { named } = result;
  const groups = ANSWERS.map((answer) => ({ answer, names: named.filter((each) => each.answer === answer) }));
  return html`<h2 class="annex">${t('report.named')}</h2>${groups
    .filter(({ names }) => names.length > 0)
    .map(
      ({ answer, names }) => html`
<h3>${t('report.namedCount', { answer: t(`report.named.${answer}`), count: names.length })}</h3>
<ul class="names">${names.map(({ name }) => html`<li>${name}</li>`)}</ul>`,
    )}`;
}

/** The heading of the result is in the words of the kind of vote. */
export const resultHeading = (t: ReportText, kind: ResultView['kind']): string => {
  switch (kind) {
    case 'selection':
    case 'perProject':
      return t('report.result');
    case 'election':
      return t('report.result.election');
    case 'resolution':
    case 'namedResolution':
      return t('report.result.resolution');
    case 'evaluation':
      return t('report.result.evaluation');
  }
};
