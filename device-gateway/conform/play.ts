import { ballots, drain, rollCall, signIn } from './acts/keypads.ts';
import type { Act } from './acts/act.ts';
import { closing } from './acts/closing.ts';
import { hello } from './acts/hello.ts';
import { levels } from './acts/levels.ts';
import { malformed } from './acts/malformed.ts';
import { replug } from './acts/replug.ts';
import { silence } from './acts/silence.ts';
import type { ActName, Check, Context, Finding } from './check.ts';
import type { Recording } from './recording.ts';
import type { Stage } from './stage.ts';
import { FEATURES } from '@piaojue/firmware-protocol/messages';

/** In the order in which they are played. */
const ACTS: Readonly<Record<ActName, Act>> = {
  hello,
  signIn,
  rollCall,
  ballots,
  drain,
  silence,
  closing,
  malformed,
  levels,
  replug,
};
const KEYPAD_ACTS: readonly ActName[] = ['signIn', 'rollCall', 'ballots', 'drain'];

export interface Asked {
  readonly checks: readonly Check[];
  readonly keypads: boolean;
  /** Acts that nobody plays unasked. */
  readonly long: boolean;
  readonly replug: boolean;
}

/** The acts that these checks need, in order. */
export function planOf({ checks, keypads, long, replug }: Asked): readonly ActName[] {
  const needed = new Set<ActName>(['hello', ...checks.flatMap(({ acts }) => acts)]);
  if (!keypads) for (const act of KEYPAD_ACTS) needed.delete(act);
  if (!long) needed.delete('levels');
  if (!replug) needed.delete('replug');
  // With ballots waiting the silence of the host proves more, and is played there.
  if (needed.has('ballots')) needed.delete('silence');
  return (Object.keys(ACTS) as ActName[]).filter((act) => needed.has(act));
}

/** Plays the acts one after another, as long as the receiver is there; `began` tells who looks on. */
export async function play(
  stage: Stage,
  plan: readonly ActName[],
  began: (title: string) => void,
  isThere: () => boolean = () => true,
): Promise<void> {
  for (const name of plan) {
    if (!isThere()) return;
    const act = ACTS[name];
    began(act.title);
    stage.mark('act', name);
    await act.play(stage);
    if (stage.recording.received.length === 0) return;
  }
}

export interface Judged {
  readonly check: Check;
  readonly finding: Finding;
}

export function judge(checks: readonly Check[], whole: Recording, context: Context): readonly Judged[] {
  const { greeting } = context;
  // A restart that was asked for is the business of those who asked.
  const running = whole.between(whole.start, whole.marks('replug')[0]?.at);
  return checks.map((check) => {
    const { feature } = check;
    if (feature && greeting && (greeting.features & FEATURES[feature]) === 0) {
      const why = `the greeting does not offer it (feature "${feature}", GW11)`;
      return { check, finding: { verdict: 'skipped', why } };
    }
    return { check, finding: check.judge(check.acts.includes('replug') ? whole : running, context) };
  });
}

/** Nothing failed, and all that is required was seen. */
export const passes = (judged: readonly Judged[]): boolean =>
  judged.every(
    ({ check, finding }) => finding.verdict !== 'failed' && (finding.verdict !== 'notSeen' || check.optional === true),
  );
