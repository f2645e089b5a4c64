import { PAPER_COLOURS as PAPER } from '@piaojue/contract/design-tokens';
import { REPORT_FONT } from './fonts.ts';

/** What stands in the margin of every page. */
export interface Margins {
  readonly sitting: string;
  readonly title: string;
  readonly hash: string;
  readonly page: readonly [before: string, between: string, after: string];
}

/** A text as a CSS string (CSS Syntax 3, 4.3.7): everything but plain letters and digits by its number, so that no title ends it. */
export const cssString = (text: string): string =>
  `"${text.toWellFormed().replaceAll(/[^A-Za-z0-9]/gu, (char) => `\\${char.codePointAt(0)?.toString(16)} `)}"`;

/** A4, black on white, and the same on a screen as on paper: what is signed is what was read. */
export const reportStyle = ({ sitting, title, hash, page }: Margins): string => {
  const [before, between, after] = page.map(cssString);
  return `:root { color-scheme: light; }
* { box-sizing: border-box; }
html { background: ${PAPER.ground}; }
body { margin: 0 auto; max-width: 178mm; color: ${PAPER.ink}; font: 10.5pt/1.5 "${REPORT_FONT}", "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; overflow-wrap: anywhere; counter-reset: section; }
header { text-align: center; margin: 0 0 5mm; }
.congress { margin: 0; font-size: 14pt; font-weight: 500; }
h1 { margin: 1.5mm 0 0; font-size: 22pt; line-height: 1.35; font-weight: 700; letter-spacing: .06em; }
h1 small { display: block; font-size: 13pt; font-weight: 500; letter-spacing: 0; }
:lang(en) h1 { font-size: 17pt; letter-spacing: 0; }
.number { display: flex; justify-content: space-between; margin: 3mm 0 0; padding-bottom: 1.5mm; border-bottom: 1.2pt solid ${PAPER.ink}; }
.caution { margin: 2.5mm 0 0; padding: 1mm 3mm; border: 1.2pt solid ${PAPER.ink}; font-weight: 700; text-align: center; }
h2 { margin: 5mm 0 1.5mm; font-size: 12pt; font-weight: 700; break-after: avoid; counter-increment: section; }
h2::before { content: counter(section, simp-chinese-informal) "、"; }
:lang(en) h2::before { content: counter(section) ". "; }
h2.annex { counter-increment: none; }
.end ~ h2.annex { break-before: page; }
h2.annex ~ h2.annex { break-before: auto; }
h2.annex::before { content: none !important; }
p { margin: 1.2mm 0; }
table { width: 100%; border-collapse: collapse; }
th, td { border: .5pt solid ${PAPER.ink}; padding: 1mm 1.5mm; text-align: center; vertical-align: middle; }
th { font-weight: 500; background: ${PAPER.head}; print-color-adjust: exact; }
thead { display: table-header-group; }
tr, table.whole { break-inside: avoid; }
td.text, th.text { text-align: left; }
td.figure { font-variant-numeric: tabular-nums; white-space: nowrap; }
td.figure.total { font-weight: 700; }
table.terms th { width: 24mm; white-space: nowrap; }
table.terms td { text-align: left; }
table.people td { font-size: 12pt; font-weight: 700; font-variant-numeric: tabular-nums; }
table.people td small, table.people th small { display: block; font-size: 8pt; font-weight: 400; line-height: 1.2; }
table.rows th { white-space: nowrap; }
table.rows col.narrow { width: 12mm; }
table.rows col.middle { width: 18mm; }
.evaluation th { white-space: nowrap; font-size: 9pt; padding-inline: .8mm; }
:lang(en) .evaluation th { white-space: normal; overflow-wrap: normal; }
.evaluation td { padding-inline: .8mm; }
.evaluation td:nth-child(2), .evaluation th:nth-child(2) { text-align: left; width: 40%; white-space: normal; }
.evaluation td:last-child { white-space: nowrap; font-weight: 700; }
tr.chosen td { font-weight: 700; }
tr.cut td { border-top: 1.6pt solid ${PAPER.ink}; }
.line { text-indent: 2em; }
:lang(en) .line { text-indent: 0; }
.outcome { font-size: 12pt; font-weight: 700; }
ol.rules { margin: 1.5mm 0; padding-left: 7mm; }
ol.rules li { margin: .8mm 0; break-inside: avoid; }
ul.incidents { list-style: none; margin: 1mm 0; padding: 0; }
ul.incidents li { margin: .8mm 0; padding-left: 2em; text-indent: -2em; break-inside: avoid; }
.end { break-inside: avoid; }
.signatures { display: grid; grid-template-columns: 1fr 1fr; gap: 9mm 10mm; margin: 5mm 0 0; padding: 0; list-style: none; }
.signatures li { display: flex; align-items: flex-end; gap: 2mm; }
.signatures .role { white-space: nowrap; }
.signatures .line-to-sign { flex: 1; border-bottom: .6pt solid ${PAPER.ink}; min-height: 8mm; }
.signatures .printed { white-space: nowrap; }
.date { margin: 7mm 0 0; text-align: right; }
.proof { display: flex; gap: 5mm; align-items: center; margin-top: 6mm; padding-top: 2.5mm; border-top: .6pt solid ${PAPER.ink}; break-inside: avoid; }
.proof .qr { width: 26mm; height: 26mm; flex: none; }
.proof dl { margin: 0; flex: 1; font-size: 8pt; line-height: 1.45; }
.proof dt { font-weight: 500; }
.proof dd { margin: 0 0 .6mm; font-family: ui-monospace, "Liberation Mono", "DejaVu Sans Mono", Consolas, "${REPORT_FONT}", monospace; font-size: 7.5pt; }
.names { columns: 4; column-gap: 6mm; margin: 1mm 0 3mm; padding: 0; list-style: none; }
.names li { break-inside: avoid; }
h3 { font-size: 10.5pt; margin: 3mm 0 .5mm; break-after: avoid; }
.watermark { position: fixed; inset: 0; z-index: -1; display: grid; grid-template-rows: 1fr 1fr; place-items: center; pointer-events: none; }
.watermark span { transform: rotate(-28deg); font-size: 92pt; font-weight: 700; letter-spacing: .3em; color: ${PAPER.watermark}; print-color-adjust: exact; white-space: nowrap; }
:lang(en) .watermark span { font-size: 60pt; letter-spacing: .1em; }
@media screen { body { padding: 12mm 4mm 20mm; } }
@page {
  size: A4;
  margin: 20mm 16mm 18mm;
  font: 8pt "${REPORT_FONT}", sans-serif;
  @top-left { content: ${cssString(sitting)}; vertical-align: bottom; padding-bottom: 3mm; width: 50%; }
  @top-right { content: ${cssString(title)}; vertical-align: bottom; padding-bottom: 3mm; width: 50%; }
  @bottom-left { content: ${cssString(hash)}; vertical-align: top; padding-top: 3mm; width: 60%; }
  @bottom-right { content: ${before} counter(page) ${between} counter(pages) ${after}; vertical-align: top; padding-top: 3mm; width: 40%; }
}
@page :first { @top-left { content: none; } @top-right { content: none; } }
@media print { body { max-width: none; } }
`;
};
