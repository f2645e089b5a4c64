import type { EvaluationResult, RankingResult, ScreenView } from '@piaojue/contract/screen-view';
import { screenText } from '../../i18n/screen-text.ts';
import { kindWords } from '../../screen/kind-words.ts';
import type { Fault } from './fault.ts';

/** What has to stand on the page, by test id. */
type Expected = Map<string, string>;

/**
 * Holds the figures that are on the page against the snapshot, without the code that draws them: a digit that is another
 * one, a name that is cut or a badge that is not there is seen even by who has no picture to compare with.
 */
export function told(
  picture: HTMLElement,
  view: ScreenView,
): { readonly faults: readonly Fault[]; readonly told: number } {
  const faults: Fault[] = [];
  let compared = 0;
  const { wanted, rows } = expected(view);
  const note = (id: string, is: string, found: string) =>
    faults.push({ check: 'told', at: `[${id}]`, text: is.slice(0, 40), expected: is, found });
  const compare = (id: string, is: string, must: boolean) => {
    const element = picture.querySelector(`[data-testid="${id}"]`);
    if (element === null) {
      if (must) note(id, is, 'not on the page');
      return;
    }
    compared += 1;
    const text = plain(element.textContent ?? '');
    if (text !== plain(is)) note(id, is, text);
    else if (is !== '' && !isThere(element)) note(id, is, 'not to be seen');
  };
  for (const [id, is] of wanted) compare(id, is, false);
  for (const element of picture.querySelectorAll<HTMLElement>('[data-testid="result"] tbody tr[data-testid^="row-"]')) {
    const id = element.dataset['testid'] ?? '';
    const row = rows.get(id);
    if (row === undefined) note(id, 'a row of the result', 'a row that it does not have');
    else for (const [field, is] of row) compare(`${id}-${field}`, is, true);
  }
  return { faults, told: compared };
}

const plain = (text: string) => text.replaceAll(/[\u2060\u200B\s]/g, '');

function isThere(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect();
  return width > 1 && height > 1 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
}

function expected(view: ScreenView): { readonly wanted: Expected; readonly rows: Map<string, Expected> } {
  const wanted: Expected = new Map();
  const { picture } = view;
  if (picture.kind === 'voting' || picture.kind === 'closing') {
    for (const figure of ['all', 'present', 'returned'] as const) wanted.set(figure, String(picture.turnout[figure]));
  }
  if (picture.kind === 'signIn') wanted.set('present', String(picture.present));
  if (picture.kind === 'candidates' && picture.index !== null) {
    const one = picture.candidates[picture.index];
    if (one !== undefined) wanted.set('candidate-name', `${one.no}${one.name}`);
  }
  if (picture.kind !== 'result') return { wanted, rows: new Map() };
  const { result } = picture;
  for (const [id, value] of Object.entries(result.figures)) if (value !== null) wanted.set(id, String(value));
  switch (result.form) {
    case 'ranking':
      return { wanted, rows: rankingRows(result, view) };
    case 'motion':
      wanted.set('answer-for', String(result.for));
      wanted.set('answer-against', String(result.against));
      wanted.set('answer-abstained', String(result.abstained));
      return { wanted, rows: new Map() };
    case 'evaluation':
      return { wanted, rows: evaluationRows(result, view) };
  }
}

function rankingRows(result: RankingResult, view: ScreenView): Map<string, Expected> {
  const t = screenText(view.hall.language);
  const words = kindWords(result.kind, t);
  const ruled = result.ruling?.kind === 'chosen' ? new Set(result.ruling.nos) : null;
  return new Map(
    result.rows.map((row) => {
      const fields: Expected = new Map([['name', row.name]]);
      if (row.votes !== null) fields.set('votes', String(row.votes));
      if (row.rate !== null) fields.set('rate', `${row.rate}%`);
      if (row.rank !== null) fields.set('rank', `${row.tied ? t('result.tiedRank') : ''}${row.rank}`);
      const status = row.status !== 'runoff' || ruled === null ? row.status : ruled.has(row.no) ? 'ruled' : 'notChosen';
      fields.set('status', t(`status.${status}`, words));
      return [`row-${row.no}`, fields] as const;
    }),
  );
}

function evaluationRows(result: EvaluationResult, view: ScreenView): Map<string, Expected> {
  const t = screenText(view.hall.language);
  return new Map(
    result.rows.map((row) => {
      const fields: Expected = new Map([['name', row.name]]);
      if (row.strictRate !== null) fields.set('strict', `${row.strictRate}%`);
      if (row.broadRate !== null) fields.set('broad', `${row.broadRate}%`);
      if (row.grade !== null) fields.set('grade', t(`grade.${row.grade}`));
      return [`row-${row.no}`, fields] as const;
    }),
  );
}
