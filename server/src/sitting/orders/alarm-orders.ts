import { done } from '../answers.ts';
import type { AlarmWatch } from '../alarm-watch.ts';
import type { OrderDesk, Orders } from './order.ts';

/** Somebody has seen what is wrong; it is in the record that they have, and what it was. */
export const alarmOrders = (desk: OrderDesk, alarms: AlarmWatch): Orders<'alarm:acknowledge'> => ({
  'alarm:acknowledge': ({ ids }, keep, by) => {
    const seen = alarms.views().filter(({ id, acknowledgedAt }) => ids.includes(id) && acknowledgedAt === null);
    if (seen.length > 0) {
      desk.write({ event: 'alarm acknowledged', alarms: seen.map(({ cause }) => cause.kind).join(' '), by }, () =>
        keep(null),
      );
    }
    alarms.acknowledge(ids);
    return done();
  },
});
