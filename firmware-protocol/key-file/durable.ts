import {
  closeSync,
  existsSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** A new name in a folder is only there after a power cut when the folder was synced too. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Writes a whole file so that after a power cut either the old or the new one stands under the name. It stays its owner's:
 * what root changes (`sudo piaojue provision --bar`), the server must still be able to read.
 */
export function writeFileDurably(path: string, bytes: Uint8Array, mode = 0o600): void {
  const temporary = `${path}.tmp`;
  const former = statSync(path, { throwIfNoEntry: false });
  const fd = openSync(temporary, 'w', mode);
  try {
    // Not writeSync, which may write less than it was given.
    writeFileSync(fd, bytes);
    if (former && process.getuid?.() === 0 && former.uid !== fstatSync(fd).uid) fchownSync(fd, former.uid, former.gid);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, path);
  syncFolder(dirname(path));
}

/**
 * The same, and what stood under the name before is overwritten in its own blocks. That is the best that a program can
 * do: an SSD, a file system that copies on write and a backup may keep the former bytes.
 */
export function replaceSecretDurably(path: string, bytes: Uint8Array): void {
  const former = existsSync(path) ? openSync(path, 'r+') : undefined;
  try {
    writeFileDurably(path, bytes);
    if (former === undefined) return;
    writeSync(former, Buffer.alloc(fstatSync(former).size), 0, null, 0);
    fsyncSync(former);
  } finally {
    if (former !== undefined) closeSync(former);
  }
}
