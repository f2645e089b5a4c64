import type { ConsoleView } from '@piaojue/contract/console-view';
import type { Orders } from './orders.ts';

/** Where the next step is not an order but a form: these are their ids in the page. */
export const FORMS = { decision: 'decision-panel', totals: 'hand-totals' } as const;

/** What the one big button does: an order on the round it is about, or a form that is to be filled in. */
export type NextAct =
  | { readonly kind: 'order'; readonly give: (orders: Orders, monitorPin: string) => Promise<unknown> }
  | { readonly kind: 'form'; readonly form: 'contest' | keyof typeof FORMS }
  | { readonly kind: 'none' };

const NONE: NextAct = { kind: 'none' };

/** What the step that the server offers comes to. Only the accepting of a box takes more than a press: a monitor’s PIN, unless a monitor agrees on a page of their own. */
export function nextAct({ next, current, agenda }: ConsoleView): NextAct {
  if (next === null) return NONE;
  const { command } = next;
  switch (command) {
    case 'contest:import':
      return { kind: 'form', form: 'contest' };
    case 'round:rule':
      return { kind: 'form', form: 'decision' };
    case 'round:typeTotals':
      return { kind: 'form', form: 'totals' };
    case 'signIn:start':
    case 'signIn:stop':
      return { kind: 'order', give: async (orders) => await orders.order(command, {}) };
    case 'agenda:go': {
      const itemId = agenda.next;
      if (itemId === null) return NONE;
      return { kind: 'order', give: async (orders) => await orders.order(command, { itemId }) };
    }
    default:
      break;
  }
  if (current === null) return NONE;
  const roundId = current.round.id;
  switch (command) {
    case 'round:ready':
    case 'round:draft':
    case 'round:open':
    case 'round:close':
    case 'round:announce':
    case 'contest:discard':
      return { kind: 'order', give: async (orders) => await orders.order(command, { roundId }) };
    case 'round:revote':
    case 'round:byHand':
      return { kind: 'order', give: async (orders) => await orders.order(command, { roundId: current.chain.of }) };
    case 'round:accept':
      return {
        kind: 'order',
        give: async (orders, monitorPin) =>
          await orders.order(command, { roundId, ...(monitorPin === '' ? {} : { monitorPin }) }),
      };
    default:
      // The others are never the next step, for each needs more than a press.
      return NONE;
  }
}
