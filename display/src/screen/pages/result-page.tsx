import { type CSSProperties, useLayoutEffect, useRef, useState } from 'react';
import type { ResultRow, ResultView } from '@piaojue/contract/screen-view';
import { useHall } from '../hall-context.ts';
import { listStyle, rowHeight } from '../list-style.ts';
import { motionAllowed } from '../motion.ts';
import { PageDots } from '../page-dots.tsx';
import { fitName, pageOf } from '../plan.ts';
import { revealResult } from '../result-motion.ts';
import { byRank, type Cut, cutLines, tickShare, trackShare } from '../result-order.ts';
import { resultColumns, resultPlan } from '../result-plan.ts';
import { ResultRail } from '../result-rail.tsx';
import { Name } from '../text-parts.tsx';

const STATUSES = ['chosen', 'runoff', 'notChosen'] as const;

/**
 * The ranked list with its cut. The final frame is what is drawn; the reveal only plays in front of it, so a reload, a
 * late screen and a screen without motion show the same picture.
 */
export function ResultPage({ result }: { readonly result: ResultView }) {
  const { view, t, aspect, page, reveal } = useHall();
  const section = useRef<HTMLElement>(null);
  const [playing, setPlaying] = useState(() => reveal && motionAllowed(view.hall));
  const columns = resultColumns(
    result,
    STATUSES.map((status) => t(`status.${status}`)),
    t('result.tiedRank'),
  );
  const plan = resultPlan(result, columns, view.hall, aspect);
  const ranked = byRank(result.rows);
  const cuts = cutLines(result, ranked);
  const cutPages = new Set(ranked.flatMap((row, at) => (cuts.has(row.no) ? [Math.floor(at / plan.perPage)] : [])));
  const flip = plan.pages === 1 && result.round.turn === 1;

  useLayoutEffect(() => {
    if (!playing || section.current === null) return;
    let gone = false;
    void revealResult(section.current, flip).then(() => {
      if (!gone) setPlaying(false);
    });
    return () => {
      gone = true;
    };
    // Once, when the result appears: later snapshots of it change marks, not the storyboard.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  const style = {
    ...listStyle(plan),
    '--c-rank': `${columns.rank}em`,
    '--c-votes': `${columns.votes}em`,
    '--c-rate': `${columns.rate}em`,
    '--c-badge': `${columns.badge}em`,
  } as CSSProperties;
  const tick = tickShare(result);
  return (
    <section className="sheet" ref={section} data-settled={playing ? undefined : ''} data-testid="result">
      <ResultRail result={result} />
      <div className="main" style={style}>
        <table className="result" aria-rowcount={ranked.length + 1}>
          <caption className="unseen">{t('result.caption', { title: result.round.title })}</caption>
          <thead className="unseen">
            <tr aria-rowindex={1}>
              <th scope="col">{t('result.rank')}</th>
              <th scope="col">{t('result.name')}</th>
              <th scope="col">{t('result.votes')}</th>
              <th scope="col">
                {t('result.rate', { base: t(`base.${result.rateBase.base}`), value: result.rateBase.value })}
              </th>
              <th scope="col">{t('result.status')}</th>
            </tr>
          </thead>
          <tbody>
            {pageOf(ranked, plan, page).flatMap((row) => {
              const cut = cuts.get(row.no);
              return [
                cut === undefined ? null : <CutRow key={`cut-${row.no}`} cut={cut} />,
                <Row
                  key={row.no}
                  row={row}
                  at={ranked.indexOf(row) + 2}
                  share={trackShare(row.votes, result.rateBase.value)}
                  tick={tick}
                  tight={fitName(row.name, plan.nameEm).tight}
                  height={rowHeight(row.name, plan)}
                />,
              ];
            })}
          </tbody>
        </table>
        <PageDots plan={plan} cutPages={cutPages} />
      </div>
    </section>
  );
}

function Row(props: {
  readonly row: ResultRow;
  readonly at: number;
  readonly share: number;
  readonly tick: number | null;
  readonly tight: boolean;
  readonly height: string;
}) {
  const { t } = useHall();
  const { row } = props;
  const id = `row-${row.no}`;
  return (
    <tr
      className="row"
      style={{ height: props.height }}
      aria-rowindex={props.at}
      data-testid={id}
      data-no={row.no}
      data-status={row.status}
    >
      <td className="rank" data-testid={`${id}-rank`} data-tied={row.tied}>
        {row.status === 'runoff' && <span className="band" aria-hidden="true" />}
        {row.tied && <span className="tied">{t('result.tiedRank')}</span>}
        <span>{row.rank ?? t('result.none')}</span>
      </td>
      <th className="name" scope="row" data-testid={`${id}-name`} data-tight={props.tight}>
        <span>
          <Name text={row.name} />
        </span>
      </th>
      <td className="votes" data-testid={`${id}-votes`}>
        {row.votes ?? t('result.none')}
      </td>
      <td className="rate" data-testid={`${id}-rate`}>
        {row.rate === null ? t('result.none') : `${row.rate}%`}
      </td>
      <td className="status">
        <span className="badge" data-testid={`${id}-status`}>
          {t(`status.${row.status}`)}
        </span>
      </td>
      <td className="track" aria-hidden="true">
        <span className="bar" style={{ width: `${props.share * 100}%` }} />
        {props.tick !== null && <span className="tick" style={{ left: `${props.tick * 100}%` }} />}
      </td>
    </tr>
  );
}

function CutRow({ cut }: { readonly cut: Cut }) {
  return (
    <tr className="cut" data-testid={`cut-${cut.kind}`}>
      <td colSpan={5}>
        <span className="rule" aria-hidden="true" />
        <CutText cut={cut} />
        <span className="rule rule-long" aria-hidden="true" />
      </td>
    </tr>
  );
}

function CutText({ cut }: { readonly cut: Cut }) {
  const { t } = useHall();
  const above = 'chosen' in cut && cut.chosen > 0 ? [t('cut.chosenAbove', { count: cut.chosen })] : [];
  const below = () => {
    switch (cut.kind) {
      case 'runoff':
        return t('cut.runoffBelow', { count: cut.tied, seats: cut.seats });
      case 'shortfall':
        return t('cut.shortBelow', { count: cut.vacancies });
      case 'notChosen':
      case 'afterRunoff':
        return t('cut.notChosenBelow');
    }
  };
  return [...above, below()].map((text) => <span key={text}>{text}</span>);
}
