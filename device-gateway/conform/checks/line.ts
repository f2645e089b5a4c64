import { SEQUENCES, sequenceGap } from '@piaojue/firmware-protocol/line';
import { type Check, failed, type Finding, notSeen, passed } from '../check.ts';
import type { Received, Recording } from '../recording.ts';

/** The flaws of all lines that came, by the rule they break. */
function noFlawOf(rule: string) {
  return (recording: Recording): Finding => {
    const lines = recording.received;
    const bad = lines.filter(({ flaws }) => flaws.some((flaw) => flaw.rule === rule));
    const [first] = bad;
    const flaw = first?.flaws.find((each) => each.rule === rule);
    if (first && flaw) {
      const more = bad.length > 1 ? ` (the first of ${bad.length} lines)` : '';
      return failed(recording, flaw.expected, `${flaw.came}${more}`, first);
    }
    return lines.length > 0 ? passed(`${lines.length} lines`) : nothingCame;
  };
}

export const nothingCame = notSeen(
  'nothing came from the receiver: is it powered, is this its port, is --baud right, does another program hold the port?',
);

const flawless = (name: string, rule: string, title: string): Check => ({
  name,
  rules: [rule],
  title,
  acts: [],
  judge: noFlawOf(rule),
});

/** LINE7: of what the receiver sends. */
function countsLines(recording: Recording): Finding {
  const numbered = recording.received.filter(({ sequence }) => sequence !== null);
  if (numbered.length < 2) return nothingCame;
  for (const [i, line] of numbered.slice(1).entries()) {
    const before = numbered[i]?.sequence ?? 0;
    const expected = (before + 1) % SEQUENCES;
    const sequence = line.sequence ?? 0;
    if (sequence === expected || beganAnew(recording, line)) continue;
    const gap = sequenceGap(before, sequence);
    const missing = gap > 0 ? ` (missing lines: ${gap})` : '';
    const came = sequence === before ? 'the same number again' : `${sequence}${missing}`;
    return failed(recording, `sequence ${expected} after ${before}`, came, line);
  }
  return passed();
}

/** REC12: a receiver that restarted counts from 0, and greets with another boot id. */
function beganAnew(recording: Recording, line: Received): boolean {
  const before = recording.between(recording.start, line.at).came('G').at(-1);
  const after = recording.between(line.at).came('G')[0];
  return line.sequence === 0 && after !== undefined && before?.message.boot !== after.message.boot;
}

function noCarriageReturn(recording: Recording): Finding {
  const judged = noFlawOf('LINE1')(recording);
  const crs = recording.received.filter(({ bytes }) => bytes.at(-2) === 0x0d).length;
  return judged.verdict === 'ok' && crs > 0
    ? passed(`${crs} lines end in CR LF: taken by every host, but leave the CR out`)
    : judged;
}

export const LINE_CHECKS: readonly Check[] = [
  { ...flawless('line-shape', 'LINE1', 'its lines are $, type, sequence, payload, CRC, LF'), judge: noCarriageReturn },
  flawless('line-length', 'LINE2', 'its lines have at most 160 bytes, printable, one $ in each'),
  flawless('line-base64url', 'LINE3', 'its payloads have the one spelling of base64url'),
  flawless('line-crc', 'LINE4', 'its CRCs are right and in upper case'),
  { name: 'line-sequence', rules: ['LINE7'], title: 'its sequence counts every line', acts: [], judge: countsLines },
  flawless('line-reserved', 'LINE8', 'it sends reserved bytes as zeros'),
  flawless('line-types', 'LINE9', 'it sends no type of the host'),
  flawless('line-lengths', 'LINE11', 'its payloads have the length of their message'),
];

/** A message came, and every one had numbers within their ranges. */
export const inRange = (rule: string) => noFlawOf(rule);
