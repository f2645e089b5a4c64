import type { CSSProperties } from 'react';
import { useHall } from '../hall-context.ts';
import { minutesEm } from '../plan.ts';
import { ListName, Name } from '../text-parts.tsx';

/** Arc minutes of the lines of the sight card: wished for, floor of names, floor of all else, and below every floor. */
const SIGHT = [25, 20, 16, 12] as const;
/** Steps of grey from black to white. */
const GREYS = 11;

/**
 * 校屏: what the wall must show whole, sharp and readable. The frame is the safe area itself; the lines of the grid are one
 * pixel each; the names stand at the size that so many arc minutes have in the last row of this hall.
 */
export function CalibrationPage() {
  const { view, t } = useHall();
  const { hall } = view;
  const names = t('calibration.names').split(' ');
  return (
    <section className="calibration" data-settled="" data-testid="calibration">
      <div className="safe-frame" aria-hidden="true">
        {(['nw', 'ne', 'sw', 'se'] as const).map((corner) => (
          <i key={corner} data-corner={corner} />
        ))}
      </div>
      <header>
        <h1>{t('calibration.title')}</h1>
        <p>{t('calibration.safe', { safe: hall.safe })}</p>
      </header>
      <div className="checks">
        <figure>
          <div className="grids" aria-hidden="true">
            <span data-grid="columns" />
            <span data-grid="rows" />
            <span data-grid="both" />
          </div>
          <figcaption>{t('calibration.pixels')}</figcaption>
        </figure>
        <figure>
          <div className="greys" aria-hidden="true">
            {Array.from({ length: GREYS }, (_, at) => (
              <span key={at} style={{ '--white': `${(at * 100) / (GREYS - 1)}%` } as CSSProperties} />
            ))}
          </div>
          <figcaption>{t('calibration.greys')}</figcaption>
        </figure>
        <figure>
          <div className="circle" aria-hidden="true" />
          <figcaption>{t('calibration.circle')}</figcaption>
        </figure>
      </div>
      <div className="sight">
        <h2>{t('calibration.sight', { r: hall.r })}</h2>
        <ol>
          {SIGHT.map((minutes) => (
            <li key={minutes} data-minutes={minutes} style={{ fontSize: `${minutesEm(minutes, hall.r)}cqh` }}>
              <span className="minutes">{t('calibration.minutes', { minutes })}</span>
              <span className="names">
                {names.map((name) => (
                  <span key={name}>{name.length === 2 ? <ListName text={name} person /> : <Name text={name} />}</span>
                ))}
              </span>
            </li>
          ))}
        </ol>
        <p>{t('calibration.ok')}</p>
      </div>
    </section>
  );
}
