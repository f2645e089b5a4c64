import { closeSync, fsyncSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Facts of the machine that a technician should know before a vote. */

/** Median of a few fsyncs of 4 KiB in the folder, in ms. A commit costs about one. */
export function measureFsync(folder: string): number {
  const path = join(folder, '.fsync-probe');
  const fd = openSync(path, 'w', 0o600);
  const block = Buffer.alloc(4096, 1);
  const times: number[] = [];
  try {
    for (let i = 0; i < 15; i++) {
      writeSync(fd, block, 0, block.length, i * block.length);
      const start = performance.now();
      fsyncSync(fd);
      times.push(performance.now() - start);
    }
  } finally {
    closeSync(fd);
    unlinkSync(path);
  }
  return Math.round((times.toSorted((a, b) => a - b)[7] ?? 0) * 100) / 100;
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** What on this machine could carry a ballot out of the box: said at start and on the console. */
export function hostWarnings(): string[] {
  const warnings: string[] = [];
  if (read('/proc/sys/kernel/core_pattern').startsWith('|')) {
    warnings.push(
      'core files are piped to a program (kernel.core_pattern): the box process switches them off for itself',
    );
  }
  if (read('/proc/swaps').trim().split('\n').length > 1) {
    warnings.push('swap is on: memory of the box may reach the disk. For a real sitting: sudo swapoff -a');
  }
  return warnings;
}

/** The TypeScript sources run as they are, on the Node that was tested. */
export function checkNode(): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 24) return;
  console.error(
    `expected Node 24 or newer, this is ${process.versions.node}. Start with npm (npm start, npm run piaojue -- …): it brings its own Node.`,
  );
  process.exit(1);
}
