import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contest } from '@piaojue/contract/contest';
import type { Result } from '@piaojue/contract/result';
import {
  CHOICE_ABSTAIN,
  CHOICE_AGAINST,
  CHOICE_BLANK,
  CHOICE_FOR,
  choiceBallot,
  gradeBallot,
  pickBallot,
  spoiltBallot,
} from '@piaojue/firmware-protocol/ballot';
import { decodePaper, encodePaper } from '@piaojue/firmware-protocol/paper';
import { paperHash } from '@piaojue/firmware-protocol/seal/paper-hash';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bitmap, setBit } from '../bitmap.ts';
import { namedAnswer } from '../rules/named-answers.ts';
import {
  checkedOf,
  contestData,
  electionData,
  evaluationData,
  motionData,
  perProjectData,
} from '../rules/test-contest.ts';
import { freeze } from '../rounds/freeze.ts';
import { testSeats } from '../store/test-rows.ts';
import { tallySpec } from '../tally/spec.ts';
import { BallotBox } from './ballot-box.ts';
import type { BoxConfig, BoxFailure, Presence } from './messages.ts';
import { rawPublicKey } from './patterns.ts';
import { deviceKeyOf, SESSION, testKeypad } from './test-keypad.ts';

const VOTERS = 6;
const SEATS = testSeats(VOTERS);
const everybody: Presence = { authorised: bitmap(VOTERS), issued: VOTERS };
for (const { slot } of SEATS) setBit(everybody.authorised, slot);

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

let folder: string;
let deviceKeys: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'named-'));
  deviceKeys = join(folder, 'device-keys.json');
  const keys = Object.fromEntries(
    SEATS.map(({ keypad }) => [keypad, Buffer.from(deviceKeyOf(keypad)).toString('hex')]),
  );
  writeFileSync(deviceKeys, JSON.stringify({ provisioning: 'ee000001', keys }), { mode: 0o600 });
});
afterEach(() => rmSync(folder, { recursive: true }));

const events = { receipt: () => undefined, afterGroup: () => undefined };
function must<T>(result: Result<T, BoxFailure>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail}`);
  return result.value;
}

function configOf(contest: Contest, paper?: Uint8Array): BoxConfig {
  const frozen = freeze({ id: 1, parent: null, turn: 1, contest }, SEATS);
  return {
    round: 1,
    epoch: 0,
    session: SESSION,
    deviceKeys,
    box: join(folder, 'round-1.box'),
    keys: [join(folder, 'first.key')],
    paper: paper ?? frozen.paper,
    spec: tallySpec(contest, VOTERS),
    seats: SEATS.map(({ slot, keypad, generation }) => ({ slot, keypad, generation })),
    monitorsKey: rawPublicKey(generateKeyPairSync('x25519').publicKey),
    frozenHash: frozen.hash,
  };
}
async function opened(config: BoxConfig): Promise<BallotBox> {
  const { box } = must(await BallotBox.create(config, events));
  box.authorise(everybody);
  return box;
}
async function press(box: BallotBox, keypad: number, counter: number, ballot: Uint8Array): Promise<void> {
  box.intake.take(0, testKeypad(keypad).press(1, counter, paperHash(box.config.paper), ballot));
  await settle();
}
const choice = (answer: number): Uint8Array => choiceBallot([answer]);

const NAMED = checkedOf(motionData({}, 'namedResolution'));
/** Voter 1 thinks again; 5 leaves it blank, which is 弃权; the ballot of 6 is nonsense. */
async function vote(box: BallotBox): Promise<void> {
  await press(box, 1, 1, choice(CHOICE_AGAINST));
  await press(box, 1, 2, choice(CHOICE_FOR));
  await press(box, 2, 1, choice(CHOICE_FOR));
  await press(box, 3, 1, choice(CHOICE_AGAINST));
  await press(box, 5, 1, choice(CHOICE_BLANK));
  await press(box, 6, 1, spoiltBallot());
}
const ANSWERS = ['for', 'for', 'against', 'notSubmitted', 'abstained', 'invalid'];
const answersOf = (recount: object): string[] =>
  'answers' in recount ? SEATS.map(({ slot }) => namedAnswer(recount.answers as Uint8Array, slot)) : [];

describe('RULES §2 a named vote', () => {
  it('tells live who so many answered what, and after the close each slot its own, by the last press', async () => {
    const box = await opened(configOf(NAMED));
    expect(box.live()).toEqual({ for: 0, against: 0, abstained: 0 });
    await press(box, 4, 1, choice(CHOICE_ABSTAIN));
    expect(box.live()).toEqual({ for: 0, against: 0, abstained: 1 });
    await press(box, 4, 2, choice(CHOICE_FOR));
    expect(box.live()).toEqual({ for: 1, against: 0, abstained: 0 });
    await vote(box);
    expect(box.live()).toEqual({ for: 3, against: 1, abstained: 1 });
    must(await box.cutoff());
    const counted = must(box.recount(6, false));
    expect(answersOf(counted)).toEqual(ANSWERS.with(3, 'for'));
    expect(counted.totals).toMatchObject({ votes: [3], against: [1], abstained: [1], invalid: 1 });
  });

  it('under press `first` the first answer stands, live and at the end', async () => {
    const box = await opened(configOf(checkedOf(motionData({ press: 'first' }, 'namedResolution'))));
    await vote(box);
    expect(box.live()).toEqual({ for: 1, against: 2, abstained: 1 });
    must(await box.cutoff());
    expect(answersOf(must(box.recount(5, false)))).toEqual(ANSWERS.with(0, 'against'));
  });

  it('is rebuilt from the box after a restart, live and at the end', async () => {
    const config = configOf(NAMED);
    const before = await opened(config);
    await vote(before);
    await before.giveUp();
    const box = must(BallotBox.resume(config, everybody, events));
    expect(box.live()).toEqual({ for: 2, against: 1, abstained: 1 });
    must(await box.cutoff());
    expect(answersOf(must(box.recount(5, false)))).toEqual(ANSWERS);
  });
});

describe('RULES §3 every other vote', () => {
  it.each<[string, Contest, Uint8Array]>([
    ['selection', contestData({ field: 3, seats: 1 }), pickBallot([0])],
    ['perProject', perProjectData({ field: 3, seats: 1, maxMarks: 1 }), choiceBallot([1, 2, 3])],
    ['election', electionData({ field: 3, seats: 1, form: 'perItem' }), choiceBallot([1, 2, 3])],
    ['resolution', motionData(), choiceBallot([1])],
    ['evaluation', evaluationData(3), gradeBallot([1, 2, 3])],
  ])('%s has no figure while it is open, and tells nobody’s answer at its end', async (_kind, contest, ballot) => {
    const config = configOf(contest);
    const box = await opened(config);
    await press(box, 1, 1, ballot);
    expect(box.live()).toBeUndefined();
    must(await box.cutoff());
    expect(Object.keys(must(box.recount(1, false)))).toEqual(['totals', 'patterns', 'participation', 'counters']);
    await box.giveUp();
    const again = must(BallotBox.resume(config, everybody, events));
    expect(again.live()).toBeUndefined();
    expect(must(again.recount(1, false))).not.toHaveProperty('answers');
  });

  it('can’t be made a named one afterwards: a ballot that was sealed to the secret paper opens with no other', async () => {
    const contest = checkedOf(motionData());
    const secret = configOf(contest);
    const read = decodePaper(secret.paper);
    if (!read.ok) throw new Error('no paper');
    const named = encodePaper({ ...read.value.paper, named: true });
    const box = await opened({ ...secret, paper: named });
    // It was sealed on a keypad that was not told 记名.
    const sealed = testKeypad(1).press(1, 1, paperHash(secret.paper), choice(CHOICE_FOR));
    box.intake.take(0, sealed);
    await settle();
    expect([box.returned(), box.live(), box.intake.refused]).toEqual([
      0,
      { for: 0, against: 0, abstained: 0 },
      { otherPaper: 1 },
    ]);
  });
});
