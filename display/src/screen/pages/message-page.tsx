import type { RoundTitle } from '@piaojue/contract/screen-view';
import { useHall } from '../hall-context.ts';
import { Rail } from '../rail.tsx';

/** One sentence for a moment without a list: checking, awaiting confirmation, stopped, void, no quorum. */
export function MessagePage(props: {
  readonly round: RoundTitle;
  readonly line: string;
  readonly wait: string;
  readonly figures?: Readonly<Partial<Record<'all' | 'present' | 'issued' | 'returned', number>>>;
  readonly outcome?: string;
}) {
  const { t } = useHall();
  const figures = Object.entries(props.figures ?? {}) as ['all' | 'present' | 'issued' | 'returned', number][];
  return (
    <section className="sheet" data-settled="">
      <Rail title={props.round.title} round={props.round} />
      <div className="main message">
        <p className="message-line" data-testid="outcome" data-outcome={props.outcome}>
          {props.line}
        </p>
        {figures.length > 0 && (
          <dl className="big-facts">
            {figures.map(([id, value]) => (
              <div key={id}>
                <dt>{t(`figure.${id}`)}</dt>
                <dd data-testid={id}>{value}</dd>
              </div>
            ))}
          </dl>
        )}
        <p className="message-wait">{props.wait}</p>
      </div>
    </section>
  );
}
