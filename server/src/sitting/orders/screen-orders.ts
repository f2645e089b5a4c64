import { done } from '../answers.ts';
import { courseOf, roundNow } from '../agenda.ts';
import type { OrderDesk, Orders } from './order.ts';

/** What the hall sees while no vote is on, and how. */
export const screenOrders = (desk: OrderDesk): Orders<'screen:show' | 'screen:set'> => ({
  'screen:show': ({ picture, index }) => {
    const current = roundNow(courseOf(desk.parts.store));
    desk.show({ picture, index: index ?? null, roundId: current?.id ?? null });
    return done();
  },
  'screen:set': ({ commandId: _, ...settings }) => {
    desk.parts.store.putSitting({ ...desk.sitting, hall: { ...desk.sitting.hall, ...settings } });
    return done();
  },
});
