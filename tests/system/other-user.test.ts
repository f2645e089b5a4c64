import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, cpSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { contest } from './harness/contests.ts';
import { LeanHall, tidy } from './harness/lean-hall.ts';

/** A server that is started as a user without rights on its files: it says so, and nothing is changed. */
afterAll(tidy);

const MAIN = fileURLToPath(import.meta.resolve('@piaojue/server/cli/main'));
/** nobody */
const OTHER = 65_534;
const CONTEST = contest(4, 2);

/** Every file below, with its hash, owner and mode. */
function filesBelow(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const { mode, uid, size } = lstatSync(path);
    const bytes = entry.isFile() ? readFileSync(path) : Buffer.alloc(0);
    // SQLite counts in its header, at 24 and 92, how often it was opened for writing.
    if (path.endsWith('.sqlite')) for (const at of [24, 92]) bytes.fill(0, at, at + 4);
    found[path] = `${mode} ${uid} ${size} ${createHash('sha256').update(bytes).digest('hex')}`;
  }
  return found;
}

function serveAsOther(args: readonly string[]) {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, 'serve', ...args], {
    ...{ uid: OTHER, gid: OTHER, encoding: 'utf8', cwd: '/', timeout: 60_000 },
    env: { PATH: process.env['PATH'] },
  });
  return { status, stderr };
}

describe('SRV10 another user without rights', () => {
  it('on the data, the store, the keys or the device keys: a clear refusal, and every file is as it was', async (test) => {
    if (process.getuid?.() !== 0) {
      console.warn('skipped: only root can start a server as another user');
      return test.skip();
    }
    const hall = new LeanHall({ voters: 3, contests: [CONTEST] });
    await hall.start();
    await hall.stop();
    // All of it is the other user's, but for one thing at a time.
    const given = (path: string): void => {
      chownSync(path, OTHER, OTHER);
      if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) given(join(path, name));
    };
    const cases: readonly [what: string, of: (folder: string) => string][] = [
      ['the data folder', (folder) => join(folder, 'data')],
      ['the store', (folder) => join(folder, 'data', 'hall.sqlite')],
      ['the key folder', (folder) => join(folder, 'keys')],
      ['the signing key', (folder) => join(folder, 'keys', 'signing.pem')],
      ['the device keys', (folder) => join(folder, 'device-keys.json')],
    ];
    for (const [what, of] of cases) {
      const folder = join(hall.folder, `case-${cases.findIndex(([name]) => name === what)}`);
      mkdirSync(folder);
      for (const name of ['data', 'keys', 'device-keys.json', 'sitting.json'])
        cpSync(join(hall.folder, name), join(folder, name), { recursive: true });
      chmodSync(hall.folder, 0o755);
      given(folder);
      const theirs = of(folder);
      chownSync(theirs, 0, 0);
      chmodSync(theirs, lstatSync(theirs).isDirectory() ? 0o700 : 0o600);
      const before = filesBelow(folder);
      const { status, stderr } = serveAsOther(hall.serveArgs.map((arg) => arg.replace(hall.folder, folder)));
      expect([what, status]).toEqual([what, 1]);
      expect(stderr, what).toMatch(/EACCES|permission|unable to open|readonly/);
      // Words, and not where in the program it happened.
      expect(stderr, what).not.toContain('    at ');
      expect(filesBelow(folder), what).toEqual(before);
    }
  });

  it('a folder for the round key that can not be written: the opening is refused, and the round stays ready', async () => {
    const hall = new LeanHall({
      voters: 3,
      contests: [CONTEST],
      serveArgs: ['--round-key', '/proc/no-medium-is-here'],
    });
    await hall.start();
    await hall.signInAll();
    await hall.command('round:ready', { roundId: 1 });
    await expect(hall.command('round:open', { roundId: 1 })).rejects.toThrow('/proc/no-medium-is-here');
    await hall.untilState('ready');
    expect([hall.boxes(), hall.keyCopies()]).toEqual([[], []]);
    await hall.stop();
  });

  it('a key file that others may read is warned of at the start and on the console; device keys are refused', async () => {
    const hall = new LeanHall({ voters: 3, contests: [CONTEST] });
    await hall.start();
    expect(hall.view.health.warnings.join('\n')).not.toContain('chmod');
    await hall.stop();
    chmodSync(join(hall.keys, 'signing.pem'), 0o644);
    await hall.start();
    const open = 'signing.pem is open to other users of this machine (mode 644): chmod 600';
    await hall.until('word of it', ({ health }) => health.warnings.some((text) => text.includes(open)));
    expect(hall.output).toContain(open);
    await hall.stop();
    chmodSync(hall.deviceKeyFile, 0o640);
    expect(await hall.refusal()).toContain(hall.deviceKeyFile);
  });
});
