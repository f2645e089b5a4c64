import type { CSSProperties } from 'react';
import type { RankingResult } from '@piaojue/contract/screen-view';
import { useHall } from './hall-context.ts';
import { kindWords } from './kind-words.ts';
import { COLUMN_GAP, type OverviewPlan, type OverviewRow } from './overview-plan.ts';
import { badgeOf } from './result-order.ts';
import { ListName } from './text-parts.tsx';

/** The last page of a long result: who or what stands where, names and badges alone, from rank 1 down each column. */
export function ResultOverview({ result, plan }: { readonly result: RankingResult; readonly plan: OverviewPlan }) {
  const style = {
    '--fs': `${plan.fs}cqh`,
    '--t2': `${plan.second}cqh`,
    '--c-rank': `${plan.rank}em`,
    '--c-badge': `${plan.badge}em`,
    gridTemplateColumns: `repeat(${plan.columns.length}, minmax(0, 1fr))`,
    columnGap: `${COLUMN_GAP}em`,
  } as CSSProperties;
  return (
    <div className="result-overview" style={style} data-testid="result-overview">
      {plan.columns.map((rows) => (
        <ol key={rows[0]?.row.no} start={(rows[0]?.row.rank ?? 1) || 1}>
          {rows.map((row) => (
            <Row key={row.row.no} {...row} result={result} />
          ))}
        </ol>
      ))}
    </div>
  );
}

function Row({ result, row, height, tight }: OverviewRow & { readonly result: RankingResult }) {
  const { t } = useHall();
  const badge = badgeOf(result, row);
  const id = `overview-${row.no}`;
  return (
    <li style={{ height: `${height}cqh` }} data-status={row.status} data-testid={id}>
      <span className="rank" data-testid={`${id}-rank`}>
        {row.rank ?? t('result.none')}
      </span>
      <span className="name" data-tight={tight} data-testid={`${id}-name`}>
        <ListName text={row.name} person={result.kind === 'election'} />
      </span>
      <span className="status">
        <span className="badge" data-badge={badge} data-testid={`${id}-status`}>
          {t(`status.${badge}`, kindWords(result.kind, t))}
        </span>
      </span>
    </li>
  );
}
