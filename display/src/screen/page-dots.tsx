import type { CSSProperties } from 'react';
import { useHall } from './hall-context.ts';
import type { ListPlan } from './plan.ts';
import { useShownPage } from './shown-page.ts';

/** Which page of a list is shown. */
export function PageDots(props: {
  readonly plan: ListPlan;
  readonly cutPages?: ReadonlySet<number>;
  /** An overview follows the last page. */
  readonly overview?: boolean;
}) {
  const { plan, cutPages, overview = false } = props;
  const { page, overview: isOverview } = useShownPage({ ...plan, overview });
  return (
    <Dots
      pages={plan.pages}
      shown={page}
      {...(cutPages === undefined ? {} : { cutPages })}
      {...(overview && { overview: isOverview ? 'shown' : 'last' })}
    />
  );
}

/** Which page of several is shown, 0-based. A ring round a dot says that the cut is on that page. */
export function Dots(props: {
  readonly pages: number;
  readonly shown: number;
  readonly cutPages?: ReadonlySet<number>;
  /** Names and badges alone, on one page more: it is what is shown, or it is still to come. */
  readonly overview?: 'shown' | 'last';
}) {
  const { t } = useHall();
  const { pages, shown, overview } = props;
  if (pages < 2) return null;
  return (
    <p
      className="dots"
      role="img"
      style={{ '--pages': pages } as CSSProperties}
      data-testid="pages"
      data-pages={pages}
      data-shown={shown}
      data-overview={overview}
      aria-label={t('page', { page: shown + 1, pages })}
    >
      {Array.from({ length: pages }, (_, at) => (
        <span
          key={at}
          data-on={at === shown && overview !== 'shown'}
          data-cut={props.cutPages?.has(at)}
          aria-hidden="true"
        />
      ))}
      {overview !== undefined && <span data-on={overview === 'shown'} data-all="" aria-hidden="true" />}
    </p>
  );
}
