import { SIGN_IN_FLAG } from '@piaojue/firmware-protocol/messages';
import { type Check, type Context, failed, type Finding, ms, notSeen, passed } from '../check.ts';
import { BALLOT_ROUND, PAPERS } from '../paper.ts';
import { inRange } from './line.ts';
import { frameName, type Of, type Recording } from '../recording.ts';
import { AGAIN_MS, STOP_MS } from '../tolerances.ts';

type Frame = Of<'B'> | Of<'S'>;

/** Nothing of this kind came, so the rule can't be judged. */
export const unseen = ({ presses }: Context, missing: string): Finding =>
  presses === 'none' ? notSeen('there are no keypads (--presses none)') : notSeen(missing);

/** The same where it had to come: a failure if keypads press by themselves, else something to do for a person. */
export function owed(recording: Recording, context: Context, missing: string): Finding {
  if (context.presses === 'auto') return failed(recording, 'frames of keypads, which press by themselves', missing);
  const help = 'a keypad that shows 无信号 has no beacon, one that shows 无票样 no paper';
  return unseen(context, `${missing}; was a key pressed? (${help})`);
}

/** Of a keypad that the kit has no key for, nothing can be said. */
function unknownKeypad(recording: Recording, { hall }: Context, frames: readonly Frame[]): Finding | undefined {
  const stranger = frames.find(({ message }) => !hall.has(message.keypad));
  return (
    stranger &&
    failed(recording, 'keypads of the key file', `keypad ${stranger.message.keypad}, which is not in it`, stranger)
  );
}

/** No receiver hears −140 dBm, or better than −1. */
const plausibleRssi = (rssi: number): boolean => (rssi >= 1 && rssi <= 140) || rssi === 255;
function rssiOf(recording: Recording, frames: readonly Frame[]): Finding | undefined {
  const odd = frames.find(({ message }) => !plausibleRssi(message.rssi));
  return odd && failed(recording, 'rssi as −dBm: 1 to 140, or 255', String(odd.message.rssi), odd);
}

function signInsUnaltered(recording: Recording, context: Context): Finding {
  const judged = inRange('MSG2')(recording);
  if (judged.verdict === 'failed') return judged;
  const all = recording.came('S').filter(({ message }) => (message.version & SIGN_IN_FLAG) !== 0);
  if (all.length === 0) return owed(recording, context, 'no sign-in came');
  const unknown = unknownKeypad(recording, context, all) ?? rssiOf(recording, all);
  if (unknown) return unknown;
  const bad = all.find(({ message }) => !context.hall.macHolds(message));
  return bad
    ? failed(
        recording,
        `S as keypad ${bad.message.keypad} sent it`,
        'a mac that does not hold: a bit was changed, or the keypad has another key',
        bad,
      )
    : passed(`${new Set(all.map(({ message }) => message.keypad)).size} keypads`);
}

function ballotsUnaltered(recording: Recording, context: Context): Finding {
  const judged = inRange('MSG1')(recording);
  if (judged.verdict === 'failed') return judged;
  const all = recording.came('B');
  if (all.length === 0) return unseen(context, 'no ballot came');
  const unknown = unknownKeypad(recording, context, all) ?? rssiOf(recording, all);
  if (unknown) return unknown;
  for (const ballot of all) {
    const paper = PAPERS.get(ballot.message.round);
    if (!paper)
      return failed(
        recording,
        `a round of the kit: ${[...PAPERS.keys()].join(', ')}`,
        `round ${ballot.message.round}`,
        ballot,
      );
    if (!context.hall.open(ballot.message, paper.hash)) {
      return failed(
        recording,
        `B as keypad ${ballot.message.keypad} sealed it`,
        'a seal that does not hold: a bit was changed',
        ballot,
      );
    }
  }
  return passed(`${new Set(all.map(frameName)).size} ballots opened under the seal`);
}

/** The paper was said in an order of its own, and reached keypads. */
function paperReached(recording: Recording, context: Context): Finding {
  const ballots = recording.came('B').filter(({ message }) => PAPERS.get(message.round)?.digest === message.paper);
  return ballots.length > 0 ? passed() : owed(recording, context, 'no ballot on the paper that was sent came');
}

/** Frames of one press, in order. */
function copies(frames: readonly Frame[]): ReadonlyMap<string, readonly Frame[]> {
  return Map.groupBy(frames, frameName);
}

/** Frames while no receipt was given, and nobody was told to be silent. */
function unanswered(recording: Recording): readonly Frame[] {
  const right = recording.marks('answers');
  return recording.frames().filter(({ at }) => {
    const answers = right.findLast((mark) => mark.at <= at)?.detail;
    return answers !== 'right';
  });
}

function relaysRepetitions(recording: Recording, context: Context): Finding {
  const all = [...copies(unanswered(recording)).values()];
  if (all.length === 0) return unseen(context, 'no frame came');
  const repeated = all.filter((each) => each.length > 1);
  if (repeated.length === 0) {
    return failed(
      recording,
      `the same frame again within ${ms(AGAIN_MS)}, as no receipt was given`,
      `each of ${all.length} frames came once`,
    );
  }
  return passed(`${repeated.length} of ${all.length} frames came again`);
}

function copiesAreEqual(recording: Recording, context: Context): Finding {
  const all = [...copies(recording.frames()).values()];
  const repeated = all.filter((each) => each.length > 1);
  if (repeated.length === 0) return unseen(context, 'no frame came twice');
  for (const [first, ...others] of repeated) {
    const odd = first && others.find((other) => Buffer.compare(afterRssi(other), afterRssi(first)) !== 0);
    if (odd) return failed(recording, 'the same bytes as before, but for the rssi', 'other bytes', odd);
  }
  return passed();
}
const afterRssi = ({ payload }: Frame): Uint8Array => payload?.subarray(1) ?? new Uint8Array(0);

/** A keypad that was heard is silent for 1.5 s; one that was not sends in the next frame. */
const HEARD_AT_LEAST_MS = 1200;
function heardBitsWork(recording: Recording, context: Context): Finding {
  const resumes = recording.marks('resume');
  const spans = recording.marks('quiet').map(({ at }, i) => ({ from: at, to: resumes[i]?.at ?? recording.end }));
  const gaps = [...copies(unanswered(recording)).values()].flatMap((frames) =>
    frames.slice(1).map((frame, i) => ({ frame, from: frames[i]?.at ?? 0 })),
  );
  const free = gaps.filter(({ frame, from }) => !spans.some((span) => from <= span.to && frame.at >= span.from));
  if (free.length === 0) return unseen(context, 'no frame came twice');
  const early = free.filter(({ frame, from }) => frame.at - from < HEARD_AT_LEAST_MS);
  const [first] = early;
  // A keypad may have missed the beacon with its bit: most of them have not.
  return first && early.length > free.length / 2
    ? failed(
        recording,
        'keypads that were heard are silent for 1,500 ms: the heard bit of their slot stands in the next beacon',
        `${early.length} of ${free.length} frames came again earlier, this one after ${ms(first.frame.at - first.from)}`,
        first.frame,
      )
    : passed();
}

/** REC6 broken: then silence proves nothing, and what goes on does not show. */
const neverAgain = notSeen('no frame ever came again (REC6), so this does not show');
const comesAgain = (recording: Recording): boolean =>
  [...copies(recording.frames()).values()].some((frames) => frames.length > 1);

/** Between `quiet` and `resume`, from a frame after its begin. */
function quietWhile(why: string) {
  return (recording: Recording, context: Context): Finding => {
    const quiet = recording
      .marks('quiet')
      .find(({ detail, at }) => detail === why && recording.between(0, at).came('B').length > 0);
    if (!quiet) return unseen(context, 'no ballot waited for its receipt');
    if (!comesAgain(recording)) return neverAgain;
    const resume = recording.marks('resume').find(({ detail, at }) => detail === why && at >= quiet.at);
    if (!resume) return notSeen('the run ended before');
    const [frame] = recording.between(quiet.at + STOP_MS, resume.at).frames();
    return frame
      ? failed(
          recording,
          `no keypad sends ${ms(STOP_MS)} after: ${why}`,
          `${frame.message.type} of keypad ${frame.message.keypad}`,
          frame,
        )
      : passed();
  };
}

function goesOnAfter(...reasons: readonly string[]) {
  return (recording: Recording, context: Context): Finding => {
    const resumes = recording
      .marks('resume')
      .filter(({ detail, at }) => reasons.includes(detail) && recording.between(0, at).came('B').length > 0);
    if (resumes.length === 0) return unseen(context, 'no ballot waited for its receipt');
    if (!comesAgain(recording)) return neverAgain;
    for (const { at, detail } of resumes) {
      if (recording.between(at, at + AGAIN_MS).frames().length === 0) {
        return failed(
          recording,
          `keypads send again within ${ms(AGAIN_MS)} after this was over: ${detail}`,
          'nothing came',
          at + AGAIN_MS,
        );
      }
    }
    return passed();
  };
}

/** REC9: a receipt that came while it had no lease is never given. */
function dropsReceiptsWithoutLease(recording: Recording, context: Context): Finding {
  const [mark] = recording.marks('receiptWithoutLease');
  if (!mark) return unseen(context, 'no ballot waited for its receipt');
  if (!comesAgain(recording)) return neverAgain;
  const resume = recording.marks('resume').find(({ at }) => at >= mark.at);
  const again =
    resume &&
    recording
      .between(resume.at)
      .came('B')
      .some((ballot) => frameName(ballot) === mark.detail);
  const expected = 'the keypad sends again: its receipt came while the receiver had no lease';
  return again ? passed() : failed(recording, expected, 'nothing: the receipt was given', resume?.at ?? mark.at);
}

/** When each frame got its right receipt, by name. */
function answered(recording: Recording): ReadonlyMap<string, number> {
  const answers = recording.marks('answers');
  const times = new Map<string, number>();
  const frames = recording.frames();
  for (const { at, through, message } of recording.sent) {
    if (message?.type !== 'R' || answers.findLast((mark) => mark.at <= at)?.detail !== 'right') continue;
    for (const { keypad, number } of message.items) {
      const frame = frames.find((each) => each.message.keypad === keypad && each.message.counter === number);
      if (frame && !times.has(frameName(frame))) times.set(frameName(frame), through);
    }
  }
  return times;
}

/** Frames that were answered rightly stop. Of many keypads some may have missed both beacons. */
function receiptsArrive(recording: Recording, context: Context): Finding {
  const times = answered(recording);
  if (times.size === 0) return unseen(context, 'no frame came that could be answered');
  const late = recording.frames().filter((frame) => frame.at > (times.get(frameName(frame)) ?? frame.at) + STOP_MS);
  const names = new Set(late.map(frameName));
  const [first] = late;
  return first && names.size * 3 > times.size
    ? failed(
        recording,
        `keypads stop within ${ms(STOP_MS)} of their receipt`,
        `${names.size} of ${times.size} went on`,
        first,
      )
    : passed(`${times.size} receipts`);
}

/** RCP6: a receipt with a wrong mac is nothing to a keypad. */
function wrongReceiptsStopNobody(recording: Recording, context: Context): Finding {
  const wrong = recording.marks('answers').find(({ detail }) => detail === 'wrong');
  const right = recording.marks('answers').find(({ detail, at }) => wrong && detail === 'none' && at > wrong.at);
  const ballots = recording.came('B').filter(({ message }) => message.round === BALLOT_ROUND);
  const all = [...copies(ballots).values()];
  if (!wrong || !right || all.length === 0) return unseen(context, 'no ballot came');
  if (!comesAgain(recording)) return neverAgain;
  const expected = 'keypads that got a receipt with a wrong mac send again';
  return all.some((each) => each.length > 1) ? passed() : failed(recording, expected, 'they fell silent', right.at);
}

function rollCallAnswered(recording: Recording, context: Context): Finding {
  const [call] = recording.marks('rollCall');
  if (!call) return notSeen('the run ended before');
  const answers = recording
    .between(call.at)
    .came('S')
    .filter(({ message }) => (message.version & SIGN_IN_FLAG) === 0);
  if (answers.length === 0) return owed(recording, context, 'no keypad answered the roll call');
  const bad = answers.find(({ message }) => !context.hall.macHolds(message));
  return bad
    ? failed(recording, `S as keypad ${bad.message.keypad} sent it`, 'a mac that does not hold', bad)
    : passed(`${new Set(answers.map(({ message }) => message.keypad)).size} keypads`);
}

const everything = ['signIn', 'ballots'] as const;
export const KEYPAD_CHECKS: readonly Check[] = [
  {
    name: 'sign-ins',
    rules: ['MSG2', 'REC6'],
    title: 'sign-ins come up unaltered',
    acts: ['signIn'],
    judge: signInsUnaltered,
  },
  {
    name: 'ballots',
    rules: ['MSG1', 'REC6'],
    title: 'ballots come up unaltered: each opens under its seal',
    acts: ['ballots'],
    judge: ballotsUnaltered,
  },
  {
    name: 'paper',
    rules: ['REC8'],
    title: 'the paper reaches the keypads, in whatever order its chunks came',
    acts: ['ballots'],
    judge: paperReached,
  },
  {
    name: 'repetitions',
    rules: ['REC6'],
    title: 'frames that are sent again are relayed again',
    acts: [...everything],
    judge: relaysRepetitions,
  },
  {
    name: 'same-bytes',
    rules: ['AIR12', 'REC6'],
    title: 'each copy has the same bytes',
    acts: [...everything],
    judge: copiesAreEqual,
  },
  {
    name: 'heard-bits',
    rules: ['AIR2', 'AIR7'],
    title: 'keypads learn that they were heard',
    acts: [...everything],
    judge: heardBitsWork,
  },
  {
    name: 'receipts',
    rules: ['REC9', 'AIR8'],
    title: 'receipts reach the keypads, six in a line',
    acts: [...everything],
    judge: receiptsArrive,
  },
  {
    name: 'wrong-receipts',
    rules: ['RCP6'],
    title: 'receipts with a wrong mac stop nobody',
    acts: ['ballots'],
    judge: wrongReceiptsStopNobody,
  },
  {
    name: 'busy',
    rules: ['AIR5', 'GW5'],
    title: 'while the hall is busy nobody sends',
    acts: ['ballots'],
    judge: quietWhile('busy'),
  },
  {
    name: 'lease-0',
    rules: ['REC5'],
    title: 'with lease 0 it says nothing on the air',
    acts: ['ballots'],
    feature: 'voice',
    judge: quietWhile('lease 0'),
  },
  {
    name: 'lease-over',
    rules: ['REC3', 'REC5'],
    title: 'when its lease is over it says nothing on the air',
    acts: ['ballots'],
    feature: 'voice',
    judge: quietWhile('the lease is over'),
  },
  {
    name: 'host-silent',
    rules: ['REC3', 'FLT5'],
    title: '2 s without a good line of the host it says nothing on the air',
    acts: ['ballots'],
    judge: quietWhile('the host is silent'),
  },
  {
    name: 'goes-on',
    rules: ['REC4', 'REC5'],
    title: 'afterwards it speaks again',
    acts: ['ballots'],
    judge: goesOnAfter('busy', 'lease 0', 'the lease is over', 'the host is silent'),
  },
  {
    name: 'receipts-without-lease',
    rules: ['REC9'],
    title: 'receipts that come while it has no lease are dropped',
    acts: ['ballots'],
    feature: 'voice',
    judge: dropsReceiptsWithoutLease,
  },
  {
    name: 'roll-call',
    rules: ['AIR10', 'MSG12'],
    title: 'a roll call is said and answered',
    acts: ['rollCall'],
    feature: 'rollCall',
    judge: rollCallAnswered,
  },
];
