import { CLOSES, type CloseName } from '../acts/closing.ts';
import { DRAIN_CLOSE } from '../acts/keypads.ts';
import { type Check, type Context, failed, type Finding, ms, notSeen, passed } from '../check.ts';
import { frameName, type Of, type Recording, type Sent } from '../recording.ts';
import { AT_ONCE_MS } from '../tolerances.ts';
import { inRange } from './line.ts';
import { owed, unseen } from './keypads.ts';

const said = (recording: Recording, closeId: number): readonly Sent[] =>
  recording.sent.filter(({ message }) => message?.type === 'C' && message.closeId === closeId);
/** D after this C and before any other C: whose answer it claims to be is a question of its own (MSG7). */
function answers(recording: Recording, closeId: number): readonly Of<'D'>[] {
  const [first] = said(recording, closeId);
  if (!first) return [];
  const next = recording.sent.find(
    ({ at, message }) => at > first.at && (message?.type === 'C' ? message.closeId !== closeId : false),
  );
  const trial = recording.marks('trial').find(({ at }) => at > first.at);
  return recording.between(first.at, Math.min(next?.at ?? Infinity, trial?.at ?? Infinity)).came('D');
}

/** Drained after the first C and before its time was over. */
function drains(name: CloseName) {
  return (recording: Recording): Finding => {
    const { closeId, drain } = CLOSES[name];
    const [c] = said(recording, closeId);
    if (!c) return notSeen('the run ended before');
    const [d] = answers(recording, closeId);
    if (!d || d.at > c.through + drain + AT_ONCE_MS) {
      return failed(recording, `D with left = 0 within ${ms(drain)}`, 'no D', c.through + drain);
    }
    if (d.message.left !== 0)
      return failed(recording, 'left = 0: there was nothing to relay', `left = ${d.message.left}`, d);
    return passed(`after ${ms(d.at - c.through)}`);
  };
}

/** CLS4: what a listener said of its own queue says nothing of keypads that nobody asked. */
function answersAnew(recording: Recording): Finding {
  const { closeId, drain } = CLOSES.listening;
  const [c] = said(recording, closeId);
  const speaks = recording.sent.find(({ at, message }) => c && at > c.at && message?.type === 'O' && message.lease > 0);
  if (!c || !speaks) return notSeen('the run ended before');
  const all = answers(recording, closeId);
  if (!all.some(({ at }) => at < speaks.at)) return notSeen('it had not answered while it listened');
  const d = all.find(({ at }) => at >= speaks.at);
  return d
    ? passed(`after ${ms(d.at - speaks.through)}`)
    : failed(
        recording,
        'D again, for the close that goes on, now that it may ask the keypads',
        'no D',
        c.through + drain,
      );
}

function answersRepetition(recording: Recording): Finding {
  const { closeId, drain } = CLOSES.speaking;
  const [first, again] = said(recording, closeId);
  if (!first || !again) return notSeen('the run ended before');
  const all = answers(recording, closeId);
  const before = all.filter(({ at }) => at < again.at);
  if (before.length === 0)
    return notSeen(`nothing was drained within ${ms(drain)}, so nothing could be answered again`);
  const d = all.find(({ at }) => at >= again.at);
  return d && d.at <= again.through + AT_ONCE_MS
    ? passed(`after ${ms(d.at - again.through)}`)
    : failed(
        recording,
        `D again within ${ms(AT_ONCE_MS)} of the repeated C`,
        d ? `after ${ms(d.at - again.through)}` : 'no D',
        again.through,
      );
}

function passesOverOtherRounds(recording: Recording): Finding {
  const { closeId, round, of } = CLOSES.otherRound;
  const [c] = said(recording, closeId);
  if (!c) return notSeen('the run ended before');
  const [d] = answers(recording, closeId);
  return d
    ? failed(recording, `no D: C named round ${round}, the last O round ${of}`, `D for round ${d.message.round}`, d)
    : passed();
}

function namesTheClose(recording: Recording): Finding {
  const ids = new Map<number, number>(
    [...Object.values(CLOSES), DRAIN_CLOSE].map(({ closeId, round }) => [closeId, round]),
  );
  const beforeTrials = recording.between(recording.start, recording.marks('trial')[0]?.at);
  const judged = inRange('MSG7')(beforeTrials);
  if (judged.verdict === 'failed') return judged;
  const all = beforeTrials.came('D');
  if (all.length === 0) return notSeen('no D came');
  for (const d of all) {
    const round = ids.get(d.message.closeId);
    if (
      round === undefined ||
      round !== d.message.round ||
      !said(recording, d.message.closeId).some(({ at }) => at <= d.at)
    ) {
      return failed(
        recording,
        'close id and round of the C it answers',
        `close id ${d.message.closeId.toString(16)}, round ${d.message.round}`,
        d,
      );
    }
  }
  return passed();
}

function waitsForItsTime(recording: Recording): Finding {
  const { closeId, drain } = CLOSES.busy;
  const [c] = said(recording, closeId);
  if (!c) return notSeen('the run ended before');
  const [d] = answers(recording, closeId);
  const expected = `D ${ms(drain)} after C: nobody was asked to send while the hall is busy, so nothing proves a quiet air`;
  if (!d) return failed(recording, expected, 'no D', c.through + drain);
  const after = d.at - c.through;
  return after < drain - 50 || after > drain + AT_ONCE_MS
    ? failed(recording, expected, `after ${ms(after)}`, d)
    : passed(`after ${ms(after)}`);
}

/** CLS4: what waited on the air when the close came is on the line before D says drained. */
function ballotsBeforeDrained(recording: Recording, context: Context): Finding {
  const [c] = said(recording, DRAIN_CLOSE.closeId);
  if (!c) return unseen(context, 'no ballots were cast for this close');
  const ballots = recording
    .between(c.at)
    .came('B')
    .filter(({ message }) => message.round === DRAIN_CLOSE.round);
  const [d] = answers(recording, DRAIN_CLOSE.closeId);
  if (!d) return failed(recording, `D within ${ms(DRAIN_CLOSE.drain)}`, 'no D', c.through + DRAIN_CLOSE.drain);
  const late = ballots.find(
    (ballot) =>
      ballot.at > d.at && !ballots.some((other) => other.at <= d.at && frameName(other) === frameName(ballot)),
  );
  if (late)
    return failed(
      recording,
      'D only when all ballots that waited on the air had gone up',
      `a ballot ${ms(late.at - d.at)} after D`,
      late,
    );
  if (ballots.length === 0) {
    const missing = 'no ballot came after the close';
    return recording.came('B').length > 0 ? owed(recording, context, missing) : unseen(context, missing);
  }
  return d.message.left === 0
    ? passed(`${new Set(ballots.map(frameName)).size} ballots, then D after ${ms(d.at - c.through)}`)
    : failed(recording, 'left = 0', `left = ${d.message.left}`, d);
}

/** AIR7: who was heard is silent for 1.5 s; that silence is none of an empty air. */
function waitsForTheUnanswered(recording: Recording, context: Context): Finding {
  const [c] = said(recording, DRAIN_CLOSE.closeId);
  const answered = recording.marks('answers').find(({ at, detail }) => c && at >= c.at && detail === 'right');
  if (!c || !answered) return unseen(context, 'no ballots were cast for this close');
  const [ballot] = recording.between(c.at, answered.at).came('B');
  if (!ballot) return unseen(context, 'no ballot waited for its receipt in the close');
  const [d] = answers(recording, DRAIN_CLOSE.closeId);
  return d && d.at < answered.at
    ? failed(recording, `no D: keypad ${ballot.message.keypad} was heard, and no receipt came yet`, 'D', d)
    : passed();
}

const closing = { acts: ['closing'], feature: 'drain' } as const;
export const CLOSING_CHECKS: readonly Check[] = [
  {
    ...closing,
    name: 'drained',
    rules: ['CLS4'],
    title: 'C is answered by D with left = 0 when the air is quiet',
    judge: drains('speaking'),
  },
  {
    ...closing,
    name: 'drained-again',
    rules: ['CLS4'],
    title: 'a repeated C is answered at once',
    judge: answersRepetition,
  },
  {
    ...closing,
    name: 'other-round',
    rules: ['REC10'],
    title: 'C for another round is passed over',
    judge: passesOverOtherRounds,
  },
  {
    ...closing,
    name: 'drained-listening',
    rules: ['CLS4'],
    title: 'a listening receiver answers when its queue is empty',
    judge: drains('listening'),
  },
  {
    ...closing,
    name: 'drain-over',
    rules: ['CLS4'],
    title: 'when the drain is over it answers with what is left, and not before',
    judge: waitsForItsTime,
  },
  { ...closing, name: 'close-id', rules: ['MSG7'], title: 'D names the close it answers', judge: namesTheClose },
  {
    name: 'ballots-before-drained',
    rules: ['CLS4', 'REC10'],
    title: 'ballots that wait at the close come before D',
    acts: ['drain'],
    feature: 'drain',
    judge: ballotsBeforeDrained,
  },
  {
    name: 'drained-when-answered',
    rules: ['CLS4', 'AIR7'],
    title: 'while a ballot that it heard waits for its receipt it says no D',
    acts: ['drain'],
    feature: 'drain',
    judge: waitsForTheUnanswered,
  },
  {
    ...closing,
    name: 'drained-anew',
    rules: ['CLS4'],
    title: 'a listening receiver that begins to speak in a close answers anew',
    judge: answersAnew,
  },
];
