import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '@piaojue/contract/live';
import type { Mark } from '@piaojue/firmware-protocol/marks';
import { SealedBallot } from '@piaojue/firmware-protocol/messages';
import { sessions } from '@piaojue/server/access/sessions';
import { openPatterns } from '@piaojue/server/box/patterns';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ballotFor, LeanHall, tidy } from './harness/lean-hall.ts';
import { figuresPerCandidate, filesUnder, type Hay, type Needle, search, textHay } from './harness/needles.ts';
import { RawSocket } from './harness/raw-socket.ts';
import { figuresOfBallots, SECRET_VOTES, secretBallots } from './harness/secret-votes.ts';
import { readBundle, readStore } from './harness/stored.ts';
import { Changes } from './harness/wait.ts';

/**
 * The first layer of secrecy: what leaves the box while a secret round is open, and what is left after it, with papers of
 * every form. Many candidates and a random pattern for each deputy, so that a ballot is found wherever it should stand. (The
 * attacker's game is another suite.)
 */
afterAll(tidy);

const VOTERS = 12;
const ROUND = 1;
const wordsOf = (marks: readonly Mark[], between: string): Buffer =>
  Buffer.from(marks.map((mark) => (typeof mark === 'number' ? mark : mark.join(':'))).join(between), 'latin1');

describe.each(SECRET_VOTES)('a secret round: $what', (vote) => {
  const hall = new LeanHall({ voters: VOTERS, contests: [vote.contest] });
  const candidates = vote.contest.candidates.length;
  const ballots = secretBallots(vote, VOTERS, 5);
  const needles: Needle[] = [];
  /** Everything that came over the sockets of screen and console, by socket. */
  const heard = new Map<string, unknown[]>();
  const changes = new Changes();
  const sockets: RawSocket[] = [];
  let frames: SealedBallot[] = [];

  const listen = async (namespace: '/screen' | '/console' | '/officers', role: Role): Promise<void> => {
    const secret = readFileSync(join(hall.keys, 'session.key'));
    const socket = new RawSocket(hall.url, namespace, { token: sessions(secret, Date.now).issue(role) });
    const messages: unknown[] = [];
    heard.set(namespace, messages);
    socket.socket.onAny((...message: unknown[]) => {
      messages.push(message);
      changes.happened();
    });
    sockets.push(socket);
    expect(await socket.connected()).toBeUndefined();
  };
  const told = (): Hay[] => [
    ...[...heard].map(([where, messages]) => textHay(`socket ${where}`, JSON.stringify(messages))),
    textHay('socket /gateway, down', JSON.stringify(hall.gateway.heard)),
    textHay('stdout and stderr of server and box', hall.output),
  ];
  /** Data, keys and everything else of the hall, and the round keys in memory. */
  const files = (): Hay[] => [
    ...filesUnder(hall.folder),
    ...hall.keyCopies().map((where) => ({ where, bytes: readFileSync(where) })),
  ];

  beforeAll(async () => {
    // DEBUG=* makes many a library talk; ours must not print a ballot for it.
    await hall.start({ DEBUG: '*', NODE_DEBUG: 'net,http,child_process' });
    await listen('/screen', 'screen');
    await listen('/console', 'operator');
    await listen('/officers', 'chiefMonitor');
    await hall.signInAll();
    await hall.openRound(ROUND);
    const paper = await hall.paperOf(ROUND);
    for (const [i, marks] of ballots.entries()) {
      const plaintext = ballotFor(paper, marks);
      const frame = hall.keypad(i + 1).seal(ROUND, paper, plaintext);
      frames.push(frame);
      needles.push(
        { what: `plaintext of keypad ${i + 1}`, bytes: plaintext },
        { what: `marks of keypad ${i + 1}`, bytes: plaintext.slice(1) },
        { what: `ciphertext of keypad ${i + 1}`, bytes: frame.ciphertext },
        { what: `tag of keypad ${i + 1}`, bytes: frame.tag },
        { what: `numbers of keypad ${i + 1}`, bytes: wordsOf(marks, ',') },
        { what: `numbers of keypad ${i + 1}`, bytes: wordsOf(marks, ' ') },
        { what: `numbers of keypad ${i + 1}`, bytes: Buffer.from(JSON.stringify(marks).slice(1, -1), 'latin1') },
      );
    }
    // All at once, one again, and one that changes nothing: the last one repeats.
    await hall.ask(...frames);
    frames = frames.slice(0, 1);
    await hall.ask(...frames);
    await hall.until('the whole turnout', ({ current }) => current?.returned === VOTERS);
    await changes.until('the screen to know it', () =>
      JSON.stringify(heard.get('/screen')?.at(-1))?.includes(`"returned":${VOTERS}`),
    );
  });

  it('would be found by this search if it stood anywhere', () => {
    const [needle] = needles;
    const [frame] = frames;
    if (!needle || !frame) throw new Error('expected a ballot');
    const planted = [
      Buffer.from(SealedBallot.encode(frame)),
      Buffer.from(Buffer.from(SealedBallot.encode(frame)).toString('base64url')),
      Buffer.from(Buffer.from(SealedBallot.encode(frame)).toString('hex')),
      Buffer.from(JSON.stringify({ frame: [...SealedBallot.encode(frame)] })),
    ];
    for (const [i, bytes] of planted.entries()) {
      const hay = [{ where: `plant ${i}`, bytes: Buffer.concat([Buffer.from('xy'), bytes, Buffer.from('z')]) }];
      expect(search(hay, needles)).toEqual([`ciphertext of keypad 1 in plant ${i}`, `tag of keypad 1 in plant ${i}`]);
    }
    expect(search([textHay('plant', JSON.stringify({ marks: ballots[0] }))], needles)).toEqual([
      'numbers of keypad 1 in plant',
    ]);
    expect(figuresPerCandidate({ picture: { rows: [{ no: 1, votes: 3 }] } }, candidates)).not.toEqual([]);
    expect(figuresPerCandidate({ live: { against: 3 } }, candidates)).not.toEqual([]);
    expect(figuresPerCandidate({ bars: Array.from({ length: candidates }, () => 0) }, candidates)).not.toEqual([]);
  });

  it('FLT7 while open tells no socket, no log and no file anything of a ballot', () => {
    expect(heard.get('/screen')?.length).toBeGreaterThan(1);
    expect(search(told(), needles)).toEqual([]);
    const seen = files();
    expect(seen.some(({ where }) => where.endsWith('.box'))).toBe(true);
    expect(seen.some(({ where }) => where.endsWith('hall.sqlite-wal'))).toBe(true);
    expect(search(seen, needles)).toEqual([]);
  });

  it('while open sends nobody a message with a field per candidate', async () => {
    const inMessages = [...heard].flatMap(([where, messages]) =>
      messages.flatMap((message) => figuresPerCandidate(message, candidates).map((path) => `${where}${path}`)),
    );
    expect([...new Set(inMessages)]).toEqual([]);
    for (const path of ['result', 'result.csv', 'bundle.json', 'bundle.sig'])
      expect((await hall.operator.get(`/api/rounds/${ROUND}/${path}`)).status).toBe(404);
  });

  it('FLT7 closed leaves totals, and of box, key and frames nothing', async () => {
    const { current } = await hall.close(ROUND);
    expect(vote.figures(current?.result)).toEqual(figuresOfBallots(vote, ballots));
    expect(hall.boxes()).toEqual([]);
    expect(hall.keyCopies()).toEqual([]);
    expect(search([...told(), ...files()], needles)).toEqual([]);
    for (const socket of sockets) socket.close();
    await hall.stop();
    expect(search([...told(), ...files()], needles)).toEqual([]);
    // The record has no event of a ballot, and the journal was emptied at the close.
    const events = readStore(hall.data).record.map(({ event }) => event.event);
    expect(events.filter((event) => /ballot|vote/.test(event))).toEqual([]);
  });
});

describe('two votes in which the deputies swapped their ballots', () => {
  /** What may differ: clocks, the record that has their times, and what hangs on keys that are drawn anew. */
  const DIFFERENT = ['emptyBox', 'openedAt', 'closedAt', 'recordHash', 'patternsHash', 'signer'];

  const [vote] = SECRET_VOTES;

  async function voteWith(ballots: readonly (readonly Mark[])[]) {
    const hall = new LeanHall({ voters: VOTERS, contests: [vote.contest] });
    await hall.start();
    await hall.signInAll();
    await hall.openRound(ROUND);
    for (const [i, marks] of ballots.entries()) await hall.vote(i + 1, ROUND, marks);
    await hall.close(ROUND);
    await hall.stop();
    const { value, bytes } = readBundle(hall.data, hall.keys, ROUND);
    const sealed = readFileSync(join(hall.data, 'bundles', `round-${ROUND}`, 'patterns.sealed'));
    const monitors = readFileSync(join(hall.keys, 'monitors.pem'), 'utf8');
    const [round] = readStore(hall.data).rounds;
    return {
      same: Object.fromEntries(Object.entries(value).filter(([name]) => !DIFFERENT.includes(name))),
      length: bytes.length,
      sealedLength: sealed.length,
      patterns: openPatterns(sealed, monitors, String(value['frozenHash']))?.toString('hex'),
      stored: {
        totals: round?.totals,
        decision: round?.decision,
        participation: round?.participation,
        counters: round?.counters,
      },
    };
  }

  it(`leave the same bundle but for ${DIFFERENT.join(', ')}, and the same anonymous ballots`, async () => {
    const ballots = secretBallots(vote, VOTERS, 11);
    const [as, bs] = await Promise.all([voteWith(ballots), voteWith(ballots.toReversed())]);
    expect(as.patterns).toHaveLength(VOTERS * 16 * 2);
    expect(as.same['votes']).toEqual(figuresOfBallots(vote, ballots).flat());
    expect(bs).toEqual(as);
  });
});
