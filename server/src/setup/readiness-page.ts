import type { WordLanguage } from '@piaojue/contract/profile';
import type { DeckView } from '@piaojue/contract/rehearsal-view';
import type { ReadinessView } from '@piaojue/contract/readiness-view';
import type { SittingTitle } from '@piaojue/contract/screen-view';
import type { SetupStep, SetupView } from '@piaojue/contract/setup-view';
import { type Html, html } from '../publish/html.ts';
import { day, second } from '../report/times.ts';
import { printedPage } from './printed-page.ts';
import { marginText, type SetupText, setupText } from './text.ts';

/** What a hall was tested with, and how it came out (就绪报告): to print and to sign. */
export interface ReadinessReport {
  readonly sitting: SittingTitle;
  readonly mode: 'rehearsal' | 'real';
  /** ms since the epoch */
  readonly at: number;
  readonly setup: SetupView;
  readonly check: Pick<ReadinessView, 'keypads' | 'pressTest'>;
  /** Of the last vote of a rehearsal that was counted. */
  readonly deck: DeckView | null;
}

/** Tests that did not pass; the report itself is none. */
export const openSteps = ({ steps }: SetupView): readonly SetupStep[] =>
  steps.filter(({ id, state }) => id !== 'report' && (state === 'todo' || state === 'attention'));

/** Pure but for `fontFaces`. */
export function readinessPage(
  report: ReadinessReport,
  language: WordLanguage,
  fontFaces: (text: string) => string,
): string {
  const t = setupText(language);
  const { sitting, mode, setup } = report;
  const open = openSteps(setup).length;
  const margin = marginText(language);
  const body = html`<header>
<p class="congress">${sitting.congress} ${sitting.meeting}</p>
<h1>${t('readiness.title')}<small>${open === 0 ? t('readiness.passed') : t('readiness.open', { n: open })}</small></h1>
<p class="number"><span>${t(`readiness.mode.${mode}`)} · ${day(margin, sitting.date)}</span><span>${t('readiness.madeAt', { time: second(margin, report.at) })}</span></p>
</header>
<h2>${t('readiness.steps')}</h2>
${stepsTable(t, report, language)}
<h2>${t('readiness.keypads')}</h2>
${keypadsTable(t, report)}
<h2>${t('readiness.counts')}</h2>
${deckTable(t, report.deck)}
<p class="line" style="margin-top: 10mm; text-indent: 0; white-space: pre-wrap">${t('readiness.sign')}</p>`;
  return printedPage({
    language,
    sitting: `${sitting.congress} ${sitting.meeting}`,
    title: t('readiness.title'),
    rehearsal: mode === 'rehearsal',
    body,
    fontFaces,
  });
}

function stepsTable(t: SetupText, { setup }: ReadinessReport, language: WordLanguage): Html {
  const margin = marginText(language);
  return html`<table class="rows">
<thead><tr><th>${t('readiness.step')}</th><th>${t('readiness.result')}</th><th>${t('readiness.time')}</th><th>${t('readiness.figures')}</th></tr></thead>
<tbody>${setup.steps
    .filter(({ id }) => id !== 'report')
    .map(
      (step) => html`<tr data-step="${step.id}" data-state="${step.state}">
<td class="text">${t(`step.${step.id}`)}</td><td>${t(`state.${step.state}`)}</td>
<td>${step.at === null ? '–' : second(margin, step.at)}</td><td class="text">${noted(t, step)}</td></tr>`,
    )}</tbody>
</table>`;
}

function noted(t: SetupText, { id, word, figures }: SetupStep): string {
  if (word !== null) return t('figures.skipped', { word });
  if (Object.keys(figures).length === 0) return '';
  switch (id) {
    case 'hall': {
      const { lastRow = 0, imageHeight = 1 } = figures;
      return t('figures.hall', { lastRow, imageHeight, r: (lastRow / imageHeight).toFixed(1) });
    }
    case 'receiver':
    case 'keypads':
    case 'roll':
    case 'rehearsal':
      return t(`figures.${id}`, figures);
    case 'language':
    case 'report':
      return '';
  }
}

function keypadsTable(t: SetupText, { check }: ReadinessReport): Html {
  const bad = check.keypads.filter(({ slot, findings }) => slot !== null && findings.length > 0);
  if (bad.length === 0) return html`<p>${t('readiness.keypadsNone')}</p>`;
  return html`<table class="rows">
<thead><tr><th>${t('readiness.keypad')}</th><th>${t('readiness.name')}</th><th>${t('readiness.finding')}</th></tr></thead>
<tbody>${bad.map(
    ({ keypad, name, findings }) =>
      html`<tr><td class="figure">${keypad}</td><td class="text">${name}</td><td class="text">${findings.map((code) => t(`finding.${code}`)).join(' · ')}</td></tr>`,
  )}</tbody>
</table>`;
}

function deckTable(t: SetupText, deck: DeckView | null): Html {
  if (!deck || deck.differences === null) return html`<p>${t('readiness.countsNone')}</p>`;
  const verdict = (expected: number, counted: number | null) =>
    counted === expected ? t('readiness.same') : t('readiness.differs', { n: (counted ?? 0) - expected });
  return html`<table class="rows">
<thead><tr><th>${t('readiness.no')}</th><th>${t('readiness.candidate')}</th><th>${t('readiness.column')}</th><th>${t('readiness.expected')}</th><th>${t('readiness.counted')}</th><th></th></tr></thead>
<tbody>${deck.rows.map(
    ({ no, name, column, expected, counted }) =>
      html`<tr><td class="figure">${no}</td><td class="text">${name}</td><td>${t(`column.${column}`)}</td><td class="figure">${expected}</td><td class="figure">${counted}</td><td>${verdict(expected, counted)}</td></tr>`,
  )}${deck.figures.map(
    ({ figure, expected, counted }) =>
      html`<tr><td></td><td class="text">${t(`figure.${figure}`)}</td><td></td><td class="figure">${expected}</td><td class="figure">${counted}</td><td>${verdict(expected, counted)}</td></tr>`,
  )}</tbody>
</table>`;
}
