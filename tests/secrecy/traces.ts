import { createDecipheriv, createHash } from 'node:crypto';
import { sealBallot } from '@piaojue/firmware-protocol/seal/ballot-seal';
import { cmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { ballotKey, macKey } from '@piaojue/firmware-protocol/seal/keys';
import { paperHash } from '@piaojue/firmware-protocol/seal/paper-hash';
import { makeReceipt } from '@piaojue/firmware-protocol/seal/receipt-mac';
import type { Evidence } from './attacker.ts';
import { hexOf, type Knowledge } from './knowledge.ts';
import type { Hays } from './readings.ts';
import { scan } from './scan.ts';

const WHICH = [0, 1] as const;
/** Presses of a keypad after its sign-in that are tried. */
const PRESSES = 3;

const weighed = (by: string, counts: readonly [number, number], each: number): Evidence[] =>
  counts[0] === counts[1] ? [] : [{ by, weights: [counts[0] * each, counts[1] * each] }];

/** With the device keys he seals every ballot that somebody may have sent, and looks for its ciphertext, tag and receipt. */
export function sealedTraces({ loot, assignments }: Knowledge, hay: Hays): Evidence[] {
  const hash = paperHash(loot.paper);
  const counters = signInCounters(hay);
  const needles = loot.seats.flatMap((keypad, slot) => {
    const device = cmacKey(loot.deviceKeys.get(keypad) ?? new Uint8Array(16));
    const up = ballotKey(device, loot.session, keypad);
    const keys = {
      down: macKey(device, 'down', loot.session, keypad),
      roll: macKey(device, 'roll', loot.session, keypad),
    };
    const signIn = counters.get(slot) ?? 0;
    return Array.from({ length: PRESSES }, (_, i) => signIn + 1 + i).flatMap((counter) =>
      WHICH.flatMap((which) => {
        const ballot = assignments[which][slot];
        const other = assignments[1 - which]?.[slot];
        if (!ballot || (other && Buffer.compare(ballot, other) === 0)) return [];
        const frame = sealBallot(up, { keypad, round: loot.round, counter }, hash, ballot);
        const receipt = makeReceipt(keys, 'counted', frame);
        return [frame.ciphertext, frame.tag, receipt.mac].map((bytes) => ({ bytes, what: { slot, which } }));
      }),
    );
  });
  const seen = [new Set<number>(), new Set<number>()] as const;
  for (const { what } of scan(hay.bytes, needles)) seen[what.which].add(what.slot);
  return weighed('sealed traces', [seen[0].size, seen[1].size], 6);
}

/** As the roll has them. */
function signInCounters({ tables }: Hays): Map<number, number> {
  const counters = new Map<number, number>();
  for (const { columns, rows } of tables) {
    const [slot, counter] = [columns.indexOf('slot'), columns.indexOf('counter')];
    if (slot < 0 || counter < 0) continue;
    for (const row of rows) counters.set(Number(row[slot]), Number(row[counter]));
  }
  return counters;
}

const FRAME_OVERHEAD = 32;
const RECORD_BYTES = 31;

/** Every key file against every place where a ballot box may begin. */
export function boxesOpened(known: Knowledge, { bytes: hay }: Hays): Evidence[] {
  const keys = hay.flatMap(({ bytes }) => {
    const found: Buffer[] = [];
    for (let at = bytes.indexOf('PJRK'); at >= 0; at = bytes.indexOf('PJRK', at + 1)) {
      const key = bytes.subarray(at + 16, at + 48);
      const check = createHash('sha256').update(key).digest().subarray(0, 8);
      if (check.equals(bytes.subarray(at + 8, at + 16))) found.push(key);
    }
    return found;
  });
  if (!keys.length) return [];
  const counts: [number, number] = [0, 0];
  for (const key of keys) {
    for (const { bytes } of hay) {
      for (let at = 0; at + 64 < bytes.length; at += 512) {
        const ballots = boxAt(bytes, at, key, known.loot.round);
        for (const [slot, hex] of ballots)
          for (const which of WHICH)
            if (hexOf(known.assignments[which][slot] ?? new Uint8Array()) === hex) counts[which]++;
      }
    }
  }
  return weighed('a box and its key', counts, 2);
}

/** The last ballot of each slot, hex. */
function boxAt(file: Buffer, from: number, key: Buffer, round: number): ReadonlyMap<number, string> {
  const ballots = new Map<number, string>();
  let previous: Buffer = Buffer.alloc(16);
  for (let at = from, frame = 0; at + 4 <= file.length; frame++) {
    const length = file.readUInt32BE(at);
    const end = at + FRAME_OVERHEAD + length;
    if (length < 1 || length > 65_536 || end > file.length) break;
    const data = Buffer.alloc(22);
    data.writeUInt16BE(round, 0);
    data.writeUInt32BE(frame, 2);
    data.set(previous, 6);
    const tag = file.subarray(end - 16, end);
    const decipher = createDecipheriv('aes-256-gcm', key, file.subarray(at + 4, at + 16))
      .setAAD(data)
      .setAuthTag(tag);
    const body = decipher.update(file.subarray(at + 16, end - 16));
    try {
      decipher.final();
    } catch {
      break;
    }
    for (let record = 1; body[0] === 2 && record + RECORD_BYTES <= body.length; record += RECORD_BYTES)
      ballots.set(body.readUInt16BE(record), hexOf(body.subarray(record + 15, record + RECORD_BYTES)));
    previous = tag;
    at = end;
  }
  return ballots;
}

const BESIDE = 40;

/** Open ballots with the number of a slot or keypad always at the same distance from them; and open ballots in an order. */
export function besideBallots({ loot, holders, assignments, voters }: Knowledge, { bytes: hay }: Hays): Evidence[] {
  const needles = assignments[0].map((bytes) => ({ bytes, what: hexOf(bytes) }));
  const hits = scan(hay, needles);
  if (hits.length < voters / 2) return [];
  const keypadSlot = new Map(loot.seats.map((keypad, slot) => [keypad, slot]));
  const readers: readonly (readonly [string, (bytes: Buffer, at: number) => number | undefined])[] = [
    ['slot u8', (bytes, at) => bytes[at]],
    ['slot u16', (bytes, at) => (at + 1 < bytes.length ? bytes.readUInt16BE(at) : undefined)],
    ['keypad u8', (bytes, at) => keypadSlot.get(bytes[at] ?? 0)],
    ['keypad u16', (bytes, at) => keypadSlot.get(at + 1 < bytes.length ? bytes.readUInt16BE(at) : 0)],
  ];
  const best: [number, number] = [0, 0];
  for (let distance = -BESIDE; distance <= BESIDE; distance++) {
    if (distance > -1 && distance < 16) continue;
    for (const [, read] of readers) {
      const agree = [new Set<number>(), new Set<number>()] as const;
      for (const { found, at, what } of hits) {
        if (at + distance < 0) continue;
        const slot = read(found.bytes, at + distance);
        if (slot === undefined) continue;
        for (const which of WHICH) if (holders[which].get(what)?.includes(slot)) agree[which].add(slot);
      }
      for (const which of WHICH) best[which] = Math.max(best[which], agree[which].size);
    }
  }
  return weighed('beside an open ballot', best, 1.5);
}
