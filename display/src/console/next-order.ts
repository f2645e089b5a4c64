import type { CommandName } from '@piaojue/contract/commands';
import type { ConsoleView } from '@piaojue/contract/console-view';
import type { Orders } from './orders.ts';

/** Carries out the step that the server offers, on the round it is about. Only the accepting of a box needs more. */
export async function giveNextOrder(view: ConsoleView, orders: Orders, monitorPin: string): Promise<void> {
  const command: CommandName | undefined = view.next?.command;
  const roundId = view.current?.round.id;
  switch (command) {
    case 'signIn:start':
    case 'signIn:stop':
      await orders.order(command, {});
      return;
    case 'round:ready':
    case 'round:draft':
    case 'round:open':
    case 'round:close':
    case 'round:announce':
    case 'round:revote':
    case 'contest:discard':
      if (roundId !== undefined) await orders.order(command, { roundId });
      return;
    case 'agenda:go':
      if (view.agenda.next !== null) await orders.order(command, { itemId: view.agenda.next });
      return;
    case 'round:accept':
      if (roundId !== undefined) await orders.order(command, { roundId, monitorPin });
      return;
    case 'contest:import':
    case 'agenda:insert':
    case 'agenda:set':
    case 'agenda:move':
    case 'agenda:drop':
    case 'keypad:replace':
    case 'sitting:end':
    case 'keypads:rollCall':
    case 'keypads:test':
    case 'keypads:accept':
    case 'round:abort':
    case 'screen:show':
    case 'screen:set':
    case undefined:
      // The first opens the form; the others are never the next step, for each needs more than a press.
      return;
  }
}
