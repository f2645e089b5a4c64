import type { CSSProperties } from 'react';
import type { RankingResult, ResultRow } from '@piaojue/contract/screen-view';
import { type Hall, useHall } from '../hall-context.ts';
import { listStyle, rowHeight } from '../list-style.ts';
import { baseUnit, kindWords } from '../kind-words.ts';
import { PageDots } from '../page-dots.tsx';
import { fitName, pageOf } from '../plan.ts';
import { badgeOf, byRank, type Cut, cutLines, rowBase, tickShare, trackShare } from '../result-order.ts';
import { overviewPlan } from '../overview-plan.ts';
import { ResultOverview } from '../result-overview.tsx';
import { cutText, resultColumns, resultPlan } from '../result-plan.ts';
import { RankingRail } from '../result-rail.tsx';
import { useShownPage } from '../shown-page.ts';
import { ListName } from '../text-parts.tsx';
import { usePageFade } from '../use-page-fade.ts';
import { useReveal } from '../use-reveal.ts';

const STATUSES = ['chosen', 'runoff', 'notChosen'] as const;
const ANSWERS = ['for', 'against', 'abstained'] as const;

/**
 * The ranked list with its cut. The final frame is what is drawn; the reveal only plays in front of it, so a reload, a
 * late screen and a screen without motion show the same picture.
 */
export function ResultPage({ result }: { readonly result: RankingResult }) {
  const { view, t, aspect } = useHall();
  const words = kindWords(result.kind, t);
  const columns = resultColumns(result, {
    badges: [...STATUSES, ...(result.ruling?.kind === 'chosen' ? (['ruled'] as const) : [])].map((status) =>
      t(`status.${status}`, words),
    ),
    tied: t('result.tiedRank'),
    rank: t('result.rank'),
    heads: ANSWERS.map((answer) => t(`answer.${answer}`)),
  });
  const perItem = columns.answers > 0;
  const plan = resultPlan(result, columns, view.hall, aspect);
  const overview = overviewPlan(result, columns, plan.pages, view.hall, aspect);
  const { page, overview: isOverview } = useShownPage({ ...plan, overview: overview !== null });
  const ranked = byRank(result.rows);
  const cuts = cutLines(result, ranked);
  const cutPages = new Set(ranked.flatMap((row, at) => (cuts.has(row.no) ? [Math.floor(at / plan.perPage)] : [])));
  const list = usePageFade(isOverview ? 'overview' : `${page}`);
  const { section, playing } = useReveal(plan.pages > 1 ? 'inOrder' : result.round.turn === 1 ? 'reorder' : 'revote');

  const style = {
    ...listStyle(plan),
    '--c-rank': `${columns.rank}em`,
    '--c-votes': `${columns.votes}em`,
    '--c-answers': `${columns.answers}em`,
    '--c-rate': `${columns.rate}em`,
    '--c-badge': `${columns.badge}em`,
  } as CSSProperties;
  return (
    <section className="sheet" ref={section} data-settled={playing ? undefined : ''} data-testid="result">
      <RankingRail result={result} />
      <div className="main" style={style} ref={list}>
        {overview !== null && isOverview ? (
          <ResultOverview result={result} plan={overview} />
        ) : (
          <table className="result" data-columns={result.columns} aria-rowcount={ranked.length + 1}>
            <caption className="unseen">{t('result.caption', { title: result.round.title })}</caption>
            <thead className={perItem ? 'heads' : 'unseen'}>
              <tr aria-rowindex={1}>
                <th scope="col">{t('result.rank')}</th>
                <th scope="col">{t(result.kind === 'election' ? 'result.person' : 'result.project')}</th>
                {perItem ? (
                  ANSWERS.map((answer) => (
                    <th key={answer} scope="col">
                      {t(`answer.${answer}`)}
                    </th>
                  ))
                ) : (
                  <th scope="col">{t('result.votes')}</th>
                )}
                <th scope="col">
                  {perItem
                    ? t('result.rateShort')
                    : t('result.rate', {
                        base: t(`base.${result.rateBase.base}`),
                        value: result.rateBase.value ?? t('result.none'),
                        of: baseUnit(result.rateBase.base, t),
                      })}
                </th>
                <th scope="col">{t('result.status')}</th>
              </tr>
            </thead>
            <tbody>
              {pageOf(ranked, plan, page).flatMap((row) => {
                const cut = cuts.get(row.no);
                return [
                  cut === undefined ? null : (
                    <CutRow
                      key={`cut-${row.no}`}
                      cut={cut}
                      columns={perItem ? 7 : 5}
                      words={words}
                      second={plan.second}
                    />
                  ),
                  <Row
                    key={row.no}
                    result={result}
                    row={row}
                    at={ranked.indexOf(row) + 2}
                    tight={fitName(row.name, plan.nameEm).tight}
                    height={rowHeight(row.name, plan)}
                  />,
                ];
              })}
            </tbody>
          </table>
        )}
        <PageDots plan={plan} cutPages={cutPages} overview={overview !== null} />
      </div>
    </section>
  );
}

export function Row(props: {
  readonly result: RankingResult;
  readonly row: ResultRow;
  readonly at: number;
  readonly tight: boolean;
  readonly height: string;
  /** It is what is read out now. */
  readonly isNow?: boolean;
}) {
  const { t } = useHall();
  const { result, row } = props;
  const id = `row-${row.no}`;
  const badge = badgeOf(result, row);
  const tick = tickShare(result, row);
  return (
    <tr
      className="row"
      style={{ height: props.height }}
      aria-rowindex={props.at}
      data-testid={id}
      data-no={row.no}
      data-status={row.status}
      data-now={props.isNow}
    >
      <td className="rank" data-testid={`${id}-rank`} data-tied={row.tied}>
        {row.status === 'runoff' && <span className="band" aria-hidden="true" />}
        {row.tied && <span className="tied">{t('result.tiedRank')}</span>}
        <span>{row.rank ?? t('result.none')}</span>
      </td>
      <th className="name" scope="row" data-testid={`${id}-name`} data-tight={props.tight}>
        <span>
          <ListName text={row.name} person={result.kind === 'election'} />
        </span>
      </th>
      <td className="votes" data-testid={`${id}-votes`}>
        {row.votes ?? t('result.none')}
      </td>
      {result.columns === 'perItem' &&
        (['against', 'abstained'] as const).map((answer) => (
          <td key={answer} className="answer" data-testid={`${id}-${answer}`}>
            {row[answer] ?? t('result.none')}
          </td>
        ))}
      <td className="rate" data-testid={`${id}-rate`}>
        {row.rate === null ? t('result.none') : `${row.rate}%`}
      </td>
      <td className="status">
        <span className="badge" data-badge={badge} data-testid={`${id}-status`}>
          {t(`status.${badge}`, kindWords(result.kind, t))}
        </span>
      </td>
      <td className="track" aria-hidden="true">
        <span className="bar reveal-bar" style={{ width: `${trackShare(row.votes, rowBase(result, row)) * 100}%` }} />
        {tick !== null && <span className="tick" style={{ left: `${tick * 100}%` }} />}
      </td>
    </tr>
  );
}

interface CutProps {
  readonly cut: Cut;
  readonly words: ReturnType<typeof kindWords>;
}

function CutRow({ cut, words, columns, second }: CutProps & { readonly columns: number; readonly second: number }) {
  const { view, t, aspect } = useHall();
  const above = 'chosen' in cut && cut.chosen > 0 ? t('cut.chosenAbove', { count: cut.chosen, ...words }) : undefined;
  const below = belowText(cut, words, t);
  const { size, texts } = cutText(above === undefined ? [below] : [below, above], second, view.hall, aspect);
  return (
    <tr className="cut" style={{ '--cut': `${size}cqh` } as CSSProperties} data-testid={`cut-${cut.kind}`}>
      <td colSpan={columns}>
        <span className="rule" aria-hidden="true" />
        {texts.map((text) => (
          <span key={text}>{text}</span>
        ))}
        <span className="rule rule-long" aria-hidden="true" />
      </td>
    </tr>
  );
}

function belowText(cut: Cut, words: CutProps['words'], t: Hall['t']): string {
  switch (cut.kind) {
    case 'runoff':
      return t('cut.runoffBelow', { count: cut.tied, seats: cut.seats, ...words });
    case 'ruled':
      return t('cut.ruledBelow', { count: cut.tied, seats: cut.seats, ...words });
    case 'shortfall':
      return t(cut.ruled ? 'cut.shortRuledBelow' : 'cut.shortBelow', { count: cut.vacancies, ...words });
    case 'notChosen':
    case 'afterRunoff':
      return t('cut.notChosenBelow');
  }
}
