import type { NamedAnswer } from '@piaojue/contract/screen-view';
import { useHall } from './hall-context.ts';

export type Answer = NamedAnswer['answer'];

/** ● 赞成, ■ 反对, ▲ 弃权, an open ring for 未按, a stroke for 无效: never told apart by colour alone. */
export function AnswerMark({ answer }: { readonly answer: Answer }) {
  return (
    <svg className="answer-mark" data-answer={answer} viewBox="0 0 20 20" aria-hidden="true">
      {answer === 'for' && <circle cx="10" cy="10" r="8.5" />}
      {answer === 'against' && <rect x="2" y="2" width="16" height="16" />}
      {answer === 'abstained' && <path d="M10 1.5 19 18.5H1Z" />}
      {answer === 'notSubmitted' && <circle className="open" cx="10" cy="10" r="7.5" />}
      {answer === 'invalid' && <rect x="2" y="8.5" width="16" height="3" />}
    </svg>
  );
}

/** The answers to one motion as large figures, each with its word and mark, side by side. */
export function AnswerFigures(props: {
  readonly figures: readonly { readonly answer: Answer; readonly value: number | null }[];
}) {
  const { t } = useHall();
  return (
    <dl className="answers">
      {props.figures.map(({ answer, value }) => (
        <div key={answer} data-answer={answer}>
          <dt>
            <AnswerMark answer={answer} />
            {t(`answer.${answer}`)}
          </dt>
          <dd data-testid={`answer-${answer}`}>{value ?? t('result.none')}</dd>
        </div>
      ))}
    </dl>
  );
}
