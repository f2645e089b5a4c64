import type { InCradle, WriteKey, Written } from '@piaojue/firmware-protocol/cradle';
import { MAX_KEYPAD, WIRE_VERSION } from '@piaojue/firmware-protocol/messages';
import { cmacKey, sameBytes } from '@piaojue/firmware-protocol/seal/cmac';
import { provisioningProof } from '@piaojue/firmware-protocol/seal/provisioning-proof';

/**
 * One keypad after another in the cradle: `(state, input) → next state + effects`. No clock, no port, no chance, no file:
 *
 *     waiting ── K ──▶ writing ── V, proof holds ──▶ storing ── stored ──▶ done with it ── another keypad ──▶ …
 *                         │  silence, another keypad, V that does not hold
 *                         └──▶ said in words; nothing of it was stored, its number stays kept for it
 */

/** A write that was not answered is sent again, this often. */
const WRITE_AGAIN_MS = 1500;
const MOST_WRITES = 3;
/** No word of the keypad for so long: it was lifted (PROTOCOL PRV2). */
const LIFTED_MS = 1200;

export interface ProvisionSet {
  readonly provisioning: number;
  readonly epoch: number;
  /** Numbers that have a key. */
  readonly given: ReadonlySet<number>;
  readonly barred: ReadonlySet<number>;
}

export interface ProvisionOptions {
  /** The first number to give. */
  readonly from: number;
  /** Keypads of this set are written anew. */
  readonly again: boolean;
}

/** 16 hex digits. */
type HardwareId = string;

interface Place {
  readonly keypad: number;
  /** The key that the file has for this number is of this very keypad, and is replaced. */
  readonly renewed: boolean;
}

interface Writing {
  readonly hardware: HardwareId;
  readonly order: WriteKey;
  readonly renewed: boolean;
  readonly sentAt: number;
  readonly writes: number;
}

export interface ProvisionState {
  readonly set: ProvisionSet;
  /** Numbers of keypads whose writing failed: kept for them, so that labels and numbers stay in order. */
  readonly kept: ReadonlyMap<HardwareId, Place>;
  readonly writing: Writing | null;
  /** Read back; its key is on the way to the file. */
  readonly storing: Writing | null;
  /** It still lies there, and there is nothing more to do with it. */
  readonly doneWith: HardwareId | null;
  readonly heardAt: number;
  readonly written: number;
}

export type ProvisionInput =
  /** `key`: 16 fresh random bytes, used if this keypad is to be written. */
  | { readonly type: 'K'; readonly now: number; readonly message: InCradle; readonly key: Uint8Array }
  | { readonly type: 'V'; readonly now: number; readonly message: Written }
  | { readonly type: 'tick'; readonly now: number }
  /** The program ends, or the cradle is gone. */
  | { readonly type: 'end' }
  /** The key stands in the file durably; `set`: as the file stands now. */
  | { readonly type: 'stored'; readonly set: ProvisionSet }
  /** It does not, and is gone. */
  | { readonly type: 'notStored'; readonly set: ProvisionSet; readonly why: string };

/** For people; `words.ts` has the texts. */
export type Say =
  | { readonly code: 'writing' | 'written' | 'alreadyOfThisSet' | 'lifted' | 'noAnswer'; readonly keypad: number }
  /** `renewed`: its former key still stands in the file, and may stand in the keypad no more. */
  | { readonly code: 'cutShort'; readonly keypad: number; readonly renewed: boolean }
  | { readonly code: 'otherVersion'; readonly got: number }
  | { readonly code: 'noNumberLeft' }
  | { readonly code: 'wrongReadBack'; readonly keypad: number; readonly expected: string; readonly got: string }
  | { readonly code: 'notStored'; readonly keypad: number; readonly why: string };

export interface KeyToStore extends Place {
  readonly key: Uint8Array;
  readonly epoch: number;
}

export type ProvisionEffect =
  | { readonly do: 'write'; readonly order: WriteKey }
  | ({ readonly do: 'store' } & KeyToStore)
  | { readonly do: 'say'; readonly say: Say };

export type ProvisionStep = readonly [ProvisionState, readonly ProvisionEffect[]];

export const startProvisioning = (set: ProvisionSet, now: number): ProvisionState => ({
  set,
  kept: new Map(),
  writing: null,
  storing: null,
  doneWith: null,
  heardAt: now,
  written: 0,
});

const say = (it: Say): ProvisionEffect => ({ do: 'say', say: it });

export function stepProvisioning(
  state: ProvisionState,
  input: ProvisionInput,
  options: ProvisionOptions,
): ProvisionStep {
  switch (input.type) {
    case 'K':
      return onKeypad({ ...state, heardAt: input.now }, input, options);
    case 'V':
      return onWritten({ ...state, heardAt: input.now }, input.message);
    case 'tick':
      return onTick(state, input.now);
    case 'end':
      return onEnd(state);
    case 'stored':
      return onStored(state, input.set);
    case 'notStored':
      return onNotStored(state, input.set, input.why);
  }
}

function onKeypad(
  state: ProvisionState,
  { message, key, now }: Extract<ProvisionInput, { type: 'K' }>,
  options: ProvisionOptions,
): ProvisionStep {
  const hardware = hexOf(message.hardware);
  if (state.storing || state.doneWith === hardware) return [state, []];
  if (state.writing) {
    if (state.writing.hardware === hardware) return [state, []];
    const [lifted, effects] = fail(state, { code: 'lifted', keypad: state.writing.order.keypad });
    const [next, more] = onKeypad({ ...lifted, doneWith: null }, { type: 'K', message, key, now }, options);
    return [next, [...effects, ...more]];
  }
  if (message.wire !== WIRE_VERSION)
    return [{ ...state, doneWith: hardware }, [say({ code: 'otherVersion', got: message.wire })]];
  const { set, kept } = state;
  const own = message.provisioning === set.provisioning && set.given.has(message.keypad) && !kept.has(hardware);
  if (own && !options.again)
    return [{ ...state, doneWith: hardware }, [say({ code: 'alreadyOfThisSet', keypad: message.keypad })]];
  const place = own
    ? { keypad: message.keypad, renewed: true }
    : (keptFor(hardware, state) ?? nextFree(state, options.from));
  if (place === undefined) return [{ ...state, doneWith: hardware }, [say({ code: 'noNumberLeft' })]];
  const { keypad, renewed } = place;
  const { provisioning, epoch } = set;
  const order: WriteKey = { hardware: message.hardware, provisioning, keypad, epoch, key };
  const writing: Writing = { hardware, order, renewed, sentAt: now, writes: 1 };
  return [{ ...state, doneWith: null, writing }, [say({ code: 'writing', keypad }), { do: 'write', order }]];
}

/** PROTOCOL PRV7: every field and the proof, or it does not count. */
function onWritten(state: ProvisionState, message: Written): ProvisionStep {
  const { writing } = state;
  if (!writing || hexOf(message.hardware) !== writing.hardware) return [state, []];
  const { order, renewed } = writing;
  const expected = { ...order, highWater: 0 };
  const proof = provisioningProof(cmacKey(order.key), expected);
  const wrong = [
    ...(['provisioning', 'keypad', 'epoch', 'highWater'] as const).filter((name) => message[name] !== expected[name]),
    ...(sameBytes(proof, message.proof) ? [] : (['proof'] as const)),
  ][0];
  if (wrong) {
    // Of a proof nobody can read anything, and nothing of it is for a screen.
    const [wanted, got] = wrong === 'proof' ? ['that of the new key', 'another'] : [expected[wrong], message[wrong]];
    return fail(state, {
      code: 'wrongReadBack',
      keypad: order.keypad,
      expected: `${wrong} ${wanted}`,
      got: String(got),
    });
  }
  const { keypad, key, epoch } = order;
  const effect: ProvisionEffect = { do: 'store', keypad, renewed, key, epoch };
  return [{ ...state, writing: null, storing: writing }, [effect]];
}

function onTick(state: ProvisionState, now: number): ProvisionStep {
  const silent = now - state.heardAt >= LIFTED_MS;
  const { writing } = state;
  if (!writing) return [silent ? { ...state, doneWith: null } : state, []];
  const { keypad } = writing.order;
  if (silent) {
    const [next, effects] = fail(state, { code: 'lifted', keypad });
    return [{ ...next, doneWith: null }, effects];
  }
  if (now - writing.sentAt < WRITE_AGAIN_MS) return [state, []];
  if (writing.writes === MOST_WRITES) return fail(state, { code: 'noAnswer', keypad });
  const again: Writing = { ...writing, sentAt: now, writes: writing.writes + 1 };
  return [{ ...state, writing: again }, [{ do: 'write', order: writing.order }]];
}

function onEnd(state: ProvisionState): ProvisionStep {
  const { writing } = state;
  if (!writing) return [state, []];
  const { order, renewed } = writing;
  return fail(state, { code: 'cutShort', keypad: order.keypad, renewed });
}

function onStored(state: ProvisionState, set: ProvisionSet): ProvisionStep {
  const { storing } = state;
  if (!storing) return [{ ...state, set }, []];
  const kept = new Map(state.kept);
  kept.delete(storing.hardware);
  return [
    { ...state, set, kept, storing: null, doneWith: storing.hardware, written: state.written + 1 },
    [say({ code: 'written', keypad: storing.order.keypad })],
  ];
}

function onNotStored(state: ProvisionState, set: ProvisionSet, why: string): ProvisionStep {
  const { storing } = state;
  if (!storing) return [{ ...state, set }, []];
  const { keypad } = storing.order;
  return fail({ ...state, set, storing: null, writing: storing }, { code: 'notStored', keypad, why });
}

/** Nothing of it counts; its number stays kept for it. */
function fail(state: ProvisionState, it: Say): ProvisionStep {
  const { writing } = state;
  if (!writing) return [state, [say(it)]];
  const { hardware, order, renewed } = writing;
  const kept = new Map(state.kept).set(hardware, { keypad: order.keypad, renewed });
  return [{ ...state, kept, writing: null, doneWith: writing.hardware }, [say(it)]];
}

/** Not where its number was barred meanwhile, or went to another keypad in another cradle. */
function keptFor(hardware: HardwareId, { set, kept }: ProvisionState): Place | undefined {
  const place = kept.get(hardware);
  const isStillIts = place && !set.barred.has(place.keypad) && (place.renewed || !set.given.has(place.keypad));
  return isStillIts ? place : undefined;
}

function nextFree({ set, kept }: ProvisionState, from: number): Place | undefined {
  const taken = new Set([...kept.values()].map(({ keypad }) => keypad));
  for (let keypad = from; keypad <= MAX_KEYPAD; keypad++) {
    if (!set.given.has(keypad) && !set.barred.has(keypad) && !taken.has(keypad)) return { keypad, renewed: false };
  }
  return undefined;
}

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
