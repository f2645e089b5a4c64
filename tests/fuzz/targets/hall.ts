import { COMMANDS, type CommandFault, type CommandName, ROLES_OF_COMMAND } from '@piaojue/contract/commands';
import { ROLES } from '@piaojue/contract/live';
import type { Random } from '@piaojue/device-gateway/simulator/random';
import { Lockout } from '@piaojue/server/access/lockout';
import { sessions } from '@piaojue/server/access/sessions';
import { buildHttp } from '@piaojue/server/http/app';
import { readTable } from '@piaojue/server/import/read-table';
import { takeCommand } from '@piaojue/server/realtime/take-command';
import { contestData } from '@piaojue/server/rules/test-contest';
import type { Hall } from '@piaojue/server/sitting/hall';
import { type TestHall, testHall } from '@piaojue/server/sitting/test-hall';
import { anyJson, damaged, type Json, pick, size } from '../mutate.ts';
import { hold, opened, type Suspect, type Target } from '../target.ts';

/** What people order, over sockets and by REST, in a hall with a real store. */
const CONTEST = contestData({ field: 3, seats: 1 }) as unknown as Json;
/** A payload of each order that the schema takes, for a hall that is drafted, open, or closed. */
const FIELDS: Readonly<Record<CommandName, Readonly<Record<string, Json>>>> = {
  'signIn:start': {},
  'signIn:stop': {},
  'keypads:rollCall': { from: 1, to: 3 },
  'keypads:test': { action: 'start' },
  'keypads:accept': { without: '没有时间' },
  'keypad:replace': { slot: 0, keypad: 7, monitorPin: '271828' },
  'alarm:acknowledge': { ids: ['keypads-silent'] },
  'seat:leave': { slot: 1 },
  'seat:return': { slot: 1 },
  'sitting:end': {},
  'agenda:go': { itemId: 'v1' },
  'agenda:insert': { item: { id: 'v9', kind: 'report', title: '报告' }, before: null },
  'agenda:set': { item: { id: 'v9', kind: 'report', title: '报告二' } },
  'agenda:move': { itemId: 'v9', before: null },
  'agenda:drop': { itemId: 'v9' },
  'contest:import': { contest: CONTEST },
  'contest:discard': { roundId: 2 },
  'round:ready': { roundId: 1 },
  'round:draft': { roundId: 1 },
  'round:open': { roundId: 1 },
  'round:close': { roundId: 1 },
  'round:announce': { roundId: 1 },
  'round:revote': { roundId: 1 },
  'round:rule': { roundId: 1, ruling: { kind: 'left', until: 'never' }, decision: '决定' },
  'round:byHand': { roundId: 1, byHand: true },
  'round:toPaper': { roundId: 1, slots: [3], monitorPin: '271828' },
  'round:typeTotals': { roundId: 1, totals: { returned: 1, invalid: 0, votes: [1, 0, 0] } },
  'round:abort': { roundId: 1, reason: '断电' },
  'round:accept': { roundId: 1, monitorPin: '271828' },
  'round:confirm': { roundId: 1, what: 'emptyBox' },
  'round:consent': { roundId: 1, step: 'open' },
  'incident:note': { text: '三排有人离席' },
  'screen:show': { picture: 'agenda', index: null },
  'screen:set': { theme: 'dark', language: 'en', r: 5, motion: false, safe: 5, announce: 'rows' },
  'setup:step': { step: 'roll', to: 'done' },
  'setup:position': { lastRow: 20, imageHeight: 3.4 },
  'setup:close': { closed: true },
  'characters:tell': { drawn: '䶮', missing: '㛃' },
  'characters:accept': { characters: '䶮' },
  'rehearsal:deck': { roundId: 1 },
  'screen:page': { page: 1, auto: true },
  'screen:read': { by: 1 },
};
const NAMES = Object.keys(COMMANDS) as CommandName[];
const CODES: readonly CommandFault[] = [
  'bad-payload',
  'forbidden',
  'unknown-round',
  'unknown-item',
  'wrong-state',
  'blocked',
  'bad-contest',
  'round-in-progress',
  'no-quorum',
  'totals-differ',
  'busy',
];

interface Order {
  readonly name: CommandName;
  readonly payload: Json;
  readonly role: (typeof ROLES)[number];
}
let commands = 0;
const anyOrder = (random: Random): Order => {
  const name = pick(random, NAMES);
  const payload: Json = { commandId: `fuzz-${random.below(2 ** 31)}-${commands++}`, ...FIELDS[name] };
  const role = random.chance(0.9) ? pick(random, ROLES_OF_COMMAND[name]) : pick(random, ROLES);
  return {
    name,
    role,
    payload: random.chance(0.5) ? payload : random.chance(0.1) ? anyJson(random) : damaged(random, payload),
  };
};

/** Everything that an order could change. */
const stateOf = ({ store, hall }: TestHall): string =>
  JSON.stringify([store.sitting(), store.rounds(), store.seats(), store.agenda(), store.record().length, hall.phase]);

const quiet = async (t: TestHall): Promise<void> => {
  await t.runner.settled();
  await new Promise((resolve) => setImmediate(resolve));
};

function commandsTarget(bend: (take: typeof takeCommand) => typeof takeCommand = (take) => take): Target<Order[]> {
  const take = bend(takeCommand);
  return {
    name: 'commands',
    about:
      'all orders of consoles and officers to a real hall: no exception, an answer of a closed set, and nothing changed where one was refused',
    share: 8,
    make: (random) => Array.from({ length: 4 + size(random, 20) }, () => anyOrder(random)),
    async run(orders) {
      const t = testHall({ voters: 5 });
      let taken = 0;
      let refused = 0;
      try {
        t.present(5);
        await t.must('contest:import', { contest: contestData({ field: 3, seats: 1 }) });
        for (const { name, payload, role } of orders) {
          await quiet(t);
          const before = stateOf(t);
          const answer = await take(t.hall, name, payload, role);
          if (answer.ok) {
            taken += 1;
            continue;
          }
          refused += 1;
          // The fake box never fails, so box-failed is an exception.
          hold(CODES.includes(answer.error.code), `one of ${CODES.join(', ')}`, () => ({
            name,
            payload,
            error: answer.error,
          }));
          hold(typeof answer.error.detail === 'string' && answer.error.detail !== '', 'a reason', () => answer.error);
          if (answer.error.code !== 'totals-differ')
            hold(stateOf(t) === before, 'nothing changed', () => ({ name, payload, error: answer.error }));
        }
        await quiet(t);
        hold(t.troubles.length === 0, 'no trouble', () => t.troubles);
      } finally {
        await t.dispose();
      }
      return { taken, refused };
    },
    show: (orders) => JSON.stringify(orders),
  };
}

interface Call {
  readonly route: string;
  readonly url: string;
  readonly type: string;
  readonly body: string;
  readonly role: (typeof ROLES)[number] | null;
}
const SITTING: Json = {
  congress: '大会',
  meeting: '会议',
  date: '2027-03-12',
  seats: [
    { name: '王', keypad: 1 },
    { name: '李', keypad: 2 },
  ],
};
const BODIES: readonly Json[] = [
  SITTING,
  CONTEST,
  { pin: '111111' },
  { name: '本镇票决', kind: 'selection', rules: (CONTEST as { readonly rules: Json }).rules },
  { candidates: (CONTEST as { readonly candidates: Json }).candidates },
  { commandId: 'replace-1', slot: 0, keypad: 7 },
];
const TYPES = [
  'application/json',
  'text/plain',
  'application/octet-stream',
  'text/csv',
  'multipart/form-data; boundary=x',
  '',
];
const WORDS = [
  '1',
  '0',
  '-1',
  '99999999999',
  'roll',
  'candidates',
  'agenda',
  'bundle.json',
  'bundle.sig',
  '..%2f..%2fetc%2fpasswd',
  '%00',
  '%ff',
  '__proto__',
  'selection',
  '票',
  'x'.repeat(200),
];
const QUERIES = [
  '',
  '',
  '?lang=en',
  '?write=true',
  '?lang[]=1&lang=2',
  '?%',
  '?__proto__=1',
  '?encoding=gb18030&base=1',
];

async function restTarget(bend: (hall: Hall) => void = () => undefined): Promise<Target<Call>> {
  const signer = sessions(new Uint8Array(32).fill(1), () => 1_800_000_000_000);
  const t = testHall();
  bend(t.hall);
  const app = await buildHttp({
    hall: t.hall,
    sessions: signer,
    pins: { roleOf: () => undefined },
    lockout: new Lockout(() => 0),
    readTable,
  });
  const routes = app.apiRoutes
    .map(({ route }) => route)
    .filter((route) => !route.startsWith('HEAD') && !route.includes('/end'));
  // Those that read a body have most to get wrong.
  const writing = routes.filter((route) => !route.startsWith('GET '));
  let calls = 0;
  return {
    name: 'rest',
    about:
      'every route of the API with any body, type, query and path: never 5xx, every refusal names itself, and nothing changed where one was refused',
    share: 300,
    make(random) {
      const route = pick(random, random.chance(0.5) ? writing : routes);
      const body = random.chance(0.3) ? pick(random, BODIES) : damaged(random, pick(random, BODIES));
      const text = JSON.stringify(body);
      return {
        route,
        url: (route.split(' ')[1] ?? '').replaceAll(/:\w+/g, () => pick(random, WORDS)) + pick(random, QUERIES),
        type: random.chance(0.7) ? 'application/json' : pick(random, TYPES),
        body: random.chance(0.9) ? text : text.slice(0, random.below(text.length)),
        role: random.chance(0.9) ? pick(random, ['operator', 'operator', ...ROLES] as const) : null,
      };
    },
    async run({ route, url, type, body, role }) {
      const [method = 'GET'] = route.split(' ');
      const before = stateOf(t);
      const hasBody = method !== 'GET';
      const response = await app.inject({
        method: method as 'GET',
        url,
        // Each from an address of its own: the rate of one is limited.
        remoteAddress: `127.1.${(calls >> 8) & 255}.${calls++ & 255}`,
        headers: {
          ...(role && { authorization: `Bearer ${signer.issue(role)}` }),
          ...(hasBody && type && { 'content-type': type }),
        },
        ...(hasBody && { payload: body }),
      });
      hold(response.statusCode < 500, 'no 5xx', () => [response.statusCode, response.body.slice(0, 300)]);
      if (response.statusCode < 400) return 'taken';
      hold(stateOf(t) === before, 'nothing changed by a refusal', () => [
        response.statusCode,
        response.body.slice(0, 300),
      ]);
      const refusal = JSON.parse(response.body || '{}') as { error?: unknown; faults?: unknown };
      const isNamed = typeof refusal.error === 'string' || (Array.isArray(refusal.faults) && refusal.faults.length > 0);
      hold(isNamed || response.body === '', 'a refusal that names itself', () => response.body);
      return 'refused';
    },
    show: (call) => JSON.stringify(call),
    async end() {
      await app.close();
      await t.dispose();
    },
  };
}

export const hall: readonly Suspect[] = [
  {
    name: 'commands',
    open: opened(() => commandsTarget()),
    plants: {
      'an order that is refused after it was done': opened(() =>
        commandsTarget((take) => async (to, name, payload, by) => {
          const answer = await take(to, name, payload, by);
          return answer.ok ? { ok: false, error: { code: 'blocked', detail: 'no' } } : answer;
        }),
      ),
    },
  },
  {
    name: 'rest',
    open: opened(() => restTarget()),
    plants: {
      'a field that is read before it is checked': opened(() =>
        restTarget((subject) => {
          const importContest = subject.importContest.bind(subject);
          subject.importContest = (contest) => {
            void (contest as { readonly candidates: readonly Json[] }).candidates.length;
            return importContest(contest);
          };
        }),
      ),
    },
  },
];
