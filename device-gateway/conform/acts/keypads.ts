import { MAX_KEYPAD, SIGN_IN_FLAG } from '@piaojue/firmware-protocol/messages';
import { BALLOT_ROUND, DRAIN_ROUND, type KitPaper, PAPERS } from '../paper.ts';
import { frameName, isFrame, type Of, type Recording } from '../recording.ts';
import type { HallOrder, Stage } from '../stage.ts';
import { AGAIN_MS, AT_ONCE_MS, LOOK_AUTO_MS, STOP_MS } from '../tolerances.ts';
import type { Act } from './act.ts';
import { hostFallsSilent } from './silence.ts';

const LEASE_MS = 3000;
const SHORT_LEASE_MS = 400;
const SIGN_OF_LIFE_MS = 500;
/** Less than a keypad that was heard is silent (PROTOCOL AIR7). */
const UNANSWERED_MS = 1000;
/** The drain act gives the longest drain that a channel needs (PROTOCOL CLS2). */
const DRAIN_MS = 6000;
export const DRAIN_CLOSE = { closeId: 0x7e57_0201, round: DRAIN_ROUND, drain: DRAIN_MS } as const;

const signIns = (since: Recording): readonly Of<'S'>[] =>
  since.came('S').filter(({ message }) => (message.version & SIGN_IN_FLAG) !== 0);
const rollCallAnswers = (since: Recording): readonly Of<'S'>[] =>
  since.came('S').filter(({ message }) => (message.version & SIGN_IN_FLAG) === 0);
const someFrame = (since: Recording): boolean => since.events.some(isFrame);
/** Some frame came twice. */
function repeated(since: Recording): boolean {
  const names = since.frames().map(frameName);
  return new Set(names).size < names.length;
}

export const signIn: Act = {
  title: 'sign-in: not answered, then answered',
  async play(stage) {
    stage.answer('none');
    await stage.order({ state: 'signIn', round: 0, paper: 0, lease: LEASE_MS, busy: false });
    const came = await stage.ask('Press 签到 on one keypad or more, once each.', (since) => signIns(since).length > 0);
    if (came) await stage.until(repeated, AGAIN_MS);
    stage.answer('right');
    await stage.wait(STOP_MS);
  },
};

export const rollCall: Act = {
  title: 'a roll call',
  async play(stage) {
    stage.answer('right');
    await stage.order({ state: 'signIn', round: 0, paper: 0, lease: LEASE_MS, busy: false });
    // Nobody answers a call from above to below (PROTOCOL MSG12).
    await stage.say({ type: 'Q', from: 2, to: 1 });
    stage.mark('rollCall');
    await stage.say({ type: 'Q', from: 1, to: MAX_KEYPAD });
    await stage.until((since) => rollCallAnswers(since).length > 0, AGAIN_MS);
    await stage.wait(AT_ONCE_MS);
  },
};

/** In an order that proves that no receiver reads them (PROTOCOL REC8). */
async function sayPaper(stage: Stage, { chunks }: KitPaper): Promise<void> {
  for (const chunk of chunks.toReversed()) await stage.say({ type: 'P', ...chunk });
}

const paperOf = (round: number): KitPaper => {
  const paper = PAPERS.get(round);
  if (!paper) throw new Error(`the kit has no paper of round ${round}`);
  return paper;
};

interface Quiet {
  readonly why: string;
  /** After this nobody may send. */
  readonly begin: (stage: Stage) => Promise<void>;
  /** Once all that had begun is over. */
  readonly meanwhile?: (stage: Stage) => Promise<void>;
  /** What the host says afterwards. */
  readonly end: Partial<HallOrder>;
}

const QUIETS: readonly Quiet[] = [
  { why: 'busy', begin: async (stage) => void (await stage.order({ busy: true })), end: { busy: false } },
  {
    why: 'lease 0',
    begin: async (stage) => void (await stage.order({ lease: 0 })),
    meanwhile: receiptWithoutLease,
    end: { lease: LEASE_MS },
  },
  { why: 'the lease is over', begin: leaseRunsOut, meanwhile: keepAlive, end: { lease: LEASE_MS } },
];

async function quietly(stage: Stage, { why, begin, meanwhile, end }: Quiet): Promise<void> {
  await begin(stage);
  stage.mark('quiet', why);
  const until = stage.now() + stage.quietMs;
  await stage.wait(STOP_MS);
  await meanwhile?.(stage);
  await stage.wait(Math.max(0, until - stage.now()));
  const from = stage.now();
  stage.mark('resume', why);
  await stage.order(end);
  await stage.until(someFrame, AGAIN_MS, from);
}

export const ballots: Act = {
  title: 'ballots: not answered while the receiver is told to be silent in four ways, then answered',
  async play(stage) {
    const paper = paperOf(BALLOT_ROUND);
    stage.answer('wrong');
    await stage.order({ state: 'open', round: paper.round, paper: paper.digest, lease: LEASE_MS, busy: false });
    await sayPaper(stage, paper);
    const from = stage.now();
    const came = await stage.ask(
      'Press some numbers from 1 to 30 and OK on one keypad or more. Then press nothing until you are asked.',
      (since) => since.came('B').length > 0,
    );
    if (!came) return void (await hostFallsSilent(stage));
    await stage.until(repeated, AGAIN_MS, from);
    stage.answer('none');
    for (const quiet of QUIETS) await quietly(stage, quiet);
    const silentFrom = await hostFallsSilent(stage);
    await stage.until(someFrame, AGAIN_MS, silentFrom);
    stage.answer('right');
    await stage.wait(STOP_MS + LOOK_AUTO_MS);
  },
};

/** A receipt for a ballot that waits comes while the receiver may say nothing. */
async function receiptWithoutLease(stage: Stage): Promise<void> {
  const last = stage.recording.came('B').at(-1);
  const receipt = last && stage.hall.receipt(last.message);
  if (!receipt) return;
  stage.mark('receiptWithoutLease', frameName(last));
  await stage.receipts([receipt]);
}

async function leaseRunsOut(stage: Stage): Promise<void> {
  await stage.order({ lease: SHORT_LEASE_MS });
  stage.silence();
  await stage.wait(SHORT_LEASE_MS);
}

/** Good lines without any lease in them: receipts for keypads that nobody has. */
async function keepAlive(stage: Stage): Promise<void> {
  for (const end = stage.now() + stage.quietMs - STOP_MS; stage.now() < end; await stage.wait(SIGN_OF_LIFE_MS)) {
    await stage.receipts([]);
  }
}

export const drain: Act = {
  title: 'closing while ballots wait on the air',
  async play(stage) {
    const paper = paperOf(DRAIN_ROUND);
    stage.answer('none');
    // Busy: keypads take input and send nothing, so that all of it waits when the close comes.
    await stage.order({ state: 'open', round: paper.round, paper: paper.digest, lease: LEASE_MS, busy: true });
    await sayPaper(stage, paper);
    await stage.askBlindly(
      'Press some numbers from 1 to 30 and OK on one keypad or more, within 15 seconds. They stay amber: the hall is busy.',
    );
    await stage.order({ busy: false });
    await stage.say({ type: 'C', ...DRAIN_CLOSE });
    const from = stage.now();
    await stage.order({ state: 'closing' });
    await stage.until((since) => since.came('B').length > 0, AGAIN_MS, from);
    await stage.wait(UNANSWERED_MS);
    stage.answer('right');
    await stage.until((since) => since.came('D').length > 0, DRAIN_MS + AT_ONCE_MS, from);
    await stage.wait(STOP_MS);
    await stage.order({ state: 'closed' });
    await stage.wait(AT_ONCE_MS);
    await stage.order({ state: 'idle', round: 0, paper: 0, lease: 0 });
  },
};
