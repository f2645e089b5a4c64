import { BALLOT_BYTES, pickBallot } from '@piaojue/firmware-protocol/ballot';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitmap, setBit } from '../bitmap.ts';
import { MAX_GROUP, RECORD_BYTES } from './box-file.ts';
import { Intake } from './intake.ts';
import { SESSION, testKeypad } from './test-keypad.ts';

const ROUND = 3;
const PAPER = new Uint8Array(16).fill(0xab);
const OTHER_PAPER = Uint8Array.of(0xab, 0xab, 0xff, ...new Uint8Array(13));
const DISK_FULL = new Error('ENOSPC');

const times = <T>(length: number, value: T): T[] => Array.from({ length }, () => value);
/** Lets every promise that is settled run on. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface HallSketch {
  readonly voters?: number;
  readonly firstPress?: boolean;
  /** Slots that may vote; all by default. */
  readonly authorised?: readonly number[];
}

/** An intake whose commits are let through, or fail, one by one. Voter of slot s has keypad 101 + s. */
function hallOf({ voters = 4, firstPress = false, authorised }: HallSketch = {}) {
  const log: string[] = [];
  const keypads = Array.from({ length: voters }, (_, slot) => testKeypad(101 + slot));
  const receipts: { port: number; bytes: Uint8Array }[] = [];
  const counted: { slot: number; counter: number; ballot: Uint8Array }[] = [];
  const commits: { records: Uint8Array; end: (error?: Error) => void }[] = [];
  const intake = new Intake({
    round: ROUND,
    paperHash: PAPER,
    slots: voters,
    voters: new Map(
      keypads.map(({ keypad, open, down, roll }, slot) => [keypad, { slot, generation: 5, open, down, roll }]),
    ),
    firstPress,
    commit: (records) => {
      log.push(`commit ${records.length / RECORD_BYTES}`);
      return new Promise((resolve) => {
        commits.push({ records: records.slice(), end: resolve });
      });
    },
    count: (slot, order, bytes, offset) => {
      const counter = order % 2 ** 32;
      log.push(`count ${slot} ${counter}`);
      counted.push({ slot, counter, ballot: bytes.slice(offset, offset + BALLOT_BYTES) });
    },
    receipt: (port, bytes) => {
      log.push('receipt');
      receipts.push({ port, bytes });
    },
    afterGroup: () => log.push('group done'),
  });
  const may = bitmap(voters);
  for (const slot of authorised ?? keypads.keys()) setBit(may, slot);
  intake.authorise(may);
  const keypadOf = (slot: number) => {
    const keypad = keypads[slot];
    if (!keypad) throw new Error(`no slot ${slot}`);
    return keypad;
  };
  return {
    intake,
    log,
    receipts,
    counted,
    commits,
    /** Sent frames by the name that a test gives them. */
    press: (slot: number, counter: number, marks: readonly number[] | Uint8Array = [0], paper = PAPER) =>
      keypadOf(slot).press(ROUND, counter, paper, marks),
    take: (...frames: Uint8Array[]) => intake.take(9, Buffer.concat(frames)),
    /** What the keypad of this slot makes of all receipts that came, for this frame. */
    answers: (slot: number, frame: Uint8Array) =>
      receipts.flatMap(({ bytes }) => {
        const read = keypadOf(slot).reads(bytes, frame);
        return read ? [read] : [];
      }),
    /** Lets the running commit end. */
    end: async (error?: Error) => {
      const commit = commits.shift();
      if (!commit) throw new Error('no commit is under way');
      commit.end(error);
      await settle();
    },
  };
}

const flipped = (frame: Uint8Array, byte: number): Uint8Array => {
  const out = frame.slice();
  out[byte] = (out[byte] ?? 0) ^ 1;
  return out;
};

describe('open → durable commit → count → receipt', () => {
  it('SRV10 nothing is counted and nothing is answered before the commit resolved', async () => {
    const hall = hallOf();
    const frame = hall.press(2, 7, [0, 3]);
    hall.take(frame);
    await settle();
    expect(hall.log).toEqual(['commit 1']);
    await hall.end();
    expect(hall.log).toEqual(['commit 1', 'count 2 7', 'receipt', 'group done']);
    expect(hall.counted).toEqual([{ slot: 2, counter: 7, ballot: pickBallot([0, 3]) }]);
    expect(hall.answers(2, frame)).toEqual(['counted']);
    expect(hall.intake.counters).toEqual(Uint32Array.of(0, 0, 7, 0));
  });

  it('the record on the disk is slot, generation, counter, tag and ballot', async () => {
    const hall = hallOf({ voters: 300 });
    const frame = hall.press(258, 0x01020304, [1]);
    hall.take(frame);
    const { records } = hall.commits[0] ?? {};
    expect(records).toEqual(Uint8Array.of(1, 2, 5, 1, 2, 3, 4, ...frame.subarray(26, 34), ...pickBallot([1])));
  });

  it('what comes while a group is written waits in the next one; receipts go back to the port of each', async () => {
    const hall = hallOf();
    hall.intake.take(1, hall.press(0, 1));
    hall.intake.take(2, Buffer.concat([hall.press(1, 1), hall.press(2, 1)]));
    hall.intake.take(3, hall.press(3, 1));
    expect(hall.log).toEqual(['commit 1']);
    await hall.end();
    expect(hall.log.at(-1)).toBe('commit 3');
    await hall.end();
    expect(hall.receipts.map(({ port }) => port)).toEqual([1, 2, 2, 3]);
  });

  it('SRV10 CNT11 within one group the older of two never wins, in whatever order they came', async () => {
    for (const order of [
      [4, 5],
      [5, 4],
    ]) {
      const hall = hallOf();
      hall.take(...order.map((counter) => hall.press(0, counter, [counter])));
      await hall.end();
      expect(hall.counted.at(-1)?.counter).toBe(5);
      expect(hall.intake.counters[0]).toBe(5);
      const old = hall.answers(0, hall.press(0, 4, [4]));
      expect([order, old]).toEqual([order, order[0] === 4 ? ['counted'] : ['counter 5']]);
    }
  });

  it('CNT11 a later group never brings an older ballot back', async () => {
    const hall = hallOf();
    hall.take(hall.press(0, 5));
    hall.take(hall.press(0, 4));
    await hall.end();
    expect(hall.counted.map(({ counter }) => counter)).toEqual([5]);
    expect(hall.commits).toEqual([]);
  });

  it('RCP4 an over-vote and nonsense under a valid seal are stored, counted and answered like any other', async () => {
    const hall = hallOf();
    const frames = [
      hall.press(
        0,
        1,
        Array.from({ length: 60 }, (_, i) => i),
      ),
      hall.press(1, 1, new Uint8Array(16).fill(0xff)),
      hall.press(2, 1, new Uint8Array(16)),
      hall.press(3, 1, []),
    ];
    hall.take(...frames);
    await hall.end();
    expect(frames.map((frame, slot) => hall.answers(slot, frame))).toEqual(frames.map(() => ['counted']));
    expect(new Set(hall.receipts.map(({ bytes }) => bytes[6])).size).toBe(1);
  });
});

describe('what is not counted', () => {
  it('SRV12 SRV11 the very frame again: pending nothing, committed the same receipt byte for byte', async () => {
    const hall = hallOf();
    const frame = hall.press(1, 9);
    hall.take(frame, frame);
    hall.take(frame);
    expect(hall.receipts).toEqual([]);
    await hall.end();
    expect(hall.receipts).toHaveLength(1);
    hall.take(frame, frame);
    expect(hall.receipts.map(({ bytes }) => bytes)).toEqual(times(3, hall.receipts[0]?.bytes));
    expect([hall.counted.length, hall.commits.length]).toEqual([1, 0]);
  });

  it('SRV13 SRV14 a clone and an old counter are answered with the last counter taken', async () => {
    const hall = hallOf();
    hall.take(hall.press(0, 8, [0]));
    const pending = hall.press(0, 8, [1]);
    hall.take(pending);
    expect(hall.answers(0, pending)).toEqual(['counter 8']);
    await hall.end();
    const clone = hall.press(0, 8, [2]);
    const old = hall.press(0, 7, [2]);
    hall.take(clone, old);
    expect([hall.answers(0, clone), hall.answers(0, old)]).toEqual([['counter 8'], ['counter 8']]);
    expect(hall.intake.refused).toEqual({ cloneCounter: 2, oldCounter: 1 });
    expect([hall.counted.length, hall.commits.length]).toEqual([1, 0]);
  });

  it('SRV8 a seal that does not hold gets silence, with a new counter, an old one and the one that stands', async () => {
    const hall = hallOf();
    const frame = hall.press(0, 8);
    hall.take(flipped(frame, 33), flipped(frame, 15));
    hall.take(frame);
    await hall.end();
    const before = hall.receipts.length;
    for (const counter of [7, 8, 9]) hall.take(flipped(hall.press(0, counter, [3]), 30));
    hall.take(hall.press(1, 1, [0], OTHER_PAPER));
    expect(hall.receipts.length).toBe(before);
    expect(hall.intake.refused).toEqual({ forged: 6 });
    expect(hall.counted.map(({ counter }) => counter)).toEqual([8]);
  });

  it('SRV8 a ballot of one keypad under the number of another gets silence', () => {
    const hall = hallOf();
    const frame = hall.press(0, 1);
    frame[1] = 102;
    hall.take(frame);
    expect([hall.intake.refused, hall.receipts, hall.commits]).toEqual([{ forged: 1 }, [], []]);
  });

  it('SRV7 another paper digest gets otherPaper, without a look at the seal', () => {
    const hall = hallOf();
    const frame = hall.press(0, 1, [0], new Uint8Array(16));
    hall.take(frame, flipped(frame, 33));
    expect(hall.answers(0, frame)).toEqual(['otherPaper']);
    expect(hall.answers(0, flipped(frame, 33))).toEqual(['otherPaper']);
    expect([hall.intake.refused, hall.commits]).toEqual([{ otherPaper: 2 }, []]);
  });

  it('SRV9 who may not vote in this round gets notOnRoll, and nothing is stored', () => {
    const hall = hallOf({ authorised: [0, 2, 3] });
    const frame = hall.press(1, 1);
    hall.take(frame);
    expect(hall.answers(1, frame)).toEqual(['notOnRoll']);
    expect([hall.intake.refused, hall.commits]).toEqual([{ notAuthorised: 1 }, []]);
  });

  it('SRV3 SRV4 SRV2 malformed, unknown keypads and other rounds get silence and one counter each', () => {
    const hall = hallOf();
    const stranger = testKeypad(55);
    const malformed = hall.press(0, 1).fill(0, 0, 2);
    hall.take(stranger.press(ROUND, 1, PAPER, [0]), testKeypad(101).press(ROUND + 1, 1, PAPER, [0]), malformed);
    const other = testKeypad(101, { ...SESSION, sid: new Uint8Array(8) });
    hall.take(other.press(ROUND, 1, PAPER, [0]));
    hall.take(hall.press(0, 1).subarray(0, 33));
    expect(hall.intake.refused).toEqual({ unknownKeypad: 2, otherRound: 1, forged: 1 });
    expect([hall.receipts, hall.commits]).toEqual([[], []]);
  });

  it('SRV16 where the first submission counts a later one gets counter(n), also while the first is pending', async () => {
    const hall = hallOf({ firstPress: true });
    const frames = [hall.press(0, 3, [0]), hall.press(0, 4, [1]), hall.press(0, 5, [2])];
    hall.take(...frames.slice(0, 2));
    await hall.end();
    hall.take(...frames.slice(2));
    expect(frames.map((frame) => hall.answers(0, frame))).toEqual([['counted'], ['counter 3'], ['counter 3']]);
    expect(hall.counted.map(({ counter }) => counter)).toEqual([3]);
  });
});

describe('a disk that refuses', () => {
  it('SRV15 a failed commit counts nothing, answers busy to all that was pending, and takes the same frames again', async () => {
    const hall = hallOf();
    const kept = hall.press(0, 1, [0]);
    hall.take(kept);
    await hall.end();
    const frames = [hall.press(0, 2, [1]), hall.press(0, 3, [2]), hall.press(1, 1, [3])];
    hall.take(...frames);
    const later = hall.press(2, 1);
    hall.take(later);
    await hall.end(DISK_FULL);
    expect([...frames, later].map((frame, i) => hall.answers([0, 0, 1, 2][i] ?? 0, frame))).toEqual(times(4, ['busy']));
    expect(hall.intake.refused).toEqual({ diskError: 4 });
    expect(hall.counted.map(({ counter }) => counter)).toEqual([1]);
    expect(hall.intake.counters).toEqual(Uint32Array.of(1, 0, 0, 0));
    expect(hall.commits).toEqual([]);

    hall.take(kept);
    expect(hall.answers(0, kept)).toEqual(['counted', 'counted']);
    hall.take(...frames, later);
    await hall.end();
    expect([...frames, later].map((frame, i) => hall.answers([0, 0, 1, 2][i] ?? 0, frame).at(-1))).toEqual(
      times(4, 'counted'),
    );
    expect(hall.intake.counters).toEqual(Uint32Array.of(3, 1, 1, 0));
  });

  it('a commit that throws is a failed one', async () => {
    const keypad = testKeypad(1);
    const receipts: Uint8Array[] = [];
    const intake = new Intake({
      round: ROUND,
      paperHash: PAPER,
      slots: 1,
      voters: new Map([[1, { slot: 0, generation: 0, ...keypad }]]),
      firstPress: false,
      commit: () => Promise.reject(DISK_FULL),
      count: () => expect.unreachable(),
      receipt: (_port, bytes) => receipts.push(bytes),
      afterGroup: () => undefined,
    });
    intake.authorise(Uint8Array.of(1));
    const frame = keypad.press(ROUND, 1, PAPER, []);
    intake.take(0, frame);
    await settle();
    expect(receipts.map((receipt) => keypad.reads(receipt, frame))).toEqual(['busy']);
    await intake.stop();
  });

  it('SRV15 a full group answers busy and forgets the ballot', async () => {
    const hall = hallOf({ voters: 1 });
    hall.take(hall.press(0, 1));
    for (let counter = 2; counter <= MAX_GROUP + 1; counter++) hall.take(hall.press(0, counter));
    expect(hall.receipts).toEqual([]);
    const surplus = hall.press(0, MAX_GROUP + 2);
    hall.take(surplus);
    expect(hall.answers(0, surplus)).toEqual(['busy']);
    await hall.end();
    hall.take(surplus);
    await hall.end();
    await hall.end();
    expect(hall.answers(0, surplus)).toEqual(['busy', 'counted']);
    expect(hall.intake.refused).toEqual({ busy: 1 });
  });
});

describe('the cut-off', () => {
  it('CLS6 SRV6 what was pending still counts; later ones get closed(n), silence while the last group is written', async () => {
    const hall = hallOf();
    const written = hall.press(0, 5);
    const waiting = hall.press(1, 6);
    hall.take(written);
    hall.take(waiting);
    let stopped = false;
    const stop = hall.intake.stop().then(() => (stopped = true));
    const late = hall.press(2, 1);
    hall.take(late, hall.press(0, 6));
    await hall.end();
    hall.take(late);
    expect([stopped, hall.answers(2, late)]).toEqual([false, []]);
    await hall.end();
    await stop;
    expect([hall.answers(0, written), hall.answers(1, waiting)]).toEqual([['counted'], ['counted']]);
    const before = hall.log.length;
    hall.take(late, written, hall.press(1, 9), flipped(late, 33));
    expect(hall.log.slice(before)).toEqual(times(4, 'receipt'));
    expect(hall.answers(2, late)).toEqual(['closed 0']);
    expect(hall.answers(0, written)).toEqual(['counted', 'closed 5']);
    expect(hall.answers(1, hall.press(1, 9))).toEqual(['closed 6']);
    expect(hall.intake.refused).toEqual({ afterCutoff: 7 });
  });

  it('is there at once when nothing is pending, and may be asked for twice', async () => {
    const idle = hallOf();
    await idle.intake.stop();
    await idle.intake.stop();
    expect(idle.log).toEqual([]);
    const hall = hallOf();
    hall.take(hall.press(0, 1));
    const both = Promise.all([hall.intake.stop(), hall.intake.stop()]);
    await hall.end();
    expect(await both).toHaveLength(2);
  });

  it('a last group that fails counts nothing and is answered busy, then closed(0)', async () => {
    const hall = hallOf();
    const frame = hall.press(0, 1);
    hall.take(frame);
    const stop = hall.intake.stop();
    await hall.end(DISK_FULL);
    await stop;
    hall.take(frame);
    expect(hall.answers(0, frame)).toEqual(['busy', 'closed 0']);
  });
});

describe('a restart', () => {
  it('what was restored answers like what was committed; of one voter the later counter stands', async () => {
    const before = hallOf();
    const frames = [before.press(0, 3, [0]), before.press(0, 4, [1]), before.press(1, 2, [2])];
    before.take(...frames);
    const records = before.commits[0]?.records ?? new Uint8Array();
    for (const order of [
      [0, 1, 2],
      [1, 0, 2],
    ]) {
      const hall = hallOf();
      for (const record of order) hall.intake.restore(records, record * RECORD_BYTES);
      hall.take(...frames);
      expect(frames.map((frame, i) => hall.answers(i === 2 ? 1 : 0, frame))).toEqual([
        ['counter 4'],
        ['counted'],
        ['counted'],
      ]);
      expect([hall.intake.counters, hall.commits]).toEqual([Uint32Array.of(4, 2, 0, 0), []]);
    }
  });

  it('a wipe leaves neither counters nor tags nor ballots', async () => {
    const hall = hallOf();
    hall.take(hall.press(0, 3));
    await hall.end();
    hall.intake.wipe();
    expect(hall.intake.counters).toEqual(new Uint32Array(4));
  });
});

describe('any schedule of presses, repeats, delays and disk errors', () => {
  const VOTERS = 3;
  type Step =
    | { readonly do: 'press'; readonly slot: number; readonly counter: number; readonly marks: number }
    | { readonly do: 'commit'; readonly fails: boolean };
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('press' as const),
        slot: fc.nat(VOTERS - 1),
        counter: fc.integer({ min: 1, max: 6 }),
        marks: fc.nat(1),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('commit' as const), fails: fc.boolean() }) },
  );

  it.each([false, true])(
    'counts as a naive model does, first press %s; counted only for what was committed',
    async (firstPress) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
          const hall = hallOf({ voters: VOTERS, firstPress });
          // The model: what is on the disk, what is being written, what waits. One press = `counter.marks`.
          type Press = { readonly slot: number; readonly counter: number; readonly marks: number };
          const disk: Press[] = [];
          let writing: Press[] = [];
          let waiting: Press[] = [];
          const last = (list: readonly Press[], slot: number): number =>
            Math.max(0, ...list.filter((press) => press.slot === slot).map(({ counter }) => counter));
          const goOn = (): void => {
            if (writing.length) return;
            writing = waiting;
            waiting = [];
          };
          const commit = async (fails: boolean): Promise<void> => {
            if (!writing.length) return;
            if (!fails) disk.push(...writing);
            else waiting = [];
            writing = [];
            goOn();
            await hall.end(fails ? DISK_FULL : undefined);
          };
          const sent: Press[] = [];
          for (const next of steps) {
            if (next.do === 'commit') await commit(next.fails);
            else {
              sent.push(next);
              const taken = last([...disk, ...writing, ...waiting], next.slot);
              if (next.counter > taken && !(firstPress && taken > 0)) waiting.push(next);
              goOn();
              hall.take(hall.press(next.slot, next.counter, [next.marks]));
            }
            expect(hall.commits.length).toBe(writing.length ? 1 : 0);
          }
          const stop = hall.intake.stop();
          while (writing.length) await commit(false);
          await stop;

          expect(hall.counted.map(({ slot, counter, ballot }) => ({ slot, counter, ballot }))).toEqual(
            disk.map(({ slot, counter, marks }) => ({ slot, counter, ballot: pickBallot([marks]) })),
          );
          for (let slot = 0; slot < VOTERS; slot++) expect(hall.intake.counters[slot]).toBe(last(disk, slot));
          for (const { slot, counter, marks } of sent) {
            const frame = hall.press(slot, counter, [marks]);
            const stored = disk.some((one) => one.slot === slot && one.counter === counter && one.marks === marks);
            expect(hall.answers(slot, frame).includes('counted')).toBe(stored);
          }
        }),
        { numRuns: 150 },
      );
    },
  );
});

describe('RULES §4 voters who are moved to paper', () => {
  const bits = (...slots: number[]): Uint8Array => {
    const set = bitmap(4);
    for (const slot of slots) setBit(set, slot);
    return set;
  };

  it('SRV9 from then on get "not on the roll", and the others vote on', async () => {
    const hall = hallOf();
    expect(hall.intake.withdraw(bits(1, 3))).toEqual(bits());
    const [moved, other] = [hall.press(3, 1), hall.press(2, 1)];
    hall.take(moved, other);
    await hall.end();
    expect([hall.answers(3, moved), hall.answers(2, other)]).toEqual([['notOnRoll'], ['counted']]);
    expect(hall.counted.map(({ slot }) => slot)).toEqual([2]);
  });

  it('are all moved or none: who has a ballot keeps it, also one that is still on its way to the disk', async () => {
    const hall = hallOf();
    const committed = hall.press(0, 1);
    hall.take(committed);
    await hall.end();
    const pending = hall.press(1, 1);
    hall.take(pending);
    expect(hall.intake.withdraw(bits(0, 1, 2))).toEqual(bits(0, 1));
    await hall.end();
    const third = hall.press(2, 1);
    hall.take(third, hall.press(0, 2));
    await hall.end();
    expect([hall.answers(1, pending), hall.answers(2, third)]).toEqual([['counted'], ['counted']]);
    expect(hall.counted.map(({ slot, counter }) => [slot, counter])).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
      [0, 2],
    ]);
  });
});
