import { createContext, useContext } from 'react';
import type { CommandAnswer, CommandName, CommandPayload } from '@piaojue/contract/commands';

/** What came of the last order: null while it is under way or when it was carried out. */
export interface OrderFault {
  readonly code: (CommandAnswer & { ok: false })['error']['code'] | 'no-answer';
  readonly detail: string;
}

/**
 * How the console's parts give orders. `order` answers `null` when it was ignored: one was under way, or the state had
 * changed so lately that the operator could not have seen it.
 */
export interface Orders {
  readonly order: <N extends CommandName>(
    name: N,
    fields: Omit<CommandPayload<N>, 'commandId'>,
  ) => Promise<CommandAnswer | 'no-answer' | null>;
  readonly busy: boolean;
  /** For 600 ms after each answer to an order: the one big button takes no input meanwhile, and looks so. */
  readonly justAnswered: boolean;
  readonly fault: OrderFault | null;
  /** True for 600 ms after each change of state. */
  readonly isGuarded: () => boolean;
}

const Context = createContext<Orders | null>(null);
export const OrdersProvider = Context.Provider;

export function useOrders(): Orders {
  const orders = useContext(Context);
  if (orders === null) throw new Error('an order was given outside the console');
  return orders;
}
