import { FEATURES, WIRE_VERSION } from '@piaojue/firmware-protocol/messages';
import { type Check, failed, type Finding, ms, notSeen, passed, seconds } from '../check.ts';
import type { Recording, Sent } from '../recording.ts';
import { AT_ONCE_MS, BEAT_OFF_MS } from '../tolerances.ts';
import { inRange, nothingCame } from './line.ts';

const orders = (recording: Recording): readonly Sent[] => recording.sent.filter(({ message }) => message?.type === 'O');
const asks = (recording: Recording): readonly Sent[] => orders(recording).filter(({ sequence }) => sequence === 0);

/** Is there a greeting for this order? */
const greeted = (recording: Recording, { at, through }: Sent) =>
  recording.between(at, through + AT_ONCE_MS).came('G')[0];

const ASKING = 'O with sequence 0';

function greetsWhenAsked(recording: Recording): Finding {
  if (recording.received.length === 0) return nothingCame;
  const all = asks(recording.between(recording.start, firstTrial(recording)));
  const missed = all.filter((order) => !greeted(recording, order));
  const [first] = missed;
  if (first) {
    const late = recording.between(first.at).came('G')[0];
    const came = late ? `the next G came ${seconds(late.at - first.through)} later` : 'no G came';
    return failed(
      recording,
      `G within ${ms(AT_ONCE_MS)} of ${ASKING} (${missed.length} of ${all.length} were not greeted)`,
      came,
      first.through,
    );
  }
  return passed(`${all.length} times`);
}

/** Trials have checks of their own. */
const firstTrial = (recording: Recording): number => recording.marks('trial')[0]?.at ?? Number.POSITIVE_INFINITY;

export function greetsOnlyThen(recording: Recording): Finding {
  const first = asks(recording)[0];
  const last = firstTrial(recording);
  const greetings = recording.between(recording.start, last).came('G');
  if (!first || greetings.length === 0) return notSeen('no G came at all');
  const back = recording.marks('hostBack').map(({ at }) => at);
  const causes = [
    ...asks(recording),
    ...orders(recording).filter(({ at }) => back.some((from) => at >= from && at < from + AT_ONCE_MS)),
  ];
  for (const greeting of greetings) {
    // The host may be the first since boot, or the first for 2 s, when the kit begins.
    const cause =
      greeting.at < first.through + AT_ONCE_MS ||
      causes.some(({ at, through }) => greeting.at >= at && greeting.at < through + AT_ONCE_MS);
    if (!cause)
      return failed(
        recording,
        `G only after ${ASKING} or after 2 s of silence`,
        'a G that nothing asked for',
        greeting,
      );
  }
  return passed();
}

function greetsAfterSilence(recording: Recording): Finding {
  const backs = recording.marks('hostBack');
  if (backs.length === 0 || recording.received.length === 0) return notSeen('the host was never silent');
  for (const { at } of backs) {
    const order = orders(recording.between(at))[0];
    if (order && !greeted(recording, order)) {
      return failed(
        recording,
        `G within ${ms(AT_ONCE_MS)} of the first O after 2 s with nothing but noise from the host`,
        'no G',
        order.through,
      );
    }
  }
  return passed();
}

function keepsOneBoot(recording: Recording): Finding {
  const greetings = recording.came('G');
  const [first] = greetings;
  if (!first) return notSeen('no G came at all');
  const other = greetings.find(({ message }) => message.boot !== first.message.boot);
  if (!other) return passed(`${greetings.length} greetings`);
  const trial = recording.marks('trial').findLast(({ at }) => at <= other.at);
  const after = trial && other.at - trial.at < 3000 ? `; the last odd input before it: ${trial.detail}` : '';
  return failed(
    recording,
    `the boot id ${hex(first.message.boot, 8)} as long as it runs`,
    `${hex(other.message.boot, 8)}: it restarted, or draws its boot id anew${after}`,
    other,
  );
}

function newBoot(recording: Recording): Finding {
  const [replug] = recording.marks('replug');
  const [back] = recording.marks('replugged');
  if (!replug || !back) return notSeen('the receiver was not taken off its power; run with --replug');
  const before = recording.between(recording.start, replug.at).came('G').at(-1);
  const after = recording.between(back.at).came('G')[0];
  if (!before || !after) return notSeen('no greeting before and after');
  if (before.message.boot === after.message.boot) return failed(recording, 'another boot id', 'the same one', after);
  const first = recording
    .between(replug.at)
    .received.find(({ letter, sequence }) => letter !== null && sequence !== null && sequence < 16);
  if (!first) return failed(recording, 'a sequence that begins at 0', 'numbers that go on as before', after);
  return passed();
}

function greetingFields(recording: Recording): Finding {
  const judged = inRange('MSG6')(recording);
  if (judged.verdict === 'failed') return judged;
  const greetings = recording.came('G');
  const [first] = greetings;
  if (!first) return notSeen('no G came at all');
  const { message } = first;
  const id = Buffer.from(message.receiver).toString('hex');
  if (/^(00)+$|^(ff)+$/.test(id)) return failed(recording, 'a serial number of its own', id, first);
  if (message.queue === 0) return failed(recording, 'a queue that can hold something', '0', first);
  const other = greetings.find(
    (each) =>
      Buffer.compare(each.message.receiver, message.receiver) !== 0 ||
      each.message.channel !== message.channel ||
      each.message.queue !== message.queue ||
      each.message.features !== message.features,
  );
  if (other)
    return failed(recording, 'the same serial number, channel, queue and features in every greeting', 'others', other);
  return passed(`receiver ${id}, channel ${message.channel}, queue ${message.queue}`);
}

function greetingVersions(recording: Recording): Finding {
  const [first] = recording.came('G');
  if (!first) return notSeen('no G came at all');
  const { oldest, newest } = first.message;
  const speaks = oldest <= WIRE_VERSION && WIRE_VERSION <= newest;
  return speaks ? passed() : failed(recording, `oldest ≤ ${WIRE_VERSION} ≤ newest`, `${oldest} to ${newest}`, first);
}

const KNOWN_FEATURES = Object.values(FEATURES).reduce<number>((all, bit) => all | bit, 0);
function greetingFeatures(recording: Recording): Finding {
  const odd = recording.came('G').find(({ message }) => (message.features & ~KNOWN_FEATURES) !== 0);
  if (odd) return failed(recording, 'feature bits beyond those of MSG6 as zeros', hex(odd.message.features, 4), odd);
  return recording.came('G').length > 0 ? passed() : notSeen('no G came at all');
}

function beatsEachSecond(recording: Recording): Finding {
  const beats = recording.came('T');
  if (recording.received.length === 0) return nothingCame;
  const times = [recording.start, ...beats.map(({ at }) => at), recording.end];
  const gaps = times.slice(1).map((at, i) => ({ at, gap: at - (times[i] ?? at) }));
  const long = gaps.find(({ gap }) => gap > 1000 + BEAT_OFF_MS);
  if (long) return failed(recording, 'T each 1 s, whatever else goes on', `none for ${seconds(long.gap)}`, long.at);
  const [first, last] = [beats[0], beats.at(-1)];
  if (!first || !last || beats.length < 3) return notSeen('too short a run');
  const period = (last.at - first.at) / (beats.length - 1);
  return Math.abs(period - 1000) <= 50
    ? passed(`${beats.length} of them, every ${ms(period)}`)
    : failed(recording, 'T each 1,000 ms on average, ± 5 %', ms(period), last);
}

function uptimeGoesOn(recording: Recording): Finding {
  const beats = recording.came('T');
  const [first] = beats;
  if (!first) return notSeen('no T came');
  for (const beat of beats) {
    const expected = first.message.uptime + (beat.at - first.at) / 1000;
    // Whole seconds of two clocks, and the tolerance of a host that was held up.
    if (Math.abs(beat.message.uptime - expected) > 2) {
      return failed(recording, `an uptime of about ${Math.round(expected)} s`, `${beat.message.uptime} s`, beat);
    }
  }
  const back = beats.find((beat, i) => beat.message.uptime < (beats[i - 1]?.message.uptime ?? 0));
  return back ? failed(recording, 'an uptime that never goes back', `${back.message.uptime} s`, back) : passed();
}

function heartbeatFields(recording: Recording): Finding {
  const odd = recording.came('T').find(({ message: { load } }) => load > 100 && load !== 255);
  if (odd) return failed(recording, 'a load of 0 to 100, or 255', String(odd.message.load), odd);
  return recording.came('T').length > 0 ? passed() : notSeen('no T came');
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

export const GREETING_CHECKS: readonly Check[] = [
  {
    name: 'greets-when-asked',
    rules: ['REC1'],
    title: 'it greets after every O with sequence 0',
    acts: [],
    judge: greetsWhenAsked,
  },
  { name: 'greets-only-then', rules: ['REC1'], title: 'it greets at nothing else', acts: [], judge: greetsOnlyThen },
  {
    name: 'greets-after-silence',
    rules: ['REC1', 'FLT5'],
    title: 'it greets after 2 s without a good line; bad ones are no sign of life',
    acts: ['silence'],
    judge: greetsAfterSilence,
  },
  { name: 'versions', rules: ['VER2'], title: 'it speaks wire version 1', acts: [], judge: greetingVersions },
  {
    name: 'greeting-fields',
    rules: ['MSG6'],
    title: 'the greeting is complete and always the same',
    acts: [],
    judge: greetingFields,
  },
  {
    name: 'greeting-features',
    rules: ['MSG13', 'MSG6'],
    title: 'unknown feature bits are zero',
    acts: [],
    judge: greetingFeatures,
  },
  {
    name: 'one-boot',
    rules: ['REC12', 'FLT2'],
    title: 'it never restarts, and keeps its boot id',
    acts: [],
    judge: keepsOneBoot,
  },
  {
    name: 'new-boot',
    rules: ['REC12'],
    title: 'after a restart another boot id, and a sequence from 0',
    acts: ['replug'],
    optional: true,
    judge: newBoot,
  },
  {
    name: 'heartbeat',
    rules: ['REC2'],
    title: 'it sends T each second, always',
    acts: ['silence'],
    judge: beatsEachSecond,
  },
  { name: 'uptime', rules: ['MSG5'], title: 'its uptime goes on with the clock', acts: [], judge: uptimeGoesOn },
  {
    name: 'heartbeat-fields',
    rules: ['MSG5'],
    title: 'its load is a percentage, or 255',
    acts: [],
    judge: heartbeatFields,
  },
];
