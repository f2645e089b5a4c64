import type { WordLanguage } from '@piaojue/contract/profile';
import type { DeckLine, DeckMark, DeckView } from '@piaojue/contract/rehearsal-view';
import type { SittingTitle } from '@piaojue/contract/screen-view';
import { html } from '../publish/html.ts';
import { day } from '../report/times.ts';
import { printedPage } from './printed-page.ts';
import { marginText, type SetupText, setupText } from './text.ts';

/** The sheet of a test deck: who presses what, and what has to come out. Pure but for `fontFaces`. */
export function deckPage(
  deck: DeckView,
  sitting: SittingTitle,
  language: WordLanguage,
  fontFaces: (text: string) => string,
): string {
  const t = setupText(language);
  const body = html`<header>
<p class="congress">${sitting.congress} ${sitting.meeting}</p>
<h1>${t('deck.title')}<small>${deck.title}</small></h1>
<p class="number"><span>${t('deck.whole')}</span><span>${day(marginText(language), sitting.date)}</span></p>
</header>
<p>${t('deck.how')}</p>
<h2>${t('deck.who')}</h2>
<table class="rows">
<thead><tr><th>${t('readiness.keypad')}</th><th>${t('readiness.name')}</th><th>${t('deck.press')}</th><th></th></tr></thead>
<tbody>${deck.ballots.map(
    (line) =>
      html`<tr><td class="figure">${line.keypad}</td><td class="text">${line.name}</td><td class="text">${pressesInWords(t, deck, line)}</td><td>${t(`deck.kind.${line.kind}`)}</td></tr>`,
  )}</tbody>
</table>
<h2>${t('deck.expected')}</h2>
${deck.distinct && html`<p>${t('deck.distinct')}</p>`}
<table class="rows">
<thead><tr><th>${t('readiness.no')}</th><th>${t('readiness.candidate')}</th><th>${t('readiness.column')}</th><th>${t('readiness.expected')}</th></tr></thead>
<tbody>${deck.rows.map(
    ({ no, name, column, expected }) =>
      html`<tr><td class="figure">${no}</td><td class="text">${name}</td><td>${t(`column.${column}`)}</td><td class="figure">${expected}</td></tr>`,
  )}${deck.figures.map(
    ({ figure, expected }) =>
      html`<tr><td></td><td class="text">${t(`figure.${figure}`)}</td><td></td><td class="figure">${expected}</td></tr>`,
  )}</tbody>
</table>`;
  return printedPage({
    language,
    sitting: `${sitting.congress} ${sitting.meeting}`,
    title: t('deck.title'),
    rehearsal: true,
    body,
    fontFaces,
  });
}

function pressesInWords(t: SetupText, { ballot }: DeckView, { presses }: DeckLine): string {
  if (presses.length === 0) return t('deck.none');
  return presses
    .map((marks) => (marks.length === 0 ? t('deck.blank') : `${marksInWords(t, ballot, marks)}${t('deck.ok')}`))
    .join(`　${t('deck.then')}　`);
}

/** `1 3 7`, or the numbers by their answer: 赞成：1 3 反对：2. */
function marksInWords(t: SetupText, ballot: DeckView['ballot'], marks: readonly DeckMark[]): string {
  const byAnswer = new Map<number, number[]>();
  for (const mark of marks) {
    const [no, answer] = typeof mark === 'number' ? [mark, 0] : mark;
    byAnswer.set(answer, [...(byAnswer.get(answer) ?? []), no]);
  }
  return [...byAnswer]
    .toSorted(([a], [b]) => a - b)
    .map(([answer, nos]) =>
      answer === 0
        ? nos.join(t('deck.join'))
        : t('deck.answered', { answer: answerWord(t, ballot, answer), nos: nos.join(t('deck.join')) }),
    )
    .join(' ');
}

const ANSWERS = ['deck.for', 'deck.against', 'deck.abstained'] as const;
const GRADES = ['column.grade1', 'column.grade2', 'column.grade3', 'column.grade4'] as const;

function answerWord(t: SetupText, ballot: DeckView['ballot'], answer: number): string {
  const key = ballot === 'answers' ? ANSWERS[answer - 1] : GRADES[answer - 1];
  return key === undefined ? String(answer) : t(key);
}
