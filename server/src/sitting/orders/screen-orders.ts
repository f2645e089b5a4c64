import type { CommandAnswer, CommandPayload } from '@piaojue/contract/commands';
import type { HallSettings, Picture, ScreenPlace } from '@piaojue/contract/screen-view';
import { isInProgress } from '../../rounds/machine.ts';
import { done, refuse } from '../answers.ts';
import { courseOf, roundNow } from '../agenda.ts';
import { isReadable, rowsRead, steppedTo } from '../reading.ts';
import { resultView } from '../result-view.ts';
import { followsHall, pagingAt, turned } from '../screens.ts';
import type { OrderDesk, Orders } from './order.ts';

export interface ScreenOrderParts {
  readonly pictureAt: (place: ScreenPlace) => Picture;
}

/** What the screens show, how, which page of it, and how much of it is read out. */
export const screenOrders = (
  desk: OrderDesk,
  parts: ScreenOrderParts,
): Orders<'screen:show' | 'screen:set' | 'screen:page' | 'screen:read'> => ({
  'screen:show': ({ place = 'hall', picture, index }) => {
    const current = roundNow(courseOf(desk.parts.store));
    const since = desk.parts.now();
    const shown = { picture, index: index ?? null, roundId: current?.id ?? null, since };
    const { sitting } = desk;
    if (place === 'hall') desk.show(shown);
    else
      desk.parts.store.putSitting({
        ...sitting,
        presidium: { hall: {}, ...sitting.presidium, shown },
        paging: withoutPage(sitting.paging, place),
      });
    return done();
  },
  'screen:set': (payload) => set(desk, payload),
  'screen:page': ({ commandId: _, place = 'hall', ...order }) => {
    const { sitting } = desk;
    if (followsHall(sitting, place))
      return refuse('blocked', `the screen of the ${place} follows the hall's: turn that`);
    const picture = parts.pictureAt(place);
    const paging = turned(pagingAt(sitting, place, picture), order, { picture, now: desk.parts.now() });
    desk.parts.store.putSitting({ ...sitting, paging: { ...sitting.paging, [place]: paging } });
    return done();
  },
  'screen:read': ({ by }) => read(desk, parts.pictureAt('hall'), by),
});

function set(desk: OrderDesk, payload: CommandPayload<'screen:set'>): CommandAnswer {
  const { commandId: _, place = 'hall', follow, announce, ...settings } = payload;
  const { sitting } = desk;
  const { store } = desk.parts;
  if (announce !== undefined) {
    const open = store.rounds().find(({ state }) => isInProgress(state));
    if (open)
      return refuse(
        'round-in-progress',
        `round ${open.id} is ${open.state}: how it is announced stands until it is closed`,
      );
  }
  if (follow !== undefined && place === 'hall')
    return refuse('bad-payload', 'expected the place presidium: the hall follows nobody');
  const hall = settings satisfies Partial<HallSettings>;
  const { presidium = { hall: {}, shown: null } } = sitting;
  const changed =
    place === 'hall'
      ? { hall: { ...sitting.hall, ...hall } }
      : { presidium: { hall: { ...presidium.hall, ...hall }, shown: followed(desk, follow) } };
  store.putSitting({ ...sitting, ...changed, ...(announce && { announce }) });
  return done();
}

/** Asked to go its own way, a presidium stays at what it shows. */
function followed(desk: OrderDesk, follow: boolean | undefined) {
  const shown = desk.sitting.presidium?.shown ?? null;
  if (follow === undefined) return shown;
  return follow ? null : (shown ?? desk.sitting.shown);
}

function read(desk: OrderDesk, picture: Picture, by: 1 | -1 | 'rest'): CommandAnswer {
  if (picture.kind !== 'reading')
    return refuse('wrong-state', `expected a result that is being read out on the screen, it shows ${picture.kind}`);
  const { sitting } = desk;
  const { store } = desk.parts;
  const { id } = picture.result.round;
  const round = store.round(id);
  const result = round && resultView(round);
  const { readings = [] } = sitting;
  const shown = result && rowsRead(result, readings);
  if (!result || !isReadable(result) || shown === null || shown === undefined)
    return refuse('wrong-state', `expected a ranked result of round ${id}, there is none`);
  const next = { roundId: id, shown: steppedTo(result, shown, by) };
  store.putSitting({ ...sitting, readings: readings.map((each) => (each.roundId === id ? next : each)) });
  return done(id);
}

const withoutPage = (paging: OrderDesk['sitting']['paging'], place: ScreenPlace) =>
  Object.fromEntries(Object.entries(paging ?? {}).filter(([of]) => of !== place));
