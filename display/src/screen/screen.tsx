import type { CSSProperties } from 'react';
import type { ResultView, ScreenView } from '@piaojue/contract/screen-view';
import { themeVariables } from '../theme/tokens.ts';
import { type HallOptions, HallProvider, hallOf, useHall } from './hall-context.ts';
import { kindWords } from './kind-words.ts';
import { AgendaPage } from './pages/agenda-page.tsx';
import { CalibrationPage } from './pages/calibration-page.tsx';
import { CandidateListPage } from './pages/candidate-list-page.tsx';
import { EvaluationPage } from './pages/evaluation-page.tsx';
import { IdlePage } from './pages/idle-page.tsx';
import { ItemPage } from './pages/item-page.tsx';
import { MessagePage } from './pages/message-page.tsx';
import { MotionPage } from './pages/motion-page.tsx';
import { OneCandidatePage } from './pages/one-candidate-page.tsx';
import { ReadingPage } from './pages/reading-page.tsx';
import { ResultPage } from './pages/result-page.tsx';
import { SignInPage } from './pages/sign-in-page.tsx';
import { SummaryPage } from './pages/summary-page.tsx';
import { VotingPage } from './pages/voting-page.tsx';
import { frame, tiers } from './plan.ts';
import { hasFigures } from './result-order.ts';

/**
 * The hall picture: a plain function of one snapshot, without a socket, a clock or a store of its own. The hall's own
 * page and the console's thumbnail draw this same component. It fills the nearest `.hall` box and takes all its sizes
 * from that box's height.
 */
export function Screen(props: { readonly view: ScreenView } & HallOptions) {
  const { view, ...options } = props;
  const hall = hallOf(view, options);
  const tier = tiers(view.hall);
  const sizes = {
    ...themeVariables(view.hall.theme),
    '--safe-x': `${view.hall.safe}cqw`,
    '--safe-y': `${view.hall.safe}cqh`,
    '--t1': `${tier.floor}cqh`,
    '--t2': `${tier.second}cqh`,
    '--head': `${tier.second}cqh`,
    '--rail-width': `${frame(view.hall, hall.aspect).rail}cqh`,
  } as CSSProperties;
  return (
    <HallProvider value={hall}>
      <article
        className="picture"
        lang={view.hall.language}
        style={sizes}
        data-testid="picture"
        data-phase={view.picture.kind}
        data-theme={view.hall.theme}
        data-motion={view.hall.motion ? 'on' : 'off'}
      >
        <Picture />
        {view.rehearsal && <Watermark text={hall.t('rehearsal')} />}
      </article>
    </HallProvider>
  );
}

function Picture() {
  const { view, t } = useHall();
  const { picture } = view;
  switch (picture.kind) {
    case 'idle':
      return <IdlePage />;
    case 'signIn':
      return <SignInPage picture={picture} />;
    case 'agenda':
      return <AgendaPage picture={picture} />;
    case 'item':
      return <ItemPage picture={picture} />;
    case 'candidates': {
      const one = picture.index === null ? undefined : picture.candidates[picture.index];
      if (one === undefined) return <CandidateListPage picture={picture} />;
      return <OneCandidatePage picture={picture} candidate={one} />;
    }
    case 'voting':
    case 'closing':
      return <VotingPage picture={picture} />;
    case 'paper':
      return (
        <MessagePage
          round={picture.round}
          line={t(picture.turnout.returned > 0 ? 'paper.mixed' : 'paper.line')}
          wait={t('paper.wait')}
          figures={(['all', 'present', 'issued'] as const).map((id) => ({
            id,
            label: t(`figure.${id}`),
            value: picture.turnout[id],
          }))}
        />
      );
    case 'counting':
      return <MessagePage round={picture.round} line={t('counting.line')} wait={t('counting.wait')} />;
    case 'unrevealed':
      return <MessagePage round={picture.round} line={t('unrevealed.line')} wait={t('unrevealed.wait')} />;
    case 'aborted':
      return (
        <MessagePage
          round={picture.round}
          line={t('aborted.title', kindWords(picture.round.kind, t))}
          wait={t(picture.returned === null ? 'aborted.paper' : 'aborted.line')}
          figures={[
            { id: 'issued', label: t('figure.issued'), value: picture.issued },
            ...(picture.returned === null
              ? []
              : [{ id: 'returned', label: t('figure.cast'), value: picture.returned }]),
          ]}
        />
      );
    case 'reading':
      return <ReadingPage picture={picture} />;
    case 'summary':
      return <SummaryPage picture={picture} />;
    case 'calibration':
      return <CalibrationPage />;
    case 'result':
      return hasFigures(picture.result) ? <Result result={picture.result} /> : <NoDecision result={picture.result} />;
  }
}

function Result({ result }: { readonly result: ResultView }) {
  switch (result.form) {
    case 'ranking':
      return <ResultPage result={result} />;
    case 'motion':
      return <MotionPage result={result} />;
    case 'evaluation':
      return <EvaluationPage result={result} />;
  }
}

/** Void or without quorum: one sentence and the figures that say why, never a list. */
function NoDecision({ result }: { readonly result: ResultView }) {
  const { t } = useHall();
  const words = kindWords(result.kind, t);
  const { all, present, issued, returned } = result.figures;
  return result.outcome === 'void' ? (
    <MessagePage
      round={result.round}
      outcome="void"
      line={t('result.void')}
      wait={t('result.voidWait', words)}
      figures={[
        { id: 'issued', label: t('figure.issued'), value: issued },
        { id: 'returned', label: t('figure.returned'), value: returned },
      ]}
    />
  ) : (
    <MessagePage
      round={result.round}
      outcome={result.outcome}
      line={t('result.noQuorum')}
      wait={t('result.noQuorumWait', { present, needed: result.quorum.needed, ...words })}
      figures={[
        { id: 'all', label: t('figure.all'), value: all },
        { id: 'present', label: t('figure.present'), value: present },
      ]}
    />
  );
}

function Watermark({ text }: { readonly text: string }) {
  return (
    <div className="watermark" data-testid="rehearsal" aria-hidden="true">
      {Array.from({ length: 6 }, (_, at) => (
        <span key={at}>{text}</span>
      ))}
    </div>
  );
}
