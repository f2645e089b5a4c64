import { DESK_COLOURS as DESK, FACES, HALL_COLOURS, PAPER_COLOURS as PAPER } from '@piaojue/contract/design-tokens';

const HALL = HALL_COLOURS.light;

/** One sheet for screen, phone and A4. Fonts are those of the reader's machine: nothing is loaded. */
export const STYLE = `:root { color-scheme: light; --ink: ${DESK.ink}; --soft: ${DESK.ink2}; --line: ${DESK.line}; --red: ${DESK.house}; --paper: ${DESK.sheet};
  --bar: ${DESK.bar}; --track: ${DESK.track}; --band: ${HALL.tieBand}; --band-ink: ${HALL.tieInk}; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.6 ${FACES.sans}; overflow-wrap: anywhere; }
header { background: var(--red); color: ${DESK.houseInk}; }
header div, main { max-width: 64rem; margin: 0 auto; padding: 0 1.25rem; }
header div { display: flex; align-items: center; gap: .25rem 1.5rem; flex-wrap: wrap; min-height: 3.5rem; padding-block: .4rem; }
header b { font-size: 1.1rem; margin-right: auto; }
header a { color: ${DESK.houseLabel}; min-height: 2.75rem; display: inline-flex; align-items: center; }
header a:focus-visible { outline-color: ${DESK.houseInk}; }
main { padding-block: 1.5rem 3rem; }
a { color: var(--red); }
a:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
h1 { font-size: 1.9rem; line-height: 1.3; margin: .2em 0 .5em; }
h2 { font-size: 1.2rem; margin: 1.8em 0 .5em; }
h3 { font-size: 1rem; margin: 1.2em 0 .3em; }
.over { color: var(--soft); margin: 0; }
.line { font-weight: 600; }
.outcome { font-weight: 700; color: var(--red); }
.stopped { font-size: .9rem; border: 1px solid currentcolor; padding: 0 .4em; white-space: nowrap; }
table { width: 100%; border-collapse: collapse; margin: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .4rem .5rem; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; border-bottom: 2px solid var(--line); }
th { white-space: nowrap; }
.ranking .figure { text-align: right; }
td.figure { font-variant-numeric: tabular-nums; white-space: nowrap; }
.figures { grid-template-columns: repeat(auto-fit, minmax(6.5rem, 1fr)); gap: 0; border-block: 2px solid var(--red); margin: 1rem 0; }
.figures div { display: block; padding: .5rem .75rem .4rem 0; }
.figures dd { font-size: 1.6rem; font-weight: 700; line-height: 1.25; font-variant-numeric: tabular-nums; }
.ranking td { padding-block: .55rem; vertical-align: baseline; }
.ranking .place { font-weight: 700; color: var(--soft); }
.ranking .name { width: 55%; font-weight: 500; }
.ranking .votes { font-size: 1.15rem; font-weight: 700; }
.ranking small { font-weight: 400; font-size: .8rem; display: block; }
.ranking tr.cut td { border-top: 3px solid var(--red); }
.ranking tr.runoff td { background: var(--band); color: var(--band-ink); }
.badge { display: inline-block; padding: 0 .6em; border: 2px solid var(--soft); font-weight: 700; font-size: .9rem; white-space: nowrap; }
.badge.chosen { background: var(--bar); border-color: var(--bar); color: ${HALL.badgeInk}; }
.badge.runoff { border: 2px dashed var(--band-ink); }
.badge.notChosen { font-weight: 400; color: var(--soft); }
tr.story td { padding-top: 0; font-size: .9rem; color: var(--soft); }
.bar { height: 100%; background: var(--bar); }
.votes-bar { position: relative; height: .45rem; margin-top: .35rem; background: var(--track); }
.votes-bar .tick { position: absolute; inset: -.15rem auto -.15rem; width: .15rem; background: var(--ink); }
tr.runoff .bar { background: repeating-linear-gradient(-45deg, var(--band-ink) 0 .2rem, transparent .2rem .4rem); }
tr.notChosen .bar { background: none; border: 2px solid var(--soft); }
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
  h1 { font-size: 1.5rem; }
  header a { min-height: 2rem; }
  dl div { grid-template-columns: 7.5em 1fr; gap: .5rem; }
  .figures { grid-template-columns: repeat(4, 1fr); }
  .figures dt { font-size: .85rem; }
  .figures div { padding-right: .3rem; }
  .figures dd { font-size: 1.35rem; }
  .ranking thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  .ranking, .ranking tbody { display: block; }
  .ranking tr { display: grid; grid-template-columns: 2.6rem 1fr auto; align-items: baseline; border-bottom: 1px solid var(--line); padding: .5rem .25rem; }
  .ranking tr.runoff { background: var(--band); }
  .ranking tr.cut { border-top: 3px solid var(--red); }
  .ranking tr.cut td { border: 0; }
  .ranking td { border: 0; padding: .1rem 0; width: auto; }
  .ranking .place, .ranking .no { text-align: left; }
  .ranking .name { width: auto; }
  .ranking .place, .ranking .votes, .ranking .name { grid-row: 1; }
  .ranking .votes, .ranking .rate { text-align: right; padding-left: .75rem; }
  .ranking .no { grid-row: 2; grid-column: 1; color: var(--soft); font-size: .85rem; }
  .ranking .state { grid-row: 2; grid-column: 2; }
  .ranking .rate { grid-row: 2; grid-column: 3; color: var(--soft); }
  .ranking .other { grid-column: 2 / -1; color: var(--soft); }
  .ranking .other::before { content: attr(data-term) " "; }
}
@page { size: A4; margin: 16mm 14mm; }
@media print {
  body { background: none; font-size: 10.5pt; line-height: 1.45; }
  header, .screen-only { display: none; }
  .ranking tr.runoff td { background: none; color: inherit; }
  .ranking td { padding-block: .12rem; }
  .ranking .votes { font-size: 1em; }
  h2 { font-size: 12pt; margin: 1em 0 .2em; }
  p, .entries { margin-block: .5em; }
  .proof { margin-top: 4mm; font-size: 8pt; }
  .ranking .votes-bar { display: none; }
  .badge, .badge.chosen, .badge.runoff, .badge.notChosen { border: 0; padding: 0; background: none; color: inherit; }
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
  .signatures { display: grid; grid-template-columns: 1fr 1fr; gap: 7mm 10mm; list-style: none; padding: 8mm 0 0; margin: 0; break-inside: avoid; }
  .signatures li { border-bottom: .5pt solid ${PAPER.ink}; padding-bottom: 1mm; }
}
`;
