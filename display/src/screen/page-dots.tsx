import { useHall } from './hall-context.ts';
import type { ListPlan } from './plan.ts';
import { useShownPage } from './shown-page.ts';

/** Which page of a list is shown. */
export function PageDots(props: { readonly plan: ListPlan; readonly cutPages?: ReadonlySet<number> }) {
  const { page } = useShownPage(props.plan);
  const { pages } = props.plan;
  const { cutPages } = props;
  return <Dots pages={pages} shown={page} {...(cutPages === undefined ? {} : { cutPages })} />;
}

/** Which page of several is shown, 0-based. A ring round a dot says that the cut is on that page. */
export function Dots(props: {
  readonly pages: number;
  readonly shown: number;
  readonly cutPages?: ReadonlySet<number>;
}) {
  const { t } = useHall();
  const { pages, shown } = props;
  if (pages < 2) return null;
  return (
    <p
      className="dots"
      data-testid="pages"
      data-pages={pages}
      data-shown={shown}
      aria-label={t('page', { page: shown + 1, pages })}
    >
      {Array.from({ length: pages }, (_, at) => (
        <span key={at} data-on={at === shown} data-cut={props.cutPages?.has(at)} aria-hidden="true" />
      ))}
    </p>
  );
}
