import { memo, type MouseEvent, useLayoutEffect, useRef, useState } from 'react';
import type { SeatView } from '@piaojue/contract/console-view';
import { useConsoleText } from '../../i18n/console-text.ts';
import { SeatMarks } from './seat-marks.tsx';
import { useSeatName } from './seat-name.ts';
import { seatState, stateName } from './seat-state.ts';

/** Size and pitch of a seat in the map's own units. */
const PITCH = 10;
const SIZE = 8;

/**
 * Seats as one SVG. The squares are drawn once; a tick only sets attributes on those that changed, which costs a fraction of
 * drawing them again (`bench -- screen` prints it). For the mouse: who has no mouse has the list beside it.
 */
export function SeatMap(props: { readonly seats: readonly SeatView[]; readonly onChoose: (slot: number) => void }) {
  const { t } = useConsoleText();
  const { seats } = props;
  const nameOf = useSeatName();
  const squares = useRef<SVGGElement>(null);
  const [under, setUnder] = useState<number | null>(null);
  const columns = Math.max(30, Math.ceil(Math.sqrt(seats.length * 6)));

  useLayoutEffect(() => {
    const all = squares.current?.children;
    if (all === undefined) return;
    for (const [at, seat] of seats.entries()) {
      const square = all[at] as SVGRectElement;
      const state = stateName(seatState(seat));
      if (square.dataset['state'] === state) continue;
      square.dataset['state'] = state;
      square.setAttribute('fill', `url(#seat-${state})`);
    }
  }, [seats]);

  const seatOf = ({ target }: MouseEvent): SeatView | undefined =>
    target instanceof SVGRectElement ? seats[Number(target.dataset['at'])] : undefined;
  const pointed = under === null ? undefined : seats.find(({ slot }) => slot === under);
  const rows = Math.ceil(seats.length / columns);
  return (
    <div className="seat-map-frame">
      <svg
        className="seat-map"
        viewBox={`0 0 ${columns * PITCH - 2} ${Math.max(rows, 1) * PITCH - 2}`}
        role="img"
        aria-label={t('seats.map')}
        onClick={(event) => {
          const seat = seatOf(event);
          if (seat !== undefined) props.onChoose(seat.slot);
        }}
        onMouseOver={(event) => setUnder(seatOf(event)?.slot ?? null)}
        onMouseLeave={() => setUnder(null)}
        data-testid="seat-map"
      >
        <SeatMarks />
        <g ref={squares}>
          <Squares count={seats.length} columns={columns} />
        </g>
      </svg>
      <p className="seat-under" data-testid="seat-under">
        {pointed === undefined ? t('seats.pointHint') : [nameOf(pointed), pointed.group].filter(Boolean).join(' · ')}
      </p>
    </div>
  );
}

const Squares = memo(function Squares(props: { readonly count: number; readonly columns: number }) {
  return Array.from({ length: props.count }, (_, at) => (
    <rect
      key={at}
      data-at={at}
      x={(at % props.columns) * PITCH}
      y={Math.floor(at / props.columns) * PITCH}
      width={SIZE}
      height={SIZE}
    />
  ));
});
