import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readKeyFile } from '@piaojue/firmware-protocol/key-file/key-file';
import { bootMemory, EEPROM_BYTES, memoryEeprom } from '@piaojue/firmware-protocol/keypad-memory';
import type { SealedBallot } from '@piaojue/firmware-protocol/messages';
import { openBallot } from '@piaojue/firmware-protocol/seal/ballot-seal';
import { cmacKey } from '@piaojue/firmware-protocol/seal/cmac';
import { ballotKey } from '@piaojue/firmware-protocol/seal/keys';
import { paperHash } from '@piaojue/firmware-protocol/seal/paper-hash';
import { makeMonitorsKey } from '@piaojue/server/access/key-folder';
import { END_POINTS } from '@piaojue/server/crash-point';
import { afterAll, describe, expect, it } from 'vitest';
import { contest } from './harness/contests.ts';
import { Died, LeanHall, tidy } from './harness/lean-hall.ts';
import { rankingOf } from './harness/ranking.ts';
import { chainHolds, readStore } from './harness/stored.ts';
import { tempFolder } from './harness/temp-folder.ts';
import { startWholeHall, type WholeHall } from './harness/whole-hall.ts';

/** Sitting after sitting with the same keypads: their keys go on at the end of each, on both sides. */
afterAll(tidy);

const keysIn = (path: string) => {
  const file = readKeyFile(path);
  if (!file.ok) throw new Error(file.error);
  return file.value;
};

describe('keypads over several sittings', () => {
  const KEYPADS = 8;
  /** Off during three sittings. */
  const AWAY = 8;

  /** The epoch in the EEPROM of each simulated keypad. */
  function epochs(folder: string): (number | undefined)[] {
    const image = readFileSync(join(folder, 'device-keys.json.eeprom'));
    return Array.from({ length: KEYPADS }, (_, i) => {
      const at = (i + 1) * EEPROM_BYTES;
      const memory = bootMemory(memoryEeprom(new Uint8Array(image.subarray(at, at + EEPROM_BYTES))));
      return memory.ok ? memory.value.current.epoch : undefined;
    });
  }

  async function vote(hall: WholeHall, voters: readonly number[]): Promise<void> {
    const { operator } = hall;
    await operator.until('the receiver', ({ links }) => links.some(({ state }) => state === 'up'), 30_000);
    await operator.command('signIn:start', {});
    hall.simulator.send({ type: 'signIn', keypads: voters, withinMs: 100 });
    await operator.until('the sign-ins', ({ signIn }) => signIn.present === voters.length, 30_000);
    const roundId = operator.view?.current?.round.id ?? 0;
    await operator.command('round:ready', { roundId });
    await operator.command('round:open', { roundId });
    const outcomes = await hall.press(voters.map((keypad, id) => ({ id, keypad, marks: [1] })));
    expect(outcomes.map(({ status }) => status)).toEqual(voters.map(() => 'counted'));
    await operator.command('round:close', { roundId });
    const closed = await operator.until('the close', ({ current }) => current?.state === 'closed', 30_000);
    expect(rankingOf(closed.current?.result)?.rows[0]?.votes).toBe(voters.length);
  }

  it('KEY9 KEY10 KEY11 SRV28 vote in each; those that are on take the step at its end, one that was off for three of them follows', async () => {
    const folder = tempFolder();
    const sitting = join(folder, 'sitting.json');
    const seats = Array.from({ length: KEYPADS }, (_, i) => ({ name: `代表${i + 1}`, keypad: i + 1 }));
    writeFileSync(
      sitting,
      JSON.stringify({ congress: '测试', meeting: '会议', date: '2027-03-12', seats, contests: [contest(3, 1)] }),
    );
    const all = seats.map(({ keypad }) => keypad);
    const here = all.filter((keypad) => keypad !== AWAY);
    const hall = await startWholeHall({ folder, sitting, keypads: KEYPADS, mode: 'real' });
    const keyFile = join(folder, 'device-keys.json');
    try {
      hall.simulator.send({ type: 'power', keypads: [AWAY], on: false });
      await vote(hall, here);
      await hall.operator.command('sitting:end', {});
      expect(keysIn(keyFile).epoch).toBe(1);
      // By the roll call, without a key pressed.
      await expect.poll(() => epochs(folder), { timeout: 20_000 }).toEqual([...here.map(() => 1), 0]);

      for (const epoch of [2, 3]) {
        const former = hall.operator.view?.run;
        await hall.nextSitting(`data-${epoch}`);
        await hall.operator.until(
          'the next sitting',
          ({ run, links }) => run !== former && links.some(({ state }) => state === 'up'),
          30_000,
        );
        await hall.operator.command('sitting:end', {});
        expect(keysIn(keyFile).epoch).toBe(epoch);
        await expect.poll(() => epochs(folder), { timeout: 20_000 }).toEqual([...here.map(() => epoch), 0]);
      }

      const former = hall.operator.view?.run;
      await hall.nextSitting('data-4');
      hall.simulator.send({ type: 'power', keypads: [AWAY], on: true });
      await hall.operator.until('the last sitting', ({ run }) => run !== former, 30_000);
      await vote(hall, all);
      expect(epochs(folder)).toEqual(all.map(() => 3));
      // The keys of the keypads are those of the file.
      const { keys } = keysIn(keyFile);
      const image = readFileSync(`${keyFile}.eeprom`);
      for (const keypad of all) expect(image.includes(Buffer.from(keys.get(keypad) ?? []))).toBe(true);
    } finally {
      await hall.stop();
    }
  });
});

const VOTERS = 3;
const REAL = { provisioning: '00c0ffee', contests: [contest(3, 1)], serveArgs: ['--mode', 'real'] } as const;

/** Another data folder, with the keys and the keypads of a sitting before. */
class LaterSitting extends LeanHall {
  override readonly data: string;
  override readonly keys: string;
  override readonly deviceKeyFile: string;

  constructor(former: LeanHall, data: string) {
    super({ ...REAL, voters: VOTERS });
    this.data = join(former.folder, data);
    this.keys = former.keys;
    this.deviceKeyFile = former.deviceKeyFile;
    for (const [keypad, key] of keysIn(former.deviceKeyFile).keys) this.deviceKeys.set(keypad, key);
  }
}

describe('the end of a sitting', () => {
  const ROUND = 1;

  function realHall(): LeanHall {
    const hall = new LeanHall({ ...REAL, voters: VOTERS });
    mkdirSync(hall.keys, { mode: 0o700 });
    makeMonitorsKey(join(hall.folder, 'monitors.pem'), join(hall.keys, 'monitors.pub'));
    return hall;
  }
  /** What somebody who has this device key reads in a ballot that he recorded. */
  function read(hall: LeanHall, key: Uint8Array | undefined, ballot: SealedBallot, paper: Uint8Array) {
    const { session } = hall.keypad(ballot.keypad);
    return key && openBallot(ballotKey(cmacKey(key), session, ballot.keypad), ballot, paperHash(paper));
  }
  async function voted(hall: LeanHall) {
    await hall.signInAll();
    await hall.openRound(ROUND);
    const paper = await hall.paperOf(ROUND);
    const ballot = await hall.vote(2, ROUND, [1]);
    await hall.close(ROUND);
    return { paper, ballot };
  }

  it('KEY8 KEY9 a recording of the radio opens with the keys of its own sitting only', async () => {
    const hall = realHall();
    await hall.start();
    const before = keysIn(hall.deviceKeyFile).keys.get(2);
    const first = await voted(hall);
    await hall.command('sitting:end', {});
    const after = keysIn(hall.deviceKeyFile).keys.get(2);
    expect(read(hall, before, first.ballot, first.paper)?.length).toBe(16);
    expect([after?.length, read(hall, after, first.ballot, first.paper)]).toEqual([16, undefined]);
    await hall.stop();

    const next = new LaterSitting(hall, 'next');
    await next.start();
    const second = await voted(next);
    expect(read(next, after, second.ballot, second.paper)?.length).toBe(16);
    expect(read(next, before, second.ballot, second.paper)).toBeUndefined();
    await next.stop();

    // Another sitting of these keypads ends: what this one left behind has no keys any more.
    const file = JSON.parse(readFileSync(hall.deviceKeyFile, 'utf8')) as object;
    writeFileSync(hall.deviceKeyFile, JSON.stringify({ ...file, epoch: 2 }));
    expect(await next.refusal()).toMatch(/begun with keys of epoch 1.*is at epoch 2.*another --data/);
  });

  async function killedAt(point: (typeof END_POINTS)[number]): Promise<void> {
    const hall = realHall();
    await hall.start({ PIAOJUE_CRASH_AT: point });
    const { sid } = hall;
    await expect(hall.command('sitting:end', {})).rejects.toThrow(Died);
    await hall.exit();
    await hall.start();
    expect(keysIn(hall.deviceKeyFile).epoch).toBe(1);
    expect(hall.gateway.state).toMatchObject({ epoch: 1, round: 0, state: 0 });
    expect(Buffer.from(hall.gateway.state?.sid ?? []).toString('hex')).not.toBe(sid);
    await expect(hall.command('signIn:start', {})).rejects.toThrow(/has ended/);
    await hall.command('sitting:end', {});
    await hall.stop();
    const { record } = readStore(hall.data);
    const events = record.map(({ event }) => event.event).filter((name) => name.startsWith('sitting end'));
    expect([point, events, chainHolds(record), keysIn(hall.deviceKeyFile).epoch]).toEqual([
      point,
      ['sitting ending', 'sitting ended'],
      true,
      1,
    ]);
  }

  it('KEY9 SRV28 a server killed at any step of it: the next start completes it, once', async () => {
    await Promise.all(END_POINTS.map(killedAt));
  });
});
