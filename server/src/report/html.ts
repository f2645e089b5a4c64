import { Html, html } from '../publish/html.ts';
import { ACTOR_WORDS } from '../record/record-words.ts';
import { reportTitle } from './names.ts';
import { attendanceTable, statement } from './people-section.ts';
import { qrSvg } from './qr-svg.ts';
import type { Report } from './report.ts';
import { namedAnnex, resultHeading, resultSection } from './result-section.ts';
import { reportStyle } from './style.ts';
import { type ReportLanguage, type ReportText, reportText } from './text.ts';
import { day, second } from './times.ts';
import { witnessedSection } from './witnessed-section.ts';

/**
 * The report as a page that stands alone: A4, no script and no request. `fontFaces`: given the page's text, the CSS rules of
 * the fonts that it needs (`fonts.ts`). Pure but for that.
 */
export function reportHtml(report: Report, language: ReportLanguage, fontFaces: (text: string) => string): string {
  const t = reportText(language);
  const title = reportTitle(t, report);
  const sitting = `${report.sitting.congress} ${report.sitting.meeting}`;
  const hash = report.hashes.record?.hash ?? report.hashes.bundle;
  const style = reportStyle({
    sitting,
    title: `${title} · ${t('report.number', { id: report.round.id })}`,
    hash: hash === null ? '' : `${t('report.hash.recordNone')} ${hash.slice(0, 16)}`,
    page: [t('report.page'), t('report.pageOf'), t('report.pageEnd')],
  });
  const body = bodyOf(t, report, language);
  // Digits and Latin letters stand in what CSS counts and in the margins.
  const text = `${body.text}${sitting}${title}${t('report.page')}${t('report.pageOf')}${t('report.pageEnd')}0123456789abcdef·${t('report.numerals')}`;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:">
<title>${title} · ${report.round.title || t(`kind.${report.round.kind}`)} · ${t('report.number', { id: report.round.id })}</title>
<link rel="icon" href="data:,">
<style>${new Html(style)}
${new Html(fontFaces(text))}</style>
</head>
<body>
${body}
</body>
</html>
`.text;
}

function bodyOf(t: ReportText, report: Report, language: ReportLanguage): Html {
  const { round, result, reason, incidents, witnessed } = report;
  const replaced = witnessed.replaced.length;
  return html`${report.rehearsal && html`<div class="watermark" aria-hidden="true"><span>${t('report.rehearsal')}</span><span>${t('report.rehearsal')}</span></div>`}
${heading(t, report)}
<h2>${t('report.basics')}</h2>
${basics(t, report)}
<h2>${t('report.people')}</h2>
${attendanceTable(t, report)}
<p class="line">${statement(t, report)}</p>
<h2>${resultHeading(t, round.kind)}</h2>
${
  result
    ? resultSection(t, report, result)
    : html`<p class="outcome">${t(report.method === 'hand' ? 'report.abortedByHand' : 'report.aborted')}</p>
<p>${t('report.reason')}${t('join.colon')}${reason ?? t('report.none')}</p>`
}
<h2>${t('report.incidents')}</h2>
${replaced > 0 && html`<p>${t('report.replaced', { count: replaced })}</p>`}
${
  incidents.length === 0
    ? replaced === 0 && html`<p>${t('report.noIncidents')}</p>`
    : html`<ul class="incidents">${incidents.map(
        ({ at, by, words }) =>
          html`<li>${t('report.incident', { time: second(t, at), words: words[language], who: ACTOR_WORDS[by][language] })}</li>`,
      )}</ul>`
}
<h2>${t('report.witnessed')}</h2>
${witnessedSection(t, report, language)}
<div class="end">
<h2>${t('report.signatures')}</h2>
${signatures(t, report)}
<p class="date">${t('report.signDate')}</p>
${proof(t, report)}
</div>
${rules(t, report, language)}
${namedAnnex(t, result)}`;

  function basics(text: ReportText, { times, method, parent, profile }: Report): Html {
    const turn = text('report.turnAnd', {
      turn: round.turn,
      parent:
        parent === null
          ? text('report.firstTurn')
          : text(parent.aborted ? 'report.parentAborted' : 'report.parent', {
              id: parent.id,
              turn: parent.turn ?? '–',
            }),
    });
    const at = (ms: number | null, none: string): string => (ms === null ? none : second(t, ms));
    const kind = text('report.kindWithMethod', {
      kind: text(`kind.${round.kind}`),
      method: text(`report.method.${method}`),
    });
    const announced = at(times.announced, text(report.status === 'aborted' ? 'report.notAnnounced' : 'report.notYet'));
    return html`<table class="terms">
<tr><th>${text('report.matter')}</th><td colspan="3">${round.title || text(`kind.${round.kind}`)}</td></tr>
<tr><th>${text('report.kind')}</th><td>${kind}</td><th>${text('report.turn')}</th><td>${turn}</td></tr>
<tr><th>${text('report.opened')}</th><td>${at(times.opened, '–')}</td><th>${text('report.closed')}</th><td>${at(times.closed, '–')}</td></tr>
<tr><th>${text('report.announced')}</th><td>${announced}</td><th>${text('rules.title')}</th><td>${
      profile ? text('report.ruleProfile', { ...profile }) : text('report.ownRules')
    }</td></tr>
${times.rebuilt !== null && html`<tr><th>${text('report.rebuilt')}</th><td colspan="3">${text('report.rebuiltAt', { time: second(t, times.rebuilt) })}</td></tr>`}
</table>`;
  }
}

function heading(t: ReportText, report: Report): Html {
  const { sitting, round, status, rehearsal } = report;
  const [marks = ''] = /[（(].*$/u.exec(reportTitle(t, report)) ?? [];
  return html`<header>
<p class="congress">${sitting.congress}${sitting.meeting}</p>
<h1>${t(`report.title.${round.kind}`)}<small>${marks.trim()}</small></h1>
<p class="number"><span>${t('report.number', { id: round.id })}</span><span>${t('report.date')}${t('join.colon')}${day(t, sitting.date)}</span></p>
${rehearsal && html`<p class="caution">${t('report.rehearsalNote')}</p>`}
${status === 'unannounced' && html`<p class="caution">${t('report.unannouncedNote')}</p>`}
</header>`;
}

/** A line for each who signs, with the printed name where the sitting gave one. */
function signatures(t: ReportText, { officers }: Report): Html {
  const { chiefMonitor, monitors, teller, host, presiding } = officers;
  const line = (role: string, name: string | undefined): Html =>
    html`<li><span class="role">${role}${t('join.colon')}</span><span class="line-to-sign"></span>${name && html`<span class="printed">${t('join.aside', { words: name })}</span>`}</li>`;
  return html`<ul class="signatures">
${line(t('sign.chief'), chiefMonitor)}
${(monitors?.length ? monitors : [undefined]).map((name) => line(t('sign.monitor'), name))}
${line(t('sign.teller'), teller)}
${line(t('sign.host'), host ?? presiding)}
</ul>`;
}

function proof(t: ReportText, { hashes }: Report): Html {
  const { record, bundle, frozen, presence } = hashes;
  const sealed = record?.hash ?? bundle;
  const term = (name: string, hash: string | null): Html | null =>
    hash === null ? null : html`<dt>${name}</dt><dd>${hash}</dd>`;
  return html`<div class="proof">${sealed !== null && qrSvg(sealed, t(record ? 'report.qr' : 'report.hash.bundle'))}<dl>
${record && term(t('report.hash.record', { seq: record.seq }), record.hash)}
${term(t('report.hash.bundle'), bundle)}
${term(t('report.hash.frozen'), frozen)}
${term(t('report.hash.presence'), presence)}
<dt>${sealed !== null && record !== null && t('report.qr')}</dt>
</dl></div>`;
}

function rules(t: ReportText, { words, hashes, profile }: Report, language: ReportLanguage): Html | null {
  if (!words) return null;
  return html`<h2 class="annex">${t('report.rules')}</h2>
${profile && html`<p>${t('report.profile', { ...profile, hash: hashes.frozen ?? '' })}</p>`}
<ol class="rules">${words[language].map((sentence) => html`<li>${sentence}</li>`)}</ol>`;
}
