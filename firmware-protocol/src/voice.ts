/** Who speaks on a channel: times of PROTOCOL REC3, REC5, GW12 and SRV24, in ms. */

/** Lease in the O of the port that speaks. */
export const LEASE_MS = 3000;
/** REC3: a receiver falls silent so long after the last line of its host. */
export const HOST_LOST_MS = 2000;
/** GW12: a port that was not heard for longer is in doubt; T comes each 1,000 ms. */
export const DOUBT_MS = 1500;
/** For clocks that differ, and lines that are still on the wire. */
export const VOICE_MARGIN_MS = 250;

/**
 * When a receiver is surely silent if nothing more is written to it, by the lines written so far: its host is lost to it
 * (REC3) or its lease ran out (REC5). Without the margin.
 */
export const silentAt = (wroteAt: number, leasedAt: number): number =>
  Math.min(wroteAt + HOST_LOST_MS, leasedAt + LEASE_MS);
