import type { ReactNode } from 'react';
import type { Majority } from '@piaojue/contract/contest';
import type { Figures, HandFigures, RankingResult, ResultView, ShareBase } from '@piaojue/contract/screen-view';
import { useHall } from './hall-context.ts';
import { baseUnit, kindWords } from './kind-words.ts';
import { type Fact, Facts, Rail } from './rail.tsx';
import { tallies } from './result-order.ts';
import { RulingNote } from './ruling-note.tsx';
import { shareName } from './wording.ts';

const FIGURES = ['all', 'present', 'issued', 'returned', 'valid', 'invalid', 'notSubmitted'] as const;

/** A result's rail: the figures that make it valid, what rates and majority are shares of, how far it is confirmed. */
export function ResultRail(props: {
  readonly result: ResultView;
  /** Its story in numbers. */
  readonly numbers?: ReactNode;
  readonly seats?: boolean;
  /** Bases and majorities, one line each. */
  readonly notes: ReactNode;
  readonly children?: ReactNode;
}) {
  const { t, view } = useHall();
  const { result } = props;
  // Nothing that a rehearsal shows may be taken for an official result, not even in a cut-out of the picture.
  const announced = view.rehearsal ? 'result.announced' : 'result.official';
  const facts: Fact[] = FIGURES.map((id) => ({
    id,
    label: t(`figure.${id}`),
    value: result.figures[id] ?? t('result.none'),
  }));
  if (props.seats === true) facts.push({ id: 'seats', label: t('figure.seats'), value: result.round.seats });
  return (
    <Rail
      title={result.round.title}
      round={result.round}
      foot={
        <p className="mark" data-testid="announced" data-announced={result.announced}>
          {t(result.announced ? announced : 'result.unconfirmed')}
        </p>
      }
    >
      {props.numbers}
      <Facts facts={facts} />
      {result.byHand !== null && <Columns byHand={result.byHand} />}
      <p className="notes" data-testid="bases">
        {props.notes}
      </p>
      {props.children}
    </Rail>
  );
}

/** The rail of a ranked list. */
export function RankingRail({ result }: { readonly result: RankingResult }) {
  const { t } = useHall();
  const { rateBase, majority } = result;
  return (
    <ResultRail
      result={result}
      numbers={<Numbers result={result} />}
      seats
      notes={
        <>
          <span data-testid="rate-base">
            {rateBase.value === null
              ? t('result.rateEach', { base: t(`base.${rateBase.base}`) })
              : t('result.rateNote', {
                  base: t(`base.${rateBase.base}`),
                  value: rateBase.value,
                  of: baseUnit(rateBase.base, t),
                })}
          </span>
          {majority === null ? (
            <span>{t('result.plurality')}</span>
          ) : (
            <MajorityNote majority={majority} needed={result.needed} figures={result.figures} rateBase={rateBase} />
          )}
        </>
      }
    >
      <RulingNote result={result} />
    </ResultRail>
  );
}

/** 过半数 51 票, and of what, unless the line above it says the same base. */
export function MajorityNote(props: {
  readonly majority: Majority;
  readonly needed: number | null;
  readonly figures: Figures;
  readonly rateBase: ShareBase<number | null>;
}) {
  const { t } = useHall();
  const { majority, needed } = props;
  const share = shareName(majority, t);
  const base = t(`base.${majority.base}`);
  if (needed === null) return <span data-testid="needed">{t('result.neededEach', { share, base })}</span>;
  const value = majority.base === 'forAgainst' ? null : props.figures[majority.base];
  return (
    <>
      <span data-testid="needed">{t('result.needed', { share, needed })}</span>
      {value !== null && majority.base !== props.rateBase.base && (
        <span>{t('result.neededOf', { base, value, of: baseUnit(majority.base, t) })}</span>
      )}
    </>
  );
}

/** Ballots of the keypads and ballots on paper, apart (RULES §4); one line where all of them were paper. */
function Columns({ byHand }: { readonly byHand: HandFigures }) {
  const { t } = useHall();
  const { keypads, paper } = byHand;
  if (keypads === null)
    return (
      <p className="by-hand" data-testid="by-hand" data-method={byHand.method}>
        {t('hand.hand')}
      </p>
    );
  const columns = { keypads, paper };
  return (
    <table className="columns" data-testid="by-hand" data-method={byHand.method}>
      <caption className="unseen">{t('hand.title')}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">{t('hand.keypads')}</th>
          <th scope="col">{t('hand.paper')}</th>
        </tr>
      </thead>
      <tbody>
        {(['returned', 'valid', 'invalid'] as const).map((id) => (
          <tr key={id}>
            <th scope="row">{t(`figure.${id}`)}</th>
            {(['keypads', 'paper'] as const).map((column) => (
              <td key={column} data-testid={`${column}-${id}`}>
                {columns[column][id]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Numbers({ result }: { readonly result: RankingResult }) {
  const { t } = useHall();
  const { chosen, runoff, notChosen } = tallies(result);
  const words = kindWords(result.kind, t);
  const tied =
    result.ruling?.kind === 'chosen'
      ? t('result.tiedRuled', words)
      : t('result.tied', { seats: result.runoffSeats, ...words });
  const numbers = [
    { id: 'count-chosen', value: chosen, label: t('result.chosen', words) },
    ...(runoff > 0 ? [{ id: 'count-runoff', value: runoff, label: tied }] : []),
    ...(result.outcome === 'shortfall'
      ? [{ id: 'vacancies', value: result.vacancies, label: t('result.vacancies', words) }]
      : []),
    { id: 'count-not-chosen', value: notChosen, label: t('result.notChosen', words) },
  ];
  return <NumberList outcome={result.outcome} numbers={numbers} />;
}

/** Large numbers, each with what it counts. */
export function NumberList(props: {
  readonly outcome: ResultView['outcome'];
  readonly numbers: readonly { readonly id: string; readonly value: number; readonly label: string }[];
}) {
  return (
    <dl className="numbers" data-testid="outcome" data-outcome={props.outcome}>
      {props.numbers.map(({ id, value, label }) => (
        <div key={id} className="number">
          <dd data-testid={id}>{value}</dd>
          <dt>{label}</dt>
        </div>
      ))}
    </dl>
  );
}
