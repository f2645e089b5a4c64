import { type ReactNode, useLayoutEffect, useRef } from 'react';
import type { RoundTitle } from '@piaojue/contract/screen-view';
import { useHall } from './hall-context.ts';
import { kindWords } from './kind-words.ts';
import { Title } from './text-parts.tsx';
import { dateText } from './wording.ts';

/** Steps of tightening that `styles/frame.css` knows; the last one scales the rail down rather than clip it. */
const DENSITIES = 7;

function tighten(rail: HTMLElement | null): void {
  if (rail === null) return;
  for (let density = 0; density < DENSITIES; density += 1) {
    rail.dataset['density'] = String(density);
    if (rail.scrollHeight <= rail.clientHeight) break;
  }
}

/** The red rail: sitting, title, what the picture says in numbers, and at its foot the mark and the record's hash. */
export function Rail(props: {
  readonly title: string;
  /** What the title belongs to, under it. */
  readonly under?: string;
  readonly round?: RoundTitle;
  readonly foot?: ReactNode;
  readonly children?: ReactNode;
}) {
  const { view, t } = useHall();
  const rail = useRef<HTMLElement>(null);

  // What a rail holds depends on the sitting's name; it is measured after every drawing and before its paint.
  useLayoutEffect(() => tighten(rail.current));
  useLayoutEffect(() => {
    if (rail.current === null) return;
    const observer = new ResizeObserver(() => tighten(rail.current));
    observer.observe(rail.current);
    // A face that comes late is another width, and nobody is told by the box.
    const again = () => tighten(rail.current);
    document.fonts.addEventListener('loadingdone', again);
    return () => {
      observer.disconnect();
      document.fonts.removeEventListener('loadingdone', again);
    };
  }, []);

  const { round } = props;
  return (
    <header className="rail" ref={rail}>
      <p className="sitting">
        <Title text={`${view.sitting.congress}${view.sitting.meeting}`} />
      </p>
      <h1 data-testid="title">
        <Title text={props.title} />
      </h1>
      {props.under !== undefined && props.under !== '' && (
        <p className="turn" data-testid="under-title">
          <Title text={props.under} />
        </p>
      )}
      {round !== undefined && round.turn > 1 && <FollowUp round={round} />}
      <hr aria-hidden="true" />
      {props.children}
      <div className="rail-foot">
        {props.foot}
        {view.rehearsal && <p className="mark mark-rehearsal">{t('rehearsal')}</p>}
        {round === undefined && (
          <p className="hash" data-testid="date">
            {dateText(view.sitting.date, t)}
          </p>
        )}
        {round?.hash !== undefined && round.hash !== null && (
          <p className="hash" data-testid="hash">
            {t('hash', { hash: round.hash.slice(0, 8) })}
          </p>
        )}
      </div>
    </header>
  );
}

/** 再次票决 · 第 2 轮 · 余 1 席, and what the rounds before it have settled. */
function FollowUp({ round }: { readonly round: RoundTitle }) {
  const { t } = useHall();
  const words = kindWords(round.kind, t);
  return (
    <>
      <p className="turn" data-testid="turn">
        {t('followUp', words)} · <span className="whole">{t('round', { turn: round.turn })}</span>
      </p>
      {round.seats > 0 && (
        <p className="left" data-testid="seats-left">
          <span className="whole">{t('seatsLeft', { seats: round.seats })}</span>{' '}
          {round.settled !== undefined && (
            <span className="whole" data-testid="settled">
              {t('settled', { count: round.settled, ...words })}
            </span>
          )}
        </p>
      )}
    </>
  );
}

/** Facts as pairs of label and figure, in as many columns as the rail has room for. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts.map((fact) => (
        <div key={fact.id}>
          <dt>{fact.label}</dt>
          <dd data-testid={fact.id}>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

export interface Fact {
  /** Also its `data-testid`. */
  readonly id: string;
  readonly label: string;
  readonly value: number | string;
}
