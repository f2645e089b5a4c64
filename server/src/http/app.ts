import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Role } from '@piaojue/contract/live';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Lockout } from '../access/lockout.ts';
import { type OwnHosts, ownHosts } from '../access/own-hosts.ts';
import type { Sessions } from '../access/sessions.ts';
import type { readTable } from '../import/read-table.ts';
import type { PageFaults } from '../realtime/page-faults.ts';
import { illFormedAt } from '../rules/well-formed.ts';
import type { Hall } from '../sitting/hall.ts';
import { agendaRoutes } from './agenda-routes.ts';
import { type BackUp, backupRoutes } from './backup-routes.ts';
import { registerGuards } from './guards.ts';
import { hallFontRoutes } from './hall-font-routes.ts';
import { importRoutes } from './import-routes.ts';
import { listener, type TlsPair } from './listener.ts';
import { pageFaultRoutes } from './page-fault-routes.ts';
import { profileRoutes } from './profile-routes.ts';
import { readinessRoutes } from './readiness-routes.ts';
import { recordRoutes } from './record-routes.ts';
import { reportRoutes } from './report-routes.ts';
import { roundRoutes } from './round-routes.ts';
import { rehearsalRoutes, setupRoutes } from './setup-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { sittingRoutes } from './sitting-routes.ts';
import { type YearParts, yearRoutes } from './year-routes.ts';

/**
 * REST for set-up and export, the pages, and the OpenAPI page. Every route names the roles that may call it
 * (`config.roles`); one without is a bug that stops the start.
 */
export interface HttpParts {
  readonly hall: Hall;
  readonly sessions: Sessions;
  readonly pins: { roleOf(pin: string): Role | undefined | Promise<Role | undefined> };
  readonly lockout: Lockout;
  /** Reads a file that somebody sent as a table; by default in a process of its own. */
  readonly readTable?: typeof readTable;
  /** The book of the year; without one there are no projects and no public pages. */
  readonly year?: YearParts | undefined;
  /** Counts the pages that failed. */
  readonly pageFaults?: PageFaults | undefined;
  /** Folder of the faces that the hall brings along. */
  readonly fonts?: string | undefined;
  /** By which this server may be called; by default loopback and the addresses of this machine. */
  readonly hosts?: OwnHosts | undefined;
  /** Without it the listener speaks plain HTTP. */
  readonly tls?: TlsPair | undefined;
  /** Without it there is no backup from here. */
  readonly backUp?: BackUp | undefined;
}
/** A route: who may call it. HEAD comes with each GET. */
export interface ApiRoute {
  readonly route: string;
  readonly roles: readonly Role[] | 'anyone';
}

declare module 'fastify' {
  interface FastifyInstance {
    apiRoutes: readonly ApiRoute[];
    /** Pages and files too. */
    allRoutes: readonly ApiRoute[];
  }
  interface FastifyContextConfig {
    /** `'anyone'` needs no session. */
    roles?: readonly Role[] | 'anyone';
  }
}

const DISPLAY = fileURLToPath(new URL('../../../display/dist/', import.meta.url));
const BODY_LIMIT = 1_000_000;
/** Address and page: the health of the hall is a page of the console's, with an address of its own. */
const PAGES = [
  ...['screen', 'console', 'monitor', 'presiding', 'projects', 'setup'].map((name) => [`/${name}`, name] as const),
  ['/console/health', 'health'],
] as const;
const PAGE = { config: { roles: 'anyone' }, schema: { hide: true } } as const;

/** Of the routes that plugins bring: pages, their files and the API page hold nothing of the hall. */
const isPublicFile = (url: string): boolean => url === '/*' || url === '/api/docs' || url.startsWith('/api/docs/');

export async function buildHttp(parts: HttpParts): Promise<FastifyInstance> {
  const app = Fastify({
    serverFactory: (handler) => listener(handler, parts.tls),
    bodyLimit: BODY_LIMIT,
    // The validator as it comes takes 7 for "7" and drops unknown fields without a word.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: true } },
  }).withTypeProvider<TypeBoxTypeProvider>();

  const allRoutes: ApiRoute[] = [];
  app.decorate('allRoutes', allRoutes);
  app.decorate('apiRoutes', {
    getter: () => allRoutes.filter(({ route }) => route.includes(' /api/') && !route.includes(' /api/docs')),
  });
  app.addHook('onRoute', ({ method, url, config }) => {
    const roles = config?.roles ?? (isPublicFile(url) ? 'anyone' : undefined);
    for (const verb of [method].flat()) {
      const route = `${verb} ${url}`;
      if (!roles) throw new Error(`the route ${route} names no role`);
      allRoutes.push({ route, roles });
    }
  });
  await registerGuards(app, { hosts: parts.hosts ?? ownHosts(), tls: parts.tls !== undefined });
  app.addHook('onRequest', async (request, reply) => {
    const { roles } = request.routeOptions.config;
    if (!roles || roles === 'anyone') return;
    const role = parts.sessions.roleOf(bearerOf(request));
    if (!role)
      await reply.code(401).send({ error: 'unauthorized', detail: 'expected a session: POST /api/session with a PIN' });
    else if (!roles.includes(role)) {
      await reply
        .code(403)
        .send({ error: 'forbidden', detail: `expected the role ${roles.join(' or ')}, this session is ${role}` });
    }
  });
  app.addHook('preHandler', async (request, reply) => {
    const at = Buffer.isBuffer(request.body) ? undefined : illFormedAt(request.body);
    if (at === undefined) return;
    const detail = `body${at}: expected text of whole characters, got half of a surrogate pair`;
    await reply.code(400).send({ error: 'bad-request', detail });
  });
  app.setErrorHandler(async (error: Error & { statusCode?: number; validation?: unknown }, _request, reply) => {
    const status = error.statusCode ?? 500;
    await reply
      .code(status)
      .send({ error: error.validation ? 'bad-request' : status < 500 ? 'refused' : 'internal', detail: error.message });
  });

  await app.register(fastifySwagger, {
    openapi: {
      info: {
        title: '票决 piaojue',
        version: '0.1.0',
        description: 'Set-up and export. Live events go over socket.io.',
      },
    },
  });
  await app.register(fastifySwaggerUi, { routePrefix: '/api/docs' });
  await app.register(sessionRoutes, parts);
  await app.register(sittingRoutes, parts);
  await app.register(roundRoutes, parts);
  await app.register(reportRoutes, parts);
  await app.register(agendaRoutes, parts);
  await app.register(importRoutes, parts);
  await app.register(profileRoutes, parts);
  await app.register(readinessRoutes, parts);
  await app.register(recordRoutes, parts);
  await app.register(setupRoutes, parts);
  if (parts.hall.sitting.mode === 'rehearsal') await app.register(rehearsalRoutes, parts);
  await app.register(pageFaultRoutes, parts);
  await app.register(hallFontRoutes, { fonts: parts.fonts });
  if (parts.backUp) await app.register(backupRoutes, { ...parts, backUp: parts.backUp });
  if (parts.year) await app.register(yearRoutes, { ...parts, year: parts.year });

  if (existsSync(DISPLAY)) {
    await app.register(fastifyStatic, { root: DISPLAY, index: false });
    for (const [address, name] of PAGES.filter(([, file]) => existsSync(`${DISPLAY}${file}.html`))) {
      const html = pageFile(`${DISPLAY}${name}.html`);
      app.get(address, PAGE, async (_request, reply) => reply.type('text/html; charset=utf-8').send(html()));
    }
    app.get('/favicon.ico', PAGE, async (_request, reply) => reply.code(204).send());
    app.get('/', PAGE, async (_request, reply) => reply.redirect('/console'));
  }
  return app;
}

/**
 * A page names its scripts by their contents, and those are read from the disk: the page too, so that both are of one build after
 * another was put there. Where there is none for a moment, while it is put there, the last one stands.
 */
function pageFile(path: string): () => Buffer {
  let last = readFileSync(path);
  return () => {
    if (existsSync(path)) last = readFileSync(path);
    return last;
  };
}

function bearerOf(request: FastifyRequest): string | undefined {
  return /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
}
