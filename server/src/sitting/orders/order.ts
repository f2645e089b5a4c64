import type { CommandAnswer, CommandName, CommandPayload } from '@piaojue/contract/commands';
import type { Role } from '@piaojue/contract/live';
import type { GatewayHub } from '../../realtime/gateway-hub.ts';
import type { Roll } from '../../roll/roll.ts';
import type { SimulatedHands } from '../../rehearsal/simulated-hands.ts';
import type { RoundRunner } from '../../rounds/round-runner.ts';
import type { RoundRow, Shown, SignedEvent, SittingRow, Store } from '../../store/store.ts';
import { refuse } from '../answers.ts';
import type { KeySource } from '../hall-keys.ts';

export interface HallParts {
  readonly store: Store;
  readonly roll: Roll;
  readonly runner: RoundRunner;
  readonly hub: GatewayHub;
  readonly keys: KeySource;
  /** ms since the epoch */
  readonly now: () => number;
  readonly changed: () => void;
  /** Whether this PIN is that of a monitor, the chief one included. */
  readonly isMonitorPin: (pin: string) => boolean;
  /** Only of a rehearsal that was started with simulated keypads. */
  readonly hands?: SimulatedHands | undefined;
}

/** Writes the answer of the command in the transaction that is open: done and answered, or neither. */
export type Keep = (roundId: number | null) => void;
/** `by`: whose session the order came from; it stands in the record of what was done. */
export type Handlers = {
  [N in CommandName]: (payload: CommandPayload<N>, keep: Keep, by: Role) => CommandAnswer | Promise<CommandAnswer>;
};
/** The handlers of one subject. */
export type Orders<N extends CommandName> = Pick<Handlers, N>;

/** What the handlers of every subject work with. */
export class OrderDesk {
  readonly parts: HallParts;

  constructor(parts: HallParts) {
    this.parts = parts;
  }

  get sitting(): SittingRow {
    const sitting = this.parts.store.sitting();
    if (!sitting) throw new Error('there is no sitting');
    return sitting;
  }

  /** `work` and its entry in the record, in one transaction. */
  write(event: SignedEvent, work: () => void): void {
    this.parts.store.transaction(() => {
      work();
      this.parts.store.appendRecord(this.parts.now(), event);
    });
  }

  /** What the hall sees while no vote is on. */
  show(shown: Shown): void {
    const { hall: _, ...paging } = this.sitting.paging ?? {};
    this.parts.store.putSitting({ ...this.sitting, shown: { since: this.parts.now(), ...shown }, paging });
  }

  /** Works on a round that is in one of these states, or refuses. */
  async withRound(
    id: number,
    states: readonly RoundRow['state'][],
    work: (round: RoundRow) => CommandAnswer | Promise<CommandAnswer>,
  ): Promise<CommandAnswer> {
    const round = this.parts.store.round(id);
    if (!round) return refuse('unknown-round', `there is no round ${id}`);
    if (!states.includes(round.state))
      return refuse('wrong-state', `expected ${states.join(' or ')}, round ${id} is ${round.state}`);
    return await work(round);
  }
}
