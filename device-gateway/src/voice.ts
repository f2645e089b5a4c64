/** What decides about the voice of one port. Times in monotonic ms. */
export interface VoicePort {
  readonly channel: number;
  /** Its link is up, and the receiver was heard within DOUBT_MS. */
  readonly sound: boolean;
  /** The server does not want it silent (PROTOCOL SRV24). */
  readonly allowed: boolean;
  /** Another gateway stands by on the channel. */
  readonly shared: boolean;
  /** When its receiver is surely silent if nothing more is written to it; with the margin. */
  readonly silentBy: number;
  /** When the last lease that was written to it has surely run out, whatever else is written; with the margin. */
  readonly leaseOver: number;
}

/** `hushed`: nothing at all is written to it, so that its receiver falls silent by itself. */
export type Voice = 'speaks' | 'listens' | 'hushed';

export interface VoiceState {
  /** The port that has the voice of a channel. */
  readonly holders: ReadonlyMap<number, string>;
  readonly hushed: ReadonlySet<string>;
}
export const NO_VOICES: VoiceState = { holders: new Map(), hushed: new Set() };

/**
 * Who speaks on each channel (PROTOCOL GW12), without a clock or a port. The first receiver that is sound speaks, as long
 * as it is sound. One that is lost or in doubt while another stands by is hushed; the other speaks when the first has
 * surely fallen silent. What was hushed stays so until its lease ran out too: a lost O with lease 0 before any other line
 * would wake it again. `ports` by name, in the order of preference.
 */
export function assignVoices(before: VoiceState, ports: ReadonlyMap<string, VoicePort>, now: number): VoiceState {
  const holders = new Map<number, string>();
  const hushed = new Set<string>();
  const byChannel = Map.groupBy(ports, ([, port]) => port.channel);
  for (const [channel, here] of byChannel) {
    const held = before.holders.get(channel);
    const holder = here.find(([name, { allowed }]) => name === held && allowed);
    const next = holder ? (keepsVoice(holder, here, now) ? holder : undefined) : undefined;
    if (holder && !next?.[1].sound && isStoodBy(holder, here)) hushed.add(holder[0]);
    const speaker = next ?? successor(here, now);
    if (speaker) holders.set(channel, speaker[0]);
  }
  for (const name of [...before.hushed, ...hushed]) {
    const port = ports.get(name);
    const speaks = port && holders.get(port.channel) === name && port.sound;
    if (port && !speaks && now < port.leaseOver) hushed.add(name);
    else hushed.delete(name);
  }
  return { holders, hushed };
}

export function voiceOf({ holders, hushed }: VoiceState, name: string, channel: number | null): Voice {
  if (hushed.has(name)) return 'hushed';
  return channel !== null && holders.get(channel) === name ? 'speaks' : 'listens';
}

type Named = readonly [name: string, port: VoicePort];

const isStoodBy = ([name, { shared }]: Named, here: readonly Named[]): boolean =>
  shared || here.some(([other, { sound, allowed }]) => other !== name && sound && allowed);

const keepsVoice = (holder: Named, here: readonly Named[], now: number): boolean =>
  holder[1].sound || !isStoodBy(holder, here) || now < holder[1].silentBy;

/** The one that spoke last, if any may still be speaking. */
function successor(here: readonly Named[], now: number): Named | undefined {
  const isAlone = ([name]: Named): boolean => here.every(([other, { silentBy }]) => other === name || silentBy <= now);
  return here
    .filter((one) => one[1].sound && one[1].allowed && isAlone(one))
    .reduce<Named | undefined>((best, one) => (best && best[1].silentBy >= one[1].silentBy ? best : one), undefined);
}
