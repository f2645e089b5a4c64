import { writeSync } from 'node:fs';

/**
 * Named points at which a test kills the server with all its processes (server/README "The steps of a round").
 * `PIAOJUE_CRASH_AT` names one of them; without it they do nothing. Each stands right behind what it names:
 *
 *     open:1 S:opening   open:2 key durable   open:3 box made   open:4 S:open   open:5 beacons say open
 *     group:1 ballots taken, nothing written   group:2 group durable, no receipt left yet
 *     resume:1 box read again after a restart, before the store knows
 *     close:1 S:closing   close:2 drained   close:3-end END durable   close:3 cut-off told, before S:counting
 *     close:4 counted again   close:5 S:tallied   close:6 S:recorded   close:7-json bundle.json without its signature
 *     close:7 bundle whole   close:8 S:destroying   close:9 keys destroyed   close:10 box gone   close:11 S:closed
 *     abort:1 S:aborting   abort:2 key and box gone, before S:aborted
 *     paper:1 voters withdrawn in the box, before the store knows   paper:2 it does   paper:3 the sums agree, nothing counted
 */
export const CRASH_POINTS = [
  'open:1',
  'open:2',
  'open:3',
  'open:4',
  'open:5',
  'group:1',
  'group:2',
  'resume:1',
  'close:1',
  'close:2',
  'close:3-end',
  'close:3',
  'close:4',
  'close:5',
  'close:6',
  'close:7-json',
  'close:7',
  'close:8',
  'close:9',
  'close:10',
  'close:11',
  'abort:1',
  'abort:2',
] as const;
/** Of the end of a sitting: end:1 the intent is durable   end:2 the key file is of the next epoch   end:3 ended. */
export const END_POINTS = ['end:1', 'end:2', 'end:3'] as const;
/** Of a mixed round (RULES §4). */
export const PAPER_POINTS = ['paper:1', 'paper:2', 'paper:3'] as const;
/** Another keypad in an open round: the store knows it, the box does not. */
export const REPLACE_POINTS = ['replace:1'] as const;
/**
 * Of the announcement: announce:1 it is durable   chain:1 the chain came to rest, and its bundle is not written
 * chain:1-json chain.json without its signature   chain:2 the bundle is whole, before the store knows.
 */
export const ANNOUNCE_POINTS = ['announce:1', 'chain:1', 'chain:1-json', 'chain:2'] as const;
/** Of a box in dispute (4x): dispute:1 it is durable that it is   accept:1 that two people take it as it is, nothing counted. */
export const DISPUTE_POINTS = ['dispute:1', 'accept:1'] as const;
export type CrashPoint = (
  | typeof CRASH_POINTS
  | typeof END_POINTS
  | typeof PAPER_POINTS
  | typeof REPLACE_POINTS
  | typeof ANNOUNCE_POINTS
  | typeof DISPUTE_POINTS
)[number];

export function crashPoint(point: CrashPoint): void {
  if (process.env['PIAOJUE_CRASH_AT'] !== point) return;
  writeSync(2, `crash point ${point}\n`);
  // A box process takes its parent along: a power cut spares nobody.
  if (process.env['PIAOJUE_BOX']) process.kill(process.ppid, 'SIGKILL');
  process.kill(process.pid, 'SIGKILL');
}
