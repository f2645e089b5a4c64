import { choiceBallot, FORM_CHOICE, FORM_GRADES, FORM_PICK, gradeBallot, pickBallot } from '../src/ballot.ts';
import { PaperChunk, Presence, Receipt, SealedBallot } from '../src/messages.ts';
import { encodePaper, type Paper, paperChunks } from '../src/paper.ts';
import { paperDigest, sealBallot } from '../src/seal/ballot-seal.ts';
import { cmac, cmacKey } from '../src/seal/cmac.ts';
import {
  ballotKey,
  deriveKey,
  deviceKeyOfEpoch,
  type KeyUse,
  LABELS,
  macKey,
  type Mode,
  nextKeyInput,
} from '../src/seal/keys.ts';
import { paperHash } from '../src/seal/paper-hash.ts';
import { signPresence } from '../src/seal/presence-mac.ts';
import { proofInput, provisioningProof } from '../src/seal/provisioning-proof.ts';
import { type Answered, answeredBallot, answeredPresence, makeReceipt } from '../src/seal/receipt-mac.ts';
import { STATUSES, type Status } from '../src/status.ts';
import { DEVICE_KEY, FROZEN, hex, KEYPAD, PROVISIONING, SESSION, SID, sampleBytes, unhex } from './sample.ts';

const be = (value: number, size: number): string => value.toString(16).padStart(size * 2, '0');
const flip = (text: string, bit: number): string => {
  const bytes = unhex(text);
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
  return hex(bytes);
};

/** RFC 4493 §4, as printed there. */
const RFC_KEY = '2b7e151628aed2a6abf7158809cf4f3c';
const RFC_MESSAGE =
  '6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51' +
  '30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710';
const RFC_MACS = [
  [0, 'bb1d6929e95937287fa37d129b756746'],
  [16, '070a16b46b4d4144f79bdd9dd04a287c'],
  [40, 'dfa66747de9ae63030ca32611497c827'],
  [64, '51f0bebf7e3b9d92fc49741779363cfe'],
] as const;

function cmacVectors() {
  const official = RFC_MACS.map(([length, mac]) => ({
    source: `RFC 4493 §4, ${length} bytes`,
    key: RFC_KEY,
    message: RFC_MESSAGE.slice(0, length * 2),
    mac,
  }));
  const own = [1, 11, 15, 17, 22, 30, 31, 32, 33].map((length) => {
    const message = sampleBytes(`message of ${length}`, length);
    return {
      source: 'own',
      key: hex(DEVICE_KEY),
      message: hex(message),
      mac: hex(cmac(cmacKey(DEVICE_KEY), message)),
    };
  });
  return [...official, ...own];
}

function kdfVectors() {
  const vectors = [];
  for (const use of Object.keys(LABELS) as KeyUse[]) {
    for (const mode of ['rehearsal', 'real'] as Mode[]) {
      for (const keypad of [1, KEYPAD, 65_534]) {
        const provisioning = mode === 'real' ? 0x1234_5678 : PROVISIONING;
        const key = deriveKey(cmacKey(DEVICE_KEY), use, { mode, provisioning, sid: SID }, keypad);
        const label = hex(Buffer.from(LABELS[use], 'latin1'));
        const input = `00000001${label}0001${be(mode === 'real' ? 1 : 0, 1)}${be(provisioning, 4)}${be(keypad, 2)}${hex(SID)}00000080`;
        vectors.push({
          use,
          label: LABELS[use],
          mode,
          provisioning,
          keypad,
          sid: hex(SID),
          deviceKey: hex(DEVICE_KEY),
          input,
          key: hex(key),
        });
      }
    }
  }
  return vectors;
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
const PAPER: Paper = {
  form: FORM_PICK,
  round: 3,
  maxMarks: 10,
  minMarks: 0,
  firstPress: false,
  named: false,
  grades: 0,
  frozen: FROZEN,
  numbers: range(12),
};
export const SAMPLE_PAPERS: readonly Paper[] = [
  PAPER,
  { ...PAPER, round: 1, maxMarks: 1, minMarks: 1, firstPress: true, numbers: [99] },
  { ...PAPER, round: 2, numbers: range(24) },
  { ...PAPER, round: 65_534, maxMarks: 60, minMarks: 60, numbers: range(60).map((i) => 100 - i) },
  { ...PAPER, form: FORM_CHOICE, round: 4 },
  { ...PAPER, form: FORM_CHOICE, round: 5, maxMarks: 1, named: true, numbers: [1] },
  { ...PAPER, form: FORM_GRADES, round: 6, maxMarks: 21, grades: 3, numbers: range(21) },
  { ...PAPER, form: FORM_GRADES, round: 7, maxMarks: 30, grades: 4, firstPress: true, numbers: range(30) },
];

function paperVectors() {
  return SAMPLE_PAPERS.map((paper) => {
    const bytes = encodePaper(paper);
    const hash = paperHash(bytes);
    return {
      fields: { ...paper, frozen: hex(paper.frozen) },
      bytes: hex(bytes),
      hash: hex(hash),
      digest: paperDigest(hash),
      chunks: paperChunks(bytes).map((chunk) => hex(PaperChunk.encode(chunk))),
    };
  });
}

function badPapers() {
  const good = hex(encodePaper(PAPER));
  const graded = hex(encodePaper({ ...PAPER, form: FORM_GRADES, maxMarks: 12, grades: 3 }));
  const patched = (offset: number, value: string, bytes = good): string =>
    bytes.slice(0, offset * 2) + value + bytes.slice(offset * 2 + value.length);
  return [
    { fault: 'too-short', bytes: good.slice(0, 48) },
    { fault: 'too-short', bytes: '' },
    { fault: 'unknown-form', bytes: patched(0, '00') },
    { fault: 'unknown-form', bytes: patched(0, '04') },
    { fault: 'unknown-version', bytes: patched(1, '02') },
    { fault: 'bad-count', bytes: patched(7, '00') },
    { fault: 'bad-count', bytes: patched(7, '3d') },
    { fault: 'bad-count', bytes: good.slice(0, -2) },
    { fault: 'bad-limits', bytes: patched(2, '0000') },
    { fault: 'bad-limits', bytes: patched(2, 'ffff') },
    { fault: 'bad-limits', bytes: patched(4, '00') },
    { fault: 'bad-limits', bytes: patched(4, '3d') },
    { fault: 'bad-limits', bytes: patched(5, '0b') },
    { fault: 'bad-limits', bytes: patched(4, '0b', graded) },
    { fault: 'bad-limits', bytes: patched(5, '01', graded) },
    { fault: 'bad-count', bytes: patched(4, '1f', patched(7, '1f', graded)) + hex(Uint8Array.from(range(31).slice(12))) },
    { fault: 'bad-grades', bytes: patched(6, '00', graded) },
    { fault: 'bad-grades', bytes: patched(6, '08', graded) },
    { fault: 'bad-grades', bytes: patched(6, '14', graded) },
    { fault: 'bad-number', bytes: patched(24, '00') },
    { fault: 'bad-number', bytes: patched(24, '64') },
    { fault: 'bad-number', bytes: patched(24, '02') },
  ];
}

const MARKS: readonly (readonly number[])[] = [
  [],
  [0],
  [1, 3, 4, 6],
  [59],
  Array.from({ length: 12 }, (_, i) => i),
  Array.from({ length: 60 }, (_, i) => i),
];

/** Answers of forms 2 and 3 from position 0 on. */
const CHOICES: readonly (readonly number[])[] = [
  [],
  [1],
  [2],
  [3],
  [1, 2, 3, 0, 1, 1, 0, 2],
  range(60).map((i) => i % 4),
];
const GRADES: readonly (readonly number[])[] = [
  [],
  [1],
  [4],
  [1, 2, 3, 4, 0, 1],
  [0, 0, 15],
  range(30).map((i) => i % 5),
];

const HASH = paperHash(encodePaper(PAPER));
const UP_KEY = deriveKey(cmacKey(DEVICE_KEY), 'up', SESSION, KEYPAD);
const seal = (counter: number, marks: readonly number[]): SealedBallot =>
  sealBallot(
    ballotKey(cmacKey(DEVICE_KEY), SESSION, KEYPAD),
    { keypad: KEYPAD, round: PAPER.round, counter },
    HASH,
    pickBallot(marks),
  );
const FIRST = seal(1, MARKS[2] ?? []);

function sealVectors() {
  return MARKS.map((marks, i) => {
    const counter = [1, 2, 256, 257, 0x1234_5678, 0xffff_ff00][i] ?? 1;
    const sealed = seal(counter, marks);
    const header = `${be(KEYPAD, 2)}${be(PAPER.round, 2)}${be(counter, 4)}`;
    return {
      key: hex(UP_KEY),
      keypad: KEYPAD,
      round: PAPER.round,
      counter,
      paperHash: hex(HASH),
      plaintext: hex(pickBallot(marks)),
      nonce: `01${header}00000000`,
      data: `${header}${hex(HASH).slice(0, 4)}${hex(HASH)}`,
      ciphertext: hex(sealed.ciphertext),
      tag: hex(sealed.tag),
      frame: hex(SealedBallot.encode(sealed)),
    };
  });
}

/** Frames that must open to nothing. Bits: 0 is the first of the frame. */
function badSeals() {
  const frame = hex(SealedBallot.encode(FIRST));
  const base = { key: hex(UP_KEY), paperHash: hex(HASH) };
  const flips = [
    ['keypad', 15],
    ['round', 31],
    ['counter', 62],
    ['paper digest', 64],
    ['first bit of the ciphertext', 80],
    ['last bit of the ciphertext', 207],
    ['first bit of the tag', 208],
    ['last bit of the tag', 271],
  ] as const;
  return [
    ...flips.map(([what, bit]) => ({ ...base, why: `flipped: ${what}`, frame: flip(frame, bit) })),
    { ...base, why: 'tag of zeros', frame: `${frame.slice(0, -16)}${'0'.repeat(16)}` },
    { ...base, why: 'another paper', paperHash: flip(hex(HASH), 127), frame },
    { ...base, why: 'key of another session', key: flip(hex(UP_KEY), 0), frame },
  ];
}

const PRESENCE = { keypad: KEYPAD, counter: 2, version: 0x81, battery: 87, firmware: 0x0102 };
const ROLL_KEY = macKey(cmacKey(DEVICE_KEY), 'roll', SESSION, KEYPAD);
const SIGN_IN = signPresence(ROLL_KEY, PRESENCE);
const ROLL_CALL_ANSWER = signPresence(ROLL_KEY, { ...PRESENCE, counter: 3, version: 0x01 });

function signInVectors() {
  const key = hex(deriveKey(cmacKey(DEVICE_KEY), 'roll', SESSION, KEYPAD));
  return [
    PRESENCE,
    { ...PRESENCE, counter: 3, version: 0x01 },
    { ...PRESENCE, counter: 4, version: 0x41 },
    { ...PRESENCE, counter: 0xffff_ff00, battery: 255 },
  ].map((fields) => {
    const signed = signPresence(ROLL_KEY, fields);
    return {
      key,
      fields,
      input: `03${be(fields.keypad, 2)}${be(fields.counter, 4)}${be(fields.version, 1)}${be(fields.battery, 1)}${be(fields.firmware, 2)}`,
      mac: hex(signed.mac),
      frame: hex(Presence.encode(signed)),
    };
  });
}

function badSignIns() {
  const key = hex(deriveKey(cmacKey(DEVICE_KEY), 'roll', SESSION, KEYPAD));
  const frame = hex(Presence.encode(SIGN_IN));
  const flips = [
    ['keypad', 15],
    ['counter', 47],
    ['the 签到 bit', 48],
    ['the press test bit', 49],
    ['battery', 63],
    ['firmware', 79],
    ['first bit of the mac', 80],
    ['last bit of the mac', 143],
  ] as const;
  return flips.map(([what, bit]) => ({ key, why: `flipped: ${what}`, frame: flip(frame, bit) }));
}

const answeredFields = ({ keypad, round, counter, tag }: Answered) => ({ keypad, round, counter, tag: hex(tag) });
const DOWN_KEY = macKey(cmacKey(DEVICE_KEY), 'down', SESSION, KEYPAD);
const KEYS = { down: DOWN_KEY, roll: ROLL_KEY };

function receiptVectors() {
  const cases: [status: Status, frame: Answered, n?: number][] = [];
  for (const status of Object.keys(STATUSES) as Status[]) {
    const frame =
      status === 'signedIn'
        ? answeredPresence(SIGN_IN)
        : status === 'noted'
          ? answeredPresence(ROLL_CALL_ANSWER)
          : answeredBallot(FIRST);
    if (status === 'closed') cases.push([status, frame, 0], [status, frame, 1], [status, frame, 900]);
    else if (status === 'counter') cases.push([status, frame, 5]);
    else cases.push([status, frame]);
  }
  cases.push(['notOnRoll', answeredPresence(SIGN_IN)]);
  return cases.map(([status, frame, n]) => {
    const receipt = makeReceipt(KEYS, status, frame, n);
    const { code, by } = STATUSES[status];
    return {
      status,
      code,
      by,
      key: hex(deriveKey(cmacKey(DEVICE_KEY), by, SESSION, KEYPAD)),
      answers: answeredFields(frame),
      number: receipt.number,
      input: `02${be(code, 1)}${be(frame.keypad, 2)}${be(frame.round, 2)}${be(frame.counter, 4)}${be(receipt.number, 4)}${hex(frame.tag)}`,
      mac: hex(receipt.mac),
      bytes: hex(Receipt.encode(receipt)),
    };
  });
}

/** Receipts that the keypad waiting for `waitsFor` must pass over. */
function badReceipts() {
  const keys = {
    down: hex(deriveKey(cmacKey(DEVICE_KEY), 'down', SESSION, KEYPAD)),
    roll: hex(deriveKey(cmacKey(DEVICE_KEY), 'roll', SESSION, KEYPAD)),
  };
  const good = hex(Receipt.encode(makeReceipt(KEYS, 'counted', FIRST)));
  const closed = hex(Receipt.encode(makeReceipt(KEYS, 'closed', FIRST, 0)));
  const waitsFor = answeredFields(FIRST);
  const second = seal(2, []);
  const rollSaysCounted = makeReceipt({ down: ROLL_KEY }, 'counted', FIRST);
  return [
    { keys, waitsFor, why: 'for another keypad', bytes: flip(good, 15) },
    {
      keys,
      waitsFor: answeredFields(answeredPresence(SIGN_IN)),
      why: 'noted, of the answer to a roll call before',
      bytes: hex(Receipt.encode(makeReceipt(KEYS, 'noted', answeredPresence(ROLL_CALL_ANSWER)))),
    },
    { keys, waitsFor, why: 'another number', bytes: flip(good, 47) },
    { keys, waitsFor, why: 'closed with another n', bytes: flip(closed, 47) },
    { keys, waitsFor, why: 'another status', bytes: `${good.slice(0, 12)}03${good.slice(14)}` },
    { keys, waitsFor, why: 'an unknown status', bytes: `${good.slice(0, 12)}0a${good.slice(14)}` },
    { keys, waitsFor, why: 'flipped: last bit of the mac', bytes: flip(good, 119) },
    { keys, waitsFor, why: 'counted, made with the roll key', bytes: hex(Receipt.encode(rollSaysCounted)) },
    { keys, waitsFor: answeredFields(second), why: 'for the ballot before', bytes: good },
    { keys, waitsFor: { ...waitsFor, tag: flip(waitsFor.tag, 63) }, why: 'same counter, another tag', bytes: good },
    { keys, waitsFor: { ...waitsFor, round: waitsFor.round + 1 }, why: 'for another round', bytes: good },
  ];
}

/** Each goes on from the key of the one before. */
function epochVectors() {
  let deviceKey = DEVICE_KEY;
  return [1, 2, 3, 4].map((epoch) => {
    const next = { provisioning: PROVISIONING, keypad: KEYPAD, epoch };
    const key = deviceKeyOfEpoch(deviceKey, epoch - 1, next);
    const vector = { ...next, deviceKey: hex(deviceKey), input: hex(nextKeyInput(next)), key: hex(key) };
    deviceKey = key;
    return vector;
  });
}

function proofVectors() {
  const hardware = sampleBytes('hardware', 8);
  return [
    { provisioning: PROVISIONING, keypad: KEYPAD, epoch: 0, highWater: 0 },
    { provisioning: 0x1234_5678, keypad: 1, epoch: 7, highWater: 0 },
    { provisioning: 0x1234_5678, keypad: 65_534, epoch: 65_534, highWater: 512 },
  ].map((fields) => {
    const proof = provisioningProof(cmacKey(DEVICE_KEY), { hardware, ...fields });
    const input = hex(proofInput({ hardware, ...fields }));
    return { key: hex(DEVICE_KEY), hardware: hex(hardware), ...fields, input, proof: hex(proof) };
  });
}

export const sealVectorGroups = () => ({
  cmac: cmacVectors(),
  kdf: kdfVectors(),
  epochs: epochVectors(),
  proofs: proofVectors(),
  papers: paperVectors(),
  badPapers: badPapers(),
  ballots: MARKS.map((positions) => ({ positions, plaintext: hex(pickBallot(positions)) })),
  choiceBallots: CHOICES.map((answers) => ({ answers, plaintext: hex(choiceBallot(answers)) })),
  gradeBallots: GRADES.map((answers) => ({ answers, plaintext: hex(gradeBallot(answers)) })),
  seals: sealVectors(),
  badSeals: badSeals(),
  signIns: signInVectors(),
  badSignIns: badSignIns(),
  receipts: receiptVectors(),
  badReceipts: badReceipts(),
});
