import type { NamedVoting, Picture, Turnout } from '@piaojue/contract/screen-view';
import { AnswerFigures } from '../answer-figures.tsx';
import { CandidateColumns } from '../candidate-columns.tsx';
import { Clock, Countdown } from '../clock.tsx';
import { useHall } from '../hall-context.ts';
import { kindWords } from '../kind-words.ts';
import { ANSWER_FIGURE, motionNameSize } from '../motion-plan.ts';
import { tiers } from '../plan.ts';
import { Facts, Rail } from '../rail.tsx';
import { ballotFacts } from '../ballot-facts.ts';
import { Name } from '../text-parts.tsx';

const FIGURES = ['all', 'present', 'cast', 'pending'] as const;
const TEST_IDS = { all: 'all', present: 'present', cast: 'returned', pending: 'pending' } as const;
type OpenVote = Extract<Picture, { kind: 'voting' }>;

/** Height of the turnout above the list, in % of the image: label, figure, bar, gaps. */
export const turnoutHeight = (hall: Parameters<typeof tiers>[0]) => tiers(hall).second * 1.3 + 8.6 + 5;

/**
 * An open vote and the seconds after it: 应到 实到 已投 未投, the clock, and the paper in ballot order. No figure stands
 * beside a candidate of a secret round; the snapshot has none (RULES §3).
 */
export function VotingPage(props: { readonly picture: Extract<Picture, { kind: 'voting' | 'closing' }> }) {
  const { view, t } = useHall();
  const { picture } = props;
  const words = kindWords(picture.round.kind, t);
  const open = picture.kind === 'voting';
  const isMotion = picture.round.kind === 'resolution' || picture.round.kind === 'namedResolution';
  return (
    <section className="sheet" data-settled="">
      <Rail title={picture.round.title} round={picture.round}>
        <div className="state-block">
          <p className="state" data-testid="state">
            {t(open ? 'voting.title' : 'closing.title', words)}
          </p>
          {picture.kind === 'voting' ? (
            <VoteClock picture={picture} />
          ) : (
            <p className="state-hint">{t('closing.hint')}</p>
          )}
        </div>
        <Facts facts={ballotFacts(picture.round, open ? picture.candidates.length : 0, t).slice(open ? 0 : 1)} />
        {open && <p className="voting-hint">{t(`voting.hint.${hintOf(picture)}`)}</p>}
        {open && picture.named && <p className="mark">{t('voting.named')}</p>}
      </Rail>
      <div className="main">
        <TurnoutBlock turnout={picture.turnout} />
        {picture.kind === 'closing' ? (
          <div className="moment closing">
            <p className="collecting" data-testid="collecting">
              {t('closing.collecting')}
            </p>
            <hr aria-hidden="true" />
          </div>
        ) : isMotion ? (
          <Motion picture={picture} />
        ) : (
          <CandidateColumns
            candidates={picture.candidates}
            above={turnoutHeight(view.hall)}
            persons={picture.round.kind === 'election'}
            cards={picture.round.turn > 1}
          />
        )}
      </div>
    </section>
  );
}

function hintOf({ round }: OpenVote) {
  if (round.kind === 'resolution' || round.kind === 'namedResolution') return 'motion';
  return round.ballot === 'marks' ? 'pick' : round.ballot;
}

/** What runs: the time that is left where the rules set one, else the time since the opening. */
function VoteClock({ picture }: { readonly picture: OpenVote }) {
  const { t } = useHall();
  const { clock } = picture;
  if (clock === null) return <Clock since={picture.openedAt} />;
  return (
    <>
      <Countdown until={clock.endsAt} />
      <span className="clock-note" data-testid="clock-kind" data-closes={clock.closes}>
        {t(clock.closes ? 'voting.closesItself' : 'voting.remaining')}
      </span>
    </>
  );
}

/** The one motion; of a named vote with its figures so far, which no secret round has. */
function Motion({ picture }: { readonly picture: OpenVote }) {
  const { view, t, aspect } = useHall();
  const name = picture.candidates[0]?.name ?? picture.round.title;
  const figures = picture.named ? tiers(view.hall).second * 3.2 + ANSWER_FIGURE + 6 : 0;
  const size = motionNameSize(name, view.hall, aspect, turnoutHeight(view.hall) + figures + 6);
  return (
    <div className="moment motion voting-motion" style={{ '--fs': `${size}cqh` } as React.CSSProperties}>
      <h2 data-testid="motion-name">
        <Name text={name} />
      </h2>
      {picture.named && <Live live={picture.live} note={t('voting.live')} />}
    </div>
  );
}

function Live({ live, note }: { readonly live: NamedVoting['live']; readonly note: string }) {
  return (
    <div className="motion-base">
      <AnswerFigures
        figures={(['for', 'against', 'abstained'] as const).map((answer) => ({
          answer,
          value: live?.[answer] ?? null,
        }))}
      />
      <p className="live-note" data-testid="live-note">
        {note}
      </p>
    </div>
  );
}

function TurnoutBlock({ turnout }: { readonly turnout: Turnout }) {
  const { t } = useHall();
  const figures = {
    all: turnout.all,
    present: turnout.present,
    cast: turnout.returned,
    pending: Math.max(turnout.issued - turnout.returned, 0),
  };
  return (
    <div className="turnout">
      <dl>
        {FIGURES.map((id) => (
          <div key={id}>
            <dt>{t(`figure.${id}`)}</dt>
            <dd data-testid={TEST_IDS[id]}>{figures[id]}</dd>
          </div>
        ))}
      </dl>
      <div className="track" aria-hidden="true">
        <span
          className="bar"
          style={{ width: `${(100 * Math.min(turnout.returned, turnout.issued)) / Math.max(turnout.issued, 1)}%` }}
        />
      </div>
    </div>
  );
}
