import type { Picture } from '@piaojue/contract/screen-view';
import { useHall } from '../hall-context.ts';
import { listStyle, rowHeight } from '../list-style.ts';
import { Dots } from '../page-dots.tsx';
import { widthEm } from '../line-breaks.ts';
import { fitName, pageOf, planList } from '../plan.ts';
import { Rail } from '../rail.tsx';
import { SECOND } from '../result-plan.ts';
import { useShownPage } from '../shown-page.ts';
import { Name } from '../text-parts.tsx';

const STATES = ['done', 'now', 'next'] as const;
const NUMBER_EM = 2.2;

/** 议程: all items in order, and where the hall is. It begins at the page of that item. */
export function AgendaPage({ picture }: { readonly picture: Extract<Picture, { kind: 'agenda' }> }) {
  const { view, t, aspect } = useHall();
  const state = Math.max(...STATES.map((name) => widthEm(t(`agenda.${name}`)))) * SECOND + 0.8;
  const plan = planList({
    hall: view.hall,
    aspect,
    names: picture.items.map(({ title }) => title),
    fixedEm: NUMBER_EM + state,
    pitchEm: 1.62,
    cuts: 0,
  });
  const { page } = useShownPage(plan);
  const shown = (Math.floor((picture.index ?? 0) / plan.perPage) + page) % plan.pages;
  const items = pageOf(picture.items, plan, shown);
  return (
    <section className="sheet" data-settled="">
      <Rail title={t('agenda.title')}>
        {picture.index !== null && (
          <p className="numbers-one" data-testid="agenda-index">
            <b>
              <span>{picture.index + 1}</span>
              <small>/{picture.items.length}</small>
            </b>
            <span className="unseen">{t('agenda.of', { no: picture.index + 1, total: picture.items.length })}</span>
          </p>
        )}
      </Rail>
      <div className="main" style={listStyle(plan)}>
        <ol
          className="hall-agenda"
          style={{ gridTemplateRows: items.map(({ title }) => rowHeight(title, plan)).join(' ') }}
        >
          {items.map((item, at) => {
            const no = shown * plan.perPage + at + 1;
            return (
              <li
                key={no}
                data-state={item.state}
                data-testid={`agenda-${no}`}
                aria-current={item.state === 'now' ? 'step' : undefined}
              >
                <span className="no">{no}</span>
                <span className="name" data-tight={fitName(item.title, plan.nameEm).tight}>
                  <Name text={item.title} />
                </span>
                <span className="agenda-state" style={{ flexBasis: `${state}em` }}>
                  <span>{t(`agenda.${item.state}`)}</span>
                </span>
              </li>
            );
          })}
        </ol>
        <Dots pages={plan.pages} shown={shown} />
      </div>
    </section>
  );
}
