import type { Candidate, Majority } from '@piaojue/contract/contest';
import type { RankingResult } from '@piaojue/contract/screen-view';
import type { PublishText } from '../text.ts';

/** What was asked of a candidate or of the motion: “通过需 30 票：全体代表的过半数”. `needed` null: each has its own. */
export function neededOf(t: PublishText, majority: Majority | null, needed: number | null): string {
  if (majority === null) return t('result.plurality');
  const { num, den, strict, base } = majority;
  const half = strict && num * 2 === den;
  const share = half ? t('result.overHalf') : t(strict ? 'result.over' : 'result.atLeast', { num, den });
  const words = t('result.majority', { share, base: t(`base.${base}`) });
  return needed === null
    ? t('result.neededEach', { majority: words })
    : t('result.needed', { needed, majority: words });
}

export function outcomeOf(t: PublishText, { outcome, runoffSeats, vacancies }: RankingResult): string {
  if (outcome === 'runoff') return t('result.runoff', { seats: runoffSeats });
  if (outcome === 'shortfall') return t('result.shortfall', { vacancies });
  return t('result.complete');
}

/** What 主席团 decided of a ranking, with the names; '' where it decided nothing. */
export function rulingOf(t: PublishText, { ruling }: RankingResult, candidates: readonly Candidate[]): string {
  if (!ruling) return '';
  if (ruling.kind === 'left')
    return t(ruling.until === 'never' ? 'result.rulingLeftNever' : 'result.rulingLeftNextSession');
  const nameOf = (no: number) => candidates.find((each) => each.no === no)?.name ?? `${no}`;
  const names = ruling.nos.map(nameOf).join(t('join.list'));
  return t(ruling.kind === 'chosen' ? 'result.rulingChosen' : 'result.rulingRevote', { names });
}
