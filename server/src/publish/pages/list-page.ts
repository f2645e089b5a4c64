import type { Candidate } from '@piaojue/contract/contest';
import { html } from '../html.ts';
import { type CandidateList, FILES } from '../publication.ts';
import type { PublishText } from '../text.ts';
import { facts, type Page, type PageParts, rulesSection, sittingLine } from './layout.ts';

/** The final list of candidates, each with its story; what was merged or cut keeps its reason. A sheet of A4 too. */
export function listPage(parts: PageParts, list: CandidateList): Page {
  const { t } = parts;
  const { candidates, screened, seats, kind, turn, title } = list;
  const name = t(kind === 'election' ? 'list.person' : 'list.name');
  return {
    file: FILES.list(list),
    title: `${title || t(`kind.${kind}`)} ${t('list.title')}`,
    body: html`<p class="over">${sittingLine(t, list.sitting)}</p>
<h1>${title || t(`kind.${kind}`)}</h1>
<p>${t('list.final')}${turn > 1 && t('join.aside', { words: t('result.turn', { turn }) })}${t('join.stop')}${seats > 0 && t('list.seats', { field: candidates.length, seats })}</p>
<p class="screen-only">${t('print')}</p>
<table class="stacked">
<thead><tr><th>${t('list.no')}</th><th>${name}</th><th>${t('list.unit')}</th><th>${t('list.site')}</th><th>${t('list.budget')}</th><th>${t('list.target')}</th></tr></thead>
<tbody>${candidates.map(
      (candidate) => html`
<tr><td data-term="${t('list.no')}" class="figure">${candidate.no}</td><td data-term="${name}"><b>${candidate.name ?? candidate.no}</b></td><td data-term="${t('list.unit')}">${candidate.unit}</td><td data-term="${t('list.site')}">${candidate.site}</td><td data-term="${t('list.budget')}">${candidate.budget ?? candidate.cost}</td><td data-term="${t('list.target')}">${candidate.target}</td></tr>${
        hasStory(candidate) &&
        html`
<tr class="story"><td colspan="6">${story(t, candidate)}</td></tr>`
      }`,
    )}
</tbody>
</table>
${
  screened.length > 0 &&
  html`<h2>${t('list.screened')}</h2>
<table class="stacked">
<thead><tr><th>${name}</th><th>${t('list.outcome')}</th><th>${t('list.reason')}</th></tr></thead>
<tbody>${screened.map(
    (item) => html`
<tr><td data-term="${name}">${item.name}</td><td data-term="${t('list.outcome')}">${
      item.outcome === 'merged' && item.into !== undefined
        ? t('screened.mergedInto', { no: item.into })
        : t(`screened.${item.outcome}`)
    }</td><td data-term="${t('list.reason')}">${item.reason}</td></tr>`,
  )}
</tbody>
</table>`
}
${rulesSection(parts, list.words)}
<p class="proof">${t('proof.rules')} <code>${list.hash}</code></p>
`,
  };
}

const hasStory = ({ story: told }: Candidate): boolean => told !== undefined && Object.values(told).some(Boolean);

/** 征集, 审查, 资金 and who is in charge. */
export const story = (t: PublishText, { story: told }: Candidate) =>
  facts([
    [t('list.leader'), told?.leader],
    [t('list.fund'), told?.fund],
    [
      t('list.source'),
      told?.source &&
        `${t(`source.${told.source.kind}`)}${told.source.note ? `${t('join.colon')}${told.source.note}` : ''}`,
    ],
    [t('list.screening'), told?.screening],
  ]);
