import { type Html, html } from '../publish/html.ts';
import type { Report } from './report.ts';
import type { ReportText } from './text.ts';

/** N, P, quorum, I, R, V, X and 未按; below them, where there was paper, both columns. */
export function attendanceTable(t: ReportText, { attendance }: Report): Html {
  const { all, present, quorum, issued, returned, valid, invalid, notSubmitted, byHand, paperIssued } = attendance;
  const people = t('report.unitPeople');
  const papers = t('report.unitPapers');
  const figure = (value: number | null, unit: string): Html =>
    value === null ? html`<td>–</td>` : html`<td>${value}<small>${unit}</small></td>`;
  const head = (name: string): Html => html`<th>${name}</th>`;
  const met = t(quorum.met ? 'result.quorumMet' : 'result.quorumMissed', { needed: quorum.needed });
  const row = (
    name: string,
    given: number | null,
    column: { returned: number; valid: number; invalid: number } | null,
  ) =>
    column &&
    html`<tr><th colspan="3">${name}</th>${figure(given, papers)}${figure(column.returned, papers)}${figure(column.valid, papers)}${figure(column.invalid, papers)}<td>${given === null ? '–' : given - column.returned}</td></tr>`;
  const byKeypads = byHand?.keypads ?? null;
  return html`<table class="people">
<thead><tr>${(['all', 'present', 'quorum', 'issued', 'returned', 'valid', 'invalid', 'notSubmitted'] as const).map((name) => head(t(`report.${name}`)))}</tr></thead>
<tbody>
<tr>${figure(all, people)}${figure(present, people)}<td>${t('report.needed', { needed: quorum.needed })}<small>${met}</small></td>${figure(issued, papers)}${figure(returned, papers)}${figure(valid, papers)}${figure(invalid, papers)}${figure(notSubmitted, people)}</tr>
${row(t('report.byKeypads'), byKeypads && paperIssued !== null ? issued - paperIssued : null, byKeypads)}
${row(t('report.byPaper'), paperIssued, byHand?.paper ?? null)}
</tbody>
</table>`;
}

/** What the presiding officer reads out (RULES §3). */
export function statement(t: ReportText, { attendance, result, status }: Report): Html {
  const { all, present, quorum, issued, returned, valid, invalid, notSubmitted, absent } = attendance;
  if (status === 'aborted' || !result)
    return html`${t('report.abortedLine', { all, present, issued })}${returned !== null && t('report.abortedReturned', { returned })}`;
  const validity =
    result.outcome === 'void'
      ? t('result.void')
      : result.outcome === 'no-quorum'
        ? t('result.noQuorum')
        : t('result.valid');
  const met = t(quorum.met ? 'result.quorumMet' : 'result.quorumMissed', { needed: quorum.needed });
  const line = t('result.line', { all, present, issued, returned: returned ?? '–', quorum: met, validity });
  const counted =
    valid === null || invalid === null || notSubmitted === null
      ? ''
      : t('result.counted', { valid, invalid, notSubmitted });
  const silent = absent && notSubmitted !== null && notSubmitted > 0 ? t('report.absent', { ...absent }) : '';
  return html`${[line, counted, silent].filter(Boolean).join(t('report.next'))}`;
}
