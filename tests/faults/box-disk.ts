/** Loaded into the box process before its own code: the disk under its file, with the fault that is on (README.md). */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { type DiskFault, FAULTS_VARIABLE, faultNow, injectedFile } from './disk-faults.ts';

const control = process.env[FAULTS_VARIABLE] ?? '';
const real = {
  openSync: fs.openSync,
  closeSync: fs.closeSync,
  writeSync: fs.writeSync,
  fdatasyncSync: fs.fdatasyncSync,
};
/** Descriptors of the box file that are written through. */
const boxes = new Set<number>();

const errorOf = (errno: string, call: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${errno}: injected, ${call}`), { code: errno, syscall: call });

/** The fault that is on, if this descriptor is a box's and the fault is of this kind; counted. */
function hit<K extends DiskFault['kind']>(
  fd: number,
  ...kinds: readonly K[]
): Extract<DiskFault, { kind: K }> | undefined {
  const fault = boxes.has(fd) ? faultNow(control) : undefined;
  if (!fault || !kinds.includes(fault.kind as K)) return undefined;
  fs.appendFileSync(injectedFile(control), '.');
  return fault as Extract<DiskFault, { kind: K }>;
}

fs.openSync = ((path, flags, mode) => {
  const fd = real.openSync(path, flags, mode);
  if (String(path).endsWith('.box') && flags === 'r+') boxes.add(fd);
  return fd;
}) satisfies typeof fs.openSync;

fs.closeSync = (fd) => {
  boxes.delete(fd);
  real.closeSync(fd);
};

fs.writeSync = ((fd: number, bytes: Uint8Array, from: number, length: number, position: number): number => {
  const fault = hit(fd, 'write', 'short');
  if (fault?.kind === 'write') throw errorOf(fault.errno, 'write');
  return real.writeSync(fd, bytes, from, fault ? Math.floor(length / 2) : length, position);
}) as typeof fs.writeSync;

fs.fdatasyncSync = (fd) => {
  const fault = hit(fd, 'slow', 'sync', 'lies');
  if (fault?.kind === 'sync') throw errorOf(fault.errno, 'fdatasync');
  if (fault?.kind === 'lies') {
    setTimeout(() => boxes.has(fd) && real.fdatasyncSync(fd), fault.ms);
    return;
  }
  // As a disk does it: the process stands still.
  if (fault) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, fault.ms);
  real.fdatasyncSync(fd);
};
syncBuiltinESMExports();
