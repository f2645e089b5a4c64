import { type Presence, SIGN_IN_FLAG, TEST_FLAG, WIRE_VERSION } from '@piaojue/firmware-protocol/messages';
import { Receipt } from '@piaojue/firmware-protocol/messages';
import { signPresence } from '@piaojue/firmware-protocol/seal/presence-mac';
import { answeredPresence, readReceipt } from '@piaojue/firmware-protocol/seal/receipt-mac';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SESSION, testKeypad } from '../box/test-keypad.ts';
import { testSeats } from '../store/test-rows.ts';
import type { PresenceRow } from '../store/store.ts';
import { Roll, type RollStore } from './roll.ts';

/** Three voters with keypads 1 to 3; keypad 9 is a spare of the same provisioning. */
const keypads = new Map([1, 2, 3, 9].map((keypad) => [keypad, testKeypad(keypad)]));
const keypadOf = (keypad: number) => {
  const it = keypads.get(keypad) ?? testKeypad(keypad);
  return it;
};

function sign(keypad: number, counter: number, over: Partial<Presence> = {}): Presence {
  const fields = { version: SIGN_IN_FLAG | WIRE_VERSION, battery: 80, firmware: 0x0102, ...over };
  return signPresence(keypadOf(keypad).roll, { keypad, counter, ...fields });
}
const signedIn = (slot: number, { counter, mac }: Presence): PresenceRow => ({
  slot,
  counter,
  mac,
  state: 'present',
  late: false,
});
const rollCall = (keypad: number, counter: number): Presence => sign(keypad, counter, { version: WIRE_VERSION });

function hallOf(rows: readonly PresenceRow[] = [], voters = 3, sitting: ReturnType<RollStore['sitting']> = {}) {
  const log: string[] = [];
  const said: string[] = [];
  const stored = new Map(rows.map((row) => [row.slot, row]));
  let full = false;
  const store = {
    transaction<T>(work: () => T): T {
      log.push('begin');
      const value = work();
      if (full) throw new Error('SQLITE_FULL');
      log.push('durable');
      return value;
    },
    sitting: () => sitting,
    presence: () => [...stored.values()],
    putPresence: (row: PresenceRow) => {
      log.push(`put ${row.slot} ${row.counter}`);
      if (!full) stored.set(row.slot, row);
    },
  };
  const keys = new Map([...keypads].map(([keypad, { roll }]) => [keypad, roll]));
  const roll = new Roll(store, testSeats(voters), keys);
  return {
    roll,
    log,
    /** Keypad and counter of the frames that were new. */
    said,
    stored,
    fill: (is: boolean) => (full = is),
    /** What the keypads read in the receipts for these frames. */
    take: (...frames: Presence[]) => {
      const { receipts, fresh } = roll.take(frames);
      said.push(...fresh.map(({ keypad, counter }) => `${keypad} ${counter}`));
      log.push(`${receipts.length} receipts`);
      return receipts.map((bytes) => {
        const receipt = Receipt.decode(bytes);
        if (!receipt.ok) return 'malformed';
        const frame = frames.find((one) => readReceipt(keypadOf(one.keypad), receipt.value, answeredPresence(one)));
        return frame
          ? `${frame.keypad} ${readReceipt(keypadOf(frame.keypad), receipt.value, answeredPresence(frame))}`
          : 'unreadable';
      });
    },
  };
}

describe('sign-in', () => {
  it('SRV21 is durable before signedIn leaves, all that came together in one transaction', () => {
    const hall = hallOf();
    expect(hall.take(sign(1, 5), sign(3, 2))).toEqual(['1 signedIn', '3 signedIn']);
    expect(hall.log).toEqual(['begin', 'put 0 5', 'put 2 2', 'durable', '2 receipts']);
    expect([...hall.roll.present]).toEqual([0, 2]);
  });

  it('SRV21 a disk that refuses signs nobody in, answers nobody, and takes the same frames later', () => {
    const hall = hallOf();
    hall.fill(true);
    expect(hall.take(sign(1, 5), sign(9, 1))).toEqual([]);
    expect([hall.roll.present.size, hall.roll.refused]).toEqual([0, { notOnRoll: 1, diskError: 1 }]);
    hall.fill(false);
    expect(hall.take(sign(1, 5))).toEqual(['1 signedIn']);
  });

  it('SRV22 the very frame again gets the same receipt, byte for byte, and nothing is stored', () => {
    const { roll, log } = hallOf();
    const frame = sign(2, 7);
    const [first] = roll.take([frame]).receipts;
    const before = log.length;
    expect(roll.take([frame, frame]).receipts).toEqual([first, first]);
    expect(log.length).toBe(before);
    const { roll: both } = hallOf();
    expect(both.take([frame, frame]).receipts).toEqual([first, first]);
  });

  it('SRV21 a second press with a higher counter is answered alike and changes nobody', () => {
    const hall = hallOf();
    hall.take(sign(2, 7));
    expect(hall.take(sign(2, 8))).toEqual(['2 signedIn']);
    expect([hall.roll.present.size, hall.stored.get(1)?.counter]).toEqual([1, 8]);
  });

  it('SRV18 an old counter and a clone get silence and change nothing, also after a restart', () => {
    const hall = hallOf();
    hall.take(sign(2, 7));
    const again = hallOf([...hall.stored.values()]);
    for (const { take, roll, stored } of [hall, again]) {
      expect(take(sign(2, 6), sign(2, 7, { battery: 79 }))).toEqual([]);
      expect([roll.refused, stored.get(1)?.counter, [...roll.present]]).toEqual([
        { oldCounter: 1, cloneCounter: 1 },
        7,
        [1],
      ]);
      expect(take(sign(2, 7))).toEqual(['2 signedIn']);
    }
  });

  it('SRV17 a mac that does not hold gets silence, whatever bit was changed', () => {
    const hall = hallOf();
    const good = sign(1, 5);
    const forged: Presence[] = [
      { ...good, counter: 6 },
      { ...good, keypad: 2 },
      { ...good, battery: 81 },
      { ...good, firmware: 1 },
      { ...good, version: WIRE_VERSION },
      { ...good, mac: good.mac.map((byte, i) => (i === 7 ? byte ^ 1 : byte)) },
      signPresence(keypadOf(1).down, good),
      signPresence(testKeypad(1, { mode: 'real', provisioning: 1, sid: new Uint8Array(8) }).roll, good),
    ];
    expect(hall.take(...forged)).toEqual([]);
    expect([hall.roll.refused, hall.roll.present.size, hall.said]).toEqual([{ forged: 8 }, 0, []]);
  });

  it('SRV17 a keypad without a device key gets silence', () => {
    const hall = hallOf();
    expect(hall.take(sign(77, 1))).toEqual([]);
    expect(hall.roll.refused).toEqual({ unknownKeypad: 1 });
  });

  it('VER3 SRV17 another wire version under a good mac gets silence and is counted', () => {
    const hall = hallOf();
    expect(hall.take(sign(1, 5, { version: SIGN_IN_FLAG | 2 }), sign(1, 6, { version: 0 }))).toEqual([]);
    expect([hall.roll.refused, hall.roll.present.size]).toEqual([{ otherVersion: 2 }, 0]);
  });

  it('SRV20 a spare keypad gets notOnRoll and is not present', () => {
    const hall = hallOf();
    expect(hall.take(sign(9, 1))).toEqual(['9 notOnRoll']);
    expect([hall.roll.refused, hall.roll.present.size, hall.log]).toEqual([{ notOnRoll: 1 }, 0, ['1 receipts']]);
  });

  it.each([
    ['an answer to a roll call', WIRE_VERSION],
    ['a press of a press test', TEST_FLAG | WIRE_VERSION],
  ])('SGN3 SGN4 SRV19 %s is noted, of a spare keypad too, signs nobody in and stores nothing', (_, version) => {
    const hall = hallOf();
    expect(hall.take(sign(1, 9, { version }), sign(9, 4, { version }))).toEqual(['1 noted', '9 noted']);
    expect([hall.roll.present.size, hall.log, hall.said, hall.roll.refused]).toEqual([
      0,
      ['2 receipts'],
      ['1 9', '9 4'],
      {},
    ]);
    // Nor does its counter keep a sign-in from being taken.
    expect(hall.take(sign(1, 8))).toEqual(['1 signedIn']);
  });

  it('SRV18 SRV19 SRV22 the very answer again is noted again; an older one and a clone get silence and say nothing', () => {
    const hall = hallOf();
    hall.take(rollCall(1, 9));
    expect(hall.take(rollCall(1, 9), rollCall(1, 8), sign(1, 9, { version: WIRE_VERSION, battery: 3 }))).toEqual([
      '1 noted',
    ]);
    expect([hall.said, hall.roll.refused]).toEqual([['1 9'], { oldCounter: 1, cloneCounter: 1 }]);
  });

  it('SGN5 late sign-in goes on whatever the hall does', () => {
    const hall = hallOf();
    hall.take(sign(1, 1));
    hall.take(sign(2, 1));
    expect([...hall.roll.present]).toEqual([0, 1]);
  });

  it('whatever frames come, nobody is present who did not sign in, and the receipts are for those who did', () => {
    const frame = fc.record({
      keypad: fc.constantFrom(1, 2, 3, 9, 77),
      counter: fc.integer({ min: 1, max: 5 }),
      press: fc.boolean(),
      forged: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(fc.array(frame, { maxLength: 6 }), { maxLength: 6 }), (batches) => {
        const hall = hallOf();
        const signed = new Set<number>();
        for (const batch of batches) {
          const frames = batch.map(({ keypad, counter, press, forged }) => {
            const good = press ? sign(keypad, counter) : rollCall(keypad, counter);
            if (press && !forged && keypad <= 3) signed.add(keypad - 1);
            return forged ? { ...good, mac: new Uint8Array(8) } : good;
          });
          hall.take(...frames);
        }
        expect(new Set(hall.roll.present)).toEqual(signed);
        expect(new Set(hall.stored.keys())).toEqual(signed);
      }),
      { numRuns: 100 },
    );
  });
});

describe('who is present', () => {
  it('N is of deputies, where the sitting says how many there are, and of seats where it does not', () => {
    const people = { handout: 'unlisted', deputies: 5, observers: 2, officers: {} } as const;
    expect(hallOf().roll.all).toBe(3);
    expect(hallOf([], 3, { people }).roll.all).toBe(5);
    expect(hallOf([], 3, { people: { ...people, deputies: ['甲', '乙'] } }).roll.all).toBe(2);
    expect(hallOf([], 3, { people: { ...people, deputies: null } }).roll.all).toBe(3);
  });

  it('补签到: who signs in after sign-in was closed once is late, who was there before is not', () => {
    const before = hallOf();
    before.take(sign(1, 5));
    const hall = hallOf([...before.stored.values()], 3, { signInClosed: true });
    hall.take(sign(1, 6), sign(3, 2));
    expect([hall.roll.present.size, hall.roll.late, hall.stored.get(0)?.late, hall.stored.get(2)?.late]).toEqual([
      2,
      1,
      false,
      true,
    ]);
  });

  it('中途退场: who left is not present, and comes back with a new press, as he came', () => {
    const hall = hallOf();
    hall.take(sign(2, 7));
    hall.stored.set(1, { ...signedIn(1, sign(2, 7)), state: 'left' });
    const gone = hallOf([...hall.stored.values()], 3, { signInClosed: true });
    expect([gone.roll.present.size, gone.roll.left]).toEqual([0, 1]);
    expect([gone.take(sign(2, 8)), gone.roll.present.size, gone.roll.left, gone.roll.late]).toEqual([
      ['2 signedIn'],
      1,
      0,
      0,
    ]);
  });

  it.each(['left', 'former'] as const)(
    'SRV22 a sign-in of who is %s gets silence and signs nobody in again',
    (state) => {
      const frame = sign(2, 7);
      const hall = hallOf([{ ...signedIn(1, frame), state }]);
      expect([hall.take(frame, sign(2, 6)), hall.roll.present.size]).toEqual([[], 0]);
      // SRV1: silence always raises one counter.
      expect(hall.roll.refused).toEqual({ replayed: 1, oldCounter: 1 });
      expect([hall.take(sign(2, 8)), [...hall.roll.present]]).toEqual([['2 signedIn'], [1]]);
    },
  );

  it('who was late in a former plenary is late anew or not at all', () => {
    const row: PresenceRow = { ...signedIn(1, sign(2, 7)), state: 'former', late: true };
    const punctual = hallOf([row]);
    punctual.take(sign(2, 8));
    const late = hallOf([{ ...row, late: false }], 3, { signInClosed: true });
    late.take(sign(2, 8));
    expect([punctual.roll.late, late.roll.late]).toEqual([0, 1]);
  });
});

describe('other keys while the sitting goes on', () => {
  const rekeyed = (roll: Roll, ids: readonly number[], barred: readonly number[]): void =>
    roll.rekey({ keys: new Map(ids.map((id) => [id, testKeypad(id).roll])), barred: new Set(barred) });

  it('SRV17 SRV27 a barred keypad gets silence; its deputy stays present, without a ballot', () => {
    const { roll, take } = hallOf();
    take(sign(2, 7));
    rekeyed(roll, [1, 3, 9], [2]);
    expect([take(sign(2, 8)), roll.refused, [...roll.present], [...roll.barredSlots]]).toEqual([
      [],
      { barredKeypad: 1 },
      [1],
      [1],
    ]);
    expect(roll.receipt('closed', { keypad: 2, round: 1, counter: 1, tag: new Uint8Array(8) }, 1)).toBeUndefined();
  });

  it('SRV20 SRV26 the former keypad of a seat gets notOnRoll, the new one signs its deputy in, from any counter on', () => {
    const { roll, take, stored } = hallOf();
    take(sign(2, 700));
    stored.delete(1);
    roll.replace({ slot: 1, name: '代表2', group: '', keypad: 9, generation: 1 });
    expect([...roll.present]).toEqual([]);
    expect(take(sign(2, 701), sign(9, 1))).toEqual(['2 notOnRoll', '9 signedIn']);
    expect([...roll.present]).toEqual([1]);
  });

  it('SRV20 SRV26 a sign-in of a spare keypad that was refused signs nobody in when the seat gets that keypad; a new press does', () => {
    const { roll, take } = hallOf();
    expect(take(sign(9, 5))).toEqual(['9 notOnRoll']);
    roll.replace({ slot: 1, name: '代表2', group: '', keypad: 9, generation: 1 });
    expect([take(sign(9, 5)), roll.present.size]).toEqual([['9 notOnRoll'], 0]);
    expect([take(sign(9, 4)), roll.present.size]).toEqual([['9 notOnRoll'], 0]);
    expect([take(sign(9, 6)), [...roll.present]]).toEqual([['9 signedIn'], [1]]);
  });

  it('CNT6 KEY2 a keypad with a new device key counts anew; its deputy stays present, and the others count on', () => {
    const hall = hallOf();
    hall.take(sign(1, 50), rollCall(1, 51), sign(2, 50), rollCall(2, 51));
    const anew = testKeypad(1, { ...SESSION, sid: new Uint8Array(8) }).roll;
    const signAnew = (counter: number, version: number): Presence =>
      signPresence(anew, { keypad: 1, counter, version, battery: 80, firmware: 0x0102 });
    hall.roll.rekey({
      keys: new Map([...[2, 3, 9].map((id) => [id, testKeypad(id).roll] as const), [1, anew]]),
      barred: new Set(),
    });
    expect([[...hall.roll.present], hall.stored.get(0)?.counter, hall.stored.get(1)?.counter]).toEqual([[0, 1], 0, 50]);
    const { receipts, fresh } = hall.roll.take([
      signAnew(1, SIGN_IN_FLAG | WIRE_VERSION),
      signAnew(2, WIRE_VERSION),
      sign(2, 49),
      rollCall(2, 50),
      sign(1, 60),
    ]);
    expect([receipts.length, fresh.map(({ keypad, counter }) => [keypad, counter])]).toEqual([
      2,
      [
        [1, 1],
        [1, 2],
      ],
    ]);
  });

  it('SRV28 after the end of the sitting nobody signs in', () => {
    const { roll, take, stored } = hallOf();
    roll.end();
    expect([take(sign(2, 7)), stored.size]).toEqual([['2 notOnRoll'], 0]);
  });
});

describe('the roll', () => {
  it('says which seats have no key, and takes another roll', () => {
    const { roll } = hallOf();
    expect(roll.withoutKey(testSeats(5))).toEqual([4, 5]);
    expect([roll.has(3), roll.has(9)]).toEqual([true, false]);
    roll.seats = testSeats(2);
    expect([roll.has(3), roll.seats.length]).toEqual([false, 2]);
  });

  it('RCP7 makes no receipt that only the box may make', () => {
    const { roll } = hallOf();
    const frame = { keypad: 1, round: 1, counter: 1, tag: new Uint8Array(8) };
    for (const status of ['counted', 'counter', 'otherPaper', 'busy'] as const)
      expect(() => roll.receipt(status, frame)).toThrow(/"down", which is not here/);
    expect(roll.receipt('closed', frame, 5)).toHaveLength(15);
    expect(roll.receipt('closed', { ...frame, keypad: 77 }, 5)).toBeUndefined();
  });
});
