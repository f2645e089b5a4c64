import type { CSSProperties } from 'react';
import type { Candidate } from '@piaojue/contract/contest';
import type { Picture } from '@piaojue/contract/screen-view';
import { Moment } from '../moment.tsx';
import { useHall } from '../hall-context.ts';
import { kindWords } from '../kind-words.ts';
import { explanationSize } from '../explanation-size.ts';
import { Facts, Rail } from '../rail.tsx';
import { Name } from '../text-parts.tsx';
import { ballotFacts } from '../ballot-facts.ts';

/** What is told of a candidate, in the order in which it is told. */
const FIELDS = {
  unit: ({ unit }) => unit,
  leader: ({ story }) => story?.leader,
  budget: ({ budget }) => budget,
  fund: ({ story }) => story?.fund,
  site: ({ site }) => site,
  target: ({ target }) => target,
} as const satisfies Record<string, (candidate: Candidate) => string | undefined>;
const IDS = Object.keys(FIELDS) as (keyof typeof FIELDS)[];

/** One project while it is being explained. */
export function OneCandidatePage(props: {
  readonly picture: Extract<Picture, { kind: 'candidates' }>;
  readonly candidate: Candidate;
}) {
  const { view, t, aspect } = useHall();
  const { picture, candidate } = props;
  const fields = IDS.flatMap((id) => {
    const value = FIELDS[id](candidate);
    return value === undefined || value === '' ? [] : [{ id, value }];
  });
  const size = explanationSize(
    candidate.name ?? '',
    fields.map((field) => field.value),
    view.hall,
    aspect,
  );
  return (
    <section className="sheet" data-settled="">
      <Rail title={picture.round.title} round={picture.round}>
        <p className="numbers-one">
          <b>
            <span data-testid="index">{(picture.index ?? 0) + 1}</span>
            <small>/{picture.candidates.length}</small>
          </b>
          <span className="unseen">
            {t('candidates.of', { total: picture.candidates.length, ...kindWords(picture.round.kind, t) })}
          </span>
        </p>
        <Facts facts={ballotFacts(picture.round, picture.candidates.length, t).slice(1)} />
      </Rail>
      <Moment className="one" style={{ '--fs': `${size}cqh` } as CSSProperties}>
        <h2 data-testid="candidate-name">
          <span className="no">{candidate.no}</span>
          <span>
            <Name text={candidate.name ?? ''} />
          </span>
        </h2>
        <hr aria-hidden="true" />
        <dl className="explanation">
          {fields.map(({ id, value }) => (
            <div key={id}>
              <dt>{t(`candidates.${id}`)}</dt>
              <dd data-testid={`candidate-${id}`}>{value}</dd>
            </div>
          ))}
        </dl>
      </Moment>
    </section>
  );
}
