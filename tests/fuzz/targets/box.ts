import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Random } from '@piaojue/device-gateway/simulator/random';
import { SEALED_BALLOT_BYTES } from '@piaojue/firmware-protocol/messages';
import { bitmap, setBit } from '@piaojue/server/bitmap';
import {
  BoxWriter,
  createBoxFile,
  END_FRAME,
  GROUP_FRAME,
  HEADER_FRAME,
  readBox,
  RECORD_BYTES,
} from '@piaojue/server/box/box-file';
import { Intake } from '@piaojue/server/box/intake';
import { SESSION, testKeypad } from '@piaojue/server/box/test-keypad';
import { anyBytes, mutateBytes, pick, size } from '../mutate.ts';
import { hex, hold, opened, type Suspect, type Target } from '../target.ts';

/** The ballot box: what stands in its file after damage, and what it takes. */
const ROUND = 3;
const KEY = new Uint8Array(32).fill(7);

interface Written {
  readonly bytes: Buffer;
  /** Of each frame, the end. */
  readonly ends: readonly number[];
  readonly bodies: readonly string[];
}

/** `groups` frames of ballots behind the header, and END if it is ended. */
function written(folder: string, groups: number, ended: boolean, round = ROUND): Written {
  const path = join(folder, `base-${groups}-${ended}-${round}`);
  createBoxFile(path, 1);
  const writer = new BoxWriter(path, KEY, round, BoxWriter.start, 4096 * 64);
  const bodies: Uint8Array[] = [];
  const ends: number[] = [];
  let end = 0;
  const add = (type: number, body: Uint8Array): void => {
    writer.append(type, body);
    end += 33 + body.length;
    ends.push(end);
    bodies.push(Uint8Array.of(type, ...body));
  };
  add(HEADER_FRAME, new Uint8Array(19).fill(1));
  for (let group = 0; group < groups; group++)
    add(GROUP_FRAME, new Uint8Array(RECORD_BYTES * (1 + (group % 3))).fill(group + 1));
  if (ended) add(END_FRAME, Uint8Array.of(0, 0, 0, groups));
  writer.close();
  truncateSync(path, end + 200);
  const bytes = readFileSync(path);
  rmSync(path);
  return { bytes, ends, bodies: bodies.map(hex) };
}

function boxTarget(read: typeof readBox = readBox): Target<Uint8Array> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'fuzz-box-'));
  const path = join(folder, 'round.box');
  const bases = [
    written(folder, 0, false),
    written(folder, 1, false),
    written(folder, 4, false),
    written(folder, 4, true),
  ];
  const others = [...bases, written(folder, 4, false, ROUND + 1)];
  const frameAt = (base: Written, at: number): number => base.ends.findIndex((end) => at < end);
  /** Body and tag of one frame both damaged: nothing is left that the next could be known by; the count of ballots tells it. */
  const inTag = (base: Written, at: number): boolean => at >= (base.ends[frameAt(base, at)] ?? 0) - 16;
  /** Which box it was: its first byte says it. */
  const whole = (index: number, bytes: Uint8Array): Uint8Array => Uint8Array.from([index, ...bytes]);
  return {
    name: 'box',
    about:
      'box files that were cut, flipped, spliced: no exception; what is read was written, in order; one damage before the last frame is broken, never less ballots without a word',
    share: 150,
    make(random) {
      const index = random.below(bases.length);
      const { bytes, ends } = bases[index] ?? written(folder, 0, false);
      const changed = Buffer.from(bytes);
      switch (random.below(6)) {
        case 0:
          return whole(index, changed);
        case 1:
          return whole(index, changed.subarray(0, random.below(changed.length)));
        case 2: {
          const other = pick(random, others);
          const from = random.below(other.bytes.length);
          other.bytes.copy(changed, random.below(changed.length), from, from + size(random, 400));
          return whole(index, changed);
        }
        case 3:
          return whole(index, mutateBytes(random, changed));
        default: {
          // One byte within what was written.
          const at = random.below(ends.at(-1) ?? 1);
          changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
          return whole(index, changed);
        }
      }
    },
    mutate: (random, input) => whole(input[0] ?? 0, mutateBytes(random, input.subarray(1))),
    run(input) {
      const base = bases[input[0] ?? 0];
      if (!base) return 'refused';
      const file = Buffer.from(input.subarray(1));
      writeFileSync(path, file);
      const bodies: string[] = [];
      const contents = read(path, KEY, ROUND, (type, body) => bodies.push(hex(Uint8Array.of(type, ...body))));
      hold(
        bodies.every((body, i) => body === base.bodies[i]),
        'the frames that were written, in order',
        () => bodies,
      );
      const differing = [...base.bytes.keys()].filter(
        (at) => at < (base.ends.at(-1) ?? 0) && base.bytes[at] !== file[at],
      );
      const [first] = differing;
      const inOneFrame =
        first !== undefined &&
        file.length === base.bytes.length &&
        frameAt(base, first) === frameAt(base, differing.at(-1) ?? 0);
      const untouched = Buffer.compare(file.subarray(base.ends.at(-1)), base.bytes.subarray(base.ends.at(-1))) === 0;
      if (inOneFrame && untouched && differing.every((at) => inTag(base, at) === inTag(base, first))) {
        const frame = frameAt(base, first);
        if (frame < base.ends.length - 1)
          hold(
            !contents.ok && contents.error.code === 'broken',
            `broken: frame ${frame} is damaged and more follow`,
            () => contents,
          );
        else hold(!contents.ok || contents.value.torn, 'a torn last frame', () => contents);
      }
      if (first === undefined && file.length >= base.bytes.length && untouched && contents.ok)
        hold(bodies.length === base.bodies.length && !contents.value.torn, 'all frames', () => bodies.length);
      if (!contents.ok) {
        hold(['broken', 'missing'].includes(contents.error.code), 'broken or missing', () => contents.error);
        return 'refused';
      }
      return 'taken';
    },
    show: hex,
    end: () => {
      rmSync(folder, { recursive: true });
      return Promise.resolve();
    },
  };
}

const PAPER = new Uint8Array(16).fill(0xab);
const KEYPADS = [testKeypad(101), testKeypad(102), testKeypad(103)];
const STRANGERS = [testKeypad(101, { ...SESSION, mode: 'real' }), testKeypad(999)];

/** Frames of 34 bytes, all sealed by somebody; then changed, or not. */
function anyFrames(random: Random): Uint8Array[] {
  const genuine = (): Uint8Array =>
    pick(random, random.chance(0.9) ? KEYPADS : STRANGERS).press(
      random.chance(0.95) ? ROUND : ROUND + 1,
      1 + random.below(6),
      random.chance(0.95) ? PAPER : new Uint8Array(16).fill(0xab).fill(1, 8),
      [random.below(5)],
    );
  return Array.from({ length: 1 + size(random, 12) }, () =>
    random.chance(0.5)
      ? genuine()
      : random.chance(0.8)
        ? mutateBytes(random, genuine())
        : anyBytes(random, SEALED_BALLOT_BYTES),
  );
}

/** `bend`: what the intake is handed instead of a frame. */
function intakeTarget(bend: (frame: Uint8Array) => Uint8Array = (frame) => frame): Target<Uint8Array[]> {
  // What the hall's keypads can have sealed: no other plaintext may ever be counted.
  const sealed = new Map<string, number>();
  for (const [slot, keypad] of KEYPADS.entries())
    for (let counter = 1; counter <= 6; counter++)
      for (let position = 0; position < 5; position++)
        sealed.set(hex(keypad.press(ROUND, counter, PAPER, [position])), slot);
  return {
    name: 'intake',
    about:
      'any frames to the box: no exception, each is answered or counted, and only what a keypad of this hall sealed for this paper is counted, the newest of each (SRV1, SRV8, SRV10–SRV14)',
    share: 400,
    make: anyFrames,
    async run(frames) {
      const counted: number[] = [];
      let receipts = 0;
      const intake = new Intake({
        round: ROUND,
        paperHash: PAPER,
        slots: KEYPADS.length,
        voters: new Map(
          KEYPADS.map(({ keypad, open, down, roll }, slot) => [keypad, { slot, generation: 0, open, down, roll }]),
        ),
        firstPress: false,
        commit: () => Promise.resolve(undefined),
        count: (slot, order) => {
          hold((counted[slot] ?? 0) < order, 'newer ballots only', () => [slot, order]);
          counted[slot] = order;
        },
        receipt: (_port, bytes) => {
          hold(bytes.length === 15, 'a receipt', () => hex(bytes));
          receipts += 1;
        },
        afterGroup: () => undefined,
      });
      const all = bitmap(KEYPADS.length);
      for (const slot of KEYPADS.keys()) setBit(all, slot);
      intake.authorise(all);
      const newest: number[] = [];
      for (const frame of frames) {
        for (let at = 0; at + SEALED_BALLOT_BYTES <= frame.length; at += SEALED_BALLOT_BYTES) {
          const one = Buffer.from(frame.subarray(at, at + SEALED_BALLOT_BYTES));
          const slot = sealed.get(hex(one));
          if (slot !== undefined) newest[slot] = Math.max(newest[slot] ?? 0, one.readUInt32BE(4));
        }
        intake.take(0, bend(frame));
        await new Promise((resolve) => setImmediate(resolve));
      }
      const silent = Object.values(intake.refused).reduce((sum, count) => sum + count, 0);
      const taken = KEYPADS.map((_, slot) => counted[slot] ?? 0);
      hold(
        taken.every((order, slot) => order === (newest[slot] ?? 0)),
        `counters ${newest.join(' ')}`,
        () => taken,
      );
      const complete = frames.reduce((sum, frame) => sum + Math.floor(frame.length / SEALED_BALLOT_BYTES), 0);
      hold(receipts + silent >= complete, `${complete} frames answered or counted`, () => [receipts, silent]);
      return { taken: taken.filter(Boolean).length, refused: silent };
    },
    show: (frames) => JSON.stringify(frames.map(hex)),
  };
}

export const box: readonly Suspect[] = [
  {
    name: 'box',
    open: opened(() => boxTarget()),
    plants: {
      'any break that is taken for a torn end': opened(() =>
        boxTarget((path, key, round, visit) => {
          const contents = readBox(path, key, round, visit);
          if (contents.ok) return contents;
          return { ok: true, value: { position: BoxWriter.start, size: 0, ended: undefined, torn: true, dirtyEnd: 0 } };
        }),
      ),
    },
  },
  {
    name: 'intake',
    open: opened(() => intakeTarget()),
    plants: {
      'a tag of which seven bytes are compared': opened(() => {
        const genuine = KEYPADS.flatMap((keypad) =>
          [1, 2, 3, 4, 5, 6].flatMap((counter) =>
            [0, 1, 2, 3, 4].map((at) => keypad.press(ROUND, counter, PAPER, [at])),
          ),
        );
        return intakeTarget(
          (frame) => genuine.find((good) => Buffer.compare(good.subarray(0, 26), frame.subarray(0, 26)) === 0) ?? frame,
        );
      }),
    },
  },
];
