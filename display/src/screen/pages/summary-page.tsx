import type { CSSProperties } from 'react';
import type { AdoptedView, ResultView, SummaryPicture } from '@piaojue/contract/screen-view';
import { AnswerFigures } from '../answer-figures.tsx';
import { useHall } from '../hall-context.ts';
import { baseUnit, kindWords } from '../kind-words.ts';
import { widthEm } from '../line-breaks.ts';
import { motionNameSize } from '../motion-plan.ts';
import { Dots } from '../page-dots.tsx';
import { fitName, pageOf } from '../plan.ts';
import { SECOND } from '../result-plan.ts';
import { useShownPage } from '../shown-page.ts';
import { summaryFoot, summaryHead, summaryPlan } from '../summary-plan.ts';
import { ListName, Name, Title } from '../text-parts.tsx';
import { dateText, shareName } from '../wording.ts';

/** One picture of an announced result, for the cameras: it stands alone, so it says all that makes the result one. */
export function SummaryPage({ picture }: { readonly picture: SummaryPicture }) {
  const { view, t } = useHall();
  const { result, open } = picture;
  const words = kindWords(result.kind, t);
  return (
    <section className="summary" data-settled="" data-testid="summary">
      <header className="summary-head">
        <div>
          <p className="sitting">
            <Title text={`${view.sitting.congress}${view.sitting.meeting}`} />
          </p>
          <h1 data-testid="title">
            <Title text={t('summary.title', { title: result.round.title })} />
          </h1>
        </div>
        <div className="summary-seal">
          <p className="mark" data-announced="true" data-testid="announced">
            {t(view.rehearsal ? 'rehearsal' : 'result.official')}
          </p>
          <p data-testid="date">{dateText(view.sitting.date, t)}</p>
        </div>
      </header>
      {result.form === 'ranking' ? <Adopted picture={picture} /> : <Decision result={result} />}
      <footer className="summary-foot">
        {open.by !== 'nothing' && (
          <p className="summary-open" data-testid="summary-open" data-by={open.by}>
            {t(`summary.${open.by}`, { seats: open.seats, ...words })}
          </p>
        )}
        <FootLines result={result} />
      </footer>
    </section>
  );
}

function Adopted({ picture }: { readonly picture: SummaryPicture }) {
  const { view, t, aspect } = useHall();
  const { adopted, result } = picture;
  const beside = ({ votes, by }: AdoptedView) =>
    by === 'presidium' || votes === null ? t('summary.presidium') : `${votes} ${t('summary.votes')}`;
  const later = ({ turn }: AdoptedView) => (turn > 1 ? t('summary.turn', { turn }) : '');
  const width = (text: string) => widthEm(text) * SECOND;
  const votesEm = Math.max(2, ...adopted.map((one) => width(beside(one)) + width(later(one)))) + 1.2;
  const isOpen = picture.open.by !== 'nothing';
  const plan = summaryPlan(
    adopted.map(({ name }) => name),
    votesEm,
    isOpen,
    view.hall,
    aspect,
  );
  const { page } = useShownPage(plan);
  const shown = pageOf(adopted, plan, page);
  const first = page * plan.perPage;
  return (
    <div className="summary-list" style={{ '--fs': `${plan.fs}cqh`, '--columns': plan.columns } as CSSProperties}>
      <ol style={{ gridTemplateRows: (plan.rows[page] ?? []).map((row) => `${row.toFixed(3)}cqh`).join(' ') }}>
        {shown.map((one, at) => (
          <li key={one.no} data-testid={`adopted-${one.no}`}>
            <span className="no">{first + at + 1}</span>
            <span className="name" data-tight={fitName(one.name, plan.nameEm).tight}>
              <ListName text={one.name} person={result.kind === 'election'} />
            </span>
            <span className="adopted-by">
              {one.turn > 1 && <span className="adopted-turn">{later(one)}</span>}
              {one.by === 'presidium' || one.votes === null ? (
                t('summary.presidium')
              ) : (
                <>
                  <b data-testid={`adopted-${one.no}-votes`}>{one.votes}</b> {t('summary.votes')}
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
      <Dots pages={plan.pages} shown={page} />
    </div>
  );
}

/** What a motion or an evaluation came to: nobody is adopted, the decision itself is the picture. */
function Decision({ result }: { readonly result: Exclude<ResultView, { form: 'ranking' }> }) {
  const { view, t, aspect } = useHall();
  if (result.form === 'evaluation') {
    const words = kindWords(result.kind, t);
    return (
      <dl className="big-facts summary-decision">
        {(['satisfied', 'basic', 'dissatisfied'] as const).map((grade) => (
          <div key={grade}>
            <dt>{t('evaluation.counted', { ...words, grade: t(`grade.${grade}`) })}</dt>
            <dd data-testid={`count-${grade}`}>{result.rows.filter((row) => row.grade === grade).length}</dd>
          </div>
        ))}
      </dl>
    );
  }
  const outcome = result.outcome === 'passed' ? 'passed' : 'rejected';
  const below = summaryHead(view.hall) + summaryFoot(view.hall, false) + 34;
  const size = motionNameSize(result.name, view.hall, aspect, below);
  return (
    <div className="motion summary-decision" style={{ '--fs': `${size}cqh` } as CSSProperties}>
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
      <p className="verdict" data-testid="verdict" data-outcome={outcome}>
        <b>{t(`motion.${outcome}`)}</b>
      </p>
    </div>
  );
}

const FIGURES = ['all', 'present', 'issued', 'returned', 'valid', 'invalid'] as const;

/** What makes the result one: validity, the figures, of what the majority is, and the record it can be looked up in. */
function FootLines({ result }: { readonly result: ResultView }) {
  const { t } = useHall();
  const words = kindWords(result.kind, t);
  const { figures, round } = result;
  const facts = [
    ...FIGURES.map((id) => ({ id, label: t(`figure.${id}`), value: figures[id] ?? t('result.none') })),
    ...(result.form === 'ranking'
      ? [
          { id: 'candidate-count', label: t('figure.candidates'), value: result.rows.length },
          { id: 'seats', label: t('figure.seats'), value: round.seats },
        ]
      : []),
  ];
  return (
    <>
      <dl className="summary-facts">
        {facts.map(({ id, label, value }) => (
          <div key={id}>
            <dt>{label}</dt>
            <dd data-testid={id}>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="summary-valid">
        <span>{t('summary.valid', { issued: figures.issued, returned: figures.returned, ...words })}</span>
      </p>
      <p className="summary-base">
        <span data-testid="needed">{majorityOf(result, t)}</span>
        {round.hash !== null && <span data-testid="hash">{t('hash', { hash: round.hash.slice(0, 8) })}</span>}
      </p>
    </>
  );
}

function majorityOf(result: ResultView, t: ReturnType<typeof useHall>['t']): string {
  if (result.form === 'evaluation') {
    const { base, value } = result.gradeBase;
    return t('evaluation.rateNote', { base: t(`base.${base}`), value, of: baseUnit(base, t) });
  }
  const { majority, needed } = result;
  if (majority === null) return t('result.plurality');
  const share = shareName(majority, t);
  const base = t(`base.${majority.base}`);
  if (needed === null) return t('result.neededEach', { share, base });
  const value = majority.base === 'forAgainst' ? null : result.figures[majority.base];
  const line = t('result.needed', { share, needed });
  if (value === null) return line;
  return t('summary.of', { line, of: t('result.neededOf', { base, value, of: baseUnit(majority.base, t) }) });
}
