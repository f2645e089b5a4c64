#!/usr/bin/env node
import { parseArgs } from 'node:util';
import type { Bundle } from './bundle.ts';
import type { Report } from './checks.ts';
import { readBytes, readPatterns, readSigned, Unusable } from './files.ts';
import { sha256 } from './frozen.ts';
import { verifyBundle } from './verify-bundle.ts';
import { checkWords, type Language, line, whyWords } from './words.ts';

export const VERIFY_USAGE = `piaojue verify BUNDLE [--signer HEX] [--patterns FILE] [--monitors-key PEM] [--lang zh-CN|en] [--json]

  BUNDLE          a folder with bundle.json and bundle.sig (and patterns.sealed), or the path of bundle.json
  --signer        the congress's public key, 64 hex digits, as it was told by another way than the bundle came
  --patterns      the sealed patterns, where they are not beside the bundle
  --monitors-key  the monitors' private key: opens the patterns and counts them once more

exit: 0 it holds · 1 it does not hold · 2 it can't be verified`;

const OPTIONS = {
  signer: { type: 'string' },
  patterns: { type: 'string' },
  'monitors-key': { type: 'string' },
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
    const verified = verifyRound(path, language, values);
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
    const { lang, signer } = values;
    const [path] = positionals;
    if (path === undefined || positionals.length > 1 || (lang !== 'zh-CN' && lang !== 'en')) return VERIFY_USAGE;
    if (signer !== undefined && !/^[0-9a-fA-F]{64}$/.test(signer))
      return `--signer: expected 64 hex digits, got ${signer}`;
    return { path, language: lang satisfies Language, values };
  } catch (error) {
    return `${(error as Error).message}\n\n${VERIFY_USAGE}`;
  }
}
type Values = Exclude<ReturnType<typeof questionOf>, string>['values'];

function verifyRound(path: string, language: Language, values: Values): Verified {
  const files = readSigned(path, 'bundle');
  const patterns = readPatterns(files.folder, values.patterns);
  const monitors = values['monitors-key'] === undefined ? undefined : monitorsKey(values['monitors-key']);
  const { bundle, ...report } = verifyBundle({ ...files, patterns }, { signer: values.signer, monitors });
  return {
    ...report,
    head: bundle ? headOf(bundle, language) : files.folder,
    signer: bundle?.signer ?? '',
    hash: sha256(files.json),
  };
}

function monitorsKey(path: string): string {
  const pem = readBytes(path).toString('utf8');
  if (!pem.includes('PRIVATE KEY')) throw new Unusable(`${path}: expected a private key as PEM`);
  return pem;
}

const headOf = ({ round, sitting, mode }: Bundle, language: Language): string =>
  line('round', language, { round, ...sitting, mode: mode === 'rehearsal' ? line('rehearsal', language) : '' });

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
