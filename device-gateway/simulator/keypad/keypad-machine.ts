import { GIVE_UP_MS, HEARD_SILENCE_MS } from '@piaojue/firmware-protocol/air';
import type { KeypadCounter } from '@piaojue/firmware-protocol/keypad-counter';
import { HALL_STATES, SIGN_IN_FLAG, TEST_FLAG, WIRE_VERSION } from '@piaojue/firmware-protocol/messages';
import { ballotOf, type Mark } from '@piaojue/firmware-protocol/marks';
import { decodePaper } from '@piaojue/firmware-protocol/paper';
import { paperDigest } from '@piaojue/firmware-protocol/seal/ballot-seal';
import { paperHash } from '@piaojue/firmware-protocol/seal/paper-hash';
import type { AirFrame, Beacon } from '../air/beacon.ts';
import { EMPTY_ENTRY, entryOf, isUntouched, marksOf } from './entry.ts';
import { pressKey } from './key-entry.ts';
import { onReceipt } from './keypad-receipt.ts';
import { type KeypadOutput, type KeypadState, poweredOn, type Waiting } from './keypad-state.ts';
import { hasKey, type Key, type KeySet } from './keys.ts';
import type { SessionKeys } from './session-keys.ts';

/**
 * A keypad as PROTOCOL.md part 7 has it: `(state, input) → next state + outputs`. No clock, no radio, no chance: the air
 * asks `wantsToSend` and tells what happened. The lifelong counter is the one thing with a memory of its own.
 */
/** SGN4: an answer to a roll call, and a press of a press test. */
const ANSWER_GIVE_UP_MS = 10_000;
const SAME_ROLL_CALL_MS = 30_000;
/** KPD4: red this long after a waiting ballot was dropped. */
const RED_MS = 5000;

/** What was built into this keypad, or written by provisioning. */
export interface KeypadBody {
  readonly id: number;
  readonly provisioning: number;
  /** Percent. */
  readonly battery: number;
  readonly firmware: number;
  readonly keySet: KeySet;
  /** undefined: no valid slot in the EEPROM. */
  readonly counter: KeypadCounter | undefined;
  /** Whether it can derive the keys of a session of this epoch (PROTOCOL KEY10). */
  follows(epoch: number): boolean;
  keysFor(beacon: Beacon): SessionKeys;
}

export type KeypadInput =
  | { readonly type: 'beacon'; readonly now: number; readonly beacon: Beacon }
  | { readonly type: 'key'; readonly now: number; readonly key: Key }
  /** All keys of a ballot and OK, twice where the keypad asks again. */
  | { readonly type: 'submit'; readonly now: number; readonly marks: readonly Mark[] }
  | { readonly type: 'sent'; readonly frame: AirFrame }
  | { readonly type: 'tick'; readonly now: number }
  | { readonly type: 'off' | 'on' };

export type KeypadStep = readonly [KeypadState, readonly KeypadOutput[]];

const NONE: readonly KeypadOutput[] = [];

export function stepKeypad(state: KeypadState, input: KeypadInput, body: KeypadBody): KeypadStep {
  if (input.type === 'on') return [poweredOn(body.counter === undefined), NONE];
  if (!state.on || input.type === 'off') return [{ ...poweredOn(state.mustProvision), on: false }, NONE];
  if (state.mustProvision) return [state, NONE];
  switch (input.type) {
    case 'beacon':
      return onBeacon(state, input.beacon, input.now, body);
    case 'key':
      return onKey(state, input.key, input.now, body);
    case 'submit':
      return inputOpen(state) && state.paper
        ? seal({ ...state, entry: entryOf(state.paper.paper, input.marks) }, input.marks, input.now, body)
        : [state, NONE];
    case 'sent':
      return [onSent(state, input.frame), NONE];
    case 'tick':
      return onTick(state, input.now);
    default:
      return [state, NONE];
  }
}

/** Would a beacon matter to it, beyond a change of the hall's state? */
export const isWaiting = (state: KeypadState): boolean =>
  state.ballot !== null || state.signIn !== null || state.answer !== null;
export const needsPaper = (state: KeypadState): boolean =>
  state.on &&
  !state.mustProvision &&
  state.paper === null &&
  state.hall !== null &&
  state.hall.paper !== 0 &&
  state.hall.round !== 0;
/** Does the passing of time matter to it? */
export const isTimed = (state: KeypadState): boolean =>
  isWaiting(state) || (state.shown !== null && state.shown.until !== null);

/** The frame it would send in this contention frame. A ballot goes first (KPD12). */
export function wantsToSend(state: KeypadState, now: number): AirFrame | undefined {
  if (state.ballot && now >= state.ballot.silentUntil) return { kind: 'ballot', ballot: state.ballot.frame };
  const presence = state.ballot ? null : (state.signIn ?? state.answer);
  return presence && now >= presence.silentUntil ? { kind: 'presence', presence: presence.frame } : undefined;
}

export const inputOpen = (state: KeypadState): boolean =>
  state.on && !state.mustProvision && state.hall?.state === HALL_STATES.open && state.paper !== null && !state.locked;

function onBeacon(before: KeypadState, beacon: Beacon, now: number, body: KeypadBody): KeypadStep {
  const { provisioning, epoch } = beacon.state;
  if (provisioning !== body.provisioning || !body.follows(epoch)) return [before, NONE]; // KPD1, KEY10
  const outputs: KeypadOutput[] = [];
  let state = followHall(before, beacon, now, body, outputs);
  if (beacon.heard.has(body.id)) state = onHeard(state, now);
  const receipt = beacon.receipts.get(body.id);
  if (receipt) state = onReceipt(state, receipt, now, outputs);
  if (beacon.chunk && needsPaper(state)) state = onChunk(state, beacon.chunk);
  if (beacon.rollCall) state = onRollCall(state, beacon.rollCall, now, body);
  return [state, outputs];
}

function followHall(
  before: KeypadState,
  beacon: Beacon,
  now: number,
  body: KeypadBody,
  outputs: KeypadOutput[],
): KeypadState {
  const { round, paper, epoch } = beacon.state;
  const code = beacon.state.state & 0x0f;
  const sid = Buffer.from(beacon.state.sid).toString('hex');
  let state = before;
  const { hall } = before;
  const sameSession = hall?.sid === sid && hall.epoch === epoch;
  if (sameSession && hall.round === round && hall.paper === paper && hall.state === code) return before;
  if (!sameSession) {
    // KPD3: nothing of the old session is ever sent again.
    if (state.ballot) outputs.push({ what: 'ballot', ending: 'gaveUp' });
    if (state.signIn) outputs.push({ what: 'signIn', ending: 'gaveUp' });
    state = { ...poweredOn(false), keys: body.keysFor(beacon) };
  } else if (hall.round !== round || hall.paper !== paper) {
    // KPD4
    const shown = state.ballot ? ({ what: 'ballot', ending: 'gaveUp', until: now + RED_MS } as const) : null;
    if (state.ballot) outputs.push({ what: 'ballot', ending: 'gaveUp' });
    const dropped = { paper: null, chunks: [], entry: EMPTY_ENTRY, sealed: false, ballot: null } as const;
    state = { ...state, ...dropped, locked: false, shown };
  }
  if (sameSession && (code === HALL_STATES.closing || code === HALL_STATES.closed)) {
    // KPD9: what was not confirmed is gone; what was is sent on.
    const unsent = !state.sealed && !isUntouched(state.entry);
    state = { ...state, entry: EMPTY_ENTRY };
    if (unsent && !state.ballot) {
      const stands = state.countedRound === round;
      state = { ...state, shown: { what: 'unsent', ending: 'closed', until: now + RED_MS, stands } };
    }
  }
  return { ...state, hall: { sid, round, state: code, paper, epoch } };
}

function onHeard(state: KeypadState, now: number): KeypadState {
  const heard = <F, W extends Waiting<F>>(waiting: W): W => ({
    ...waiting,
    heard: true,
    silentUntil: now + HEARD_SILENCE_MS,
  });
  if (state.ballot && state.ballot.sends > 0) return { ...state, ballot: heard(state.ballot) };
  if (state.signIn && state.signIn.sends > 0) return { ...state, signIn: heard(state.signIn) };
  return state.answer && state.answer.sends > 0 ? { ...state, answer: heard(state.answer) } : state;
}

/** AIR9: taken when it is complete and its own hash begins with the digest of the beacon; else begun again. */
function onChunk(state: KeypadState, chunk: NonNullable<Beacon['chunk']>): KeypadState {
  const chunks: (Uint8Array | undefined)[] =
    state.chunks.length === chunk.of ? [...state.chunks] : Array.from({ length: chunk.of });
  chunks[chunk.index] = chunk.bytes;
  const whole = chunks.filter((part) => part !== undefined);
  if (whole.length < chunk.of) return { ...state, chunks };
  const decoded = decodePaper(new Uint8Array(Buffer.concat(whole)));
  if (!decoded.ok) return { ...state, chunks: [] };
  const hash = paperHash(decoded.value.bytes);
  const fits = paperDigest(hash) === state.hall?.paper && decoded.value.paper.round === state.hall.round;
  return fits ? { ...state, chunks: [], paper: { paper: decoded.value.paper, hash } } : { ...state, chunks: [] };
}

function onRollCall(
  state: KeypadState,
  call: NonNullable<Beacon['rollCall']>,
  now: number,
  body: KeypadBody,
): KeypadState {
  if (body.id < call.from || body.id > call.to || state.signIn || state.answer?.pressed) return state;
  if (state.answered?.call === call.id && now - state.answered.at < SAME_ROLL_CALL_MS) return state;
  const presence = sign(state, 0, body);
  return presence
    ? { ...state, answer: { ...fresh(presence, now), pressed: false }, answered: { call: call.id, at: now } }
    : { ...state, mustProvision: true };
}

function onKey(state: KeypadState, key: Key, now: number, body: KeypadBody): KeypadStep {
  if (!hasKey(body.keySet, key)) return [state, NONE];
  if (key === 'signIn') return [pressSignIn(state, now, body), NONE];
  if (!inputOpen(state) || !state.paper) return [key === 'clear' ? { ...state, shown: null } : state, NONE];
  const { paper } = state.paper;
  if (key === 'ok') {
    // KPD7: OK says nothing new of a ballot that is counted as it stands.
    if (state.sealed && !state.ballot && state.countedRound === paper.round) return [state, NONE];
    const { entry, send } = pressKey(state.entry, paper, body.keySet, key);
    const next = { ...state, entry };
    return send ? seal(next, marksOf(entry, paper), now, body) : [next, NONE];
  }
  // After a ballot was sealed the first key begins a new one: what was sent is never shown again.
  const entry = pressKey(state.sealed ? EMPTY_ENTRY : state.entry, paper, body.keySet, key).entry;
  return [{ ...state, shown: null, sealed: false, entry }, NONE];
}

function pressSignIn(state: KeypadState, now: number, body: KeypadBody): KeypadState {
  if (state.hall === null || state.hall.state === HALL_STATES.idle || state.signIn || !state.keys) return state;
  const testing = state.hall.state === HALL_STATES.test;
  if (testing && state.answer?.pressed) return state;
  const presence = sign(state, testing ? TEST_FLAG : SIGN_IN_FLAG, body);
  if (!presence) return { ...state, mustProvision: true };
  const waiting = fresh(presence, now);
  return testing
    ? { ...state, answer: { ...waiting, pressed: true }, shown: null }
    : { ...state, signIn: waiting, answer: null, shown: null };
}

function sign(state: KeypadState, flag: number, body: KeypadBody) {
  const counter = body.counter?.next();
  if (!counter?.ok) return undefined;
  const { id, battery, firmware } = body;
  return state.keys?.sign({ keypad: id, counter: counter.value, version: WIRE_VERSION | flag, battery, firmware });
}

function seal(state: KeypadState, marks: readonly Mark[], now: number, body: KeypadBody): KeypadStep {
  const { paper, keys, hall } = state;
  if (!paper || !keys || !hall) return [state, NONE];
  const counter = body.counter?.next();
  if (!counter?.ok) return [{ ...state, mustProvision: true }, NONE];
  const plaintext = ballotOf(paper.paper, marks);
  const frame = keys.seal({ keypad: body.id, round: hall.round, counter: counter.value }, paper.hash, plaintext);
  plaintext.fill(0);
  return [
    {
      ...state,
      ballot: fresh(frame, now),
      entry: { ...state.entry, asked: null, unknown: null },
      sealed: true,
      shown: null,
      locked: paper.paper.firstPress,
    },
    NONE,
  ];
}

const fresh = <F>(frame: F, now: number): Waiting<F> => ({
  frame,
  since: now,
  silentUntil: now,
  heard: false,
  sends: 0,
});

const again = <W extends Waiting<unknown>>(waiting: W): W => ({ ...waiting, sends: waiting.sends + 1 });

function onSent(state: KeypadState, sent: AirFrame): KeypadState {
  if (sent.kind === 'ballot') {
    return state.ballot?.frame === sent.ballot ? { ...state, ballot: again(state.ballot) } : state;
  }
  if (state.signIn?.frame === sent.presence) return { ...state, signIn: again(state.signIn) };
  return state.answer?.frame === sent.presence ? { ...state, answer: again(state.answer) } : state;
}

function onTick(before: KeypadState, now: number): KeypadStep {
  const outputs: KeypadOutput[] = [];
  let state = before;
  if (state.ballot && now - state.ballot.since >= GIVE_UP_MS) {
    outputs.push({ what: 'ballot', ending: 'gaveUp' });
    state = { ...state, ballot: null, shown: { what: 'ballot', ending: 'gaveUp', until: null } };
  }
  if (state.signIn && now - state.signIn.since >= GIVE_UP_MS) {
    outputs.push({ what: 'signIn', ending: 'gaveUp' });
    state = { ...state, signIn: null, shown: { what: 'signIn', ending: 'gaveUp', until: null } };
  }
  if (state.answer && now - state.answer.since >= ANSWER_GIVE_UP_MS) {
    if (state.answer.pressed) {
      outputs.push({ what: 'press', ending: 'gaveUp' });
      state = { ...state, shown: { what: 'press', ending: 'gaveUp', until: now + RED_MS } };
    }
    state = { ...state, answer: null };
  }
  if (state.shown && state.shown.until !== null && now >= state.shown.until) {
    // KPD5: afterwards never a choice.
    const counted = state.shown.ending === 'counted';
    state = { ...state, shown: null, ...(counted && state.sealed ? { entry: EMPTY_ENTRY } : {}) };
  }
  return [state, outputs];
}
