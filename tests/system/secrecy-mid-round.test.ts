import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { COMMANDS, type CommandName, ROLES_OF_COMMAND } from '@piaojue/contract/commands';
import type { Contest } from '@piaojue/contract/contest';
import { ROLES, type Role } from '@piaojue/contract/live';
import type { Mark } from '@piaojue/firmware-protocol/marks';
import { cmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { deriveKey } from '@piaojue/firmware-protocol/seal/keys';
import { sessions } from '@piaojue/server/access/sessions';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scan } from '../secrecy/scan.ts';
import { ballotFor, LeanHall, tidy } from './harness/lean-hall.ts';
import { filesUnder, type Hay, type Needle, search, textHay } from './harness/needles.ts';
import { environmentOf, memoryOf, openFilesOf } from './harness/process-memory.ts';
import { RawSocket } from './harness/raw-socket.ts';
import { SECRET_VOTES, type SecretVote, secretBallots } from './harness/secret-votes.ts';

/**
 * Whoever is curious while a secret round is open: operator, presiding officer, monitors, a screen, a gateway, somebody without
 * a session, and an administrator of the machine. What each of them is sent and can ask for is taken twice, before the
 * first ballot and after the last; a figure that hangs on a choice would have to change in between, and of what changed
 * everything is named here.
 */
afterAll(tidy);

const VOTERS = 12;
const [PICK_LIST, PER_PROJECT, EVALUATION] = SECRET_VOTES;
const { quorum, rateBase, press } = PICK_LIST.contest.rules;
const asked = (vote: SecretVote, what: string, contest: Contest): SecretVote => ({ ...vote, what, contest });
const majority = { num: 1, den: 2, strict: true, base: 'all' } as const;
const VOTES: readonly SecretVote[] = [
  PICK_LIST,
  PER_PROJECT,
  EVALUATION,
  asked(PICK_LIST, 'an election', { ...PICK_LIST.contest, kind: 'election' } as Contest),
  asked(PER_PROJECT, 'a motion', {
    title: '表决',
    kind: 'resolution',
    candidates: [{ no: 1, name: '关于预算的决议' }],
    rules: { quorum, rateBase, press, majority },
  }),
];

/** All that may change in what anybody is told while ballots come in: clocks, who took part, and how many. */
const TURNOUT =
  /\.(rev|now|at|heardAgo|silentMs|returned|submitted|heard|notHeard|heardNotSubmitted|notSubmitted|reportedAt|battery|known)$|\.(absent|refused|links|health|seats|warnings)\b/;

const RAW_SPACES = ['/screen', '/console', '/officers'] as const;

function leaves(value: unknown, path: string, out: Map<string, string>): Map<string, string> {
  if (value !== null && typeof value === 'object')
    for (const [name, field] of Object.entries(value)) leaves(field, `${path}.${name}`, out);
  else out.set(path, JSON.stringify(value));
  return out;
}

/** A workbook carries the time at which it was written, in each entry of its ZIP file. */
function withoutTimes(bytes: Buffer): Buffer {
  const out = Buffer.from(bytes);
  for (const [mark, offset] of [
    ['PK\u0003\u0004', 10],
    ['PK\u0001\u0002', 12],
  ] as const)
    for (let at = out.indexOf(mark); at >= 0; at = out.indexOf(mark, at + 1)) out.fill(0, at + offset, at + offset + 4);
  return out;
}

/** Paths at which two answers differ, but for the turnout. */
function changed(before: unknown, after: unknown): string[] {
  const [was, is] = [leaves(before, '', new Map()), leaves(after, '', new Map())];
  return [...new Set([...was.keys(), ...is.keys()])].filter(
    (path) => was.get(path) !== is.get(path) && !TURNOUT.test(path),
  );
}

describe.each(VOTES)('while a secret round is open: $what', (vote) => {
  const hall = new LeanHall({ voters: VOTERS, contests: [vote.contest] });
  const ballots: readonly (readonly Mark[])[] = secretBallots(vote, VOTERS, 7);
  const needles: Needle[] = [];
  const keys: Needle[] = [];
  /** By namespace and role. */
  const sockets = new Map<string, RawSocket>();
  const heard = new Map<string, unknown[]>();
  const refusals = new Map<string, string | undefined>();
  let before: ReadonlyMap<string, unknown>;
  let after: ReadonlyMap<string, unknown>;
  const tokenOf = (role: Role): string => sessions(readFileSync(join(hall.keys, 'session.key')), Date.now).issue(role);

  /** What every route answers to every role and to nobody. */
  const askAll = async (): Promise<ReadonlyMap<string, unknown>> => {
    const docs = (await (await fetch(`${hall.url}/api/docs/json`)).json()) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    };
    const answers = new Map<string, unknown>();
    for (const [path, methods] of Object.entries(docs.paths)) {
      if (!('get' in methods)) continue;
      for (const role of [...ROLES, undefined]) {
        const files = /\{file\}/.test(path) ? ['bundle.json', 'bundle.sig', 'chain.json', 'chain.sig'] : [''];
        for (const file of files) {
          const url = path.replace('{file}', file).replaceAll(/\{\w+\}/g, '1');
          const headers: Record<string, string> = role ? { authorization: `Bearer ${tokenOf(role)}` } : {};
          const response = await fetch(`${hall.url}${url}`, { headers });
          const text = withoutTimes(Buffer.from(await response.arrayBuffer())).toString('latin1');
          const type = response.headers.get('content-type') ?? '';
          const body: unknown = type.includes('json') && text ? JSON.parse(text) : text;
          answers.set(`GET ${url} as ${role ?? 'nobody'}`, { status: response.status, body });
        }
      }
    }
    for (const [where, messages] of heard) answers.set(`socket ${where}`, messages.at(-1));
    return answers;
  };

  const pid = (): number => {
    const [holder = ''] = readFileSync(`${hall.boxPath(1)}.holder`, 'utf8').split(' ');
    return Number(holder);
  };
  const parentOf = (child: number): number =>
    Number(readFileSync(`/proc/${child}/stat`, 'latin1').split(') ')[1]?.split(' ')[1]);

  beforeAll(async () => {
    await hall.start({ DEBUG: '*' });
    for (const space of RAW_SPACES) {
      for (const role of [...ROLES, undefined]) {
        const name = `${space} as ${role ?? 'nobody'}`;
        const socket = new RawSocket(hall.url, space, {
          ...(role && { token: tokenOf(role) }),
          gateway: 'x',
          instance: 'x',
        });
        const messages: unknown[] = [];
        socket.socket.onAny((...message: unknown[]) => void messages.push(message));
        const refusal = await socket.connected();
        refusals.set(name, refusal);
        if (refusal === undefined) {
          sockets.set(name, socket);
          heard.set(name, messages);
        } else socket.close();
      }
    }
    await hall.signInAll();
    await hall.openRound(1);
    const paper = await hall.paperOf(1);
    await sleep(1500);
    before = await askAll();
    const frames = ballots.map((marks, i) => {
      const plaintext = ballotFor(paper, marks);
      const frame = hall.keypad(i + 1).seal(1, paper, plaintext);
      if (vote.contest.candidates.length > 1) {
        const bits = reversed(plaintext);
        needles.push(
          { what: `plaintext of keypad ${i + 1}`, bytes: plaintext },
          { what: `marks of keypad ${i + 1}`, bytes: plaintext.slice(1) },
          { what: `marks of keypad ${i + 1}, bits reversed`, bytes: bits.slice(1) },
          {
            what: `decimal of keypad ${i + 1}`,
            bytes: Buffer.from(BigInt(`0x${Buffer.from(plaintext).toString('hex')}`).toString()),
          },
        );
      }
      needles.push(
        { what: `ciphertext of keypad ${i + 1}`, bytes: frame.ciphertext },
        { what: `tag of keypad ${i + 1}`, bytes: frame.tag },
      );
      return frame;
    });
    const round = readFileSync(hall.keyCopies()[0] ?? '').subarray(16, 48);
    keys.push({ what: 'round key', bytes: round });
    for (const [id, key] of hall.deviceKeys) {
      const device = cmacKey(key);
      const { session } = hall.keypad(id);
      keys.push(
        { what: `device key ${id}`, bytes: key },
        { what: `ballot key ${id}`, bytes: deriveKey(device, 'up', session, id) },
        { what: `receipt key ${id}`, bytes: deriveKey(device, 'down', session, id) },
      );
    }
    await hall.ask(...frames);
    await hall.until('the whole turnout', ({ current }) => current?.returned === VOTERS);
    await sleep(1500);
    after = await askAll();
  });
  afterAll(() => {
    for (const socket of sockets.values()) socket.close();
  });

  it('nobody, in no role, on no route and no socket, is told anything but the turnout', () => {
    expect([...after.keys()].length).toBeGreaterThan(60);
    // It was told: the comparison sees what changes.
    expect(JSON.stringify(after.get('socket /console as operator'))).toContain(`"returned":${VOTERS}`);
    const told = [...after].flatMap(([who, answer]) =>
      changed(before.get(who), answer).map((path) => `${who}: ${path}`),
    );
    expect(told).toEqual([]);
    const texts = [...after, ...heard].map(([who, said]) => textHay(who, JSON.stringify(said)));
    expect(
      search([...texts, textHay('gateway', JSON.stringify(hall.gateway.heard)), textHay('logs', hall.output)], needles),
    ).toEqual([]);
  });

  it('a planted figure would be seen by the comparison', () => {
    const view = { current: { returned: 3, candidates: [{ no: 1 }] } };
    expect(changed(view, { current: { returned: 4, candidates: [{ no: 1, votes: 2 }] } })).toEqual([
      '.current.candidates.0.votes',
    ]);
    expect(changed({ live: [0, 0] }, { live: [1, 0] })).toEqual(['.live.0']);
  });

  it('who has no business in a namespace is not let in', () => {
    const admitted = [...refusals].filter(([, refusal]) => refusal === undefined).map(([name]) => name);
    expect(admitted.toSorted()).toEqual(
      [
        ...ROLES.map((role) => `/screen as ${role}`),
        '/console as operator',
        ...['presiding', 'chiefMonitor', 'monitor'].map((role) => `/officers as ${role}`),
      ].toSorted(),
    );
  });

  it('no command of any role is answered with a figure', async () => {
    const answers: Hay[] = [];
    const last: ReadonlySet<CommandName> = new Set([
      'round:close',
      'round:abort',
      'sitting:end',
      'keypad:replace',
      'round:toPaper',
    ]);
    for (const [name, socket] of sockets) {
      const role = name.split(' as ')[1] as Role;
      for (const command of Object.keys(COMMANDS) as CommandName[]) {
        const payload = { ...made(command), commandId: `curious ${name} ${command}`.slice(0, 64) };
        const fields = 'roundId' in payload ? { ...payload, roundId: 1 } : payload;
        const may = ROLES_OF_COMMAND[command].includes(role) && !name.startsWith('/screen');
        if (!may) socket.socket.emit(command, fields);
        else if (!last.has(command))
          answers.push(textHay(`${command} of ${role}`, JSON.stringify(await socket.ask(command, fields))));
      }
    }
    expect(answers.length).toBeGreaterThan(20);
    expect(search(answers, needles)).toEqual([]);
    for (const { where, bytes } of answers)
      expect(bytes.toString(), where).not.toMatch(/votes|against|abstained|grades|totals|valid"/);
    // Nothing of it closed the round, and nothing was told to those who asked in vain.
    const texts = [...heard].map(([who, said]) => textHay(who, JSON.stringify(said)));
    expect(search(texts, needles)).toEqual([]);
    expect(hall.view.current?.state).toBe('open');
  });

  it('files, logs and journals of the machine say nothing without the round key', () => {
    const all = filesUnder(hall.folder);
    expect(all.some(({ where }) => where.endsWith('.box'))).toBe(true);
    expect(search([...all, textHay('logs', hall.output)], needles)).toEqual([]);
    const without = all.filter(({ where }) => where !== hall.deviceKeyFile);
    expect(search(without, keys)).toEqual([]);
  });

  it.skipIf(!existsSync('/proc/self/mem') || vote !== PICK_LIST)(
    'a core file of the web process has no key that opens a ballot, and no ballot; no debugger comes by signal',
    async () => {
      const box = pid();
      const web = parentOf(box);
      expect(openFilesOf(web).filter((path) => /\.box|\.key/.test(path))).toEqual([]);
      expect(search([{ where: 'environment', bytes: environmentOf(web) }], [...keys, ...needles])).toEqual([]);
      for (const process_ of [web, box]) process.kill(process_, 'SIGUSR1');
      await sleep(500);
      expect(hall.output).not.toContain('Debugger listening');
      const rawOf = (hay: readonly Hay[], list: readonly Needle[]): string[] => [
        ...new Set(
          scan(
            hay,
            list.map(({ what, bytes }) => ({ what, bytes })),
          ).map(({ what }) => what),
        ),
      ];
      // The box has it: such a search finds what is there.
      expect(rawOf(memoryOf(box), keys.slice(0, 1))).toEqual(['round key']);
      const opened = needles.filter(({ what }) => /plaintext|marks/.test(what));
      expect(rawOf(memoryOf(web), [...keys, ...opened])).toEqual([]);
    },
  );

  it.skipIf(vote !== PICK_LIST)(
    'after the close neither a ballot nor a key stands in a file, a log, a message or the memory of the web process',
    async () => {
      const web = parentOf(pid());
      const { current } = await hall.close(1);
      expect(current?.returned).toBe(VOTERS);
      const texts = [...heard].map(([who, said]) => textHay(who, JSON.stringify(said)));
      const told = [...texts, textHay('gateway', JSON.stringify(hall.gateway.heard)), textHay('logs', hall.output)];
      const left = [...filesUnder(hall.folder), ...told].filter(({ where }) => where !== hall.deviceKeyFile);
      expect(left.some(({ where }) => where.endsWith('hall.sqlite'))).toBe(true);
      expect(search(left, [...keys, ...needles])).toEqual([]);
      expect([hall.boxes(), hall.keyCopies()]).toEqual([[], []]);
      if (!existsSync('/proc/self/mem')) return;
      const opened = needles.filter(({ what }) => /plaintext|marks/.test(what));
      expect(scan(memoryOf(web), [...keys, ...opened]).map(({ what }) => what)).toEqual([]);
    },
  );
});

/** A payload of the right shape, where one can be made of nothing; else the round alone. */
function made(command: CommandName): object {
  try {
    return Value.Create(COMMANDS[command]);
  } catch {
    return { roundId: 1 };
  }
}

const reversed = (bytes: Uint8Array): Uint8Array =>
  bytes.map((byte) => Number.parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2));
