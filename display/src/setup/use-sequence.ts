import { useMemo, useRef, useState } from 'react';
import type { CommandError, CommandName, CommandPayload } from '@piaojue/contract/commands';
import type { SendCommand } from '../link/commands.ts';

export type Step = <N extends CommandName>(name: N, fields: Omit<CommandPayload<N>, 'commandId'>) => Promise<void>;

export interface Sequence {
  /** Orders one after another; the first that is refused ends it, and says so. */
  readonly run: (work: (order: Step) => Promise<void>) => Promise<boolean>;
  readonly busy: boolean;
  readonly fault: CommandError | 'no-answer' | null;
}

/** Ends a sequence; never leaves this file. */
class Refused extends Error {}

/** One press of a wizard may be several orders: they are given one after another, and not twice at once. */
export function useSequence(send: SendCommand): Sequence {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Sequence['fault']>(null);
  const underWay = useRef(false);
  return useMemo<Sequence>(
    () => ({
      busy,
      fault,
      run: async (work) => {
        if (underWay.current) return false;
        underWay.current = true;
        setBusy(true);
        setFault(null);
        try {
          await work(async (name, fields) => {
            const answer = await send(name, fields);
            if (answer !== 'no-answer' && answer.ok) return;
            setFault(answer === 'no-answer' ? answer : answer.error);
            throw new Refused();
          });
          return true;
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          return false;
        } finally {
          underWay.current = false;
          setBusy(false);
        }
      },
    }),
    [send, busy, fault],
  );
}
