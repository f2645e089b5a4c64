import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identityOf, leaveBox, takeBox } from './holder.ts';

let folder: string;
const box = (): string => join(folder, 'round-1.box');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'piaojue-holder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a box that nobody held is taken, and left again', async () => {
  expect((await takeBox(box())).ok).toBe(true);
  expect(readFileSync(`${box()}.holder`, 'utf8')).toBe(identityOf(process.pid));
  leaveBox(box());
  expect(existsSync(`${box()}.holder`)).toBe(false);
});

test('a former holder that still runs is ended before the box is taken', async () => {
  const former = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await new Promise((resolve) => former.once('spawn', resolve));
  const identity = identityOf(former.pid ?? 0);
  expect(identity).toMatch(/^\d+ .+/);
  writeFileSync(`${box()}.holder`, identity ?? '');
  const gone = new Promise((resolve) => former.once('exit', (_code, signal) => resolve(signal)));
  expect((await takeBox(box())).ok).toBe(true);
  expect(await gone).toBe('SIGKILL');
});

test('a process that only has the number of a former holder is left alone', async () => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await new Promise((resolve) => other.once('spawn', resolve));
  writeFileSync(`${box()}.holder`, `${other.pid} 1`);
  expect((await takeBox(box())).ok).toBe(true);
  expect(identityOf(other.pid ?? 0)).toBeDefined();
  other.kill('SIGKILL');
});

test('a holder file of nonsense stops nobody', async () => {
  writeFileSync(`${box()}.holder`, 'nonsense');
  expect((await takeBox(box())).ok).toBe(true);
});
