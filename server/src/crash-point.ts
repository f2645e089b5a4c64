/**
 * Named points at which a test kills the server with all its processes (BOX "Opening and closing": the crash matrix).
 * Names are `open:1` … `open:5`, `close:1` … `close:11`, `abort:1`; `PIAOJUE_CRASH_AT` names one. Without it a no-op.
 */
export type CrashPoint = `${'open' | 'close' | 'abort'}:${string}`;

export function crashPoint(point: CrashPoint): void {
  if (process.env['PIAOJUE_CRASH_AT'] !== point) return;
  // A box process takes its parent along: a power cut spares nobody.
  if (process.env['PIAOJUE_BOX']) process.kill(process.ppid, 'SIGKILL');
  process.kill(process.pid, 'SIGKILL');
}
