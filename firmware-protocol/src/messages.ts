import { bytes, type Codec, type Fields, list, reserved, struct, u16, u32, u8 } from './fields.ts';

/**
 * Every message of the serial line, declared once (PROTOCOL, part 3). `letter` is the type byte of the line.
 */

/** The version of this wire that this code speaks (PROTOCOL VER1). */
export const WIRE_VERSION = 1;

/** Keypads are numbered 1–65,534; 0 and 65,535 are nobody (PROTOCOL LINE6). */
export const MAX_KEYPAD = 65_534;
const keypad = u16(1, MAX_KEYPAD);

/** What of a ballot goes through the air and the line: header (the CCM's associated data) and sealed part. */
const ballotShape = {
  keypad,
  round: u16(1, 65_534),
  counter: u32(1),
  /** First two bytes of the paper's hash. */
  paper: u16(),
  ciphertext: bytes(16),
  tag: bytes(8),
} as const;
export const SealedBallot = struct(ballotShape);
export type SealedBallot = Fields<typeof ballotShape>;
/** 34 bytes. */
export const SEALED_BALLOT_BYTES = SealedBallot.maximum;

const presenceShape = {
  keypad,
  counter: u32(1),
  /** Low 6 bits: wire version of the keypad; with SIGN_IN_FLAG, TEST_FLAG, or neither: an answer to a roll call. */
  version: u8(),
  /** Percent; 255 unknown. */
  battery: u8(),
  firmware: u16(),
  mac: bytes(8),
} as const;
export const Presence = struct(presenceShape);
export type Presence = Fields<typeof presenceShape>;
/** 签到 was pressed to sign in. */
export const SIGN_IN_FLAG = 0x80;
/** 签到 was pressed in a press test: signs nobody in (PROTOCOL SGN1). */
export const TEST_FLAG = 0x40;
export const VERSION_BITS = 0x3f;

const receiptShape = {
  keypad,
  /** Counter of the frame that is answered; for `closed` and `counter` the last counter counted (PROTOCOL RCP3). */
  number: u32(),
  status: u8(),
  mac: bytes(8),
} as const;
export const Receipt = struct(receiptShape);
export type Receipt = Fields<typeof receiptShape>;
/** 15 bytes. */
export const RECEIPT_BYTES = Receipt.maximum;
export const RECEIPTS_PER_LINE = 6;

const levelShape = { keypad, battery: u8(), rssi: u8() } as const;
export const Level = struct(levelShape);

const stateShape = {
  provisioning: u32(),
  sid: bytes(8),
  /** 0 where no round is on. */
  round: u16(),
  /** Low 4 bits: HALL_STATES; bit 6: rehearsal, which the keypad needs for its keys (PROTOCOL KEY3); bit 7: busy. */
  state: u8(),
  /** First two bytes of the paper's hash; 0 where no round is on. */
  paper: u16(),
  /** ms for which the receiver may speak on its channel; 0 = listen only (PROTOCOL REC5). */
  lease: u16(),
  /** Of the device keys that this session's keys are derived from (PROTOCOL KEY9). */
  epoch: u16(),
} as const;
export const State = struct(stateShape);
export type State = Fields<typeof stateShape>;
export const BUSY_FLAG = 0x80;
export const REHEARSAL_FLAG = 0x40;

export const HALL_STATES = { idle: 0, signIn: 1, open: 2, closing: 3, closed: 4, test: 5 } as const;
export type HallState = keyof typeof HALL_STATES;
const stateNames = Object.entries(HALL_STATES) as [HallState, number][];
/** undefined for a state this version does not know: a keypad then behaves as in `idle` (PROTOCOL KPD2). */
export const hallState = (code: number): HallState | undefined =>
  stateNames.find(([, value]) => value === (code & 0x0f))?.[0];

/** Bytes of paper in one chunk. */
export const PAPER_CHUNK = 48;
const closingShape = {
  closeId: u32(),
  round: u16(1, 65_534),
  /** D: most ms until the cut-off. */
  drain: u16(),
} as const;
const drainedShape = {
  closeId: u32(),
  round: u16(1, 65_534),
  /** Ballots still in the receiver's own queue. */
  left: u16(),
} as const;

const rssi = u8();
export const BallotUp = struct({ rssi, ...ballotShape });
export const PresenceUp = struct({ rssi, ...presenceShape });
/** Bit i, most significant first, is keypad base + i (PROTOCOL MSG3). */
export const Heard = struct({ base: u16(), bits: bytes(32) });
export const Levels = list(Level, 8);
export const Heartbeat = struct({ uptime: u32(), queue: u8(), load: u8() });
export const Greeting = struct({
  /** Oldest and newest wire version that the receiver speaks. */
  oldest: u8(),
  newest: u8(),
  /** Drawn at each boot: a new one tells the host that the receiver restarted. */
  boot: u32(),
  receiver: bytes(8),
  channel: u8(),
  queue: u16(),
  /** FEATURES */
  features: u16(),
  reserve: reserved(5),
});
/** What a receiver may leave out says so by a clear bit (PROTOCOL MSG6, GW11). */
export const FEATURES = { heard: 1, levels: 2, drain: 4, rollCall: 8, voice: 16 } as const;
export const Drained = struct(drainedShape);
export const Receipts = list(Receipt, RECEIPTS_PER_LINE);
export const PaperChunk = struct({ index: u8(), of: u8(1), bytes: bytes(PAPER_CHUNK) });
export const Closing = struct(closingShape);
export const RollCall = struct({ from: keypad, to: keypad });

type Value<C> = C extends Codec<infer T> ? T : never;

/** Up: receiver to gateway. Down: gateway to receiver. */
export const UP = {
  B: BallotUp,
  S: PresenceUp,
  H: Heard,
  L: Levels,
  T: Heartbeat,
  G: Greeting,
  D: Drained,
} as const;
export const DOWN = { R: Receipts, O: State, P: PaperChunk, C: Closing, Q: RollCall } as const;

export type UpLetter = keyof typeof UP;
export type DownLetter = keyof typeof DOWN;
export type UpMessage = { [L in UpLetter]: { readonly type: L } & Value<(typeof UP)[L]> }[UpLetter];
export type DownMessage = { [L in DownLetter]: { readonly type: L } & Value<(typeof DOWN)[L]> }[DownLetter];
export type GreetingMessage = Value<typeof Greeting>;
