import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '@piaojue/contract/result';
import { paperHash } from '@piaojue/firmware-protocol/seal/paper-hash';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bitmap, countBits, setBit } from '../bitmap.ts';
import { testRound } from '../store/test-rows.ts';
import { tallySpec } from '../tally/spec.ts';
import { BallotBox } from './ballot-box.ts';
import type { BoxConfig, BoxFailure, Presence } from './messages.ts';
import { openPatterns, rawPublicKey } from './patterns.ts';
import { deviceKeyOf, SESSION, testKeypad } from './test-keypad.ts';

const VOTERS = 6;
const { contest, frozen } = testRound('ready', { voters: VOTERS });
if (!frozen) throw new Error('no data');
const monitors = generateKeyPairSync('x25519');
const PEM = monitors.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

let folder: string;
let config: BoxConfig;
let receipts: Uint8Array[];
const all = bitmap(VOTERS);
for (let slot = 0; slot < VOTERS; slot++) setBit(all, slot);
const everybody: Presence = { authorised: all, issued: VOTERS };
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballot-box-'));
  const keys = Object.fromEntries(
    frozen.seats.map(({ keypad }) => [keypad, Buffer.from(deviceKeyOf(keypad)).toString('hex')]),
  );
  const deviceKeys = join(folder, 'device-keys.json');
  writeFileSync(deviceKeys, JSON.stringify({ provisioning: 'ee000001', keys }), { mode: 0o600 });
  receipts = [];
  config = {
    round: 1,
    epoch: 0,
    session: SESSION,
    deviceKeys,
    box: join(folder, 'round-1.box'),
    keys: [join(folder, 'first.key'), join(folder, 'second.key')],
    paper: frozen.paper,
    spec: tallySpec(contest, VOTERS),
    seats: frozen.seats.map(({ slot, keypad, generation }) => ({ slot, keypad, generation })),
    monitorsKey: rawPublicKey(monitors.publicKey),
    frozenHash: frozen.hash,
  };
});
afterEach(() => rmSync(folder, { recursive: true }));

let groups: (() => void)[] = [];
const events = {
  receipt: (_port: number, bytes: Uint8Array) => void receipts.push(bytes),
  afterGroup: () => {
    for (const done of groups.splice(0)) done();
  },
};
function must<T>(result: Result<T, BoxFailure>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail}`);
  return result.value;
}
async function opened(over: Partial<BoxConfig> = {}): Promise<BallotBox> {
  const { box, ballots } = must(await BallotBox.create({ ...config, ...over }, events));
  expect(ballots).toBe(0);
  box.authorise(everybody);
  return box;
}
const resumed = (over: Partial<BoxConfig> = {}): Result<BallotBox, BoxFailure> =>
  BallotBox.resume({ ...config, ...over }, everybody, events);
const frameOf = (keypad: number, counter: number, marks: readonly number[]) =>
  testKeypad(keypad).press(1, counter, paperHash(config.paper), marks);
/** One press, up to its durable group. */
async function press(box: BallotBox, keypad: number, counter: number, ...marks: number[]): Promise<void> {
  const done = new Promise<void>((resolve) => groups.push(resolve));
  box.intake.take(0, frameOf(keypad, counter, marks));
  await done;
}
/** Voters 1 to 5: 1 marks the first, then the second; one blank, one over-vote. */
async function vote(box: BallotBox): Promise<void> {
  await press(box, 1, 10, 0);
  await press(box, 1, 11, 1);
  await press(box, 2, 4, 1);
  await press(box, 3, 9, 0);
  await press(box, 4, 1);
  await press(box, 5, 1, 0, 1);
}
const TOTALS = { returned: 5, valid: 4, invalid: 1, votes: [1, 2, 0] };

describe('RULES §4 a keypad that is replaced in an open round', () => {
  /** The spare keypad 7 takes the seat of keypad 1. */
  const SPARE = { slot: 0, keypad: 7, generation: 1 };
  const withSpare = () => config.seats.map((seat) => (seat.slot === 0 ? SPARE : seat));
  const answers = (keypad: number, frame: Uint8Array) =>
    receipts.flatMap((bytes) => testKeypad(keypad).reads(bytes, frame) ?? []);
  const counted = async (box: BallotBox, n: number) => {
    must(await box.cutoff());
    const { totals, participation } = must(box.recount(n, false));
    return { totals, took: countBits(participation) };
  };
  /** A frame that makes no group, and the receipts that came for it. */
  const take = async (box: BallotBox, keypad: number, counter: number, marks: readonly number[]) => {
    const frame = frameOf(keypad, counter, marks);
    receipts.length = 0;
    box.intake.take(0, frame);
    await settle();
    return answers(keypad, frame);
  };

  beforeEach(() => {
    const file = JSON.parse(readFileSync(config.deviceKeys, 'utf8')) as { keys: Record<string, string> };
    file.keys['7'] = Buffer.from(deviceKeyOf(7)).toString('hex');
    writeFileSync(config.deviceKeys, JSON.stringify(file), { mode: 0o600 });
  });

  it('that had voted: its ballot stands until the new one comes, which replaces it whole, from any counter on; one voter, one ballot', async () => {
    const box = await opened();
    await press(box, 1, 900, 0);
    await press(box, 2, 1, 1);
    must(await box.replace(SPARE));
    expect([box.returned(), await take(box, 1, 901, [2])]).toEqual([2, []]);
    await press(box, 7, 3, 2);
    expect([box.returned(), await take(box, 1, 902, [0])]).toEqual([2, []]);
    expect(await counted(box, 2)).toEqual({ totals: { returned: 2, valid: 2, invalid: 0, votes: [0, 1, 1] }, took: 2 });
  });

  it('that had voted, and nobody votes with the new one: its ballot counts', async () => {
    const box = await opened();
    await press(box, 1, 900, 0);
    must(await box.replace(SPARE));
    expect(await counted(box, 1)).toEqual({ totals: { returned: 1, valid: 1, invalid: 0, votes: [1, 0, 0] }, took: 1 });
  });

  it('that had never voted: the new one votes, and may vote again', async () => {
    const box = await opened();
    must(await box.replace(SPARE));
    await press(box, 7, 5, 0);
    await press(box, 7, 6, 1);
    expect(await take(box, 7, 5, [0])).toEqual(['counter 6']);
    expect(await counted(box, 1)).toEqual({ totals: { returned: 1, valid: 1, invalid: 0, votes: [0, 1, 0] }, took: 1 });
  });

  it.each([
    ['before the new one voted', false],
    ['after it', true],
  ])('is known again after a restart %s', async (_, voted) => {
    const before = await opened();
    await press(before, 1, 900, 0);
    must(await before.replace(SPARE));
    if (voted) await press(before, 7, 3, 1);
    await before.giveUp();
    const box = must(resumed({ seats: withSpare() }));
    expect([box.returned(), await take(box, 1, 950, [2])]).toEqual([1, []]);
    await press(box, 7, 4, 2);
    expect(await take(box, 7, 3, [0])).toEqual(['counter 4']);
    expect(await counted(box, 1)).toEqual({ totals: { returned: 1, valid: 1, invalid: 0, votes: [0, 0, 1] }, took: 1 });
  });

  it('RULES §1 decision 11 with the first press the ballot of the former keypad stands, and the new one is told', async () => {
    const first = { spec: { ...config.spec, press: 'first' as const } };
    const before = await opened(first);
    await press(before, 1, 900, 0);
    must(await before.replace(SPARE));
    expect(await take(before, 7, 3, [2])).toEqual(['counter 900']);
    await before.giveUp();
    const box = must(resumed({ ...first, seats: withSpare() }));
    expect(await take(box, 7, 4, [2])).toEqual(['counter 900']);
    expect(await counted(box, 1)).toEqual({ totals: { returned: 1, valid: 1, invalid: 0, votes: [1, 0, 0] }, took: 1 });
  });

  it('waits for what the former keypad sent to come to the disk', async () => {
    const box = await opened();
    const frame = frameOf(1, 900, [0]);
    box.intake.take(0, frame);
    must(await box.replace(SPARE));
    expect([answers(1, frame), box.returned()]).toEqual([['counted'], 1]);
  });

  it('has a ballot as before for whoever would move it to paper', async () => {
    const box = await opened();
    await press(box, 1, 900, 0);
    must(await box.replace(SPARE));
    expect(box.intake.withdraw(Uint8Array.of(1))).toEqual(Uint8Array.of(1));
    await press(box, 7, 1, 1);
    expect(box.returned()).toBe(1);
  });

  it('by one without a device key, or a barred one, is refused, and the former goes on', async () => {
    const box = await opened();
    expect(await box.replace({ slot: 0, keypad: 8, generation: 1 })).toMatchObject({ error: { code: 'device-keys' } });
    await press(box, 1, 900, 0);
    expect(box.returned()).toBe(1);
  });
});

describe('a vote', () => {
  it('is counted from the file, sealed to the monitors sorted and padded, with who took part', async () => {
    const box = await opened();
    await vote(box);
    expect([box.returned(), countBits(box.participation())]).toEqual([5, 5]);
    expect(must(await box.cutoff())).toEqual({ returned: 5 });
    const count = must(box.recount(5, false));
    expect([count.totals, count.participation, count.counters]).toEqual([
      TOTALS,
      Uint8Array.of(0x1f),
      Uint32Array.of(11, 4, 9, 1, 1, 0),
    ]);
    const patterns = openPatterns(count.patterns, PEM, config.frozenHash);
    expect(patterns).toHaveLength(16 * VOTERS);
    const one = (i: number): string => patterns?.subarray(16 * i, 16 * i + 16).toString('hex') ?? '';
    const sorted = Array.from({ length: 5 }, (_, i) => one(i));
    expect([sorted.toSorted(), one(5)]).toEqual([sorted, '00'.repeat(16)]);
    expect(receipts.length).toBe(6);
    await box.giveUp();
  });

  it('leaves no plain ballot and no key in the file', async () => {
    const box = await opened();
    await vote(box);
    await box.cutoff();
    const bytes = readFileSync(config.box);
    const key = readFileSync(config.keys[0] ?? '').subarray(16, 48);
    expect([bytes.includes(key), bytes.includes(Buffer.from(frameOf(1, 11, [1]).subarray(26)))]).toEqual([
      false,
      false,
    ]);
    expect(statSync(config.box).mode & 0o777).toBe(0o600);
    await box.giveUp();
  });

  it('taken up after a crash at any group gives the same count', async () => {
    const box = await opened();
    await vote(box);
    const copy = join(folder, 'crashed.box');
    copyFileSync(config.box, copy);
    await box.giveUp();
    const again = must(resumed({ box: copy }));
    expect([again.returned(), again.ended]).toEqual([5, false]);
    again.intake.take(0, frameOf(1, 10, [0]));
    again.intake.take(0, frameOf(1, 11, [1]));
    expect(receipts.slice(-2).map((bytes, i) => testKeypad(1).reads(bytes, frameOf(1, 10 + i, [i])))).toEqual([
      'counter 11',
      'counted',
    ]);
    await press(again, 6, 1, 2);
    must(await again.cutoff());
    expect(must(again.recount(6, false)).totals).toEqual({ returned: 6, valid: 5, invalid: 1, votes: [1, 2, 1] });
    await again.giveUp();
  });

  it('a box that was ended stays ended: no ballot, and no second END', async () => {
    const box = await opened();
    await vote(box);
    must(await box.cutoff());
    await box.giveUp();
    const before = readFileSync(config.box);
    const again = must(resumed());
    expect(again.ended).toBe(true);
    again.intake.take(0, frameOf(6, 1, [0]));
    await settle();
    expect(testKeypad(6).reads(receipts.at(-1) ?? new Uint8Array(), frameOf(6, 1, [0]))).toBe('closed 0');
    must(await again.cutoff());
    expect(readFileSync(config.box).equals(before)).toBe(true);
    expect(must(again.recount(5, false)).totals).toEqual(TOTALS);
    await again.giveUp();
  });

  it('tells nothing any more once it was given up', async () => {
    const box = await opened();
    await vote(box);
    await box.giveUp();
    expect(() => box.returned()).toThrow(/wiped/);
    expect(box.intake.counters).toEqual(new Uint32Array(VOTERS));
  });

  it('a group under way when it is given up comes to its end first', async () => {
    const box = await opened();
    box.intake.take(0, frameOf(1, 1, [0]));
    await box.giveUp();
    expect(testKeypad(1).reads(receipts[0] ?? new Uint8Array(), frameOf(1, 1, [0]))).toBe('counted');
  });
});

describe('what is disputed', () => {
  const detail = (result: Result<unknown, BoxFailure>): string =>
    result.ok ? 'counted' : `${result.error.code}: ${result.error.detail}`;

  it('no END, fewer ballots than were announced; accepted by two people the box counts as it is', async () => {
    const box = await opened();
    await vote(box);
    expect(detail(box.recount(5, false))).toMatch(/^disputed: the box has no end/);
    must(await box.cutoff());
    expect(detail(box.recount(6, false))).toBe('disputed: 6 ballots were announced as returned, the box holds 5');
    expect(must(box.recount(6, true)).totals).toEqual(TOTALS);
    expect(must(box.recount(5, false)).totals).toEqual(TOTALS);
    await box.giveUp();
  });

  it('a file that changed since, in any way, and no figure per candidate in the words', async () => {
    const box = await opened();
    await vote(box);
    must(await box.cutoff());
    const whole = readFileSync(config.box);
    for (const change of [
      (bytes: Buffer) => bytes.fill(0, 300),
      (bytes: Buffer) => bytes.fill(1, 100, 101),
      (bytes: Buffer) => bytes.subarray(0, 200),
      () => Buffer.alloc(0),
    ]) {
      writeFileSync(config.box, change(Buffer.from(whole)));
      const text = detail(box.recount(0, false));
      expect(text).toMatch(/^(disputed|broken): /);
      expect(text).not.toMatch(/votes|candidate/);
    }
    rmSync(config.box);
    expect(detail(box.recount(0, false))).toMatch(/^missing: /);
    await box.giveUp();
  });

  it('a live count that is not what the file holds', async () => {
    const box = await opened();
    await vote(box);
    const early = readFileSync(config.box);
    await press(box, 6, 1, 2);
    writeFileSync(config.box, early);
    must(await box.cutoff());
    expect(detail(box.recount(5, false))).toMatch(/^(disputed|broken): /);
    await box.giveUp();
  });
});

describe('a box that can not be used', () => {
  const code = (result: Result<unknown, BoxFailure>): string => (result.ok ? 'ok' : result.error.code);
  const detail = (result: Result<unknown, BoxFailure>): string => (result.ok ? '' : result.error.detail);

  it('no key for a keypad of the roll, or no key file', async () => {
    const seats = [...config.seats, { slot: 6, keypad: 99, generation: 0 }];
    const missing = await BallotBox.create({ ...config, seats }, events);
    expect([code(missing), detail(missing)]).toEqual([
      'device-keys',
      expect.stringMatching(/no key for keypad 99 of slot 6$/),
    ]);
    expect(code(await BallotBox.create({ ...config, deviceKeys: join(folder, 'none') }, events))).toBe('device-keys');
    expect([existsSync(config.box), existsSync(config.keys[0] ?? '')]).toEqual([false, false]);
  });

  it('no copy of the round key; no file; another paper or roll than the one it was made for', async () => {
    const box = await opened();
    await vote(box);
    await box.giveUp();
    expect(code(resumed({ keys: [join(folder, 'gone.key')] }))).toBe('no-key');
    expect(code(resumed({ box: join(folder, 'gone.box') }))).toBe('missing');
    const { frozen: other } = testRound('ready', { voters: VOTERS, id: 2 });
    const another = resumed({ paper: other?.paper ?? config.paper });
    expect([code(another), detail(another)]).toEqual(['broken', expect.stringMatching(/names another paper or roll$/)]);
    expect(code(resumed({ spec: { ...config.spec, slots: 5 }, seats: config.seats.slice(0, 5) }))).toBe('broken');
    rmSync(config.keys[0] ?? '');
    const again = must(resumed());
    expect(again.returned()).toBe(5);
    await again.giveUp();
  });
});
