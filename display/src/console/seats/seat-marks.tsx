import { SEAT_STATES, type SeatState, stateName } from './seat-state.ts';

/** Two stripes from edge to edge. */
const HATCH = 'M-1 5L5 -1M3 9L9 3';

/** What fills a seat of each state, on a field of 8 × 8. Once in a page: ids are of the document. */
export function SeatMarks() {
  return (
    <defs>
      {SEAT_STATES.map((state) => (
        <pattern key={stateName(state)} id={`seat-${stateName(state)}`} width="1" height="1" viewBox="0 0 8 8">
          <Mark {...state} />
        </pattern>
      ))}
    </defs>
  );
}

function Mark({ presence, silent, low }: SeatState) {
  return (
    <>
      <rect width="8" height="8" className="seat-empty" />
      {presence === 'present' && <path d="M0 0v8h8z" className="seat-taken" />}
      {presence === 'submitted' && <rect width="8" height="8" className="seat-taken" />}
      {low && (
        <>
          <path d={HATCH} className="seat-low-ground" />
          <path d={HATCH} className="seat-low" />
        </>
      )}
      <rect
        x="0.4"
        y="0.4"
        width="7.2"
        height="7.2"
        className={presence === 'absent' ? 'seat-edge' : 'seat-edge-taken'}
      />
      {silent && (
        <>
          <path d="M1.6 0h6.4v6.4z" className="seat-empty" />
          <path d="M2.6 0h5.4v5.4z" className="seat-silent" />
          <path d="M6.1 0.6h0.9v1.9h-0.9zM6.1 2.9h0.9v0.9h-0.9z" className="seat-silent-mark" />
        </>
      )}
    </>
  );
}
