import { isIPv6 } from 'node:net';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { ownCertificate } from '../access/own-certificate.ts';
import { isLoopback, type OwnHosts, ownHosts } from '../access/own-hosts.ts';
import type { TlsPair } from '../http/listener.ts';

/** From where `piaojue serve` is reached: this machine alone, or a network, which is never plain. */
export interface Reach {
  readonly host: string;
  readonly tls: 'auto' | 'on' | 'off';
  /** Further names by which browsers call this server. */
  readonly hostNames: readonly string[];
}

export interface OpenedReach {
  readonly hosts: OwnHosts;
  readonly tls: TlsPair | undefined;
  /** SHA-256 of the certificate, 64 hex digits; null without TLS. */
  readonly fingerprint: string | null;
  readonly notes: readonly string[];
}

const TLS = ['auto', 'on', 'off'] as const;

export function readReach(values: {
  readonly host: string;
  readonly tls: string;
  readonly 'host-name'?: readonly string[] | undefined;
}): Result<Reach, string> {
  const { host, 'host-name': hostNames = [] } = values;
  const tls = TLS.find((each) => each === values.tls);
  if (!tls) return fail(`--tls: expected ${TLS.join(', ')}, got ${values.tls}`);
  if (tls === 'off' && !isLoopback(host)) {
    return fail(
      `--tls off: expected a loopback address, --host is ${host}. PINs and results never cross a network in the clear; leave --tls out and the server makes a certificate of its own`,
    );
  }
  const bad = hostNames.find((name) => !/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i.test(name));
  if (bad !== undefined) return fail(`--host-name: expected a name such as hall.example, got ${bad}`);
  return ok({ host, tls, hostNames });
}

/** `keys`: the key folder. `now`: ms. */
export async function openReach(
  { host, tls, hostNames }: Reach,
  keys: string,
  now: number,
): Promise<Result<OpenedReach, string>> {
  const hosts = ownHosts([...hostNames, ...(isWildcard(host) ? [] : [host])]);
  if (tls === 'off' || (tls === 'auto' && isLoopback(host)))
    return ok({ hosts, tls: undefined, fingerprint: null, notes: [] });
  const own = await ownCertificate(keys, hosts.all(), now);
  if (!own.ok) return own;
  const { certificate, key, fingerprint, notes } = own.value;
  return ok({ hosts, tls: { certificate, key }, fingerprint, notes });
}

const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** Where programs of this machine reach a server that listens on `host`. */
export function urlOf(host: string, port: number, isTls: boolean): string {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `${isTls ? 'https' : 'http'}://${isIPv6(name) ? `[${name}]` : name}:${port}`;
}
