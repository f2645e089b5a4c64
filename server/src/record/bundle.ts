import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import type { Totals } from '@piaojue/contract/outcome';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { crashPoint } from '../crash-point.ts';
import { writeFileDurably } from '../durable.ts';
import { rawPublicKey } from '../box/patterns.ts';
import { paperIssued } from '../rounds/paper-count.ts';
import { isCounted } from '../rules/decision.ts';
import { answersBySeat } from '../rules/named-answers.ts';
import type { Column, RecordRow, RoundRow, SittingRow } from '../store/store.ts';
import { plain } from './plain.ts';

/**
 * The signed result of a round: `bundle.json` in canonical bytes (RFC 8785; whole numbers and texts only) and
 * `bundle.sig`, 64 raw bytes of Ed25519 over exactly those bytes. A detached raw signature leaves no byte that could
 * change without breaking it. Beside them the sealed patterns, of which the bundle names the hash.
 */
export const BUNDLE_VERSION = 2;

/** The line of the record that says that the round was counted: its hash holds all lines up to it. */
export interface RecordSeal {
  readonly seq: number;
  /** Hex SHA-256 */
  readonly hash: string;
}

/** What a round's bundle names of the record: the same whenever it is asked again. null: no line says that it was counted. */
export function recordSeal(record: readonly RecordRow[], round: number): RecordSeal | null {
  const row = record.findLast(({ event }) => event.event === 'round tallied' && event['round'] === round);
  return row ? { seq: row.seq, hash: row.hash } : null;
}

/** The bytes of bundle.json. Throws on a round that was not tallied. */
export function bundleBytes(
  sitting: SittingRow,
  round: RoundRow,
  signer: Uint8Array,
  seal: RecordSeal | null = null,
): Buffer {
  const { frozen, presence, totals, decision, patterns } = round;
  // A round by hand has no ballots that could be kept sealed.
  const hasBallots = patterns !== null || round.method === 'hand';
  if (!frozen || !presence || !totals || !decision || !hasBallots) throw new Error(`round ${round.id} has no result`);
  // A round that does not count shows no figure per candidate, in its bundle neither (RULES §1 Issued/returned).
  const counts = isCounted(decision);
  const bundle = plain({
    version: BUNDLE_VERSION,
    mode: sitting.mode,
    sitting: sitting.title,
    handout: sitting.people?.handout ?? 'listed',
    officers: sitting.people?.officers ?? {},
    round: round.id,
    parent: round.parent,
    turn: round.turn,
    contest: round.contest,
    frozenHash: frozen.hash,
    rollHash: frozen.rollHash ?? null,
    presenceHash: presence.hash,
    emptyBox: round.emptyBox ?? null,
    openedAt: round.openedAt,
    closedAt: round.closingAt,
    rebuiltAt: round.rebuiltAt,
    all: frozen.all,
    present: presence.present,
    issued: presence.issued,
    returned: totals.returned,
    valid: counts ? totals.valid : null,
    invalid: counts ? totals.invalid : null,
    notHeard: round.absent?.notHeard ?? null,
    heardNotSubmitted: round.absent?.heardNotSubmitted ?? null,
    replaced: round.replaced?.length ?? 0,
    agreements: round.agreements ?? {},
    readiness: round.readiness,
    votes: counts ? totals.votes : [],
    ...(counts && answersApart(totals)),
    ...(frozen.words && { words: frozen.words }),
    decision,
    ...onPaper(round, counts),
    ...(round.named && counts && { answers: answersBySeat(round.named, frozen.seats, presence.authorised) }),
    patternsHash: patterns && createHash('sha256').update(patterns).digest('hex'),
    recordSeq: seal?.seq ?? null,
    recordHash: seal?.hash ?? null,
    signer: Buffer.from(signer).toString('hex'),
  });
  return Buffer.from(canonicalize(bundle) ?? '', 'utf8');
}

/** What a ballot answers beside 赞成: of ballots per item, motions and evaluations. */
const answersApart = ({ against, abstained, grades }: Totals) => ({
  ...(against && { against }),
  ...(abstained && { abstained }),
  ...(grades && { grades }),
});

/** Columns kept apart, of a round by hand or mixed (RULES §4). */
function onPaper(round: RoundRow, counts: boolean) {
  const { method, columns } = round;
  if (method === 'keypads') return {};
  const known = columns && {
    keypads: columns.keypads && columnOf(columns.keypads, counts),
    paper: columnOf(columns.paper, counts),
  };
  return { method, paperIssued: paperIssued(round), columns: known };
}

const columnOf = ({ returned, valid, invalid, totals }: Column, counts: boolean) =>
  counts ? { returned, valid, invalid, totals } : { returned };

/** Writes bundle, signature and sealed patterns durably, and reads them back. The hash of bundle.json, hex. */
export function writeBundle(
  folder: string,
  sitting: SittingRow,
  round: RoundRow,
  signingKey: KeyObject,
  seal: RecordSeal | null = null,
): Result<string, string> {
  const bytes = bundleBytes(sitting, round, rawPublicKey(createPublicKey(signingKey)), seal);
  if (round.patterns) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileDurably(join(folder, 'patterns.sealed'), round.patterns);
  }
  return writeSigned(folder, 'bundle', bytes, signingKey, () => crashPoint('close:7-json'));
}

/**
 * `NAME.json` and `NAME.sig` over exactly its bytes, durably, and read back. The hash of the former, hex. `between`: run
 * when it stands there without its signature.
 */
export function writeSigned(
  folder: string,
  name: string,
  bytes: Buffer,
  signingKey: KeyObject,
  between: () => void = () => undefined,
): Result<string, string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileDurably(join(folder, `${name}.json`), bytes);
  between();
  writeFileDurably(join(folder, `${name}.sig`), sign(null, bytes, signingKey));
  const back = readFileSync(join(folder, `${name}.json`));
  const signature = readFileSync(join(folder, `${name}.sig`));
  if (!back.equals(bytes) || !verify(null, back, createPublicKey(signingKey), signature)) {
    return fail(`${folder}: the bundle that was written does not verify`);
  }
  return ok(createHash('sha256').update(back).digest('hex'));
}
