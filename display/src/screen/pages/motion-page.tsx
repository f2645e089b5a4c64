import type { CSSProperties } from 'react';
import type { MotionResult, NamedAnswer } from '@piaojue/contract/screen-view';
import { AnswerFigures, AnswerMark } from '../answer-figures.tsx';
import { Moment } from '../moment.tsx';
import { useHall } from '../hall-context.ts';
import { baseUnit } from '../kind-words.ts';
import { belowMotionName, motionNameSize, motionTrack, NAMED_GAP, namedPlan, type NamedPlan } from '../motion-plan.ts';
import { Dots } from '../page-dots.tsx';
import { widthEm } from '../line-breaks.ts';
import { MajorityNote, ResultRail } from '../result-rail.tsx';
import { useShownPage } from '../shown-page.ts';
import { ListName, Name } from '../text-parts.tsx';
import { useReveal } from '../use-reveal.ts';

const ANSWERS = ['for', 'against', 'abstained', 'invalid', 'notSubmitted'] as const;

/** 表决: the four figures and 通过 or 未通过; of a named vote the pages after it say who answered what. */
export function MotionPage({ result }: { readonly result: MotionResult }) {
  const { view, t, aspect } = useHall();
  const { section, playing } = useReveal('motion');
  const longestWord = Math.max(...ANSWERS.map((answer) => widthEm(t(`answer.${answer}`))));
  const names = result.named?.map(({ name }) => name) ?? null;
  const plan = names === null ? null : namedPlan(names, longestWord, view.hall, aspect);
  const pages = 1 + (plan?.pages.length ?? 0);
  const shown = useShownPage({ pages, perPage: plan === null ? 1 : plan.rows * plan.columns }).page;
  return (
    <section className="sheet" ref={section} data-settled={playing ? undefined : ''} data-testid="result">
      <ResultRail
        result={result}
        notes={
          <>
            <span data-testid="rate-base">
              {t('result.rateNote', {
                base: t(`base.${result.rateBase.base}`),
                value: result.rateBase.value,
                of: baseUnit(result.rateBase.base, t),
              })}
            </span>
            <MajorityNote
              majority={result.majority}
              needed={result.needed}
              figures={result.figures}
              rateBase={result.rateBase}
            />
          </>
        }
      />
      {plan === null || result.named === null || shown === 0 ? (
        <Figures result={result} pages={pages} />
      ) : (
        <NamedList named={result.named} plan={plan} page={shown - 1} pages={pages} />
      )}
    </section>
  );
}

function Figures({ result, pages }: { readonly result: MotionResult; readonly pages: number }) {
  const { view, t, aspect } = useHall();
  const size = motionNameSize(result.name, view.hall, aspect, belowMotionName(view.hall));
  const track = motionTrack(result);
  const outcome = result.outcome === 'passed' ? 'passed' : 'rejected';
  return (
    <Moment className="motion" style={{ '--fs': `${size}cqh` } as CSSProperties}>
      <h2 data-testid="motion-name">
        <Name text={result.name} />
      </h2>
      <hr aria-hidden="true" />
      <AnswerFigures
        figures={[
          { answer: 'for', value: result.for },
          { answer: 'against', value: result.against },
          { answer: 'abstained', value: result.abstained },
          { answer: 'notSubmitted', value: result.figures.notSubmitted },
        ]}
      />
      <div className="motion-base">
        {track !== null && (
          <div className="motion-track" aria-hidden="true">
            <div className="track">
              <span className="bar reveal-bar" style={{ width: `${track.share * 100}%` }} />
            </div>
            {track.tick !== null && <span className="tick" style={{ left: `${track.tick * 100}%` }} />}
          </div>
        )}
        {result.rate !== null && (
          <p className="motion-share" data-testid="rate">
            {t('motion.share', {
              base: t(`base.${result.rateBase.base}`),
              value: result.rateBase.value,
              of: baseUnit(result.rateBase.base, t),
              rate: result.rate,
            })}
          </p>
        )}
      </div>
      <p className="verdict" data-testid="verdict" data-outcome={outcome}>
        <b>{t(`motion.${outcome}`)}</b>
        {result.needed !== null && result.for !== null && (
          <span>{t('motion.needed', { needed: result.needed, votes: result.for })}</span>
        )}
      </p>
      <Dots pages={pages} shown={0} />
    </Moment>
  );
}

/** Paged and never scrolled: who answered what, in the order of the seats. */
function NamedList(props: {
  readonly named: readonly NamedAnswer[];
  readonly plan: NamedPlan;
  readonly page: number;
  readonly pages: number;
}) {
  const { t } = useHall();
  const { named, plan, page } = props;
  const style = {
    '--fs': `${plan.fs}cqh`,
    '--t2': `${plan.second}cqh`,
    columnGap: `${NAMED_GAP}em`,
    gridTemplateColumns: `repeat(${plan.columns}, minmax(0, 1fr))`,
    gridTemplateRows: `repeat(${plan.rows}, ${plan.row}cqh)`,
  } as CSSProperties;
  return (
    <div className="main">
      <ol className="hall-answers" aria-label={t('motion.named')} style={style}>
        {(plan.pages[page] ?? []).map(({ at, lines }) => {
          const seat = named[at];
          if (seat === undefined) return null;
          return (
            <li key={at} style={{ gridRow: `span ${lines}` }} data-testid={`named-${at}`} data-answer={seat.answer}>
              <AnswerMark answer={seat.answer} />
              <span className="name">
                <ListName text={seat.name} person />
              </span>
              <span className="named-answer">{t(`answer.${seat.answer}`)}</span>
            </li>
          );
        })}
      </ol>
      <Dots pages={props.pages} shown={page + 1} />
    </div>
  );
}
