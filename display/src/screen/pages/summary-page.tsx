import type { SummaryPicture } from '@piaojue/contract/screen-view';
import { useHall } from '../hall-context.ts';
import { Rail } from '../rail.tsx';
import { Name } from '../text-parts.tsx';

/** One picture of an announced result, for the cameras. */
export function SummaryPage({ picture }: { readonly picture: SummaryPicture }) {
  const { t } = useHall();
  const { result, adopted } = picture;
  return (
    <section className="sheet" data-settled="" data-testid="summary">
      <Rail title={result.round.title} round={result.round} foot={<p className="mark">{t('result.official')}</p>} />
      <div className="main">
        <ol className="hall-agenda">
          {adopted.map(({ no, name, votes }) => (
            <li key={no} data-testid={`adopted-${no}`}>
              <span className="no">{no}</span>
              <span className="name">
                <Name text={name} />
              </span>
              <span>{votes}</span>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
