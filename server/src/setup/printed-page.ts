import type { WordLanguage } from '@piaojue/contract/profile';
import { Html, html } from '../publish/html.ts';
import { reportStyle } from '../report/style.ts';
import { marginText, setupText } from './text.ts';

export interface PrintedPage {
  readonly language: WordLanguage;
  readonly sitting: string;
  readonly title: string;
  readonly rehearsal: boolean;
  readonly body: Html;
  /** Given the page's text, the CSS rules of the fonts that it needs. */
  readonly fontFaces: (text: string) => string;
}

/** A page that stands alone and is printed as it is seen: A4, no script and no request, as the report of a vote is. */
export function printedPage({ language, sitting, title, rehearsal, body, fontFaces }: PrintedPage): string {
  const t = setupText(language);
  const margin = marginText(language);
  const page = [margin('report.page'), margin('report.pageOf'), margin('report.pageEnd')] as const;
  const style = reportStyle({ sitting, title, hash: '', page });
  const text = `${body.text}${sitting}${title}${page.join('')}${t('rehearsal.mark')}0123456789·${margin('report.numerals')}`;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Html(style)}
${new Html(fontFaces(text))}</style>
</head>
<body>
${rehearsal && html`<div class="watermark" aria-hidden="true"><span>${t('rehearsal.mark')}</span><span>${t('rehearsal.mark')}</span></div>`}
${body}
</body>
</html>
`.text;
}
