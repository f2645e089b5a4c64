import { useHall } from './hall-context.ts';
import type { ListPlan } from './plan.ts';

/** Which page of a list is shown. */
export function PageDots(props: { readonly plan: ListPlan; readonly cutPages?: ReadonlySet<number> }) {
  const { page } = useHall();
  const { pages } = props.plan;
  const { cutPages } = props;
  return <Dots pages={pages} shown={Math.min(page, pages - 1)} {...(cutPages === undefined ? {} : { cutPages })} />;
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
    <p className="dots" data-testid="pages" data-pages={pages} aria-label={t('page', { page: shown + 1, pages })}>
      {Array.from({ length: pages }, (_, at) => (
        <span key={at} data-on={at === shown} data-cut={props.cutPages?.has(at)} aria-hidden="true" />
      ))}
    </p>
  );
}
