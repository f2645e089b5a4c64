import type { FiledVote } from '@piaojue/contract/project-view';
import type { Figures, MotionResult, RankingResult, ResultRow, ResultView } from '@piaojue/contract/screen-view';
import { doesCount } from '../../rules/decision.ts';
import { type Html, html } from '../html.ts';
import { FILES } from '../publication.ts';
import type { PublishText } from '../text.ts';
import { evaluationTable } from './evaluation-table.ts';
import { facts, minute, type Page, type PageParts, percent, rulesSection, sittingLine } from './layout.ts';
import { neededOf, outcomeOf, rulingOf } from './result-words.ts';

/** An announced result, and the sheet that is signed when it is printed (RULES §5). */
export function votePage(parts: PageParts, vote: FiledVote, listFile: string | null): Page {
  const { t, language } = parts;
  const { result, title, officers, replaced, decision, incidents } = vote;
  const { round } = result;
  const heading = title || t(`kind.${result.kind}`);
  return {
    file: FILES.vote(vote),
    title: `${heading} ${t('result.title')}`,
    body: html`<p class="over">${sittingLine(t, vote.sitting)}</p>
<h1>${heading}</h1>
<p>${t(`kind.${result.kind}`)} · ${t('result.turn', { turn: round.turn })} · <span class="print-only">${t('result.sheet')}</span><span class="screen-only">${t('result.title')}</span></p>
<p class="screen-only">${listFile !== null && html`<a href="${listFile}">${t('list.final')}</a> · `}${t('print')}</p>
${attendance(t, result)}
${doesCount(result.outcome) && figuresOf(t, result, vote)}
${facts([
  [t('result.opened'), minute(result.openedAt)],
  [t('result.closed'), minute(result.closedAt)],
  [t('result.decision'), decision],
  [t('result.replaced'), replaced > 0 && replaced],
])}
${
  incidents.length > 0 &&
  html`<h2>${t('result.incidents')}</h2>
<ol class="entries">${incidents.map(({ at, words }) => html`<li>${minute(at)} <span>${words[language]}</span></li>`)}</ol>`
}
${rulesSection(parts, vote.words)}
<ul class="signatures print-only">
${signatures(t, officers)}
</ul>
<p class="proof">${t('proof.rules')} <code>${round.hash}</code><br>${t('proof.bundle')} <code>${vote.bundleHash}</code></p>
`,
  };
}

/** A line for each who signs, with the name where the sitting gave one. */
function signatures(t: PublishText, { chiefMonitor, monitors, teller, host, presiding }: FiledVote['officers']): Html {
  const line = (role: string, name: string | undefined) => html`<li>${role} ${name}</li>`;
  return html`${line(t('sign.chief'), chiefMonitor)}${(monitors?.length ? monitors : [undefined]).map((name) =>
    line(t('sign.monitor'), name),
  )}${line(t('sign.teller'), teller)}${line(t('sign.host'), host ?? presiding)}`;
}

/** What the presiding officer reads out (RULES §3). */
function attendance(t: PublishText, result: ResultView): Html {
  const { quorum, figures, outcome, byHand } = result;
  const { all, present, issued, returned } = figures;
  const validity =
    outcome === 'void' ? t('result.void') : outcome === 'no-quorum' ? t('result.noQuorum') : t('result.valid');
  const met = quorum.met ? t('result.quorumMet') : t('result.quorumMissed', { needed: quorum.needed });
  return html`<p class="line">${t('result.line', { all, present, issued, returned, quorum: met, validity })}${counted(t, figures)}</p>
${figureTiles(t, figures)}
${byHand?.keypads && html`<p>${t('result.columnKeypads', { ...byHand.keypads })}</p>`}
${byHand && html`<p>${t('result.columnPaper', { ...byHand.paper })}</p>`}`;
}

const FIGURES = ['all', 'present', 'issued', 'returned', 'valid', 'invalid', 'notSubmitted'] as const;

/** The same figures to be found at a glance; those that are not shown are left out. */
const figureTiles = (t: PublishText, figures: Figures): Html =>
  html`<dl class="figures screen-only">${FIGURES.map((name) =>
    figures[name] === null ? false : html`<div><dt>${t(`figure.${name}`)}</dt><dd>${figures[name]}</dd></div>`,
  )}</dl>`;

const counted = (t: PublishText, { valid, invalid, notSubmitted }: Figures): string =>
  valid === null || invalid === null || notSubmitted === null
    ? ''
    : t('result.counted', { valid, invalid, notSubmitted });

function figuresOf(t: PublishText, result: ResultView, vote: FiledVote): Html {
  switch (result.form) {
    case 'ranking':
      return ranking(t, result, vote);
    case 'motion':
      return motion(t, result);
    case 'evaluation':
      return evaluationTable(t, result);
  }
}

function ranking(t: PublishText, result: RankingResult, vote: FiledVote): Html {
  const { rows, rateBase, columns, kind } = result;
  const perItem = columns === 'perItem';
  const sorted = rows.toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || a.no - b.no);
  const heads = [
    t('result.rank'),
    t('list.no'),
    t(kind === 'election' ? 'list.person' : 'list.name'),
    t(perItem ? 'result.for' : 'result.votes'),
    ...(perItem ? [t('result.against'), t('result.abstained')] : []),
    t('result.rate'),
  ];
  return html`<p class="outcome">${outcomeOf(t, result)}</p>
${result.ruling && html`<p class="outcome">${rulingOf(t, result, vote.candidates)}</p>`}
<table class="ranking">
<thead><tr>${heads.map((head, i) => html`<th${i !== 2 && html` class="figure"`}>${head}</th>`)}<th>${t('result.status')}</th></tr></thead>
<tbody>${sorted.map((row, i) => rankedRow(t, result, row, i > 0 && sorted[i - 1]?.status !== row.status))}
</tbody>
</table>
<p>${
    rateBase.value === null
      ? t('result.rateOfEach', { base: t(`base.${rateBase.base}`) })
      : t('result.rateOf', { base: t(`base.${rateBase.base}`), value: rateBase.value })
  }${t('join.stop')}${neededOf(t, result.majority, result.needed)}</p>`;
}

/** `isCut`: another status begins here. */
function rankedRow(t: PublishText, result: RankingResult, row: ResultRow, isCut: boolean): Html {
  const { no, name, rank, tied, votes, against, abstained, rate, status } = row;
  const other = (head: string, value: number | null) =>
    html`<td data-term="${head}" class="figure other">${value}</td>`;
  return html`
<tr class="${status}${isCut && ' cut'}"><td class="figure place">${rank}${tied && html`<small>${t('result.tied')}</small>`}</td><td class="figure no">${no}</td><td class="name">${name}${votesBar(result, row)}</td><td class="figure votes">${votes}</td>${
    result.columns === 'perItem' &&
    html`${other(t('result.against'), against)}${other(t('result.abstained'), abstained)}`
  }<td class="figure rate">${percent(t, rate)}</td><td class="state"><span class="badge ${status}">${t(`status.${status}`)}</span></td></tr>`;
}

/** Of the base of the rates where all rows have the same, else of the most votes; with a tick where it is enough. */
function votesBar({ rateBase, rows, needed }: RankingResult, { votes, needed: own }: ResultRow): Html {
  const whole = Math.max(1, rateBase.value ?? Math.max(...rows.map((row) => row.votes ?? 0)));
  const share = (n: number): number => Math.min(100, Math.round((1000 * n) / whole) / 10);
  const enough = own ?? needed;
  return html`<div class="votes-bar"><div class="bar" style="width:${share(votes ?? 0)}%"></div>${
    rateBase.value !== null && enough !== null && html`<span class="tick" style="left:${share(enough)}%"></span>`
  }</div>`;
}

function motion(t: PublishText, result: MotionResult): Html {
  const { rateBase } = result;
  return html`<p class="outcome">${t(result.outcome === 'passed' ? 'result.passed' : 'result.rejected')}</p>
<p>${result.name}</p>
<table>
<thead><tr><th>${t('result.for')}</th><th>${t('result.against')}</th><th>${t('result.abstained')}</th><th>${t('result.rate')}</th></tr></thead>
<tbody><tr><td class="figure">${result.for}</td><td class="figure">${result.against}</td><td class="figure">${result.abstained}</td><td class="figure">${percent(t, result.rate)}</td></tr></tbody>
</table>
<p>${t('result.rateOf', { base: t(`base.${rateBase.base}`), value: rateBase.value })}${t('join.stop')}${neededOf(t, result.majority, result.needed)}</p>`;
}
