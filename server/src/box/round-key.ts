import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { syncFolder } from '../durable.ts';

/**
 * The round key: 32 random bytes that seal the ballot box of one round. Its copies are files of 4 KiB (one block), which
 * are overwritten in place and never renamed or cut, so that destroying them leaves no older block behind.
 *
 *     "PJRK" 4 | round 2 | reserve 2 | first 8 bytes of SHA-256(key) | key 32 | zeros
 */
const FILE_BYTES = 4096;
const KEY_AT = 16;
const MAGIC = Buffer.from('PJRK', 'latin1');

const checkOf = (key: Uint8Array): Buffer => createHash('sha256').update(key).digest().subarray(0, 8);

/** Writes every copy, syncs it and its folder, and reads it back. Throws when a place can't be written. */
export function createRoundKey(round: number, paths: readonly string[]): Buffer {
  const key = randomBytes(32);
  const block = Buffer.alloc(FILE_BYTES);
  MAGIC.copy(block);
  block.writeUInt16BE(round, 4);
  checkOf(key).copy(block, 8);
  key.copy(block, KEY_AT);
  for (const path of paths) {
    const fd = openSync(path, 'wx', 0o600);
    try {
      writeSync(fd, block);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    syncFolder(dirname(path));
    const back = readKeyFile(path, round);
    if (!back?.equals(key)) throw new Error(`the round key written to ${path} did not read back`);
    back.fill(0);
  }
  block.fill(0);
  return key;
}

function readKeyFile(path: string, round: number): Buffer | undefined {
  const block = Buffer.alloc(FILE_BYTES);
  try {
    const fd = openSync(path, 'r');
    try {
      readSync(fd, block, 0, FILE_BYTES, 0);
    } finally {
      closeSync(fd);
    }
  } catch {
    // Gone, or a block that can't be read: another copy may do.
    return undefined;
  }
  const key = Buffer.from(block.subarray(KEY_AT, KEY_AT + 32));
  const good =
    block.subarray(0, 4).equals(MAGIC) && block.readUInt16BE(4) === round && checkOf(key).equals(block.subarray(8, 16));
  block.fill(0);
  if (good) return key;
  key.fill(0);
  return undefined;
}

/** The first copy that reads well. `no-key`: no copy is left, so the round can only be aborted. */
export function readRoundKey(round: number, paths: readonly string[]): Result<Buffer, 'no-key'> {
  for (const path of paths) {
    const key = readKeyFile(path, round);
    if (key) return ok(key);
  }
  return fail('no-key');
}

/**
 * Step 9 for a copy on a medium: overwritten in its place, and named until the end of the round is durable. false: it is not
 * there, or can't be written (pulled out, another medium, read-only): it is still to be destroyed.
 */
export function blankKeyFile(path: string): boolean {
  try {
    overwrite(path);
    return true;
  } catch {
    return false;
  }
}

/** Step 9 for one copy: overwritten through one descriptor, synced, unlinked, folder synced. An absent file is done. */
export function destroyKeyFile(path: string): void {
  try {
    overwrite(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    // Cut off while it was written, on a full medium: no key came to stand in it.
    if (statSync(path).size > 0) throw error;
  }
  unlinkSync(path);
  syncFolder(dirname(path));
}

function overwrite(path: string): void {
  const fd = openSync(path, 'r+');
  try {
    writeSync(fd, randomBytes(FILE_BYTES), 0, FILE_BYTES, 0);
    fsyncSync(fd);
    writeSync(fd, Buffer.alloc(FILE_BYTES), 0, FILE_BYTES, 0);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
