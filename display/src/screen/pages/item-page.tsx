import type { Picture } from '@piaojue/contract/screen-view';
import { Moment } from '../moment.tsx';
import { useHall } from '../hall-context.ts';
import { Rail } from '../rail.tsx';
import { Title } from '../text-parts.tsx';

/** One item of the agenda: its title, and who speaks. */
export function ItemPage({ picture }: { readonly picture: Extract<Picture, { kind: 'item' }> }) {
  const { t } = useHall();
  return (
    <section className="sheet" data-settled="">
      <Rail title={t('agenda.title')} />
      <Moment className="item">
        <h2 data-testid="item-title">
          <Title text={picture.title} />
        </h2>
        <hr aria-hidden="true" />
        {picture.presenter !== '' && <p data-testid="item-presenter">{picture.presenter}</p>}
      </Moment>
    </section>
  );
}
