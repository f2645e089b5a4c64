import { once } from 'node:events';
import { join } from 'node:path';
import { COMMANDS, ROLES_OF_COMMAND, type CommandName } from '@piaojue/contract/commands';
import { type Role, ROLES } from '@piaojue/contract/live';
import { fail } from '@piaojue/contract/result';
import { Lockout } from '@piaojue/server/access/lockout';
import { sessions } from '@piaojue/server/access/sessions';
import { buildHttp } from '@piaojue/server/http/app';
import { testYear, type TestYear } from '@piaojue/server/projects/test-year';
import { VoteFiler } from '@piaojue/server/projects/vote-filer';
import { Live } from '@piaojue/server/realtime/live';
import { type TestHall, testHall } from '@piaojue/server/sitting/test-hall';
import { io, type Socket } from 'socket.io-client';
import { Admission } from '@piaojue/device-gateway/admission';
import { afterAll, beforeAll, expect, test } from 'vitest';

/**
 * Everybody at every door: all HTTP routes, and all namespaces with all their events, by every role, by nobody and by those
 * who pretend. The routes are those that the server itself has registered, so a new one is walked without being named here.
 */
const NOW = 1_800_000_000_000;
const SECRET = new Uint8Array(32).fill(1);
const GATEWAY_TOKEN = 'the token of the gateways';
const signer = sessions(SECRET, () => NOW);

interface Caller {
  readonly who: string;
  readonly role: Role | undefined;
  readonly token: string | undefined;
}
const roleCallers: Caller[] = ROLES.map((role) => ({ who: role, role, token: signer.issue(role) }));
const flipped = (token: string): string => token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
const STRANGERS: Caller[] = [
  { who: 'nobody', role: undefined, token: undefined },
  { who: 'empty', role: undefined, token: '' },
  { who: 'expired', role: undefined, token: sessions(SECRET, () => NOW - 13 * 3_600_000).issue('operator') },
  { who: 'of another server', role: undefined, token: sessions(new Uint8Array(32), () => NOW).issue('operator') },
  { who: 'bit-flipped', role: undefined, token: flipped(signer.issue('operator')) },
  { who: 'promoted', role: undefined, token: signer.issue('screen').replace('screen', 'operator') },
  { who: 'gateway', role: undefined, token: GATEWAY_TOKEN },
];
const CALLERS = [...roleCallers, ...STRANGERS];

let t: TestHall;
let app: Awaited<ReturnType<typeof buildHttp>>;
let live: Live;
let url: string;
let year: TestYear;
beforeAll(async () => {
  t = testHall({ changed: () => live.changed() });
  year = testYear();
  app = await buildHttp({
    hall: t.hall,
    sessions: signer,
    pins: { roleOf: () => undefined },
    lockout: new Lockout(() => 0),
    year: { book: year.book, filer: new VoteFiler(year.book), publishTo: join(t.folder, 'public') },
    backUp: () => fail({ code: 'round-in-progress', detail: 'none is made in this test' }),
  });
  live = new Live(app.server, {
    sessions: signer,
    gatewayToken: GATEWAY_TOKEN,
    run: 'run-1',
    health: () => ({ fsyncMs: 1, roundKey: 'tmpfs', certificate: null, warnings: [] }),
  });
  live.attach(t.hall);
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await live.close();
  await app.close();
  await t.dispose();
  year.dispose();
});

interface Door {
  readonly route: string;
  readonly roles: readonly Role[] | 'anyone';
}

/** What is walked: any server that can be asked without a network. */
interface Walked {
  inject(request: { method: 'GET'; url: string; headers: Record<string, string>; payload?: string }): Promise<{
    readonly statusCode: number;
  }>;
}

/** What each caller was answered where it should not have been, or was refused where it should not have been. */
async function walk(server: Walked, doors: readonly Door[]): Promise<{ calls: number; wrong: string[] }> {
  const wrong: string[] = [];
  let calls = 0;
  for (const { route, roles } of doors) {
    const [method = '', path = ''] = route.split(' ');
    const target = path.replace('*', 'nothing').replaceAll(/:(\w+)/g, 'none');
    for (const { who, role, token } of CALLERS) {
      const { statusCode } = await server.inject({
        method: method as 'GET',
        url: target,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          'content-type': 'application/json',
        },
        // None of the commands: who is let in is told so, and changes nothing.
        ...(['POST', 'PUT', 'PATCH', 'DELETE'].includes(method) && { payload: '{"none":true}' }),
      });
      calls++;
      const expected = roles === 'anyone' || (role && roles.includes(role)) ? 'in' : role ? 403 : 401;
      const came = statusCode === 401 || statusCode === 403 ? statusCode : 'in';
      // The PIN of a sign-in is what 401 is about there.
      if (came !== expected && route !== 'POST /api/session')
        wrong.push(`${route} as ${who}: ${came}, not ${expected}`);
    }
  }
  return { calls, wrong };
}

test('every HTTP route lets in the roles that it names, and nobody else', async () => {
  const doors = app.allRoutes;
  const { calls, wrong } = await walk(app, doors);
  expect(wrong).toEqual([]);
  expect(doors.length).toBeGreaterThan(50);
  const open = doors.filter(({ roles }) => roles === 'anyone').map(({ route }) => route);
  // What anybody may call: sign on, be alive, pages and their files.
  const isPublic = (route: string): boolean =>
    /^(POST \/api\/session|(GET|HEAD) (\/api\/health|\/api\/docs.*|\/\*|\/|\/favicon\.ico|\/(screen|console|console\/health|monitor|presiding|projects|setup)|\/hall-fonts\/(faces\.css|idle|:place)))$/.test(
      route,
    );
  expect(open.filter((route) => !isPublic(route))).toEqual([]);
  // A screen may read nothing but what everybody may, and say nothing but that its page failed.
  for (const place of ['screen', 'presidium'] as const)
    expect(doors.flatMap(({ route, roles }) => (roles !== 'anyone' && roles.includes(place) ? [route] : []))).toEqual([
      'POST /api/page-faults',
    ]);
  console.log(
    `routes × callers: ${doors.length} × ${CALLERS.length} = ${calls} calls, ${wrong.length} answered wrongly`,
  );
});

test('the walk finds a route that forgot to ask, and one that asks for another role', async () => {
  const careless: Walked = {
    async inject({ url: path, headers }) {
      if (path === '/api/forgot') return { statusCode: 200 };
      const role = signer.roleOf(headers['authorization']?.slice('Bearer '.length));
      return { statusCode: role === 'screen' ? 200 : role ? 403 : 401 };
    },
  };
  const { wrong } = await walk(careless, [
    { route: 'GET /api/forgot', roles: ['operator'] },
    { route: 'GET /api/other', roles: ['operator'] },
  ]);
  expect(wrong.filter((each) => each.includes('/api/forgot'))).toHaveLength(CALLERS.length - 1);
  expect(wrong.filter((each) => each.includes('/api/other'))).toEqual([
    'GET /api/other as operator: 403, not in',
    'GET /api/other as screen: in, not 403',
  ]);
});

const SPACES = ['/', '/screen', '/console', '/officers', '/gateway', '/nothing'] as const;
const EVENTS = Object.keys(COMMANDS) as CommandName[];
const OTHERS = [
  'gateway:frames',
  'gateway:links',
  'gateway:ports',
  'gateway:prove',
  'screen:snapshot',
  'console:snapshot',
  'hall:state',
];

/** By role: what a namespace hears of it; undefined: it is not let in. */
function hears(space: (typeof SPACES)[number], role: Role | undefined): readonly string[] | undefined {
  const commands = EVENTS.filter((name) => role && ROLES_OF_COMMAND[name].includes(role));
  if (space === '/') return [];
  if (!role) return undefined;
  if (space === '/screen') return [];
  if (space === '/console') return role === 'operator' ? commands : undefined;
  if (space === '/officers') return ['presiding', 'chiefMonitor', 'monitor'].includes(role) ? commands : undefined;
  return undefined;
}

/** Of a connection, without what the library itself listens to. */
const listensOf = (socket: { eventNames(): (string | symbol)[] } | undefined): string[] =>
  (socket?.eventNames() ?? [])
    .map(String)
    .filter((name) => name !== 'disconnect' && name !== 'error')
    .toSorted();

async function come(space: string, auth: object): Promise<Socket | undefined> {
  const client = io(`${url}${space}`, { auth, transports: ['websocket'], reconnection: false, forceNew: true });
  const came = await new Promise<boolean>((resolve) => {
    client.once('connect', () => resolve(true));
    client.once('connect_error', () => resolve(false));
  });
  if (came) return client;
  client.disconnect();
  return undefined;
}

test('every namespace lets in and hears the roles of its commands, and nobody else', async () => {
  const { server } = live.gateways;
  const wrong: string[] = [];
  let tried = 0;
  let heard = 0;
  for (const space of SPACES) {
    for (const { who, role, token } of CALLERS) {
      const expected = hears(space, role);
      const client = await come(space, { token });
      if ((client !== undefined) !== (expected !== undefined))
        wrong.push(`${space} as ${who}: ${client ? 'let in' : 'refused'}`);
      if (!client) {
        tried += EVENTS.length + OTHERS.length;
        continue;
      }
      const ours = server.of(space).sockets.get(client.id ?? '');
      const listens = listensOf(ours);
      if (listens.join() !== (expected ?? []).toSorted().join())
        wrong.push(`${space} as ${who}: hears ${listens.join(', ')}`);
      // And by trying: what is heard is answered, also with nonsense.
      const answered: string[] = [];
      for (const name of [...EVENTS, ...OTHERS]) {
        client.emit(name, { commandId: 'none' }, () => answered.push(name));
        tried++;
      }
      await expect.poll(() => answered.length).toBeGreaterThanOrEqual(listens.length);
      if (answered.toSorted().join() !== listens.join())
        wrong.push(`${space} as ${who}: answers ${answered.join(', ')}`);
      heard += answered.length;
      client.disconnect();
    }
  }
  expect(wrong).toEqual([]);
  expect(heard).toBeGreaterThan(EVENTS.length);
  console.log(`namespaces × callers × events: ${tried} events tried, ${heard} heard, ${wrong.length} wrongly`);
});

test('a gateway is heard by the gateways’ namespace alone, and only after its proof', async () => {
  const { server } = live.gateways;
  const admission = new Admission({ name: 'g', instance: '1', token: GATEWAY_TOKEN });
  const client = io(`${url}/gateway`, {
    auth: admission.auth(),
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  });
  const [challenge] = (await once(client as never, 'hall:challenge')) as [unknown];
  const ours = server.of('/gateway').sockets.get(client.id ?? '');
  const listens = (): string[] => listensOf(ours);
  expect(listens()).toEqual(['gateway:prove']);
  expect(await client.emitWithAck('gateway:prove', admission.answer(challenge))).toBeNull();
  expect(listens()).toEqual(['gateway:frames', 'gateway:links', 'gateway:ports']);
  client.disconnect();
});
