import { type Check, failed, type Finding, ms, notSeen, passed } from '../check.ts';
import { greetsOnlyThen } from './greeting.ts';
import type { Recording } from '../recording.ts';
import { AT_ONCE_MS } from '../tolerances.ts';
import { type Trial, TRIALS } from '../trials.ts';

function judgeTrial({ name, expect }: Trial): (recording: Recording) => Finding {
  return (recording) => {
    const mark = (kind: 'trial' | 'control' | 'trialOver') =>
      recording.marks(kind).find(({ detail }) => detail === name);
    const [begin, control, over] = [mark('trial'), mark('control'), mark('trialOver')];
    if (!begin || !control || !over) return notSeen('the run ended before');
    if (!greetsPlainly(recording)) return notSeen('without a greeting at O with sequence 0 (REC1) nothing shows here');
    if (greetsOnlyThen(recording).verdict === 'failed')
      return notSeen('with greetings at any time (REC1) nothing shows here');
    const during = recording.span(begin, control);
    const answer = during.received.find(({ letter }) => letter === 'G' || letter === 'D');
    const [after, twice] = recording.span(control, over).came('G');
    if (expect === 'passedOver' && twice) return failed(recording, 'one G, for the plain O behind it', 'two', twice);
    if (expect === 'passedOver' && answer)
      return failed(recording, 'no answer', `${answer.letter}: it was obeyed`, answer);
    if (!after) return failed(recording, `G at the plain O behind it, within ${ms(AT_ONCE_MS)}`, 'none', control.at);
    if (expect === 'obeyed' && !answer)
      return failed(recording, `G within ${ms(AT_ONCE_MS)}`, 'none; the plain O behind it was taken', control.at);
    return passed();
  };
}

/** Did it greet before the trials began? */
function greetsPlainly(recording: Recording): boolean {
  const [first] = recording.marks('trial');
  if (!first) return false;
  const order = recording.sent
    .filter(({ at, sequence, message }) => at < first.at && sequence === 0 && message !== null)
    .at(-1);
  return order !== undefined && recording.between(order.at, order.through + AT_ONCE_MS).came('G').length > 0;
}

export const MALFORMED_CHECKS: readonly Check[] = TRIALS.map((trial) => ({
  name: trial.name,
  rules: trial.rules,
  title: trial.title,
  acts: ['malformed'],
  ...(trial.name === 'spare-bits' || trial.name === 'padding' ? { feature: 'drain' as const } : {}),
  judge: judgeTrial(trial),
}));
