import type { HallSettings } from '@piaojue/contract/screen-view';

/** `?motion=off` in a screen's address: of this one screen, whatever is set for its place. */
const stoppedByAddress = (): boolean => new URLSearchParams(location.search).get('motion') === 'off';

/** Hall PCs seldom set the system's preference, so there are a setting and an address as well; any of them stops all motion. */
export function motionAllowed(hall: Pick<HallSettings, 'motion'>): boolean {
  return hall.motion && !stoppedByAddress() && !window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
