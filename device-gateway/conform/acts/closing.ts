import type { Stage } from '../stage.ts';
import { AT_ONCE_MS } from '../tolerances.ts';
import type { Act } from './act.ts';

/** One close of this act; `closing.ts` of the checks reads the same numbers. */
export const CLOSES = {
  otherRound: { closeId: 0x7e57_0101, round: 201, of: 200, drain: 3000 },
  speaking: { closeId: 0x7e57_0102, round: 200, of: 200, drain: 3000 },
  listening: { closeId: 0x7e57_0103, round: 202, of: 202, drain: 3000 },
  /** Busy: nobody may be asked, so that no frame can prove that the air is quiet. */
  busy: { closeId: 0x7e57_0104, round: 203, of: 203, drain: 1000 },
} as const;
export type CloseName = keyof typeof CLOSES;

const PAPER = 0x0bad;
const LEASE_MS = 3000;
/** C for another round: a D would come by then. */
const OTHER_ROUND_MS = 700;

const close = async (stage: Stage, name: CloseName): Promise<void> => {
  const { closeId, round, drain } = CLOSES[name];
  await stage.say({ type: 'C', closeId, round, drain });
};
const drained = (stage: Stage, name: CloseName, ms: number): Promise<boolean> =>
  stage.until((since) => since.came('D').some(({ message }) => message.closeId === CLOSES[name].closeId), ms);

export const closing: Act = {
  title: 'closing, without keypads',
  async play(stage) {
    await stage.order({ state: 'open', round: CLOSES.speaking.of, paper: PAPER, lease: LEASE_MS, busy: false });
    await stage.wait(300);
    await close(stage, 'otherRound');
    await drained(stage, 'otherRound', OTHER_ROUND_MS);
    await close(stage, 'speaking');
    await drained(stage, 'speaking', CLOSES.speaking.drain + AT_ONCE_MS);
    await close(stage, 'speaking');
    await drained(stage, 'speaking', AT_ONCE_MS);
    await stage.order({ round: CLOSES.listening.of, lease: 0 });
    await close(stage, 'listening');
    await drained(stage, 'listening', CLOSES.listening.drain + AT_ONCE_MS);
    await stage.order({ lease: LEASE_MS });
    await drained(stage, 'listening', CLOSES.listening.drain + AT_ONCE_MS);
    await stage.order({ round: CLOSES.busy.of, lease: LEASE_MS, busy: true });
    await stage.wait(200);
    await close(stage, 'busy');
    await drained(stage, 'busy', CLOSES.busy.drain + AT_ONCE_MS);
    await stage.order({ state: 'idle', round: 0, paper: 0, lease: 0, busy: false });
  },
};
