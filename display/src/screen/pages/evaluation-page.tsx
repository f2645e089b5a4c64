import type { CSSProperties } from 'react';
import type { EvaluationResult, EvaluationRow, Grade, ShareBase } from '@piaojue/contract/screen-view';
import { evaluationColumns, evaluationPlan, type Segment, segments, type SegmentGrade } from '../evaluation-plan.ts';
import { useHall } from '../hall-context.ts';
import { baseUnit, kindWords } from '../kind-words.ts';
import { listStyle, rowHeight } from '../list-style.ts';
import { PageDots } from '../page-dots.tsx';
import { fitName, pageOf } from '../plan.ts';
import { NumberList, ResultRail } from '../result-rail.tsx';
import { useShownPage } from '../shown-page.ts';
import { Name } from '../text-parts.tsx';
import { usePageFade } from '../use-page-fade.ts';
import { useReveal } from '../use-reveal.ts';
import { shareName } from '../wording.ts';

const GRADES = ['satisfied', 'basic', 'dissatisfied'] as const;
const HALF = { num: 1, den: 2 } as const;

/** 满意度测评: one bar of 100 % an item, both rates with what they are rates of, and the grade. */
export function EvaluationPage({ result }: { readonly result: EvaluationResult }) {
  const { view, t, aspect } = useHall();
  const { section, playing } = useReveal('evaluation');
  const columns = evaluationColumns({
    strict: t('evaluation.strict'),
    broad: t('evaluation.broad'),
    grades: GRADES.map((grade) => t(`grade.${grade}`)),
  });
  const names = result.rows.map(({ name }) => name);
  const plan = evaluationPlan(names, columns, view.hall, aspect);
  const { page } = useShownPage(plan);
  const list = usePageFade(`${page}`);
  const words = kindWords(result.kind, t);
  const count = (grade: Grade) => result.rows.filter((row) => row.grade === grade).length;
  const base = ({ base: of, value }: ShareBase) => ({ base: t(`base.${of}`), value, of: baseUnit(of, t) });
  const style = {
    ...listStyle(plan),
    '--c-rank': `${columns.no}em`,
    '--c-strict': `${columns.strict}em`,
    '--c-broad': `${columns.broad}em`,
    '--c-badge': `${columns.badge}em`,
  } as CSSProperties;
  return (
    <section className="sheet" ref={section} data-settled={playing ? undefined : ''} data-testid="result">
      <ResultRail
        result={result}
        numbers={
          <NumberList
            outcome={result.outcome}
            numbers={GRADES.filter((grade) => result.rows.length > 1 || count(grade) > 0).map((grade) => ({
              id: `count-${grade}`,
              value: count(grade),
              label: t('evaluation.counted', { ...words, grade: t(`grade.${grade}`) }),
            }))}
          />
        }
        notes={
          <>
            <span data-testid="rate-base">{t('evaluation.rateNote', base(result.rateBase))}</span>
            <span>{t('evaluation.broadNote')}</span>
            <span data-testid="grade-base">
              {t('evaluation.gradeNote', {
                ...base(result.gradeBase),
                share: shareName({ ...HALF, strict: !result.halfPasses }, t),
              })}
            </span>
            {result.scale === 4 && !result.dontKnowCounts && <span>{t('evaluation.withoutDontKnow')}</span>}
          </>
        }
      />
      <div className="main" style={style} ref={list}>
        <table className="result evaluation" aria-rowcount={result.rows.length + 1}>
          <caption className="unseen">{t('evaluation.caption', { title: result.round.title })}</caption>
          <thead className="heads">
            <tr className="legend-row" role="presentation">
              <td colSpan={5}>
                <Legend scale={result.scale} />
              </td>
            </tr>
            <tr aria-rowindex={1}>
              <td />
              <th scope="col">{t('evaluation.item')}</th>
              <th scope="col">{t('evaluation.strict')}</th>
              <th scope="col">{t('evaluation.broad')}</th>
              <th scope="col">{t('evaluation.grade')}</th>
            </tr>
          </thead>
          <tbody>
            {pageOf(result.rows, plan, page).map((row) => (
              <Row
                key={row.no}
                row={row}
                at={result.rows.indexOf(row) + 2}
                barEm={plan.nameEm}
                tight={fitName(row.name, plan.nameEm).tight}
                height={rowHeight(row.name, plan)}
              />
            ))}
          </tbody>
        </table>
        <PageDots plan={plan} />
      </div>
    </section>
  );
}

/** What each fill of the bars means. */
function Legend({ scale }: { readonly scale: 3 | 4 }) {
  const { t } = useHall();
  const grades: readonly SegmentGrade[] = [...GRADES, ...(scale === 4 ? (['dontKnow'] as const) : []), 'abstained'];
  return (
    <span className="legend">
      {grades.map((grade) => (
        <span key={grade}>
          <i className="swatch" data-grade={grade} aria-hidden="true" />
          {t(`grade.${grade}`)}
        </span>
      ))}
    </span>
  );
}

function Row(props: {
  readonly row: EvaluationRow;
  readonly at: number;
  /** Width of its bar, em. */
  readonly barEm: number;
  readonly tight: boolean;
  readonly height: string;
}) {
  const { t } = useHall();
  const { row } = props;
  const id = `row-${row.no}`;
  const parts = segments(row.counts, props.barEm);
  const rate = (value: string | null) => (value === null ? t('result.none') : `${value}%`);
  return (
    <tr className="item-row" style={{ height: props.height }} aria-rowindex={props.at} data-testid={id}>
      <td className="item-no">{row.no}</td>
      <th className="name" scope="row" data-testid={`${id}-name`} data-tight={props.tight}>
        <span>
          <Name text={row.name} />
        </span>
      </th>
      <td className="item-rate" data-testid={`${id}-strict`}>
        {rate(row.strictRate)}
      </td>
      <td className="item-rate" data-testid={`${id}-broad`}>
        {rate(row.broadRate)}
      </td>
      <td className="item-grade">
        <span className="badge" data-grade={row.grade ?? 'none'} data-testid={`${id}-grade`}>
          {row.grade === null ? t('result.none') : t(`grade.${row.grade}`)}
        </span>
      </td>
      <td className="item-bar" colSpan={4}>
        <Bar parts={parts} />
        <span className="beside">
          {parts
            .filter((part) => !part.inside)
            .map(({ grade, count }) => (
              <Count key={grade} grade={grade} count={count} swatch />
            ))}
        </span>
      </td>
    </tr>
  );
}

function Bar({ parts }: { readonly parts: readonly Segment[] }) {
  // Widths stand on the columns of both layers, so a count is always over its own fill.
  const columns = { gridTemplateColumns: parts.map(({ count }) => `minmax(0, ${count}fr)`).join(' ') };
  return (
    <span className="segments">
      <span className="fills reveal-segments" style={columns} aria-hidden="true">
        {parts.map(({ grade }) => (
          <span key={grade} className="fill" data-grade={grade} />
        ))}
      </span>
      <span className="counts" style={columns}>
        {parts.map(({ grade, count, inside }) => (
          <span key={grade}>{inside && <Count grade={grade} count={count} />}</span>
        ))}
      </span>
    </span>
  );
}

function Count(props: { readonly grade: SegmentGrade; readonly count: number; readonly swatch?: boolean }) {
  const { t } = useHall();
  return (
    <span className="count" data-grade={props.grade}>
      {props.swatch === true && <i className="swatch" data-grade={props.grade} aria-hidden="true" />}
      <span className="unseen">{t(`grade.${props.grade}`)}</span>
      <b data-testid={`segment-${props.grade}`}>{props.count}</b>
    </span>
  );
}
