import { createHash } from 'node:crypto';
import type { ServiceFile } from './service-files.ts';

/** What becomes of each file. */
export type Step = ServiceFile & {
  readonly do: 'write' | 'update' | 'remove' | 'leave';
  readonly why: 'new' | 'same' | 'older' | 'changed' | 'forced' | 'ours' | 'absent';
};

const SEAL = /^# piaojue install-service [0-9a-f]{16}\n/;
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** The first line tells later whether the rest is still what was written. */
export const sealed = (text: string): string => `# piaojue install-service ${hashOf(text)}\n${text}`;
/** Written by us, whichever release, and not touched since. */
const isUntouched = (file: string): boolean => SEAL.test(file) && file === sealed(file.replace(SEAL, ''));

/** `standing`: what is in the file now; null where there is none. A file that somebody changed is his. */
export function installStep(file: ServiceFile, standing: string | null, force: boolean): Step {
  const text = sealed(file.text);
  const step = { ...file, text };
  if (standing === null) return { ...step, do: 'write', why: 'new' };
  if (standing === text) return { ...step, do: 'leave', why: 'same' };
  if (isUntouched(standing)) return { ...step, do: 'update', why: 'older' };
  return force ? { ...step, do: 'update', why: 'forced' } : { ...step, do: 'leave', why: 'changed' };
}

export function removeStep(file: ServiceFile, standing: string | null, force: boolean): Step {
  if (standing === null) return { ...file, do: 'leave', why: 'absent' };
  if (isUntouched(standing)) return { ...file, do: 'remove', why: 'ours' };
  return force ? { ...file, do: 'remove', why: 'forced' } : { ...file, do: 'leave', why: 'changed' };
}
