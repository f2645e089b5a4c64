import type { ResultView } from '@piaojue/contract/screen-view';
import { useHall } from './hall-context.ts';
import { type Fact, Facts, Rail } from './rail.tsx';
import { tallies } from './result-order.ts';
import { shareName } from './wording.ts';

/** The result's story in three numbers, the figures that make it valid, and what rate and majority are shares of. */
export function ResultRail({ result }: { readonly result: ResultView }) {
  const { t } = useHall();
  const { figures, majority, rateBase } = result;
  const facts: Fact[] = (['all', 'present', 'issued', 'returned', 'valid', 'invalid', 'notSubmitted'] as const).map(
    (id) => ({ id, label: t(`figure.${id}`), value: figures[id] ?? t('result.none') }),
  );
  facts.push({ id: 'seats', label: t('figure.seats'), value: result.round.seats });
  const neededBase = majority === null ? null : baseValue(result, majority.base);
  return (
    <Rail
      title={result.round.title}
      round={result.round}
      foot={
        <p className="mark" data-testid="announced" data-announced={result.announced}>
          {t(result.announced ? 'result.official' : 'result.unconfirmed')}
        </p>
      }
    >
      <Numbers result={result} />
      <Facts facts={facts} />
      <p className="notes" data-testid="bases">
        <span data-testid="rate-base">
          {t('result.rateNote', { base: t(`base.${rateBase.base}`), value: rateBase.value })}
        </span>
        {majority === null ? (
          <span>{t('result.plurality')}</span>
        ) : (
          <>
            <span data-testid="needed">
              {t('result.needed', { share: shareName(majority, t), needed: result.needed })}
            </span>
            {neededBase !== null && majority.base !== rateBase.base && (
              <span>
                {t(
                  majority.base === 'all' || majority.base === 'present'
                    ? 'result.neededPersons'
                    : 'result.neededVotes',
                  {
                    base: t(`base.${majority.base}`),
                    value: neededBase,
                  },
                )}
              </span>
            )}
          </>
        )}
      </p>
    </Rail>
  );
}

function baseValue(result: ResultView, base: NonNullable<ResultView['majority']>['base']): number | null {
  return base === 'forAgainst' ? null : result.figures[base];
}

function Numbers({ result }: { readonly result: ResultView }) {
  const { t } = useHall();
  const { chosen, runoff, notChosen } = tallies(result);
  const numbers = [
    { id: 'count-chosen', value: chosen, label: t('result.chosen') },
    ...(runoff > 0
      ? [{ id: 'count-runoff', value: runoff, label: t('result.tied', { seats: result.runoffSeats }) }]
      : []),
    ...(result.outcome === 'shortfall'
      ? [{ id: 'vacancies', value: result.vacancies, label: t('result.vacancies') }]
      : []),
    { id: 'count-not-chosen', value: notChosen, label: t('result.notChosen') },
  ];
  return (
    <dl className="numbers" data-testid="outcome" data-outcome={result.outcome}>
      {numbers.map(({ id, value, label }) => (
        <div key={id} className="number">
          <dd data-testid={id}>{value}</dd>
          <dt>{label}</dt>
        </div>
      ))}
    </dl>
  );
}
