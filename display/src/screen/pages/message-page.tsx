import type { RoundTitle } from '@piaojue/contract/screen-view';
import { type Fact, Rail } from '../rail.tsx';

/** One sentence for a moment without a list: checking, awaiting confirmation, stopped, void, no quorum. */
export function MessagePage(props: {
  readonly round: RoundTitle;
  readonly line: string;
  readonly wait: string;
  readonly figures?: readonly Fact[];
  readonly outcome?: string;
}) {
  const figures = props.figures ?? [];
  return (
    <section className="sheet" data-settled="">
      <Rail title={props.round.title} round={props.round} />
      <div className="main message">
        <p className="message-line" data-testid="outcome" data-outcome={props.outcome}>
          {props.line}
        </p>
        {figures.length > 0 && (
          <dl className="big-facts">
            {figures.map(({ id, label, value }) => (
              <div key={id}>
                <dt>{label}</dt>
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
