/** Of the circle, in its own units. */
const RADIUS = 9;
const ROUND = 2 * Math.PI * RADIUS;

/** Fills while a button is held; an empty ring says that it wants to be. */
export function HoldRing(props: { readonly held: boolean; readonly forMs: number }) {
  const { held, forMs } = props;
  return (
    <svg className="hold-ring" viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="12" cy="12" r={RADIUS} className="hold-ring-track" />
      <circle
        cx="12"
        cy="12"
        r={RADIUS}
        className="hold-ring-fill"
        strokeDasharray={ROUND}
        strokeDashoffset={held ? 0 : ROUND}
        style={{ transitionDuration: held ? `${forMs}ms` : '0ms' }}
      />
    </svg>
  );
}
