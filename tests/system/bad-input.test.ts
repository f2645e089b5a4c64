import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pickBallot } from '@piaojue/firmware-protocol/ballot';
import { type Presence, Receipt, type SealedBallot, WIRE_VERSION } from '@piaojue/firmware-protocol/messages';
import { decodePaper, encodePaper } from '@piaojue/firmware-protocol/paper';
import { makeMonitorsKey } from '@piaojue/server/access/key-folder';
import { sessions } from '@piaojue/server/access/sessions';
import { contest } from './harness/contests.ts';
import { LeanHall, PINS, tidy } from './harness/lean-hall.ts';
import { rankingOf } from './harness/ranking.ts';
import { post, RawSocket } from './harness/raw-socket.ts';
import { ballotPayload, presencePayload, SoftKeypad } from './harness/soft-keypad.ts';
import { tempFolder } from './harness/temp-folder.ts';

/**
 * Everything a party can send that it should not: each has its named answer, counter or message, and the vote goes on.
 * Damaged lines and receivers of other versions are in `gateway-link.test.ts`.
 */
afterAll(tidy);

const CONTEST = contest(4, 2);
const VOTERS = 6;
const ABSENT = 6;
const SPARE = 7;
const UNKNOWN = 500;

const refusedBy = (hall: LeanHall, counter: string): number => hall.view.health.refused[counter] ?? 0;

/**
 * Sends what gets no answer, and after it what does: how many answers came beside that one. Throws unless the counter
 * rises by `times`.
 */
async function answersTo(
  hall: LeanHall,
  counter: string,
  send: () => SealedBallot | Presence,
  times = 1,
): Promise<number> {
  const before = refusedBy(hall, counter);
  hall.gateway.receipts.length = 0;
  await hall.answerTo(send());
  await hall.until(`the counter ${counter}`, ({ health }) => (health.refused[counter] ?? 0) === before + times);
  return hall.gateway.receipts.length - 1;
}

describe('ballots in an open round', () => {
  const ROUND = 1;
  const hall = new LeanHall({ voters: VOTERS, spares: 1, contests: [CONTEST, contest(3, 1)] });
  let known: SealedBallot;
  let paper: Uint8Array;

  beforeAll(async () => {
    await hall.start();
    await hall.signIn([1, 2, 3, 4, 5]);
    await hall.openRound(ROUND);
    paper = await hall.paperOf(ROUND);
    known = await hall.vote(1, ROUND, [1, 2]);
  });

  const answers = (counter: string, send: () => void, times = 1): Promise<number> => {
    const sendAll = (): SealedBallot => {
      send();
      hall.send(known);
      return known;
    };
    return answersTo(hall, counter, sendAll, times);
  };

  it('SRV3 a ballot of another length is malformed: silence, badFrame', async () => {
    expect(
      await answers('badFrame', () => hall.gateway.send('B', [ballotPayload(known).slice(1), new Uint8Array(36)]), 2),
    ).toBe(0);
  });

  it('SRV3 a ballot of a keypad that is in no key file: silence, unknownKeypad', async () => {
    const stranger = new SoftKeypad(UNKNOWN, randomBytes(16), hall.keypad(1).session);
    expect(await answers('unknownKeypad', () => hall.send(stranger.seal(ROUND, paper, pickBallot([0]))))).toBe(0);
  });

  it('SRV4 a ballot for a round that this session does not have: silence, otherRound', async () => {
    expect(await answers('otherRound', () => hall.send(hall.keypad(2).seal(99, paper, pickBallot([0]))))).toBe(0);
  });

  it('SRV8 KEY2 a ballot sealed under another provisioning id: silence, forged', async () => {
    const { session } = hall.keypad(2);
    const other = new SoftKeypad(2, hall.deviceKeys.get(2) ?? randomBytes(16), {
      ...session,
      provisioning: 0xee12_3456,
    });
    expect(await answers('box.forged', () => hall.send(other.seal(ROUND, paper, pickBallot([0]))))).toBe(0);
  });

  it('SRV8 KEY4 a ballot of another session: silence, forged', async () => {
    const session = { ...hall.keypad(2).session, sid: new Uint8Array(randomBytes(8)) };
    const other = new SoftKeypad(2, hall.deviceKeys.get(2) ?? randomBytes(16), session);
    expect(await answers('box.forged', () => hall.send(other.seal(ROUND, paper, pickBallot([0]))))).toBe(0);
  });

  it('SRV8 SEAL5 a ballot with a changed tag, ciphertext or counter: silence, forged', async () => {
    const ballot = hall.keypad(2).seal(ROUND, paper, pickBallot([0]));
    const turn = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 3 ? byte ^ 1 : byte));
    const forged = [
      { ...ballot, tag: turn(ballot.tag) },
      { ...ballot, ciphertext: turn(ballot.ciphertext) },
      { ...ballot, counter: ballot.counter + 1 },
    ];
    expect(await answers('box.forged', () => hall.send(...forged), forged.length)).toBe(0);
  });

  it('SRV7 a ballot sealed to another paper gets otherPaper', async () => {
    const decoded = decodePaper(paper);
    if (!decoded.ok) throw new Error(decoded.error);
    const other = encodePaper({ ...decoded.value.paper, frozen: new Uint8Array(randomBytes(16)) });
    const ballot = hall.keypad(2).seal(ROUND, other, pickBallot([0]));
    expect(await hall.ask(ballot)).toEqual([{ status: 'otherPaper', number: ballot.counter }]);
  });

  it('SRV9 a keypad that did not sign in gets notOnRoll', async () => {
    const ballot = await hall.ballot(ABSENT, ROUND, [1]);
    expect(await hall.ask(ballot)).toEqual([{ status: 'notOnRoll', number: ballot.counter }]);
  });

  it('SRV9 a spare keypad that belongs to nobody gets notOnRoll', async () => {
    const ballot = await hall.ballot(SPARE, ROUND, [1]);
    expect(await hall.ask(ballot)).toEqual([{ status: 'notOnRoll', number: ballot.counter }]);
  });

  it('SRV11 the very frame again gets the same receipt, byte for byte, and counts once', async () => {
    const ballot = await hall.ballot(2, ROUND, [3]);
    await hall.askCounted(ballot);
    const first = hall.gateway.receipts.map((receipt) => Buffer.from(Receipt.encode(receipt)).toString('hex'));
    await hall.askCounted(ballot);
    const again = hall.gateway.receipts.map((receipt) => Buffer.from(Receipt.encode(receipt)).toString('hex'));
    expect(again).toEqual(first);
  });

  it('SRV14 a keypad whose counter was rolled back gets counter(last)', async () => {
    const before = hall.keypad(2).counter;
    const ballot = await hall.ballot(2, ROUND, [4], before - 1);
    expect(await hall.ask(ballot)).toEqual([{ status: 'counter', number: before }]);
  });

  it('SRV13 the same counter with another ballot gets counter(last), and an incident', async () => {
    const before = refusedBy(hall, 'box.cloneCounter');
    const { counter } = hall.keypad(2);
    const ballot = await hall.ballot(2, ROUND, [4], counter);
    expect(await hall.ask(ballot)).toEqual([{ status: 'counter', number: counter }]);
    await hall.until('the incident', ({ health }) => health.refused['box.cloneCounter'] === before + 1);
  });

  it('RCP4 BAL4 an over-vote and nonsense are stored and counted like any other ballot', async () => {
    await hall.vote(3, ROUND, [1, 2, 3]);
    const nonsense = hall.keypad(4).seal(ROUND, paper, new Uint8Array(16).fill(0xff));
    expect(await hall.ask(nonsense)).toEqual([{ status: 'counted', number: nonsense.counter }]);
  });

  it('FLT2 SRV1 batches with wrong types, extra fields or nonsense change nothing; each is counted', async () => {
    const good = { type: 'B', payload: 'AAAA' };
    const batches: unknown[] = [
      null,
      42,
      'B',
      [],
      {},
      { port: 7, frames: [] },
      { port: 'stub-port' },
      { port: 'stub-port', frames: 'B' },
      { port: 'stub-port', frames: [null] },
      { port: 'stub-port', frames: [{ ...good, type: 'Z' }] },
      { port: 'stub-port', frames: [{ ...good, payload: 17 }] },
      { port: 'stub-port', frames: [{ ...good, extra: true }] },
      { port: 'stub-port', frames: [good], extra: true },
      { port: 'stub-port', frames: [{ type: 'B', payload: 'A'.repeat(1000) }] },
      { port: 'stub-port', frames: [{ type: 'B', payload: '!!**' }] },
      { port: 'x'.repeat(5000), frames: [] },
    ];
    expect(await answers('badFrame', () => batches.forEach((batch) => hall.gateway.batch(batch)), batches.length)).toBe(
      0,
    );
  });

  it('SRV23 malformed H, L and D are counted as badFrame', async () => {
    const { gateway } = hall;
    expect(
      await answers('badFrame', () => ['H', 'L', 'D'].forEach((type) => gateway.send(type, [new Uint8Array(3)])), 3),
    ).toBe(0);
  });

  it('SRV6 RCP4 after the close: over-vote and nonsense are invalid; a ballot gets closed(n)', async () => {
    const { current } = await hall.close(ROUND);
    expect(current?.result?.figures).toMatchObject({ returned: 4, valid: 2, invalid: 2, issued: 5 });
    expect(rankingOf(current?.result)?.rows.map(({ votes }) => votes)).toEqual([1, 1, 1, 0]);
    const late = hall.keypad(1).seal(ROUND, paper, pickBallot([3]));
    expect(await hall.ask(late)).toEqual([{ status: 'closed', number: known.counter }]);
  });

  it('SRV2 SRV6 past the cut-off a spare keypad hears closed(0) like one that did not vote', async () => {
    for (const id of [SPARE, ABSENT, 5]) {
      const late = hall.keypad(id).seal(ROUND, paper, pickBallot([3]));
      expect(await hall.ask(late)).toEqual([{ status: 'closed', number: 0 }]);
    }
  });

  it('SRV5 a ballot for a round that is only drafted gets notOpen', async () => {
    const early = hall.keypad(1).seal(2, paper, pickBallot([0]));
    expect(await hall.ask(early)).toEqual([{ status: 'notOpen', number: early.counter }]);
  });

  it('SRV5 a ballot for a round that is ready and not open gets notOpen', async () => {
    await hall.command('round:ready', { roundId: 2 });
    const early = hall.keypad(1).seal(2, paper, pickBallot([0]));
    expect(await hall.ask(early)).toEqual([{ status: 'notOpen', number: early.counter }]);
  });
});

describe('sign-ins', () => {
  const hall = new LeanHall({ voters: 3, spares: 1, contests: [CONTEST] });
  beforeAll(async () => await hall.start());

  const answers = (counter: string, payload: Uint8Array): Promise<number> =>
    answersTo(hall, counter, () => {
      const good = hall.keypad(1).signIn();
      hall.gateway.send('S', [payload, presencePayload(good)]);
      return good;
    });
  const present = (): readonly number[] => hall.view.seats.filter((seat) => seat.present).map(({ keypad }) => keypad);

  it('SRV17 a sign-in whose mac does not hold changes nothing', async () => {
    const frame = hall.keypad(2).signIn();
    expect(await answers('roll.forged', presencePayload({ ...frame, battery: frame.battery + 1 }))).toBe(0);
    expect(present()).not.toContain(2);
  });

  it('SRV17 a sign-in of a keypad that is in no key file changes nothing', async () => {
    const stranger = new SoftKeypad(UNKNOWN, randomBytes(16), hall.keypad(1).session);
    expect(await answers('roll.unknownKeypad', presencePayload(stranger.signIn()))).toBe(0);
  });

  it('VER3 a sign-in of another wire version changes nothing and is shown to the operator', async () => {
    expect(await answers('roll.otherVersion', presencePayload(hall.keypad(2).signIn(0x80 | (WIRE_VERSION + 1))))).toBe(
      0,
    );
    expect(present()).not.toContain(2);
  });

  it('SRV19 SGN3 an answer to a roll call is noted and signs nobody in', async () => {
    const frame = hall.keypad(2).signIn(WIRE_VERSION);
    hall.gateway.send('S', [presencePayload(frame)]);
    expect(await hall.answerTo(frame)).toEqual({ status: 'noted', number: frame.counter });
    expect(present()).not.toContain(2);
  });

  it('SRV20 a spare keypad gets notOnRoll', async () => {
    const frame = hall.keypad(4).signIn();
    hall.gateway.send('S', [presencePayload(frame)]);
    expect(await hall.answerTo(frame)).toEqual({ status: 'notOnRoll', number: frame.counter });
  });

  it('SRV21 SRV22 a sign-in is answered, the same again alike, also by the next server', async () => {
    const frame = hall.keypad(3).signIn();
    for (const restart of [false, false, true]) {
      if (restart) {
        await hall.kill();
        await hall.start();
      }
      hall.gateway.receipts.length = 0;
      hall.gateway.send('S', [presencePayload(frame)]);
      expect(await hall.answerTo(frame)).toEqual({ status: 'signedIn', number: frame.counter });
    }
    await hall.until('the deputy', () => present().includes(3));
  });

  it('SRV18 an old sign-in gets silence; a clone too, and an incident', async () => {
    const { counter } = hall.keypad(3);
    expect(
      await answers('roll.oldCounter', presencePayload(hall.keypad(3).signIn(0x80 | WIRE_VERSION, counter - 1))),
    ).toBe(0);
    expect(
      await answers('roll.cloneCounter', presencePayload(hall.keypad(3).signIn(0x80 | WIRE_VERSION, counter, 17))),
    ).toBe(0);
    await hall.stop();
  });
});

describe('people and programs', () => {
  const hall = new LeanHall({ voters: 3, contests: [CONTEST] });
  let operator: string;
  let screen: string;
  let console_: RawSocket;

  beforeAll(async () => {
    await hall.start();
    const signer = sessions(readFileSync(join(hall.keys, 'session.key')), Date.now);
    operator = signer.issue('operator');
    screen = signer.issue('screen');
    console_ = new RawSocket(hall.url, '/console', { token: operator });
    await console_.connected();
  });
  afterAll(() => console_.close());

  it('a command with a bad payload is refused with the field that is wrong', async () => {
    const commandId = 'command-bad-payload';
    const answers = [
      await console_.ask('round:ready', { commandId, roundId: '1' }),
      await console_.ask('round:ready', { commandId, roundId: 1, force: true }),
      await console_.ask('round:ready', { roundId: 1 }),
      await console_.ask('round:ready', null),
      await console_.ask('round:ready', 'all'),
      await console_.ask('screen:set', { commandId, r: 1000 }),
      await console_.ask('round:abort', { commandId, roundId: 1, reason: '' }),
    ];
    expect(answers.map((answer) => (answer.ok ? 'done' : answer.error.code))).toEqual(answers.map(() => 'bad-payload'));
    expect(answers[0]).toMatchObject({ error: { detail: expect.stringContaining('/roundId') } });
    expect(hall.view.current?.state).toBe('draft');
  });

  it('a command for a round that is not there, or in the wrong state, says what was expected', async () => {
    expect(await console_.ask('round:ready', { commandId: 'no-such-round', roundId: 77 })).toMatchObject({
      ok: false,
      error: { code: 'unknown-round' },
    });
    expect(await console_.ask('round:close', { commandId: 'not-open-yet', roundId: 1 })).toMatchObject({
      ok: false,
      error: { code: 'wrong-state', detail: 'expected open, round 1 is draft' },
    });
  });

  it('a screen session has no console, and what it sends on its own socket orders nothing', async () => {
    const none = new RawSocket(hall.url, '/console', { token: screen });
    expect(await none.connected()).toBe('unauthorized');
    const shown = new RawSocket(hall.url, '/screen', { token: screen });
    expect(await shown.connected()).toBeUndefined();
    shown.socket.emit('round:ready', { commandId: 'from-the-screen', roundId: 1 });
    shown.socket.emit('contest:discard', { commandId: 'from-the-screen', roundId: 1 });
    // The socket is read in order: when the server has answered its ping by a new snapshot, it has seen both.
    expect(await console_.ask('round:close', { commandId: 'after-the-screen', roundId: 1 })).toMatchObject({
      ok: false,
    });
    expect(hall.view.current?.state).toBe('draft');
    const response = await fetch(`${hall.url}/api/rounds`, { headers: { authorization: `Bearer ${screen}` } });
    expect(response.status).toBe(403);
    for (const socket of [none, shown]) socket.close();
  });

  it('sockets without a token, with a forged one or with a gateway’s have no console', async () => {
    const gateway = readFileSync(join(hall.keys, 'gateway.token'), 'utf8').trim();
    const forged = `operator.${(Date.now() + 1e9).toString(36)}.x.${'A'.repeat(43)}`;
    for (const token of [undefined, 7, '', gateway, forged, `${operator}x`]) {
      const socket = new RawSocket(hall.url, '/console', { token });
      expect(await socket.connected()).toBe('unauthorized');
      socket.close();
    }
    const wrong = new RawSocket(hall.url, '/gateway', { token: operator });
    expect(await wrong.connected()).toMatch(/version 2 of the gateway link/);
    wrong.close();
  });

  it('the same command id is done once and answered alike, together and one after the other', async () => {
    const before = hall.view.rounds.length;
    const command = { commandId: 'import-just-once', contest: contest(5, 2) };
    const twice = await Promise.all([console_.ask('contest:import', command), console_.ask('contest:import', command)]);
    const again = await console_.ask('contest:import', command);
    expect(twice[0]).toMatchObject({ ok: true });
    expect([twice[1], again]).toEqual([twice[0], twice[0]]);
    await hall.until('the new draft', ({ rounds }) => rounds.length > before);
    expect(hall.view.rounds).toHaveLength(before + 1);
    await hall.kill();
    await hall.start();
    await hall.command('contest:import', { contest: contest(5, 2) }, command.commandId);
    await hall.until('the drafts', ({ rounds }) => rounds.length > 0);
    expect(hall.view.rounds).toHaveLength(before + 1);
    console_.close();
    console_ = new RawSocket(hall.url, '/console', { token: operator });
    await console_.connected();
  });

  it('a contest with no more candidates than seats is refused with its fault; so is one that is none', async () => {
    const narrow = { ...contest(2, 2), candidates: contest(2, 2).candidates };
    const refused = await post(hall.url, '/api/contests', narrow, operator);
    expect(refused).toMatchObject({ status: 400, body: { error: 'bad-contest' } });
    expect(refused.body['detail']).toMatch(/candidates/);
    const rounds = hall.view.rounds.length;
    const bad: unknown[] = [
      7,
      [],
      {},
      { ...CONTEST, extra: 1 },
      { ...CONTEST, rules: { ...CONTEST.rules, seats: '2' } },
      { ...CONTEST, rules: { ...CONTEST.rules, maxmarks: 2 } },
      { ...CONTEST, candidates: [...CONTEST.candidates, { no: 1 }] },
    ];
    for (const body of bad) {
      const answer = await post(hall.url, '/api/contests', body, operator);
      expect([answer.status, answer.body['error']]).toEqual([400, 'bad-contest']);
    }
    expect(hall.view.rounds).toHaveLength(rounds);
  });

  it('a session request with wrong types or extra fields is refused', async () => {
    for (const body of [{ pin: 111_111 }, { pin: PINS.operator, role: 'operator' }, {}, { pin: '' }, [], 'pin']) {
      expect(await post(hall.url, '/api/session', body)).toMatchObject({ status: 400, body: { error: 'bad-request' } });
    }
  });

  it('a wrong PIN is refused, and after some of them the address waits, with the right one too', async () => {
    const statuses = [];
    for (let i = 0; i < 8; i++) statuses.push((await post(hall.url, '/api/session', { pin: '999999' })).status);
    expect(statuses).toEqual(Array.from({ length: 8 }, () => 401));
    const locked = await post(hall.url, '/api/session', { pin: PINS.operator });
    expect(locked).toMatchObject({ status: 429, body: { error: 'locked-out' } });
    expect(locked.body['detail']).toMatch(/try again in \d+ s/);
  });

  it('a second server on the folder is refused; the first goes on', async () => {
    const second = new LeanHall({ voters: 3, serveArgs: ['--data', hall.data, '--keys', hall.keys] });
    expect(await second.refusal()).toContain('is in use by another server');
    expect((await second.exit()).code).toBe(1);
    expect((await console_.ask('signIn:start', { commandId: 'still-serving' })).ok).toBe(true);
  });

  it('a store of an unknown schema is refused and stays as it is', async () => {
    await hall.stop();
    const path = join(hall.data, 'hall.sqlite');
    const db = new Database(path);
    db.pragma('user_version = 999');
    db.close();
    const before = readFileSync(path);
    expect(await hall.refusal()).toMatch(/has schema 999, this program knows \d+. Nothing was changed/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

describe('starts that are refused', () => {
  it('SRV25 KEY6 a real sitting with sample keys', async () => {
    const hall = new LeanHall({ voters: 3, serveArgs: ['--mode', 'real'] });
    expect(await hall.refusal()).toContain('monitors.pub is missing');
    makeMonitorsKey(join(hall.folder, 'monitors.pem'), join(hall.keys, 'monitors.pub'));
    expect(await hall.refusal()).toMatch(/sample keys \(provisioning ee00b0c5\), which a real sitting refuses/);
  });

  it('a rehearsal on the folder of a real sitting', async () => {
    const hall = new LeanHall({ voters: 3, provisioning: '0123abcd', serveArgs: ['--mode', 'real'] });
    await hall.refusal();
    makeMonitorsKey(join(hall.folder, 'monitors.pem'), join(hall.keys, 'monitors.pub'));
    await hall.start();
    await hall.stop();
    const mixed = new LeanHall({
      voters: 3,
      serveArgs: ['--data', hall.data, '--keys', hall.keys, '--device-keys', hall.deviceKeyFile],
    });
    expect(await mixed.refusal()).toContain('holds a real sitting, not a rehearsal one');
  });

  it('KEY1 a key file that others can read, or that is none', async () => {
    const hall = new LeanHall({ voters: 2 });
    for (const [text, mode, said] of [
      ['{"provisioning":"ee000001","keys":{}}', 0o644, 'expected mode 0600'],
      ['{"provisioning":17}', 0o600, 'expected "provisioning" to be 8 hex digits'],
      ['{"provisioning":"ee000001","keys":{"0":"00"}}', 0o600, 'an entry "0" that is not'],
      ['nonsense', 0o600, 'expected a file of device keys'],
      ['{"provisioning":"ee000001","keys":{}}', 0o600, 'expected a key for every keypad on the roll'],
    ] as const) {
      const path = join(tempFolder(), 'device-keys.json');
      writeFileSync(path, text, { mode });
      const other = new LeanHall({ ...hall.options, serveArgs: ['--device-keys', path] });
      expect(await other.refusal()).toContain(said);
    }
  });

  it('a deck with candidates that are not on the paper, and decks and contests that are none', async () => {
    const folder = tempFolder();
    const contestFile = join(folder, 'contest.json');
    const deckFile = join(folder, 'deck.csv');
    writeFileSync(contestFile, JSON.stringify(CONTEST));
    for (const [deck, said] of [
      ['keypad,marks\n1,1 2\n2,9\n', `${deckFile} row 3: expected`],
      ['keypad,marks\n1,1 1\n', `${deckFile} row 2: expected`],
      ['keypad,marks\n0,1\n', `${deckFile} row 2: expected`],
      ['pad;marks\n1,1\n', `${deckFile} row 1: expected keypad,marks`],
    ] as const) {
      writeFileSync(deckFile, deck);
      expect(await rehearse(contestFile, deckFile)).toMatchObject({ code: 2, said: expect.stringContaining(said) });
    }
    writeFileSync(contestFile, JSON.stringify(contest(2, 2)));
    expect(await rehearse(contestFile, deckFile)).toMatchObject({
      code: 2,
      said: expect.stringContaining(contestFile),
    });
  });
});

async function rehearse(contestFile: string, deckFile: string): Promise<{ code: number | null; said: string }> {
  const main = fileURLToPath(import.meta.resolve('@piaojue/server/cli/main'));
  const child = spawn(process.execPath, [main, 'rehearse', '--contest', contestFile, '--deck', deckFile, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += String(data)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said };
}
