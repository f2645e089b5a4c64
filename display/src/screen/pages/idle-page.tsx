import { useHall } from '../hall-context.ts';
import { Title } from '../text-parts.tsx';
import { dateText } from '../wording.ts';

/** Before, between and after: the name of the sitting on the red of the house. */
export function IdlePage() {
  const { view, t } = useHall();
  return (
    <section className="idle" data-settled="">
      <div className="idle-title">
        <p className="idle-congress" data-testid="congress">
          <Title text={view.sitting.congress} />
        </p>
        <hr aria-hidden="true" />
        <p className="idle-meeting" data-testid="meeting">
          <Title text={view.sitting.meeting} />
        </p>
      </div>
      <p className="idle-date" data-testid="date">
        {dateText(view.sitting.date, t)}
      </p>
    </section>
  );
}
