import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';

/** PEM both. */
export interface TlsPair {
  readonly certificate: string;
  readonly key: string;
}

/** ms for the head of a request, and for the whole: a table of some MB comes over a slow radio link in that time. */
const HEAD_MS = 10_000;
const REQUEST_MS = 60_000;
/** How often slow ones are looked for. */
const LOOK_MS = 2_000;
const HANDSHAKE_MS = 10_000;
/** Of a browser that may ask again. */
const IDLE_MS = 5_000;
/** A page keeps one socket open and reads with six more; sixty screens and consoles may stand behind one address. */
export const MAX_CONNECTIONS_OF_ADDRESS = 512;
export const MAX_CONNECTIONS = 4_096;

/**
 * The one listening server, bounded in what a stranger can hold: slow senders are cut off, and neither one address nor all
 * together get more connections than they are given. With `tls` nothing but TLS is spoken.
 */
export function listener(
  handler: RequestListener,
  tls?: TlsPair,
  maxOfAddress: number = MAX_CONNECTIONS_OF_ADDRESS,
): Server {
  const times = {
    headersTimeout: HEAD_MS,
    requestTimeout: REQUEST_MS,
    connectionsCheckingInterval: LOOK_MS,
    keepAliveTimeout: IDLE_MS,
  };
  const server = tls
    ? createTlsServer(
        { ...times, cert: tls.certificate, key: tls.key, minVersion: 'TLSv1.2', handshakeTimeout: HANDSHAKE_MS },
        handler,
      )
    : createServer(times, handler);
  server.maxConnections = MAX_CONNECTIONS;
  const counts = new Map<string, number>();
  // Of raw connections, also under TLS: they are counted before anything is read.
  server.prependListener('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const count = (counts.get(address) ?? 0) + 1;
    if (count > maxOfAddress) {
      socket.destroy();
      return;
    }
    counts.set(address, count);
    socket.once('close', () => {
      const left = (counts.get(address) ?? 1) - 1;
      if (left > 0) counts.set(address, left);
      else counts.delete(address);
    });
  });
  return server;
}
