import { useEffect, useMemo, useRef, useState } from 'react';
import type { ConsoleView } from '@piaojue/contract/console-view';
import type { SendCommand } from '../link/commands.ts';
import type { OrderFault, Orders } from './orders.ts';

/**
 * A click meant for the button that stood there before must not hit the one that stands there now; nor F9 and Enter, pressed
 * once more for something that is done and gone, the one big button.
 */
const GUARD_MS = 600;

/** Changes when an order could mean something else than a moment ago; ticks of a vote do not. */
export function stateKey(view: ConsoleView): string {
  const { current, next, signIn, agenda } = view;
  return [view.run, agenda.now, current?.round.id, current?.state, current?.announced, signIn.open, next?.label].join(
    '|',
  );
}

/** Sends orders one at a time and ignores input right after a change of state. */
export function useOrderDesk(send: SendCommand, key: string): Orders {
  const [busy, setBusy] = useState(false);
  /** The state for which the guard is over. What takes no input yet looks so. */
  const [openFor, setOpenFor] = useState<string | null>(null);
  const guarded = openFor !== key;
  const [fault, setFault] = useState<OrderFault | null>(null);
  /** When the last order was answered, for as long as that is a moment ago. */
  const [answeredAt, setAnsweredAt] = useState<number | null>(null);
  const underWay = useRef(false);
  const guard = useRef({ key: '', until: 0 });

  useEffect(() => {
    guard.current = { key, until: performance.now() + GUARD_MS };
    const timer = setTimeout(() => setOpenFor(key), GUARD_MS);
    return () => clearTimeout(timer);
  }, [key]);

  useEffect(() => {
    if (answeredAt === null) return;
    const timer = setTimeout(() => setAnsweredAt(null), GUARD_MS);
    return () => clearTimeout(timer);
  }, [answeredAt]);

  return useMemo<Orders>(() => {
    const isGuarded = () => performance.now() < guard.current.until;
    return {
      busy: busy || guarded,
      justAnswered: answeredAt !== null,
      fault,
      isGuarded,
      order: async (name, fields) => {
        if (underWay.current || isGuarded()) return null;
        underWay.current = true;
        setBusy(true);
        setFault(null);
        const answer = await send(name, fields);
        underWay.current = false;
        setAnsweredAt(performance.now());
        setBusy(false);
        if (answer === 'no-answer') setFault({ code: 'no-answer', detail: '' });
        else if (!answer.ok) setFault(answer.error);
        return answer;
      },
    };
  }, [send, busy, guarded, answeredAt, fault]);
}
