import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { addressKey } from '../access/address-key.ts';
import { isForeignOrigin, type OwnHosts } from '../access/own-hosts.ts';

/**
 * Requests of one address a minute. After a power cut sixty screens behind one address load their pages at once, about
 * 120 files each; of the API a console asks for a few.
 */
const FILES_A_MINUTE = 20_000;
const API_A_MINUTE = 3_000;

/** Nothing of the browser's devices is used. */
const PERMISSIONS = [
  'accelerometer',
  'autoplay',
  'bluetooth',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
]
  .map((name) => `${name}=()`)
  .join(', ');

/** HSTS, seconds: a sitting's day. Another day the same address may be a host without TLS. */
const HSTS_S = 86_400;

export interface GuardOptions {
  readonly hosts: OwnHosts;
  /** Whether the listener speaks TLS. */
  readonly tls: boolean;
}

const isApi = (url: string): boolean => url.startsWith('/api');

/** What every answer carries and every request has to pass, before any route is asked. */
export async function registerGuards(app: FastifyInstance, { hosts, tls }: GuardOptions): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('permissions-policy', PERMISSIONS);
    if (isApi(request.url)) reply.header('cache-control', 'no-store');
  });
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        // A printable report brings its fonts along.
        fontSrc: ["'self'", 'data:'],
        // The component library sets styles from code.
        styleSrc: ["'self'", "'unsafe-inline'"],
        // Named, because older browsers don't take 'self' for a socket. Of a stranger's it could be no header at all.
        connectSrc: [
          "'self'",
          ({ headers: { host = '' } }: IncomingMessage) =>
            hosts.isOurs(host) ? `${tls ? 'wss' : 'ws'}://${host}` : "'self'",
        ],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        objectSrc: ["'none'"],
      },
    },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: tls && { maxAge: HSTS_S, includeSubDomains: false },
  });
  // After the headers: those who are turned away get them too.
  app.addHook('onRequest', async (request, reply) => await turnStrangersAway(request, reply, hosts));
  await app.register(rateLimit, {
    keyGenerator: ({ ip, url }: FastifyRequest) => `${isApi(url) ? 'api' : 'files'} ${addressKey(ip)}`,
    max: ({ url }: FastifyRequest) => (isApi(url) ? API_A_MINUTE : FILES_A_MINUTE),
    timeWindow: 60_000,
    cache: 4096,
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    errorResponseBuilder: (_request, { ttl }) =>
      Object.assign(new Error(`too many requests of this address; again in ${Math.ceil(ttl / 1000)} s`), {
        statusCode: 429,
      }),
  });
}

async function turnStrangersAway(request: FastifyRequest, reply: FastifyReply, hosts: OwnHosts): Promise<void> {
  const { host, origin } = request.headers;
  if (!hosts.isOurs(host)) {
    await reply.code(421).send({
      error: 'wrong-host',
      detail: `this server is not ${host ?? 'without a name'}: use one of its addresses, or start it with --host-name`,
    });
    return;
  }
  // A sandboxed page sends none with a form, but says that it comes from elsewhere.
  const isCrossSite = request.headers['sec-fetch-site'] === 'cross-site' && request.method !== 'GET';
  if (isForeignOrigin(origin, host) || isCrossSite)
    await reply.code(403).send({ error: 'foreign-origin', detail: 'expected a page of this server, or a program' });
}
