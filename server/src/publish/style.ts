import { DESK_COLOURS as DESK, FACES, PAPER_COLOURS as PAPER } from '@piaojue/contract/design-tokens';

/** One sheet for screen, phone and A4. Fonts are those of the reader's machine: nothing is loaded. */
export const STYLE = `:root { color-scheme: light; --ink: ${DESK.ink}; --soft: ${DESK.ink2}; --line: ${DESK.line}; --red: ${DESK.house}; --paper: ${DESK.sheet}; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.6 ${FACES.sans}; overflow-wrap: anywhere; }
header, main { max-width: 60rem; margin: 0 auto; padding: 0 1rem; }
header { display: flex; justify-content: space-between; padding-block: .75rem; border-bottom: 3px solid var(--red); }
main { padding-block: 1rem 3rem; }
a { color: var(--red); }
a:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
h1 { font-size: 1.7rem; line-height: 1.3; margin: .2em 0 .5em; }
h2 { font-size: 1.2rem; margin: 1.8em 0 .5em; }
h3 { font-size: 1rem; margin: 1.2em 0 .3em; }
.over { color: var(--soft); margin: 0; }
.line { font-weight: 600; }
.outcome { font-weight: 700; color: var(--red); }
.stopped { font-size: .9rem; border: 1px solid currentcolor; padding: 0 .4em; white-space: nowrap; }
table { width: 100%; border-collapse: collapse; margin: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .4rem .5rem; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; border-bottom: 2px solid var(--line); }
td.figure { font-variant-numeric: tabular-nums; white-space: nowrap; }
tr.chosen td { font-weight: 600; }
tr.story td { padding-top: 0; font-size: .9rem; color: var(--soft); }
.bar { height: .35rem; background: var(--red); margin-top: .25rem; }
tr.notChosen .bar { background: var(--line); }
.progress { display: flex; gap: .75rem; align-items: center; flex-wrap: wrap; }
.track { flex: 1 1 12rem; height: .9rem; background: ${DESK.track}; display: block; }
.track .bar { display: block; height: 100%; margin: 0; }
dl { display: grid; gap: .2rem; margin: .5rem 0; }
dl div { display: grid; grid-template-columns: 8em 1fr; gap: .75rem; }
dt { color: var(--soft); }
dd { margin: 0; white-space: pre-line; }
.entries { padding-left: 1.4em; }
.entries li { margin: .4em 0; white-space: pre-line; }
article { border-top: 1px solid var(--line); margin-top: 2rem; }
code { font: .85em ${FACES.mono}; }
.proof { color: var(--soft); font-size: .85rem; margin-top: 2rem; }
.watermark { position: sticky; top: 0; z-index: 1; margin: 0; padding: .4rem 1rem; background: ${DESK.rehearsal}; color: ${DESK.rehearsalInk}; font-weight: 700; text-align: center; }
.rehearsal main { background: repeating-linear-gradient(-30deg, transparent 0 9rem, rgb(255 210 122 / 22%) 9rem 9.4rem); }
.print-only { display: none; }
@media (max-width: 40rem) {
  .stacked thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  .stacked, .stacked tbody, .stacked tr, .stacked td { display: block; }
  .stacked tr { border-bottom: 2px solid var(--line); padding: .4rem 0; }
  .stacked tr:has(+ .story) { border-bottom: 0; padding-bottom: 0; }
  .stacked td { border: 0; padding: .1rem 0 .1rem 8em; display: flow-root; white-space: normal; }
  .stacked td::before { content: attr(data-term); color: var(--soft); font-weight: 400; float: left; width: 7.5em; margin-left: -8em; }
  .stacked .story td { padding-left: 0; }
  .stacked .story td::before { content: none; }
  .stacked td:empty { display: none; }
  dl div { grid-template-columns: 7.5em 1fr; gap: .5rem; }
}
@page { size: A4; margin: 16mm 14mm; }
@media print {
  body { background: none; font-size: 10.5pt; line-height: 1.45; }
  header, .screen-only { display: none; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 16pt; text-align: center; }
  .over { text-align: center; }
  a { color: inherit; text-decoration: none; }
  thead { display: table-header-group; }
  tr, dl div, .entries li { break-inside: avoid; }
  tr:has(+ .story) { break-after: avoid; }
  h2, h3 { break-after: avoid; }
  .bar { background: ${PAPER.ink}; print-color-adjust: exact; }
  .watermark { position: fixed; inset: 0 0 auto; border: 2pt solid ${PAPER.ink}; background: ${PAPER.ground}; }
  .rehearsal main { background: none; padding-top: 14mm; }
  .print-only { display: revert; }
  .signatures { display: grid; grid-template-columns: 1fr 1fr; gap: 12mm 10mm; list-style: none; padding: 14mm 0 0; break-inside: avoid; }
  .signatures li { border-bottom: .5pt solid ${PAPER.ink}; padding-bottom: 1mm; }
}
`;
