import type { RoundTitle } from '@piaojue/contract/screen-view';
import { ballotFacts } from '../ballot-facts.ts';
import { Moment } from '../moment.tsx';
import { useHall } from '../hall-context.ts';
import { type Fact, Facts, Rail } from '../rail.tsx';
import { Title } from '../text-parts.tsx';

/** One sentence for a moment without a list: checking, awaiting confirmation, stopped, void, no quorum. */
export function MessagePage(props: {
  readonly round: RoundTitle;
  readonly line: string;
  readonly wait: string;
  readonly figures?: readonly Fact[];
  readonly outcome?: string;
}) {
  const { t } = useHall();
  const figures = props.figures ?? [];
  return (
    <section className="sheet" data-settled="">
      <Rail title={props.round.title} round={props.round}>
        <Facts facts={ballotFacts(props.round, 0, t).slice(1)} />
      </Rail>
      <Moment>
        <p className="message-line" data-testid="outcome" data-outcome={props.outcome}>
          <Title text={props.line} />
        </p>
        <hr aria-hidden="true" />
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
        <p className="message-wait">
          <Title text={props.wait} />
        </p>
      </Moment>
    </section>
  );
}
