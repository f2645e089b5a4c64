import type { RoundDetail } from '@piaojue/contract/console-view';
import { useConsoleText } from '../../i18n/console-text.ts';
import { RoundClock } from './round-clock.tsx';

/** What is known of the round now, as figures; nothing of a candidate. */
export function RoundFigures(props: { readonly round: RoundDetail; readonly serverNow: () => number }) {
  const { t, language } = useConsoleText();
  const { round } = props;
  const { issued, returned, paper } = round;
  const voting = round.state === 'open';
  return (
    <div className="figures">
      {issued !== null && (
        <span>
          {t('now.issued')} <b data-testid="console-issued">{issued}</b>
        </span>
      )}
      {returned !== null && (
        <span>
          {t('now.returned')} <b data-testid="console-returned">{returned}</b>
        </span>
      )}
      {issued !== null && returned !== null && voting && (
        <span>
          {t('now.pending')} <b data-testid="console-pending">{Math.max(issued - returned, 0)}</b>
        </span>
      )}
      {round.absent !== null && round.result === null && (
        <>
          <span>
            {t('now.heardNotSubmitted')} <b data-testid="console-heard">{round.absent.heardNotSubmitted}</b>
          </span>
          <span>
            {t('now.notHeard')} <b data-testid="console-not-heard">{round.absent.notHeard}</b>
          </span>
        </>
      )}
      {paper !== null && (
        <span data-testid="console-paper">
          {t(round.method === 'hand' ? 'paper.hand' : 'paper.mixed', { issued: paper.issued })}
        </span>
      )}
      {round.replaced > 0 && (
        <span>
          {t('now.replaced')} <b data-testid="console-replaced">{round.replaced}</b>
        </span>
      )}
      {round.clock !== null && <RoundClock clock={round.clock} serverNow={props.serverNow} />}
      {round.openedAt !== null && (
        <span>
          {t('now.openedAt')} <b>{new Date(round.openedAt).toLocaleTimeString(language, { hour12: false })}</b>
        </span>
      )}
      {round.round.hash !== null && (
        <span>
          {t('now.hash')} <b data-testid="console-hash">{round.round.hash.slice(0, 8)}</b>
        </span>
      )}
      {round.warnings.map((warning) => (
        <span key={warning} className="amber">
          ▲ {t(`warning.${warning}`)}
        </span>
      ))}
    </div>
  );
}
