import type { LinkView } from '@piaojue/contract/console-view';
import type {
  AcceptedReport,
  Hearing,
  KeypadFinding,
  KeypadReport,
  ReadinessReason,
  ReadinessReasonCode,
  ReadinessSums,
  ReadinessView,
  ReceiverReport,
} from '@piaojue/contract/readiness-view';
import { KEYPAD_FINDINGS } from '@piaojue/contract/readiness-view';
import { type KeypadFacts, secondsSince } from './liveness.ts';
import type { SeatRow } from '../store/store.ts';

/** Percent: below it a battery may not last a sitting. */
export const WEAK_BATTERY = 20;
/**
 * dBm: receivers of these bit rates hear down to about −97 dBm, and a person who leans over the keypad takes 10 dB. What is
 * weaker than this on a quiet check may be lost in a full hall.
 */
export const WEAK_SIGNAL = -85;
/** A roll call is said for up to 10 s, and a keypad tries to answer for 10 s (PROTOCOL AIR10, SGN4). */
const ANSWERS_MS = 20_000;

/** Without these a hall may vote all the same; they want a look. */
const LOOK_ONLY: ReadonlySet<ReadinessReasonCode> = new Set([
  'receiverDown',
  'noPressTest',
  'weakBattery',
  'weakSignal',
  'oneReceiver',
] as const);

/** ms since the epoch; null since the start of the server. */
export interface CheckTimes {
  /** The last roll call of all keypads; answers count from then on. */
  readonly rollCallAt: number | null;
  /** The last call of any. */
  readonly calledAt: number | null;
  readonly pressTestAt: number | null;
}

export interface Readiness {
  readonly now: number;
  readonly seats: readonly SeatRow[];
  /** Keypads with a device key, on the roll or not. */
  readonly keypads: readonly number[];
  readonly facts: (keypad: number) => KeypadFacts;
  readonly links: readonly LinkView[];
  /** Whom each hears, by index of the link. */
  readonly hearings: ReadonlyMap<number, Hearing>;
  readonly times: CheckTimes;
  /** The press test is on. */
  readonly testing: boolean;
  readonly accepted: AcceptedReport | null;
}

/** The report of the self-check as it stands now. Pure. */
export function readiness(input: Readiness): ReadinessView {
  const { now, seats, links, times, accepted } = input;
  const keyed = new Set(input.keypads);
  const onRoll = new Set(seats.map(({ keypad }) => keypad));
  const spares = input.keypads.filter((keypad) => !onRoll.has(keypad)).toSorted((a, b) => a - b);
  const receivers = links.map((link) => receiverReport(link, input.hearings.get(link.index)));
  const placeOf = new Map(links.map(({ index }, place) => [index, place]));
  const report = (keypad: number, seat: SeatRow | undefined): KeypadReport =>
    keypadReport({ keypad, seat, hasKey: keyed.has(keypad), receivers, placeOf }, input);
  const ofRoll = seats.map((seat) => report(seat.keypad, seat));
  const ofSpares = spares.map((keypad) => report(keypad, undefined));
  const sums = sumsOf(ofRoll, ofSpares);
  const reasons = reasonsOf(receivers, ofRoll, times);
  const awaited = sums.answered < sums.all && times.calledAt !== null && now - times.calledAt < ANSWERS_MS;
  return {
    ready: reasons.every(({ stops }) => !stops),
    reasons,
    rollCall: times.rollCallAt === null ? null : { at: times.rollCallAt, running: awaited },
    pressTest: times.pressTestAt === null ? null : { at: times.pressTestAt, running: input.testing },
    sums,
    accepted,
    receivers,
    keypads: [...ofRoll, ...ofSpares],
  };
}

export const HEARS_NOBODY: Hearing = { heard: 0, signal: null };

const receiverReport = (link: LinkView, hearing: Hearing = HEARS_NOBODY): ReceiverReport => ({
  gateway: link.gateway,
  port: link.port,
  receiver: link.receiver,
  channel: link.channel,
  up: link.state === 'up',
  speaks: link.speaks,
  ...hearing,
});

interface Reported {
  readonly keypad: number;
  readonly seat: SeatRow | undefined;
  readonly hasKey: boolean;
  readonly receivers: readonly ReceiverReport[];
  /** In `receivers`, by port. */
  readonly placeOf: ReadonlyMap<number, number>;
}

function keypadReport(
  { keypad, seat, hasKey, receivers, placeOf }: Reported,
  { now, facts: factsOf, times }: Readiness,
): KeypadReport {
  const facts = factsOf(keypad);
  const since = (at: number | null, from: number | null): boolean => at !== null && from !== null && at >= from;
  const answered = since(facts.answeredAt, times.rollCallAt);
  const pressed = since(facts.pressedAt, times.pressTestAt);
  const { battery, signal, firmware } = facts;
  const hearing = facts.ports.flatMap((port) => placeOf.get(port) ?? []).filter((place) => receivers[place]?.up);
  const found: Readonly<Record<KeypadFinding, boolean>> = {
    noKey: !hasKey,
    notHeard: hasKey && !answered && hearing.length === 0,
    notAnswered: hasKey && !answered && hearing.length > 0 && times.rollCallAt !== null,
    notPressed: hasKey && !pressed && times.pressTestAt !== null,
    weakBattery: battery !== null && battery < WEAK_BATTERY,
    weakSignal: signal !== null && signal < WEAK_SIGNAL,
    oneReceiver: hearing.length === 1 && hasSpareReceiver(receivers, hearing[0] ?? -1),
  };
  return {
    keypad,
    slot: seat?.slot ?? null,
    name: seat?.name ?? '',
    group: seat?.group ?? '',
    answered,
    pressed,
    heardAgo: secondsSince(facts.heardAt, now),
    firmware: firmware === null ? null : `${firmware >> 8}.${firmware & 0xff}`,
    battery,
    signal,
    receivers: hearing,
    findings: KEYPAD_FINDINGS.filter((finding) => found[finding]),
  };
}

/** Another receiver that is up listens on the channel of this one. */
function hasSpareReceiver(receivers: readonly ReceiverReport[], place: number): boolean {
  const channel = receivers[place]?.channel;
  return receivers.some((other, i) => i !== place && other.up && other.channel === channel);
}

function sumsOf(roll: readonly KeypadReport[], spares: readonly KeypadReport[]): ReadinessSums {
  const with_ = (finding: KeypadFinding): number => roll.filter(({ findings }) => findings.includes(finding)).length;
  return {
    all: roll.length,
    answered: roll.filter(({ answered }) => answered).length,
    pressed: roll.filter(({ pressed }) => pressed).length,
    notHeard: with_('notHeard'),
    weakBattery: with_('weakBattery'),
    weakSignal: with_('weakSignal'),
    oneReceiver: with_('oneReceiver'),
    spares: spares.length,
    sparesAnswered: spares.filter(({ answered }) => answered).length,
  };
}

/** A spare keypad that is switched off keeps no hall from voting: only keypads of the roll count here. */
function reasonsOf(
  receivers: readonly ReceiverReport[],
  roll: readonly KeypadReport[],
  times: CheckTimes,
): ReadinessReason[] {
  const up = receivers.filter((receiver) => receiver.up).length;
  const count: Partial<Record<ReadinessReasonCode, number>> = {};
  for (const { findings } of roll) for (const finding of findings) count[finding] = (count[finding] ?? 0) + 1;
  const reason = (code: ReadinessReasonCode, n: number): ReadinessReason => ({
    code,
    count: n,
    stops: !LOOK_ONLY.has(code),
  });
  return [
    ...(up === 0 ? [reason('noReceiver', 0)] : []),
    ...(up > 0 && up < receivers.length ? [reason('receiverDown', receivers.length - up)] : []),
    ...(times.rollCallAt === null ? [reason('noRollCall', 0)] : []),
    ...(times.pressTestAt === null ? [reason('noPressTest', 0)] : []),
    ...KEYPAD_FINDINGS.flatMap((finding) => (count[finding] ? [reason(finding, count[finding])] : [])),
  ];
}
