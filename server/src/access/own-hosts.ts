import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';

/** Addresses come and go with cables; asking the system for each request would be waste. */
const KEPT_MS = 5000;

/** Names and addresses by which this server may be called. */
export interface OwnHosts {
  /** `header`: the Host header of a request. */
  isOurs(header: string | undefined): boolean;
  /** All of them, for the certificate. Addresses without a zone. */
  all(): readonly string[];
}

/**
 * A request for another host came by a name that somebody else points here (DNS rebinding): his page would then be of the
 * same origin as ours. Ours are loopback, the addresses and the name of this machine, and the names that were `given`.
 */
export function ownHosts(given: readonly string[] = [], now: () => number = () => performance.now()): OwnHosts {
  let kept: ReadonlySet<string> = new Set();
  let until = Number.NEGATIVE_INFINITY;
  const hosts = (): ReadonlySet<string> => {
    if (now() < until) return kept;
    until = now() + KEPT_MS;
    const addresses = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
    const own = hostname().toLowerCase();
    kept = new Set([
      ...['localhost', '127.0.0.1', '::1'],
      ...addresses.map((address) => address.replace(/%.*$/, '').toLowerCase()),
      ...(/^[a-z0-9.-]+$/.test(own) ? [own, ...(own.includes('.') ? [] : [`${own}.local`])] : []),
      ...given.map((host) => host.toLowerCase()),
    ]);
    return kept;
  };
  return {
    isOurs(header) {
      const name = hostOf(header);
      return name !== undefined && (isLoopback(name) || hosts().has(name));
    },
    all: () => [...hosts()],
  };
}

/** Nobody but this machine reaches it. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/** Of `name`, `name:port`, `[::1]:port`: in lower case, without the brackets. */
function hostOf(header: string | undefined): string | undefined {
  const parts = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(header ?? '');
  return (parts?.[1] ?? parts?.[2])?.toLowerCase();
}

/** A page of another origin has no business here; programs and same-origin reads send no Origin. */
export const isForeignOrigin = (origin: string | undefined, host: string | undefined): boolean =>
  origin !== undefined && URL.parse(origin)?.host !== host?.toLowerCase();
