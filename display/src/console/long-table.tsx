import { type ReactNode, useState } from 'react';
import { visibleRows } from './seats/seat-filter.ts';

/** px; needed to know which rows can be seen. */
const ROW = 34;

/** A table of up to thousands of rows, of which only those that can be seen are in the page. `height` in px. */
export function LongTable<R>(props: {
  readonly className?: string;
  /** What the list is of. */
  readonly label: string;
  readonly height: number;
  readonly headings: readonly string[];
  readonly rows: readonly R[];
  /** Of a row, in the page and for tests. */
  readonly idOf: (row: R) => string;
  /** The cells of a row. */
  readonly cells: (props: { readonly row: R }) => ReactNode;
  /** Whether the first row can be seen, when that changes. */
  readonly onTop?: (isAtTop: boolean) => void;
}) {
  const { className = '', label, height, headings, rows, idOf, cells: Cells, onTop } = props;
  const [top, setTop] = useState(0);
  const { from, to } = visibleRows(rows.length, ROW, top, height);
  return (
    <div
      className={`seat-list ${className}`}
      role="region"
      aria-label={label}
      tabIndex={0}
      style={{ height: Math.min(height, (rows.length + 1) * ROW + 2) }}
      onScroll={({ currentTarget: { scrollTop } }) => {
        setTop(scrollTop);
        if (scrollTop < ROW !== top < ROW) onTop?.(scrollTop < ROW);
      }}
    >
      <table aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {headings.map((heading) => (
              <th key={heading}>{heading}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {from > 0 && <tr aria-hidden="true" style={{ height: from * ROW }} />}
          {rows.slice(from, to).map((row, at) => (
            <tr key={idOf(row)} style={{ height: ROW }} aria-rowindex={from + at + 2} data-testid={idOf(row)}>
              <Cells row={row} />
            </tr>
          ))}
          {to < rows.length && <tr aria-hidden="true" style={{ height: (rows.length - to) * ROW }} />}
        </tbody>
      </table>
    </div>
  );
}
