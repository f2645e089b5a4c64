import { type Html, html } from '../publish/html.ts';
import { ACTOR_WORDS } from '../record/record-words.ts';
import type { Report, Witnessed } from './report.ts';
import type { ReportLanguage, ReportText } from './text.ts';
import { second } from './times.ts';

/** What the machine showed and who confirmed what, with times. */
export function witnessedSection(t: ReportText, { witnessed, method }: Report, language: ReportLanguage): Html {
  const { emptyBox, agreements, readiness } = witnessed;
  const machine = t('report.machine');
  const row = (step: string, who: string, when: string): Html =>
    html`<tr><td class="text">${step}</td><td>${who}</td><td class="figure">${when}</td></tr>`;
  const checked = readinessWords(t, readiness);
  const ranBox = emptyBox !== null && method !== 'hand';
  const time = (ms: number): string => second(t, ms);
  const isEmpty = checked === null && !ranBox && agreements.length === 0;
  const table = html`<table class="rows whole">
<thead><tr><th class="text">${t('report.step')}</th><th>${t('report.who')}</th><th>${t('report.when')}</th></tr></thead>
<tbody>
${checked !== null && row(`${t('report.readiness')}${t('join.colon')}${checked}`, machine, readiness === null || readiness === 'none' ? '' : time(readiness.at))}
${ranBox && row(t('report.zeroBox', { ballots: emptyBox.ballots }), machine, time(emptyBox.at))}
${agreements.map(({ what, given }) => row(t(`report.agreed.${what}`), ACTOR_WORDS[given.by][language], time(given.at)))}
</tbody>
</table>`;
  return html`${!isEmpty && table}
${agreements.length === 0 && html`<p>${t('report.notAsked')}</p>`}`;
}

function readinessWords(t: ReportText, readiness: Witnessed['readiness']): string | null {
  if (readiness === null) return null;
  if (readiness === 'none') return t('report.readinessNone');
  const { ready, sums, without } = readiness;
  if (without !== undefined) return t('report.readinessWithout', { reason: without });
  if (!sums) return t('report.readinessShort', { state: t(ready ? 'report.ready' : 'report.notReady') });
  return t(ready ? 'report.readinessReady' : 'report.readinessNot', { ...sums });
}
