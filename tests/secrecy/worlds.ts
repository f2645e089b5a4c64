import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import type { Contest } from '@piaojue/contract/contest';
import { ballotOf, type Mark } from '@piaojue/firmware-protocol/marks';
import { decodePaper } from '@piaojue/firmware-protocol/paper';
import { contest } from '../system/harness/contests.ts';
import { type Artefacts, artefactsOf, boxLayout } from './artefacts.ts';
import { LabHall, MONITOR_PIN } from './lab-hall.ts';
import type { Plant } from './plants.ts';
import { withSeededCrypto } from './seeded-crypto.ts';

const FIELD = 4;
const selection = contest(FIELD, 2);
const { quorum, rateBase, press } = selection.rules;
const motion = { quorum, rateBase, press, majority: { num: 1, den: 2, strict: true, base: 'all' } } as const;

/** Of each of the five secret kinds one, and how many answers a candidate can be given. */
export const SECRET_CONTESTS: readonly { readonly contest: Contest; readonly answers: number }[] = [
  { contest: selection, answers: 1 },
  { contest: { ...selection, kind: 'perProject' }, answers: 3 },
  { contest: { ...selection, kind: 'election' }, answers: 1 },
  { contest: { title: '表决', kind: 'resolution', candidates: [{ no: 1, name: '决议' }], rules: motion }, answers: 3 },
  {
    contest: {
      title: '满意度测评',
      kind: 'evaluation',
      candidates: selection.candidates,
      rules: { quorum, rateBase, press, scale: 4, halfPasses: true, gradeBase: 'returned' },
    },
    answers: 4,
  },
];

export const VOTERS = 9;
const SPARE = VOTERS + 1;
/** Votes, gets another keypad, votes again. */
const REPLACED = 5;
/** Leaves the keypads for paper. */
const ON_PAPER = 7;
/** Never presses. */
const SILENT = 8;
const ROUND = 1;

export interface World {
  readonly contest: Contest;
  /** Marks that stand at the end, by slot. */
  readonly final: readonly (readonly Mark[])[];
  /** Marks that are changed before the close, by slot. */
  readonly earlier: readonly (readonly Mark[])[];
  /** The slots of the first large batch, in the order in which they arrive, and how many of them each group has. */
  readonly arrival: readonly number[];
  readonly groups: readonly number[];
  readonly plant?: Plant | undefined;
  /** With the book of the year, and what the web server exports. */
  readonly whole: boolean;
}

export interface Played {
  /** In mid-round, without the ballot box and what it was told and tells. */
  readonly midRound: Artefacts;
  readonly layout: readonly number[];
  readonly box: Buffer;
  readonly closed: Artefacts;
  /** When the server was stopped. */
  readonly stopped: Artefacts;
  readonly drawn: number;
  readonly totals: unknown;
}

const seededKey = (keypad: number): Uint8Array =>
  new Uint8Array(createHash('sha256').update(`device ${keypad}`).digest().subarray(0, 16));

/**
 * Plays one world to its end, always in the same folder: sign-in, ballots in several ticks, changes of mind, duplicates, a
 * keypad that is replaced, a voter who goes over to paper, a server that is killed in mid-round, the close, two typings, the
 * announcement, every export.
 */
export async function playWorld(folder: string, world: World): Promise<Played> {
  return await withSeededCrypto('two worlds', async (drawn) => {
    const keypads = Array.from({ length: VOTERS }, (_, slot) => slot + 1);
    const lab = new LabHall({
      ...{ folder, keypads, spares: [SPARE], deviceKey: seededKey, whole: world.whole },
      sid: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
    });
    const { plant } = world;
    const scene = plant && { lab, contest: world.contest };
    lab.beforeDestroy = (box, keys) => scene && plant.beforeDestroy?.(scene, box, keys);
    await lab.start();
    await lab.order('signIn:start', {});
    await lab.signIn(...keypads);
    await lab.later(1000);
    const round = await lab.order('contest:import', { contest: world.contest });
    await lab.order('round:ready', { roundId: round });
    await lab.order('round:open', { roundId: round });
    const decoded = decodePaper(lab.paperOf(round));
    if (!decoded.ok) throw new Error(`the paper does not decode: ${decoded.error}`);
    const { paper } = decoded.value;
    const seal = (slot: number, marks: readonly Mark[] | undefined) => {
      const keypad = lab.seated[slot] ?? 0;
      const ballot = ballotOf(paper, marks ?? []);
      const frame = lab.seal(keypad, round, lab.paperOf(round), ballot);
      if (scene) plant.pressed?.(scene, { slot, keypad, ballot, frame, at: lab.now, changes: false });
      return frame;
    };
    const early = (slot: number) => seal(slot, world.earlier[slot]);
    const final = (slot: number) => seal(slot, world.final[slot]);

    await lab.later(1000);
    await lab.send(early(0), early(REPLACED), early(6));
    await lab.later(1000);
    let from = 0;
    for (const size of world.groups) {
      await lab.send(...world.arrival.slice(from, from + size).map(final));
      from += size;
    }
    await lab.later(1000);
    await lab.order('keypad:replace', { slot: REPLACED, keypad: SPARE, monitorPin: MONITOR_PIN });
    lab.seated[REPLACED] = SPARE;
    await lab.order('round:toPaper', { roundId: round, slots: [ON_PAPER], monitorPin: MONITOR_PIN });
    const again = final(0);
    await lab.send(again, again);
    await lab.later(1000);
    await lab.killAndStart();
    await lab.send(again);
    await lab.later(1000);
    await lab.send(final(REPLACED), early(6));
    await lab.later(1000);
    await lab.send(final(6));
    await lab.later(1000);

    const box = readFileSync(join(lab.data, 'boxes', `round-${round}.box`));
    const midRound = new Map(artefactsOf(lab, world.whole ? await lab.exports(round) : undefined));
    midRound.delete(`file data/boxes/round-${round}.box`);

    await lab.order('round:close', { roundId: round });
    await lab.rest(round, 'counting');
    const typed = { roundId: round, totals: paperTotals(world.contest) };
    await lab.order('round:typeTotals', typed, 'operator');
    await lab.order('round:typeTotals', typed, 'monitor');
    await lab.rest(round, 'closed');
    if (scene) plant.closed?.(scene);
    await lab.order('round:announce', { roundId: round });
    await lab.later(2000);
    const closed = artefactsOf(lab, world.whole ? await lab.exports(round) : undefined);
    const totals = lab.life.store.round(round)?.totals;
    await lab.stop();
    return {
      ...{ midRound, box, layout: boxLayout(box), closed, stopped: artefactsOf(lab), drawn: drawn(), totals },
    };
  });
}

/** The one paper ballot is invalid. */
function paperTotals(asked: Contest) {
  const none = asked.candidates.map(() => 0);
  const sums = { returned: 1, invalid: 1 };
  if (asked.kind === 'evaluation') return { ...sums, grades: none.map(() => [0, 0, 0, 0, 0]) };
  if (asked.kind === 'perProject' || asked.kind === 'resolution')
    return { ...sums, votes: none, against: none, abstained: none };
  return { ...sums, votes: none };
}

/** Different marks for each voter of a world; also such as spoil the ballot. */
export function marksOf(asked: Contest, answers: number, slot: number, salt = 0): Mark[] {
  const code = (slot + 1) * 7 + salt;
  return asked.candidates.flatMap(({ no }, i): Mark[] => {
    const answer = Math.floor(code / (answers + 1) ** i) % (answers + 1);
    return answer === 0 ? [] : [answers === 1 ? no : [no, answer]];
  });
}

/** The slots that vote by keypad and change nothing before the restart. */
export const FIRST = [1, 2, 3, 4] as const;
export const isSilent = (slot: number): boolean => slot === SILENT || slot === ON_PAPER;
export { ROUND };
