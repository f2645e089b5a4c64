import { type CSSProperties, useLayoutEffect, useRef } from 'react';
import type { RankingResult, ReadingPicture, ResultRow } from '@piaojue/contract/screen-view';
import { useHall } from '../hall-context.ts';
import { kindWords } from '../kind-words.ts';
import { listStyle, rowHeight } from '../list-style.ts';
import { motionAllowed } from '../motion.ts';
import { Dots } from '../page-dots.tsx';
import { fitName, pageOf } from '../plan.ts';
import { readingPlan, type ReadingWords } from '../reading-plan.ts';
import { readRow } from '../result-motion.ts';
import { Facts, Rail } from '../rail.tsx';
import { Row } from './result-page.tsx';

const STATUSES = ['chosen', 'runoff', 'notChosen'] as const;
const ANSWERS = ['for', 'against', 'abstained'] as const;
const FIGURES = ['issued', 'returned', 'valid', 'invalid'] as const;

/** 逐项宣读: the ranked list as far as it was read. What was not read is not in the snapshot; its rows stand empty. */
export function ReadingPage({ picture }: { readonly picture: ReadingPicture }) {
  const { view, t, aspect } = useHall();
  const { result, reading } = picture;
  const words = kindWords(result.kind, t);
  const texts: ReadingWords = {
    badges: STATUSES.map((status) => t(`status.${status}`, words)),
    tied: t('result.tiedRank'),
    rank: t('result.rank'),
    heads: ANSWERS.map((answer) => t(`answer.${answer}`)),
  };
  const { columns, plan } = readingPlan(picture, texts, view.hall, aspect);
  const page = Math.floor(Math.max(reading.shown - 1, 0) / plan.perPage);
  const rows = pageOf(result.rows, plan, page);
  /** Places of this page that are still to be filled: what was read stands where it will stay. */
  const unread = Math.min(plan.perPage, reading.of - page * plan.perPage) - rows.length;
  const list = useRef<HTMLTableSectionElement>(null);
  const before = useRef(reading.shown);
  useLayoutEffect(() => {
    const from = before.current;
    before.current = reading.shown;
    if (list.current === null || reading.shown <= from || !motionAllowed(view.hall)) return;
    const first = Math.max(from - page * plan.perPage, 0);
    for (const row of [...list.current.querySelectorAll<HTMLElement>('.row')].slice(first)) readRow(row);
  }, [reading.shown, page, plan.perPage, view.hall]);
  const style = {
    ...listStyle(plan),
    '--c-rank': `${columns.rank}em`,
    '--c-votes': `${columns.votes}em`,
    '--c-answers': `${columns.answers}em`,
    '--c-rate': `${columns.rate}em`,
    '--c-badge': `${columns.badge}em`,
  } as CSSProperties;
  return (
    <section className="sheet" data-settled="" data-testid="reading" data-shown={reading.shown} data-of={reading.of}>
      <Rail
        title={result.round.title}
        round={result.round}
        foot={
          <p className="mark" data-testid="announced" data-announced={result.announced}>
            {t('result.unconfirmed')}
          </p>
        }
      >
        <p className="state" data-testid="reading-state">
          {t('reading.title')}
        </p>
        <p className="voting-hint" data-testid="reading-count">
          {t('reading.count', { shown: reading.shown, of: reading.of })}
        </p>
        <Facts
          facts={FIGURES.map((id) => ({
            id,
            label: t(`figure.${id}`),
            value: result.figures[id] ?? t('result.none'),
          }))}
        />
      </Rail>
      <div className="main" style={style}>
        <table className="result" data-columns={result.columns} aria-rowcount={reading.of}>
          <caption className="unseen">{t('result.caption', { title: result.round.title })}</caption>
          <tbody ref={list}>
            {rows.map((row) => (
              <Row
                key={row.no}
                result={asRanking(result, row)}
                row={row}
                at={result.rows.indexOf(row) + 1}
                tight={fitName(row.name, plan.nameEm).tight}
                height={rowHeight(row.name, plan)}
                isNow={row === result.rows.at(-1)}
              />
            ))}
            {Array.from({ length: Math.max(unread, 0) }, (_, at) => (
              <tr key={`unread-${at}`} className="row-unread" aria-hidden="true">
                <td />
              </tr>
            ))}
          </tbody>
        </table>
        <Dots pages={plan.pages} shown={page} />
      </div>
    </section>
  );
}

/** A row is drawn by its own figures and the bases; what the snapshot does not tell of the others it does not ask for. */
function asRanking(result: ReadingPicture['result'], row: ResultRow): RankingResult {
  return { ...result, rows: [row], outcome: 'complete', runoffSeats: 0, vacancies: 0, ruling: null };
}
