import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fingerprintInGroups, type OwnCertificate, ownCertificate } from './own-certificate.ts';

const NOW = Date.parse('2027-03-12T01:00:00Z');
const YEAR_MS = 365 * 86_400_000;
const HOSTS = ['localhost', '127.0.0.1', '::1', '192.168.1.20', 'hall-pc'];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certificate-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function made(hosts: readonly string[] = HOSTS, now = NOW): Promise<OwnCertificate> {
  const certificate = await ownCertificate(folder, hosts, now);
  if (!certificate.ok) throw new Error(certificate.error);
  return certificate.value;
}
const refusal = async (): Promise<string> => {
  const certificate = await ownCertificate(folder, HOSTS, NOW);
  return certificate.ok ? 'taken' : certificate.error;
};

it('is made once, for the owner only, names every host, and its fingerprint is that of the certificate', async () => {
  const first = await made();
  const x509 = new X509Certificate(first.certificate);
  expect(x509.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  for (const host of HOSTS) expect([host, x509.checkHost(host) ?? x509.checkIP(host)]).toEqual([host, host]);
  expect([x509.ca, x509.verify(x509.publicKey)]).toEqual([false, true]);
  expect(first.fingerprint).toBe(x509.fingerprint256.replaceAll(':', '').toLowerCase());
  expect(fingerprintInGroups(first.fingerprint).replaceAll(' ', ':')).toBe(x509.fingerprint256);
  for (const name of ['tls.pem', 'tls.key']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  expect(await made()).toEqual({ ...first, notes: [] });
});

it('is replaced before its end and when the clock was wrong, and says that the fingerprint is another', async () => {
  const first = await made();
  expect((await made(HOSTS, NOW + 2 * YEAR_MS)).fingerprint).toBe(first.fingerprint);
  const renewed = await made(HOSTS, NOW + 3 * YEAR_MS);
  expect(renewed.fingerprint).not.toBe(first.fingerprint);
  expect(renewed.notes).toEqual([expect.stringMatching(/was replaced: gateways need the new --tls-fingerprint/)]);
  const back = await made(HOSTS, NOW);
  expect(back.notes).toEqual([expect.stringMatching(/would be good from .* only and was replaced/)]);
});

it('stays the same where the host has another address, and says which name is missing', async () => {
  const first = await made();
  const elsewhere = await made([...HOSTS, '10.0.0.9']);
  expect([elsewhere.fingerprint, elsewhere.notes]).toEqual([
    first.fingerprint,
    [expect.stringMatching(/does not name 10\.0\.0\.9:/)],
  ]);
});

it("a hall's own pair is used as it is; one that is none is refused, and nothing is overwritten", async () => {
  const first = await made();
  rmSync(join(folder, 'tls.pem'));
  // The key that a start left behind which ended in between.
  expect((await made()).key).toBe(first.key);
  const other = mkdtempSync(join(tmpdir(), 'certificate-'));
  await ownCertificate(other, HOSTS, NOW);
  writeFileSync(join(folder, 'tls.pem'), readFileSync(join(other, 'tls.pem')));
  rmSync(other, { recursive: true });
  expect(await refusal()).toMatch(/tls\.key is not the key of/);
  writeFileSync(join(folder, 'tls.pem'), 'none');
  expect(await refusal()).toMatch(/expected a certificate and its key as PEM/);
  rmSync(join(folder, 'tls.key'));
  expect(await refusal()).toMatch(/tls\.pem stands alone/);
  rmSync(join(folder, 'tls.pem'));
  writeFileSync(join(folder, 'tls.key'), 'none');
  expect(await refusal()).toMatch(/expected a private key on the curve P-256/);
  expect(readFileSync(join(folder, 'tls.key'), 'utf8')).toBe('none');
});
