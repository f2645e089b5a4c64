import { useConsoleText } from '../../i18n/console-text.ts';
import { stateName } from './seat-state.ts';

const none = { silent: false, low: false } as const;
const LEGEND = [
  ['absent', { ...none, presence: 'absent' }],
  ['present', { ...none, presence: 'present' }],
  ['submitted', { ...none, presence: 'submitted' }],
  ['silent', { ...none, presence: 'present', silent: true }],
  ['lowBattery', { ...none, presence: 'present', low: true }],
] as const;

/** What the marks of the seat map mean, in the marks themselves and in words. */
export function SeatLegend() {
  const { t } = useConsoleText();
  return (
    <ul className="seat-legend" data-testid="seat-legend">
      {LEGEND.map(([word, state]) => (
        <li key={word}>
          <svg viewBox="0 0 8 8" aria-hidden="true">
            <rect width="8" height="8" fill={`url(#seat-${stateName(state)})`} />
          </svg>
          {t(`seats.legend.${word}`)}
        </li>
      ))}
    </ul>
  );
}
