import type { RulesInWords } from '@piaojue/contract/profile';
import type { SittingTitle } from '@piaojue/contract/screen-view';
import { Html, html } from '../html.ts';
import { FILES } from '../publication.ts';
import { STYLE } from '../style.ts';
import type { PublishLanguage, PublishText } from '../text.ts';

/** What every page is drawn with. */
export interface PageParts {
  readonly t: PublishText;
  readonly language: PublishLanguage;
  readonly rehearsal: boolean;
}
export interface Page {
  readonly file: string;
  readonly title: string;
  readonly body: Html;
}

/** Chinese pages stand in the root, English ones in `en/`. Each page stands alone: no script, no font, no other file. */
export function document({ t, language, rehearsal }: PageParts, { file, title, body }: Page): string {
  const isRoot = language === 'zh-CN';
  const other = isRoot ? `en/${file}` : `../${file}`;
  const page = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${title} · ${t('site')}</title>
<link rel="icon" href="data:,">
<style>${new Html(STYLE)}</style>
</head>
<body${rehearsal && html` class="rehearsal"`}>
<header><div>
<b>${t('site')}</b>
${file !== FILES.index && html`<a href="${FILES.index}">${t('back')}</a>`}
<a href="${other}" hreflang="${isRoot ? 'en' : 'zh-CN'}" lang="${isRoot ? 'en' : 'zh-CN'}">${t('otherLanguage')}</a>
</div></header>
${rehearsal && html`<p class="watermark" role="note">${t('rehearsal')}</p>`}
<main>
${body}
</main>
</body>
</html>
`;
  return page.text;
}

export const sittingLine = (t: PublishText, { congress, meeting, date }: SittingTitle): string =>
  t('sitting', { congress, meeting, date });

/** Rows of a term and what it is; those without a value are left out. */
export const facts = (
  rows: readonly (readonly [term: string, value: Html | string | number | null | undefined | false])[],
): Html =>
  html`<dl>${rows
    .filter(([, value]) => value !== null && value !== undefined && value !== false && value !== '')
    .map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
`;

/** The rules exactly as they are applied, under the hash of the round. */
export const rulesSection = ({ t, language }: PageParts, words: RulesInWords | null): Html =>
  html`${
    words &&
    html`<h2>${t('rules.title')}</h2>
<ol class="entries">${words[language].map((sentence) => html`<li>${sentence}</li>`)}</ol>`
  }`;

/** The people's congress has one time of day; a page must not depend on the machine that makes it. */
const CLOCK = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'short',
});
export const minute = (ms: number): string => CLOCK.format(ms);

/** A printed share, with its sign; – where the base was 0. */
export const percent = (t: PublishText, rate: string | null): string => (rate === null ? t('none') : `${rate}%`);
