import type { HallSettings } from '@piaojue/contract/screen-view';

/** Hall PCs seldom set the system's preference, so there is a setting as well; either one stops all motion. */
export function motionAllowed(hall: Pick<HallSettings, 'motion'>): boolean {
  return hall.motion && !window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
