import type { CSSProperties } from 'react';
import { extraLines, LINE_EM, type ListPlan } from './plan.ts';

/** A plan as custom properties for the list's root. */
export function listStyle(plan: ListPlan): CSSProperties {
  return {
    '--fs': `${plan.fs}cqh`,
    '--t2': `${plan.second}cqh`,
    '--row': `${plan.row}cqh`,
    '--columns': plan.columns,
  } as CSSProperties;
}

/** Height of one row: the list's, and more where a long name may take its own room. */
export function rowHeight(name: string, plan: ListPlan): string {
  const more = extraLines(name, plan);
  return more === 0 ? 'var(--row)' : `calc(var(--row) + ${(more * LINE_EM * plan.fs).toFixed(3)}cqh)`;
}
