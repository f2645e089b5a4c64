import { useHall } from './hall-context.ts';
import type { ListPlan } from './plan.ts';

/** Which page of several is shown. A ring round a dot says that the cut is on that page. */
export function PageDots(props: { readonly plan: ListPlan; readonly cutPages?: ReadonlySet<number> }) {
  const { t, page } = useHall();
  const { pages } = props.plan;
  if (pages < 2) return null;
  const shown = Math.min(page, pages - 1);
  return (
    <p className="dots" data-testid="pages" data-pages={pages} aria-label={t('page', { page: shown + 1, pages })}>
      {Array.from({ length: pages }, (_, at) => (
        <span key={at} data-on={at === shown} data-cut={props.cutPages?.has(at)} aria-hidden="true" />
      ))}
    </p>
  );
}
