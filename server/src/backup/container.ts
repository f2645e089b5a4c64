import { createHash } from 'node:crypto';
import { fail, ok, type Result } from '@piaojue/contract/result';
import canonicalize from 'canonicalize';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

/**
 * The one file of a backup. Pure.
 *
 *     "PJBK" 4 | version 2 | zeros 2 | bytes of the manifest 4 | manifest | parts, one behind the other | SHA-256 32
 *
 * Big-endian. The manifest is canonical JSON (RFC 8785) and names each part with its length and hash; the last 32 bytes are the
 * SHA-256 of all before them, so that no bit can change and no byte be missing without being noticed. It tells damage, not
 * forgery: what must not be forged, the results, is signed in the bundles inside.
 */
const BACKUP_VERSION = 1;
const MAGIC = Buffer.from('PJBK', 'latin1');
const HEAD_BYTES = 12;
const HASH_BYTES = 32;

const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Manifest = Type.Object(
  {
    /** ms since the epoch, by the clock of the machine that made it. */
    made: Type.Integer({ minimum: 0 }),
    mode: Type.Union([Type.Literal('rehearsal'), Type.Literal('real')]),
    title: Type.Object({ congress: Type.String(), meeting: Type.String(), date: Type.String() }),
    /** Session id of the sitting as it was: the restored one has another. */
    sid: Type.String({ pattern: '^[0-9a-f]{16}$' }),
    /** Rows of the record, and the hash of the last ("" of none). */
    record: Type.Object({ rows: Type.Integer({ minimum: 0 }), head: Type.Union([Hash, Type.Literal('')]) }),
    parts: Type.Array(
      Type.Object(
        { name: Type.String({ minLength: 1 }), bytes: Type.Integer({ minimum: 0 }), sha256: Hash },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type Manifest = Static<typeof Manifest>;

export interface Part {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Each says in `detail` what was expected and what came. */
export interface BackupFault {
  readonly code: 'not-a-backup' | 'future-version' | 'cut' | 'damaged' | 'bad-manifest';
  readonly detail: string;
}
const fault = (code: BackupFault['code'], detail: string): Result<never, BackupFault> => fail({ code, detail });

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function encodeBackup(about: Omit<Manifest, 'parts'>, parts: readonly Part[]): Buffer {
  const named = parts.map(({ name, bytes }) => ({ name, bytes: bytes.length, sha256: sha256(bytes) }));
  const manifest = Buffer.from(canonicalize({ ...about, parts: named }) ?? '', 'utf8');
  const head = Buffer.alloc(HEAD_BYTES);
  MAGIC.copy(head);
  head.writeUInt16BE(BACKUP_VERSION, 4);
  head.writeUInt32BE(manifest.length, 8);
  const body = Buffer.concat([head, manifest, ...parts.map(({ bytes }) => bytes)]);
  return Buffer.concat([body, createHash('sha256').update(body).digest()]);
}

export interface Backup {
  readonly manifest: Manifest;
  readonly parts: readonly Part[];
}

export function decodeBackup(file: Uint8Array): Result<Backup, BackupFault> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.length < HEAD_BYTES || !bytes.subarray(0, 4).equals(MAGIC))
    return fault('not-a-backup', 'expected a backup of this program, which begins with PJBK');
  const version = bytes.readUInt16BE(4);
  if (version !== BACKUP_VERSION)
    return fault(
      'future-version',
      `expected a backup of version ${BACKUP_VERSION}, got version ${version}: use the program that made it`,
    );
  const until = HEAD_BYTES + bytes.readUInt32BE(8);
  if (bytes.length < until + HASH_BYTES)
    return fault('cut', `expected at least ${until + HASH_BYTES} bytes, got ${bytes.length}: the file was cut`);
  const sealed = bytes.subarray(0, bytes.length - HASH_BYTES);
  const right = createHash('sha256').update(sealed).digest().equals(bytes.subarray(sealed.length));
  const manifest = manifestOf(bytes.subarray(HEAD_BYTES, until));
  const expected = manifest && manifest.parts.reduce((sum, part) => sum + part.bytes, until + HASH_BYTES);
  if (!right) {
    // A whole manifest tells a file that was cut, on a full medium for instance, from one that was changed.
    return expected !== undefined && bytes.length < expected
      ? fault('cut', `expected ${expected} bytes, got ${bytes.length}: the file was cut`)
      : fault(
          'damaged',
          'expected the hash at its end over all before it, got another: the file was changed or is damaged',
        );
  }
  if (!manifest || expected !== bytes.length)
    return fault('bad-manifest', 'expected a manifest that names all parts, got another');
  const parts: Part[] = [];
  let at = until;
  for (const { name, bytes: length, sha256: hash } of manifest.parts) {
    const part = bytes.subarray(at, at + length);
    if (sha256(part) !== hash) return fault('bad-manifest', `${name}: expected the part that the manifest names`);
    parts.push({ name, bytes: part });
    at += length;
  }
  return ok({ manifest, parts });
}

function manifestOf(bytes: Buffer): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return Value.Check(Manifest, value) ? value : undefined;
  } catch {
    return undefined;
  }
}
