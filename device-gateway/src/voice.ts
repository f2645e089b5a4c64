/**
 * Who speaks on a channel: the first receiver that asks, for as long as it renews; another one gets the voice when the
 * lease has run out. So a lost speaker has fallen silent by itself before the hot spare begins (PROTOCOL GW12).
 */
export const LEASE_MS = 3000;

export interface Voices {
  /** ms of lease for this port now; 0 = listen only. */
  lease(port: string, channel: number, now: number): number;
  /** The port that speaks on the channel of this one: receipts go there. Itself where nobody holds the voice. */
  speakerFor(port: string, now: number): string;
}

export function voices(): Voices {
  const holders = new Map<number, { port: string; until: number }>();
  const channels = new Map<string, number>();
  return {
    lease(port, channel, now) {
      channels.set(port, channel);
      const holder = holders.get(channel);
      if (holder && holder.port !== port && now < holder.until) return 0;
      holders.set(channel, { port, until: now + LEASE_MS });
      return LEASE_MS;
    },
    speakerFor(port, now) {
      const channel = channels.get(port);
      const holder = channel === undefined ? undefined : holders.get(channel);
      return holder && now < holder.until ? holder.port : port;
    },
  };
}
