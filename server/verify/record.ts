import type { Bundle } from './bundle.ts';
import { isCounted } from './bundle.ts';
import { type Loose, parseCanonical } from './canonical.ts';
import { type Check, type Fault, fault, judged, unchecked } from './checks.ts';
import { sha256 } from './frozen.ts';

/** One line of the exported record: `HASH {"at":…,"event":{…},"seq":…}` (FORMAT.md, "The record"). */
export interface Line {
  readonly seq: number;
  readonly at: number;
  readonly event: { readonly event: string } & { readonly [name: string]: Loose };
  readonly hash: string;
}

/** A bundle and the hash of its bytes. */
export interface Named {
  readonly bundle: Bundle;
  readonly hash: string;
}

/** The lines, and the first thing that is wrong with them: each has the hash over the one before and itself. */
export function readRecord(bytes: Uint8Array): { readonly lines: readonly Line[]; readonly faults: readonly Fault[] } {
  const text = Buffer.from(bytes).toString('utf8');
  const lines: Line[] = [];
  if (!Buffer.from(text, 'utf8').equals(bytes) || !text.endsWith('\n'))
    return { lines, faults: [fault('record', 'UTF-8 that ends with a line', 'something else')] };
  let previous = '';
  for (const [index, each] of text.slice(0, -1).split('\n').entries()) {
    const at = `line ${index + 1}`;
    const [hash, body] = [each.slice(0, 64), each.slice(65)];
    const expected = sha256(`${previous}\n${body}`);
    if (each[64] !== ' ' || hash !== expected) return { lines, faults: [fault(at, expected, hash)] };
    const row = rowOf(body);
    if (row?.seq !== index + 1)
      return { lines, faults: [fault(at, `line ${index + 1} of the record`, body.slice(0, 60))] };
    lines.push({ ...row, hash });
    previous = hash;
  }
  return { lines, faults: [] };
}

function rowOf(body: string): Omit<Line, 'hash'> | undefined {
  const row = parseCanonical(Buffer.from(body, 'utf8')) as Omit<Line, 'hash'> | undefined;
  const isRow =
    typeof row === 'object' &&
    Number.isSafeInteger(row?.seq) &&
    Number.isSafeInteger(row?.at) &&
    typeof row?.event === 'object' &&
    typeof row.event?.event === 'string';
  return isRow ? row : undefined;
}

/** What the record says of the rounds of these bundles, and of the boxes of all rounds. */
export function recordChecks(bytes: Uint8Array, bundles: readonly Named[]): readonly Check[] {
  const { lines, faults } = readRecord(bytes);
  const whole = judged('record-chain', faults);
  if (faults.length) return [whole];
  const zero = zeroOf(lines, bundles);
  if (bundles.length === 0) return [whole, zero];
  if (bundles.every(({ bundle }) => !bundle.recordHash))
    return [whole, unchecked('record-bundle', 'older-bundle'), zero];
  return [
    whole,
    judged(
      'record-bundle',
      bundles.flatMap((named) => bundleFaults(lines, named)),
    ),
    zero,
  ];
}

const ofRound =
  (name: string, round: number) =>
  (line: Line): boolean =>
    line.event.event === name && line.event['round'] === round;

/** The line that the bundle names says that the round was counted, with the sums of the bundle; and so do those around it. */
function bundleFaults(lines: readonly Line[], { bundle, hash }: Named): readonly Fault[] {
  const { round, recordSeq, recordHash } = bundle;
  const at = (name: string): string => `round ${round}: ${name}`;
  const line = lines[Number(recordSeq) - 1];
  if (!recordHash || line?.hash !== recordHash || !ofRound('round tallied', round)(line))
    return [fault(at('round tallied'), `line ${recordSeq} with hash ${recordHash}`, line?.hash ?? 'no such line')];
  const counts = isCounted(bundle);
  const faults = compare(at('round tallied'), line, {
    returned: bundle.returned,
    valid: counts ? bundle.valid : null,
    invalid: counts ? bundle.invalid : null,
    outcome: bundle.decision.outcome,
  });
  const opened = lines.slice(0, line.seq).findLast(ofRound('round opened', round));
  const { frozenHash, presenceHash, all, present, issued } = bundle;
  faults.push(...compare(at('round opened'), opened, { hash: frozenHash, presenceHash, all, present, issued }));
  // A record that was exported before the close does not say so yet.
  const closed = lines.slice(line.seq).find(ofRound('round closed', round));
  if (closed) faults.push(...compare(at('round closed'), closed, { bundle: hash }));
  return faults;
}

const said = (value: Loose | undefined): string => (value === undefined ? 'nothing' : JSON.stringify(value));

function compare(path: string, line: Line | undefined, expected: Readonly<Record<string, Loose>>): Fault[] {
  if (!line) return [fault(path, 'such a line', 'none')];
  return Object.entries(expected)
    .filter(([name, value]) => line.event[name] !== value)
    .map(([name, value]) => fault(`${path}/${name}`, said(value), said(line.event[name])));
}

/** Before each opening by keypads stands a line that says that the box was read back and held no ballot. */
function zeroOf(lines: readonly Line[], bundles: readonly Named[]): Check {
  const asked = bundles.map(({ bundle }) => bundle.round);
  const openings = lines.filter(
    ({ event }) =>
      event.event === 'round opened' &&
      event['method'] !== 'hand' &&
      (!asked.length || asked.includes(Number(event['round']))),
  );
  const faults = openings.flatMap((opened): readonly Fault[] => {
    const round = Number(opened.event['round']);
    const path = `round ${round}: empty box`;
    if (opened.event['ballotsInBox'] !== 0) return [fault(path, '0 ballots', said(opened.event['ballotsInBox']))];
    const ready = lines.slice(0, opened.seq).findLast(ofRound('round ready', round));
    const made = lines.slice(ready?.seq ?? 0, opened.seq - 1).filter(ofRound('empty box made', round));
    // Records of before say it in the line of the opening alone.
    const isOlder = !lines.some(({ event }) => event.event === 'empty box made');
    if (!made.length) return isOlder ? [] : [fault(path, 'a line before the opening', 'none')];
    return made.every(({ event }) => event['ballots'] === 0) ? [] : [fault(path, '0 ballots', 'some')];
  });
  return judged('record-zero', faults);
}
