import type { CSSProperties } from 'react';
import type { MotionResult, NamedAnswer } from '@piaojue/contract/screen-view';
import { AnswerFigures, AnswerMark } from '../answer-figures.tsx';
import { useHall } from '../hall-context.ts';
import { baseUnit } from '../kind-words.ts';
import { listStyle } from '../list-style.ts';
import { belowMotionName, motionNameSize, motionTrack, namedPlan } from '../motion-plan.ts';
import { Dots } from '../page-dots.tsx';
import { type ListPlan, pageOf, widthEm } from '../plan.ts';
import { MajorityNote, ResultRail } from '../result-rail.tsx';
import { ListName, Name } from '../text-parts.tsx';
import { useReveal } from '../use-reveal.ts';

const ANSWERS = ['for', 'against', 'abstained', 'invalid', 'notSubmitted'] as const;

/** 表决: the four figures and 通过 or 未通过; of a named vote the pages after it say who answered what. */
export function MotionPage({ result }: { readonly result: MotionResult }) {
  const { view, t, aspect, page } = useHall();
  const { section, playing } = useReveal('motion');
  const longestWord = Math.max(...ANSWERS.map((answer) => widthEm(t(`answer.${answer}`))));
  const plan = result.named === null ? null : namedPlan(result.named, longestWord, view.hall, aspect);
  const pages = 1 + (plan?.pages ?? 0);
  const shown = Math.min(page, pages - 1);
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
    <div className="main motion" style={{ '--fs': `${size}cqh` } as CSSProperties}>
      <h2 data-testid="motion-name">
        <Name text={result.name} />
      </h2>
      <AnswerFigures
        figures={[
          { answer: 'for', value: result.for },
          { answer: 'against', value: result.against },
          { answer: 'abstained', value: result.abstained },
          { answer: 'notSubmitted', value: result.figures.notSubmitted },
        ]}
      />
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
      <p className="verdict" data-testid="verdict" data-outcome={outcome}>
        <b>{t(`motion.${outcome}`)}</b>
        {result.needed !== null && result.for !== null && (
          <span>{t('motion.needed', { needed: result.needed, votes: result.for })}</span>
        )}
      </p>
      <Dots pages={pages} shown={0} />
    </div>
  );
}

/** Paged and never scrolled: who answered what, in the order of the seats. */
function NamedList(props: {
  readonly named: readonly NamedAnswer[];
  readonly plan: ListPlan;
  readonly page: number;
  readonly pages: number;
}) {
  const { t } = useHall();
  const { named, plan, page } = props;
  const rows = Math.ceil(plan.perPage / plan.columns);
  return (
    <div className="main" style={listStyle(plan)}>
      <ol
        className="named-list"
        aria-label={t('motion.named')}
        style={{ gridTemplateRows: `repeat(${rows}, var(--row))` }}
      >
        {pageOf(named, plan, page).map(({ name, answer }, at) => (
          // Two deputies may have one name; their places do not change.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at} data-testid={`named-${page * plan.perPage + at}`} data-answer={answer}>
            <AnswerMark answer={answer} />
            <span className="name">
              <ListName text={name} person />
            </span>
            <span className="named-answer">{t(`answer.${answer}`)}</span>
          </li>
        ))}
      </ol>
      <Dots pages={props.pages} shown={page + 1} />
    </div>
  );
}
