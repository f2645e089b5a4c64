#!/usr/bin/env node
import { createPrivateKey } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bundle } from './bundle.ts';
import { type Report, reportOf, unchecked } from './checks.ts';
import { readBytes, readPatterns, readSigned, Unusable } from './files.ts';
import { sha256 } from './frozen.ts';
import { readRecord, recordChecks } from './record.ts';
import { verifyChain } from './verify-chain.ts';
import { type Keys, verifyBundle } from './verify-bundle.ts';
import { checkWords, type Language, line, whyWords } from './words.ts';

export const VERIFY_USAGE = `piaojue verify BUNDLE [--signer HEX] [--patterns FILE] [--monitors-key PEM] [--record FILE] [--lang zh-CN|en] [--json]
piaojue verify --chain CHAIN [--signer HEX] [--record FILE] [--monitors-key PEM] …
piaojue verify --record FILE …

  BUNDLE          a folder with bundle.json and bundle.sig (and patterns.sealed), or the path of bundle.json
  --signer        the congress's public key, 64 hex digits, as it was told by another way than the bundle came
  --patterns      the sealed patterns, where they are not beside the bundle
  --monitors-key  the monitors' private key: opens the patterns and counts them once more
  --chain         a folder with chain.json and chain.sig; the bundles of its rounds in folders round-N beside it
  --record        the exported record: its lines follow each other, and say the same as the bundle

exit: 0 it holds · 1 it does not hold · 2 it can't be verified`;

const OPTIONS = {
  signer: { type: 'string' },
  patterns: { type: 'string' },
  'monitors-key': { type: 'string' },
  record: { type: 'string' },
  chain: { type: 'boolean', default: false },
  lang: { type: 'string', default: 'zh-CN' },
  json: { type: 'boolean', default: false },
} as const;

interface Verified extends Report {
  readonly head: string;
  readonly signer: string;
  readonly hash: string;
}

/** `piaojue verify`, and `node server/verify/main.ts` without anything else of this program. The exit code. */
export function verifyCommand(args: string[]): number {
  const asked = questionOf(args);
  if (typeof asked === 'string') {
    console.error(asked);
    return 2;
  }
  const { path, language, values } = asked;
  try {
    const verified = verify(path, language, values);
    console.log(values.json ? JSON.stringify(verified, null, 1) : inWords(verified, language));
    return verified.holds ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    console.error(line('unusable', language, { path: error.message }));
    return 2;
  }
}

function questionOf(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
    const { lang, signer, chain, record } = values;
    const [path] = positionals;
    if (positionals.length > 1 || (lang !== 'zh-CN' && lang !== 'en')) return VERIFY_USAGE;
    if (path === undefined && (chain || record === undefined)) return VERIFY_USAGE;
    if (signer !== undefined && !/^[0-9a-fA-F]{64}$/.test(signer))
      return `--signer: expected 64 hex digits, got ${signer}`;
    const language: Language = lang;
    return { path, language, values };
  } catch (error) {
    return `${(error as Error).message}\n\n${VERIFY_USAGE}`;
  }
}
type Values = Exclude<ReturnType<typeof questionOf>, string>['values'];

function verify(path: string | undefined, language: Language, values: Values): Verified {
  const record = values.record === undefined ? undefined : readBytes(values.record);
  if (path === undefined) {
    const checks = recordChecks(record ?? Buffer.alloc(0), []);
    const rows = String(readRecord(record ?? Buffer.alloc(0)).lines.length);
    return { ...reportOf(checks), head: line('record', language, { rows }), signer: '', hash: sha256(record ?? '') };
  }
  const monitors = values['monitors-key'] === undefined ? undefined : monitorsKey(values['monitors-key']);
  const keys: Keys = { signer: values.signer, monitors };
  return values.chain ? verifyChainAt(path, language, keys, record) : verifyRound(path, language, keys, values, record);
}

function verifyRound(path: string, language: Language, keys: Keys, values: Values, record?: Buffer): Verified {
  const files = readSigned(path, 'bundle');
  const { bundle, checks } = verifyBundle({ ...files, patterns: readPatterns(files.folder, values.patterns) }, keys);
  const hash = sha256(files.json);
  const more = bundle && record ? recordChecks(record, [{ bundle, hash }]) : [unchecked('record-bundle', 'no-record')];
  return {
    ...reportOf([...checks, ...more]),
    head: bundle ? headOf('round', bundle.round, bundle, language) : files.folder,
    signer: bundle?.signer ?? '',
    hash,
  };
}

function verifyChainAt(path: string, language: Language, keys: Keys, record?: Buffer): Verified {
  const files = readSigned(path, 'chain');
  const beside = resolve(files.folder, '..');
  const rounds = readdirSync(beside)
    .filter((name) => /^round-\d+$/.test(name) && existsSync(join(beside, name, 'bundle.json')))
    .map((name) => readSigned(join(beside, name), 'bundle'))
    .map((round) => ({ ...round, patterns: readPatterns(round.folder, undefined) }));
  const { chain, checks } = verifyChain(files, rounds, keys);
  return {
    ...reportOf([...checks, ...(record ? recordChecks(record, []) : [])]),
    head: chain ? headOf('chain', chain.chain, chain, language) : files.folder,
    signer: chain?.signer ?? '',
    hash: sha256(files.json),
  };
}

function monitorsKey(path: string): string {
  const pem = readBytes(path).toString('utf8');
  try {
    if (createPrivateKey(pem).asymmetricKeyType === 'x25519') return pem;
  } catch {
    // Told below.
  }
  throw new Unusable(`${path}: expected an X25519 private key as PEM`);
}

const headOf = (
  what: 'round' | 'chain',
  round: number,
  { sitting, mode }: Pick<Bundle, 'sitting'> & { readonly mode: string },
  language: Language,
): string => line(what, language, { round, ...sitting, mode: mode === 'rehearsal' ? line('rehearsal', language) : '' });

const SIGNS = { holds: '✓', fails: '✗', unchecked: '–' } as const;

function inWords({ head, hash, signer, checks, holds }: Verified, language: Language): string {
  const count = (verdict: string): number => checks.filter((check) => check.verdict === verdict).length;
  const lines = checks.flatMap((check) => {
    const words = `${SIGNS[check.verdict]} ${checkWords(check.id, language)}`;
    if (check.verdict === 'unchecked') return [`${words}: ${whyWords(check.why, language)}`];
    if (check.verdict === 'holds') return [words];
    return [words, ...check.faults.map((each) => `    ${line('expected', language, { ...each })}`)];
  });
  const sums = { held: count('holds'), failed: count('fails'), open: count('unchecked') };
  const keys = signer ? [line('signer', language, { signer })] : [];
  return [
    head,
    line('hash', language, { hash }),
    ...keys,
    ...lines,
    line(holds ? 'holds' : 'fails', language, sums),
  ].join('\n');
}

if (import.meta.main) process.exit(verifyCommand(process.argv.slice(2)));
