import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { MONITORS_PEM, SIGNER } from './test-bundles.ts';
import type { BundleFiles } from './verify-bundle.ts';

/** The second verifier as a module, fed with cases by one process: what is wrong with each, "" where it holds. */
const DRIVER = `
import json, sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import verify
asked = json.load(sys.stdin)
cases = [[bytes.fromhex(part) if part is not None else None for part in case] for case in asked["cases"]]
key = asked["key"].encode() if asked["key"] else None
json.dump([verify.verify(*case, asked["signer"], key) or "" for case in cases], sys.stdout)
`;

export const hasPython = (): boolean =>
  ['python3', 'openssl'].every((name) => spawnSync(name, [name === 'openssl' ? 'version' : '--version']).status === 0);

export function verifyByPython(cases: readonly BundleFiles[], withKey = true): readonly string[] {
  const hex = (bytes: Uint8Array | undefined): string | null => (bytes ? Buffer.from(bytes).toString('hex') : null);
  const asked = {
    signer: SIGNER,
    key: withKey ? MONITORS_PEM : null,
    cases: cases.map(({ json, signature, patterns }) => [hex(json), hex(signature), hex(patterns)]),
  };
  const done = spawnSync('python3', ['-c', DRIVER, join(import.meta.dirname)], {
    input: JSON.stringify(asked),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (done.status !== 0) throw new Error(`python3 and openssl are needed: ${done.stderr || String(done.error)}`);
  return JSON.parse(done.stdout) as string[];
}
