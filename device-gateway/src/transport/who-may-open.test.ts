import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { holderOf, howToOpen, whoMayOpen } from './who-may-open.ts';

let folder: string;
let port: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'piaojue-access-')));
  port = join(folder, 'ttyUSB0');
  closeSync(openSync(port, 'w'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the very line: the group of the device and the user of this process', () => {
  chmodSync(port, 0o660);
  const gid = process.getgid?.() ?? 0;
  const groups = join(folder, 'group');
  writeFileSync(groups, `root:x:0:\nhallgroup:x:${gid === 0 ? 99 : gid}:somebody\n`);
  expect(whoMayOpen(port, groups)).toEqual({ user: userInfo().username, group: gid === 0 ? null : 'hallgroup' });
  expect(howToOpen({ user: 'anna', group: 'dialout' })).toBe(
    'Run once, then log in again: sudo usermod -aG dialout anna (in a container: --group-add dialout)',
  );
});

test.skipIf(process.getuid?.() !== 0)('a group by its name, by its number where it has none, and none', async () => {
  const { chownSync } = await import('node:fs');
  const groups = join(folder, 'group');
  writeFileSync(groups, 'root:x:0:\ndialout:x:20:anna\n');
  chownSync(port, 0, 20);
  chmodSync(port, 0o660);
  expect(whoMayOpen(port, groups).group).toBe('dialout');
  expect(whoMayOpen(port, '/nowhere').group).toBe('20');
  expect(whoMayOpen(`${port}9`, groups).group).toBe('dialout');
  chmodSync(port, 0o600);
  expect(whoMayOpen(port, groups).group).toBeNull();
  expect(howToOpen(whoMayOpen(port, groups))).toContain('install-service');
});

test('who has it open is named, where the system tells', async () => {
  const proc = join(folder, 'proc');
  mkdirSync(join(proc, '712', 'fd'), { recursive: true });
  mkdirSync(join(proc, '713'));
  symlinkSync(port, join(proc, '712', 'fd', '5'));
  writeFileSync(join(proc, '712', 'comm'), 'ModemManager\n');
  expect(await holderOf(port, proc)).toBe('ModemManager (pid 712)');
  expect(await holderOf(`${port}1`, proc)).toBeNull();
  expect(await holderOf(port, '/nowhere')).toBeNull();
});
