import type { CSSProperties } from 'react';
import type { ListPlan } from './plan.ts';

/** A plan as custom properties for the list's root. */
export function listStyle(plan: ListPlan): CSSProperties {
  return {
    '--fs': `${plan.fs}cqh`,
    '--t2': `${plan.second}cqh`,
    '--row': `${plan.row}cqh`,
    '--columns': plan.columns,
  } as CSSProperties;
}
