/** A receiver on its channel, as its gateway reported it. Times in monotonic ms. */
export interface ChannelPort {
  readonly gateway: string;
  readonly channel: number;
  /** Its gateway is there, its link is up and it was heard lately. */
  readonly sound: boolean;
  /** When it surely speaks no more by itself. */
  readonly silentBy: number;
}

export interface ChannelOwners {
  /** The gateway that has the channel. */
  readonly owners: ReadonlyMap<number, string>;
  /** When to look again, though nothing happens until then; `Infinity`: no need to. */
  readonly lookAgainAt: number;
}

/**
 * Which gateway has each channel (PROTOCOL SRV24): the one that has it, as long as a receiver of it is sound, or nobody else's is;
 * another one when all receivers of the first have surely fallen silent. Pure.
 */
export function assignChannels(
  before: ReadonlyMap<number, string>,
  ports: Iterable<ChannelPort>,
  now: number,
): ChannelOwners {
  const owners = new Map(before);
  let lookAgainAt = Number.POSITIVE_INFINITY;
  for (const [channel, here] of Map.groupBy(ports, (port) => port.channel)) {
    const owner = owners.get(channel);
    const heir = here.find(({ gateway, sound }) => sound && gateway !== owner);
    if (!heir) continue;
    const own = here.filter(({ gateway }) => gateway === owner);
    if (own.some(({ sound }) => sound)) continue;
    const freeAt = Math.max(Number.NEGATIVE_INFINITY, ...own.map(({ silentBy }) => silentBy));
    if (now >= freeAt) owners.set(channel, heir.gateway);
    else lookAgainAt = Math.min(lookAgainAt, freeAt);
  }
  return { owners, lookAgainAt };
}
