import { createPrivateKey } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readBytes, readPatterns, readSigned, Unusable } from '../../verify/files.ts';
import { verifyBundle } from '../../verify/verify-bundle.ts';
import { type CvrExport, cvrRefusalInWords, exportCvr, openCvr, sealCvr } from '../cvr/export-cvr.ts';

const USAGE = `piaojue cvr BUNDLE --monitors-key PEM --out FILE [--patterns FILE] [--signer HEX] [--clear]
  cast vote records of a round (NIST SP 1500-103, JSON) for the monitors, sealed to their key as FILE.sealed;
  --clear: FILE in the clear. A rare pattern of marks can name its author: whoever reads the file may know how somebody voted
piaojue cvr BUNDLE --monitors-key PEM --open FILE.sealed --out FILE
  opens such a file`;

interface Asked {
  readonly bundle: string;
  readonly key: string;
  readonly out: string;
  readonly patterns: string | undefined;
  readonly signer: string | undefined;
  readonly open: string | undefined;
  readonly clear: boolean;
}

/** `piaojue cvr`. Exits 0 when the file stands, 1 when the bundle gives none, 2 on input that can't be used. */
export function cvrCommand(args: string[]): number {
  const asked = askedOf(args);
  if (!asked) {
    console.error(USAGE);
    return 2;
  }
  try {
    return asked.open === undefined ? write(asked) : open(asked, asked.open);
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    console.error(error.message);
    return 2;
  }
}

function askedOf(args: string[]): Asked | null {
  const options = {
    'monitors-key': { type: 'string' },
    out: { type: 'string' },
    patterns: { type: 'string' },
    signer: { type: 'string' },
    open: { type: 'string' },
    clear: { type: 'boolean', default: false },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const { 'monitors-key': key, out, patterns, signer, open: sealed, clear } = values;
    const [bundle] = positionals;
    if (bundle === undefined || positionals.length > 1 || !key || !out) return null;
    return { bundle, key, out, patterns, signer, open: sealed, clear };
  } catch {
    return null;
  }
}

/** The monitors' private key, of the kind it has to be. */
function monitorsPem(path: string): string {
  const pem = readBytes(path).toString('utf8');
  let kind: string | undefined;
  try {
    kind = createPrivateKey(pem).asymmetricKeyType;
  } catch {
    kind = undefined;
  }
  if (kind !== 'x25519') throw new Unusable(`${path}: expected a private key (X25519, PEM), got ${kind ?? 'none'}`);
  return pem;
}

function write({ bundle, key, out, patterns, signer, clear }: Asked): number {
  const monitors = monitorsPem(key);
  const { folder, json, signature } = readSigned(bundle, 'bundle');
  const files = { json, signature, patterns: readPatterns(folder, patterns) };
  const made = exportCvr(files, { monitors, signer }, Date.now());
  if (!made.ok) {
    console.error(cvrRefusalInWords(made.error));
    return 1;
  }
  const path = clear || out.endsWith('.sealed') ? out : `${out}.sealed`;
  writePrivately(
    path,
    clear ? Buffer.from(made.value.json) : sealCvr(made.value.json, monitors, made.value.frozenHash),
  );
  tell(path, made.value, clear);
  return 0;
}

function writePrivately(path: string, bytes: Uint8Array): void {
  writeFileSync(path, bytes, { mode: 0o600 });
  // A file that was there before keeps its mode otherwise.
  chmodSync(path, 0o600);
}

function tell(path: string, { ballots, unique }: CvrExport, clear: boolean): void {
  console.log(
    `${path}: ${ballots} ballots, counted again with the sums of the bundle, ${clear ? 'IN THE CLEAR' : 'sealed to the monitors'}`,
  );
  if (unique > 0)
    console.log(
      `warning: ${unique} of ${ballots} ballots have a pattern of marks that no other has; such a pattern can name its author`,
    );
}

function open({ bundle, key, out, signer }: Asked, sealed: string): number {
  const monitors = monitorsPem(key);
  const { json, signature } = readSigned(bundle, 'bundle');
  const { bundle: verified } = verifyBundle({ json, signature }, { signer });
  const text = verified && openCvr(readBytes(sealed), monitors, verified.frozenHash);
  if (text === undefined) {
    console.error(`${sealed}: expected cast vote records of this bundle, sealed to this key, got something else`);
    return 1;
  }
  writePrivately(out, Buffer.from(text));
  console.log(`${out}: IN THE CLEAR`);
  return 0;
}
