import type { Picture, Turnout } from '@piaojue/contract/screen-view';
import { CandidateColumns } from '../candidate-columns.tsx';
import { Clock } from '../clock.tsx';
import { useHall } from '../hall-context.ts';
import { tiers } from '../plan.ts';
import { Facts, Rail } from '../rail.tsx';
import { ballotFacts } from '../ballot-facts.ts';

const FIGURES = ['all', 'present', 'cast', 'pending'] as const;
const TEST_IDS = { all: 'all', present: 'present', cast: 'returned', pending: 'pending' } as const;

/** Height of the turnout above the list, in % of the image: label, figure, bar, gaps. */
export const turnoutHeight = (hall: Parameters<typeof tiers>[0]) => tiers(hall).second * 1.3 + 8.6 + 5;

/**
 * An open vote and the seconds after it: 应到 实到 已投 未投, the clock, and the paper in ballot order. No figure stands
 * beside a project; the snapshot has none (RULES §3).
 */
export function VotingPage(props: { readonly picture: Extract<Picture, { kind: 'voting' | 'closing' }> }) {
  const { view, t } = useHall();
  const { picture } = props;
  const open = picture.kind === 'voting';
  return (
    <section className="sheet" data-settled="">
      <Rail title={picture.round.title} round={picture.round}>
        <div className="state-block">
          <p className="state" data-testid="state">
            {t(open ? 'voting.title' : 'closing.title')}
          </p>
          {picture.kind === 'voting' ? (
            <Clock since={picture.openedAt} />
          ) : (
            <p className="state-hint">{t('closing.hint')}</p>
          )}
        </div>
        <Facts facts={ballotFacts(picture.round, open ? picture.candidates.length : 0, t).slice(open ? 0 : 1)} />
        {open && <p className="voting-hint">{t('voting.hint')}</p>}
      </Rail>
      <div className="main">
        <TurnoutBlock turnout={picture.turnout} />
        {picture.kind === 'voting' ? (
          <CandidateColumns candidates={picture.candidates} above={turnoutHeight(view.hall)} />
        ) : (
          <p className="collecting" data-testid="collecting">
            {t('closing.collecting')}
          </p>
        )}
      </div>
    </section>
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
