import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeMonitorsKey } from '../access/key-folder.ts';
import { parseServeArgs, startServer } from './serve.ts';

const folder = mkdtempSync(join(tmpdir(), 'piaojue-serve-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Why a server with these arguments does not start. */
async function refusal(...args: readonly string[]): Promise<string> {
  const data = mkdtempSync(join(folder, 'data-'));
  const options = parseServeArgs(['--data', data, '--keys', join(folder, 'keys'), '--port', '0', ...args]);
  if (!options.ok) return options.error;
  const started = await startServer(options.value, () => undefined);
  return started.ok ? 'started' : started.error;
}

describe('a server without a sitting file', () => {
  it('for a real sitting says where the file comes from', async () => {
    mkdirSync(join(folder, 'keys'));
    makeMonitorsKey(join(folder, 'monitors.pem'), join(folder, 'keys', 'monitors.pub'));
    const text = await refusal('--mode', 'real');
    expect(text).toContain('--sitting FILE');
    expect(text).toContain('/setup');
  });

  it('for a first run wants keypads that have keys, and says how they get them', async () => {
    const text = await refusal();
    expect(text).toContain('device-keys.json');
    expect(text).toContain('piaojue provision');
    expect(text).toContain('npm start');
  });
});
