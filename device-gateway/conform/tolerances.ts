/** What the kit allows for, in ms. PROTOCOL part 11 states the same, for makers. */

/** "At once": the way over the line, the operating system, and a receiver that is busy with its radio. */
export const AT_ONCE_MS = 500;
/** A frame on the air that had begun: 64 slots at 50 kbit/s with the longest beacon, and the line. */
export const STOP_MS = 800;
/** Keypads that were heard send again after 1,500 ms (PROTOCOL AIR7) and a frame: each quiet window looks longer. */
export const LOOK_MS = 2200;
/** Where many keypads press by themselves, each at a time of its own, less shows it. */
export const LOOK_AUTO_MS = 1650;
/** Within this a keypad that may send again has sent: 1,500 ms of silence, some frames, the line. */
export const AGAIN_MS = 3500;
/** A line that the receiver obeyed by mistake shows within this. */
export const TRIAL_MS = 100;
/** Off from a period of 1,000 ms by this much, once: the clock of a host that was held up. */
export const BEAT_OFF_MS = 500;
