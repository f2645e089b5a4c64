import type { Fraction } from '@piaojue/contract/contest';
import type { Grade, ResultView, ScreenView, SittingTitle } from '@piaojue/contract/screen-view';
import type { ScreenText } from '../i18n/screen-text.ts';
import { kindWords } from './kind-words.ts';
import { hasFigures, tallies } from './result-order.ts';

/** 过半数, 三分之二以上, 超过三分之二 …: 以上 includes the number, 过 and 超过 do not (RULES §1). */
export function shareName(share: Pick<Fraction, 'num' | 'den' | 'strict'>, t: ScreenText): string {
  if (share.num * 2 === share.den) return t(share.strict ? 'share.halfOver' : 'share.halfAt');
  const digits = t('share.digits');
  const word = (n: number) => digits[n] ?? String(n);
  const fraction = t('share.fraction', { num: word(share.num), den: word(share.den) });
  return t(share.strict ? 'share.over' : 'share.at', { fraction });
}

/** 2027年3月12日, without the leading zeros of the ISO date; English keeps the ISO date. */
export function dateText(iso: SittingTitle['date'], t: ScreenText): string {
  const [year, month, day] = iso.split('-');
  if (year === undefined || month === undefined || day === undefined) return iso;
  return t('date', { iso, year, month: Number(month), day: Number(day) });
}

/** Time that is left, mm:ss, begun seconds whole: 00:00 is shown when nothing is left, and not before. */
export const remainingText = (ms: number): string => elapsedText(Math.ceil(ms / 1000) * 1000);

/** mm:ss, or h:mm:ss from an hour on; a clock that ran backwards shows 00:00. */
export function elapsedText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const clock = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return seconds < 3600 ? clock : `${Math.floor(seconds / 3600)}:${clock}`;
}

/**
 * The sentence of the live region: once a phase, and at most every quarter of the turnout while a vote is on.
 * An unchanged sentence is not read again, so this may be computed for every snapshot.
 */
export function spoken(view: ScreenView, t: ScreenText): string {
  const { picture } = view;
  switch (picture.kind) {
    case 'idle':
    case 'candidates':
    case 'agenda':
      return '';
    case 'item':
      return t('say.item', { title: picture.title });
    case 'paper':
      return t('say.paper');
    case 'signIn':
      return picture.open ? t('say.signInOpen') : t('say.signInClosed', { present: picture.present });
    case 'voting': {
      const quarter = Math.floor((picture.turnout.returned * 4) / Math.max(picture.turnout.issued, 1));
      return quarter === 0
        ? t('say.open', { title: picture.round.title, ...kindWords(picture.round.kind, t) })
        : t('say.turnout', { percent: quarter * 25 });
    }
    case 'closing':
    case 'counting':
    case 'unrevealed':
      return t('say.closed', kindWords(picture.round.kind, t));
    case 'calibration':
      return '';
    case 'reading': {
      const row = picture.result.rows.at(-1);
      if (row === undefined) return t('say.closed', kindWords(picture.result.kind, t));
      const { rank, name, votes, status } = row;
      const word = t(`status.${status === 'none' ? 'notChosen' : status}`, kindWords(picture.result.kind, t));
      return t('say.read', { rank: rank ?? '', name, votes: votes ?? '', status: word });
    }
    case 'summary':
      return spokenResult(picture.result, t);
    case 'result':
      return spokenResult(picture.result, t);
    case 'aborted':
      return t('say.aborted', kindWords(picture.round.kind, t));
  }
}

function spokenResult(result: ResultView, t: ScreenText): string {
  const words = { title: result.round.title, ...kindWords(result.kind, t) };
  if (!hasFigures(result)) return t(result.outcome === 'void' ? 'say.void' : 'say.noQuorum', words);
  switch (result.form) {
    case 'ranking': {
      const figures = { ...words, ...tallies(result), seats: result.runoffSeats, vacancies: result.vacancies };
      const { outcome } = result;
      return t(outcome === 'runoff' || outcome === 'shortfall' ? `say.${outcome}` : 'say.complete', figures);
    }
    case 'motion': {
      const { outcome, name } = result;
      return t(outcome === 'passed' ? 'say.passed' : 'say.rejected', { ...words, name, for: result.for ?? 0 });
    }
    case 'evaluation': {
      const count = (grade: Grade) => result.rows.filter((row) => row.grade === grade).length;
      return t('say.evaluated', {
        ...words,
        satisfied: count('satisfied'),
        basic: count('basic'),
        dissatisfied: count('dissatisfied'),
      });
    }
  }
}

/** Every character a snapshot can show, each once: the fonts are sliced, and each slice has to be there before paint. */
export function charactersOf(view: ScreenView): string {
  const chars = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === 'string') for (const char of value) chars.add(char);
    else if (Array.isArray(value)) value.forEach(collect);
    else if (value !== null && typeof value === 'object') Object.values(value).forEach(collect);
  };
  collect(view.sitting);
  collect(view.picture);
  return [...chars].join('');
}
