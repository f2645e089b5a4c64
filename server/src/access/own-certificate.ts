import { createPrivateKey, createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { writeFileDurably } from '../durable.ts';

/**
 * The server's own certificate: `tls.pem` and `tls.key` of the key folder, made at the first start that needs them. A hall
 * has no authority that could vouch for it; gateways and people compare its fingerprint. A hall that has an authority
 * puts its own pair under these names, and it is used as it is.
 */
export interface OwnCertificate {
  /** PEM */
  readonly certificate: string;
  /** PEM */
  readonly key: string;
  /** SHA-256, 64 hex digits. */
  readonly fingerprint: string;
  /** What the operator has to know: a new fingerprint, a name that is missing. */
  readonly notes: readonly string[];
}

const DAY_MS = 86_400_000;
const LIFE_MS = 3 * 365 * DAY_MS;
/** A clock that is a little behind that of the server takes it all the same. */
const BEFORE_MS = DAY_MS;
/** Renewed so long before its end, at a start: never in the midst of a sitting. */
const RENEW_MS = 14 * DAY_MS;
/** Of the certificates that are made here; others are never renewed by this program. */
const COMMON_NAME = 'piaojue';

/** `hosts`: addresses and names of this server. `now`: ms. The error says what stands in the way. */
export async function ownCertificate(
  folder: string,
  hosts: readonly string[],
  now: number,
): Promise<Result<OwnCertificate, string>> {
  const paths = { certificate: join(folder, 'tls.pem'), key: join(folder, 'tls.key') };
  const [hasCertificate, hasKey] = [existsSync(paths.certificate), existsSync(paths.key)];
  if (hasCertificate && !hasKey)
    return fail(`${paths.certificate} stands alone: expected ${paths.key} beside it, or neither`);
  // A start that ended in between left the key, which is as good as a new one.
  if (!hasCertificate) return await make(paths, hosts, now, []);
  const kept = read(paths);
  if (!kept.ok) return kept;
  const { x509, pair } = kept.value;
  const isOurs = x509.subject === `CN=${COMMON_NAME}` && x509.issuer === x509.subject;
  const [from, to] = [Date.parse(x509.validFrom), Date.parse(x509.validTo)];
  if (isOurs && (now > to - RENEW_MS || now < from)) {
    const why = now < from ? `would be good from ${x509.validFrom} only` : `is good until ${x509.validTo}`;
    return await make(paths, hosts, now, [
      `the certificate ${why} and was replaced: gateways need the new --tls-fingerprint, browsers ask once again`,
    ]);
  }
  const unnamed = hosts.filter((host) => (isIP(host) ? !x509.checkIP(host) : !x509.checkHost(host)));
  const notes = [
    ...(now > to ? [`the certificate ${paths.certificate} was good until ${x509.validTo}`] : []),
    ...(unnamed.length
      ? [
          `the certificate does not name ${unnamed.join(', ')}: browsers that trust it warn there. For a new one, with a new fingerprint, remove ${paths.certificate} and ${paths.key}`,
        ]
      : []),
  ];
  return ok({ ...pair, fingerprint: fingerprintOf(x509), notes });
}

/** `9F:86:D0 …` in eight groups of four bytes, as browsers show it and people compare it. */
export const fingerprintInGroups = (fingerprint: string): string =>
  (fingerprint.toUpperCase().match(/.{8}/g) ?? []).map((group) => group.match(/../g)?.join(':')).join(' ');

const fingerprintOf = (x509: X509Certificate): string => x509.fingerprint256.replaceAll(':', '').toLowerCase();

interface Paths {
  readonly certificate: string;
  readonly key: string;
}

function read(paths: Paths) {
  try {
    const pair = { certificate: readFileSync(paths.certificate, 'utf8'), key: readFileSync(paths.key, 'utf8') };
    const x509 = new X509Certificate(pair.certificate);
    if (!x509.checkPrivateKey(createPrivateKey(pair.key)))
      return fail(`${paths.key} is not the key of ${paths.certificate}`);
    return ok({ pair, x509 });
  } catch (error) {
    return fail(
      `${paths.certificate}, ${paths.key}: expected a certificate and its key as PEM: ${(error as Error).message}`,
    );
  }
}

async function make(
  paths: Paths,
  hosts: readonly string[],
  now: number,
  notes: readonly string[],
): Promise<Result<OwnCertificate, string>> {
  // The key first: a certificate alone is what a start refuses.
  if (!existsSync(paths.key)) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileDurably(paths.key, Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' })));
  }
  const key = readFileSync(paths.key, 'utf8');
  const certificate = await signed(key, hosts, now).catch((error: unknown) => error as Error);
  if (certificate instanceof Error)
    return fail(`${paths.key}: expected a private key on the curve P-256 as PEM (PKCS #8): ${certificate.message}`);
  writeFileDurably(paths.certificate, Buffer.from(certificate));
  return ok({ certificate, key, fingerprint: fingerprintOf(new X509Certificate(certificate)), notes });
}

async function signed(privateKey: string, hosts: readonly string[], now: number): Promise<string> {
  // Only a start that makes one pays for the library.
  const { generate } = await import('selfsigned');
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  const altNames = hosts.map((host) =>
    isIP(host) ? { type: 7 as const, ip: host } : { type: 2 as const, value: host },
  );
  const { cert } = await generate([{ name: 'commonName', value: COMMON_NAME }], {
    keyType: 'ec',
    curve: 'P-256',
    keyPair: { privateKey, publicKey },
    algorithm: 'sha256',
    notBeforeDate: new Date(now - BEFORE_MS),
    notAfterDate: new Date(now + LIFE_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  });
  return cert;
}
