import type { Picture } from '@piaojue/contract/screen-view';

/** 正在核对 comes only where the result is this late, and then stands this long: a text that flashes up is read by nobody. */
const RESULT_IS_LATE_MS = 300;
const STANDS_MS = 800;

/**
 * How long a picture that came has to wait before it takes the place of the one that is seen, ms. Only 正在核对 waits, and is
 * waited for. Pure.
 * @param seenFor ms that the picture in front has been seen
 */
export function holdBefore(
  next: Picture['kind'],
  seen: { readonly kind: Picture['kind']; readonly seenFor: number } | null,
): number {
  if (seen === null || seen.kind === next) return 0;
  if (seen.kind === 'counting') return Math.max(0, STANDS_MS - seen.seenFor);
  return seen.kind === 'closing' && next === 'counting' ? RESULT_IS_LATE_MS : 0;
}
