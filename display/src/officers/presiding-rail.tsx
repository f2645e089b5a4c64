import type { OfficersView } from '@piaojue/contract/officers-view';
import { useConsoleText } from '../i18n/console-text.ts';
import { STAGES, stageOf } from './stage.ts';
import { WallClock } from './wall-clock.tsx';

/** As on the hall's screen, the story stands in the rail: the time, what is voted on, how far it is, and the figures. */
export function PresidingRail(props: { readonly view: OfficersView; readonly serverNow: () => number }) {
  const { t } = useConsoleText();
  const { view } = props;
  const { round, signIn } = view;
  const stage = stageOf(view);
  const at = stage === null ? -1 : STAGES.indexOf(stage);
  const { all, present } = round?.figures ?? signIn;
  const [issued, returned] = [round?.figures.issued ?? null, round?.figures.returned ?? null];
  return (
    <aside className="presiding-rail">
      <WallClock serverNow={props.serverNow} />
      <ol className="stages">
        {STAGES.map((name, i) => (
          <li
            key={name}
            data-state={i < at ? 'done' : i === at ? 'now' : 'later'}
            aria-current={i === at ? 'step' : undefined}
          >
            {t(`stage.${name}`)}
          </li>
        ))}
      </ol>
      <dl className="rail-figures">
        <Figure term={t('officers.all')} value={all} />
        <Figure term={t('officers.present')} value={present} />
        {issued === null ? (
          <Figure term={t('officers.needed')} value={signIn.quorum.needed} />
        ) : (
          <>
            <Figure term={t('officers.issued')} value={issued} />
            {returned !== null && <Figure term={t('officers.returned')} value={returned} />}
          </>
        )}
      </dl>
      {round !== null && round.seals.frozen !== null && (
        <p className="rail-hash">{t('lineFigure.hash', { hash: round.seals.frozen.slice(0, 8) })}</p>
      )}
    </aside>
  );
}

const Figure = ({ term, value }: { readonly term: string; readonly value: number }) => (
  <div>
    <dt>{term}</dt>
    <dd>{value}</dd>
  </div>
);
