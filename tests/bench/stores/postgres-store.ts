import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { accountFor, freePort, give, postgresPrograms, startDaemon, whenReady } from './debian.ts';
import { BALLOT_BYTES, type NotThere, type Poll, type StoreUnderTest } from './store-under-test.ts';

/**
 * PostgreSQL as Debian installs it (fsync and synchronous_commit on), with one shared row per poll: each vote reads who has
 * voted, adds its voter and writes the row again, in a transaction of its own that is done anew when another was faster.
 * So does the durable backend of the vote service of OpenSlides 4.
 */
export async function postgresStore(folder: string): Promise<StoreUnderTest | NotThere> {
  const bin = postgresPrograms();
  if (bin === undefined) return { missing: 'PostgreSQL is not installed: apt-get install postgresql' };
  const account = accountFor('postgres');
  const home = join(folder, 'postgres');
  mkdirSync(home, { mode: 0o700 });
  give(folder, account);
  give(home, account);
  const data = join(home, 'data');
  const made = spawnSync(join(bin, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8'], {
    encoding: 'utf8',
    ...account,
  });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const daemon = startDaemon(join(bin, 'postgres'), ['-D', data, '-p', String(port), '-k', home], account);
  const at = { host: '127.0.0.1', port, user: 'postgres', database: 'postgres' };
  const setUp = await whenReady('PostgreSQL', async () => {
    const client = new pg.Client(at);
    await client.connect();
    return client;
  });
  const settings = await setUp.query<{ name: string; setting: string }>(
    "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit')",
  );
  for (const { name, setting } of settings.rows)
    if (setting !== 'on') throw new Error(`${name}: expected on, got ${setting}`);
  await setUp.query('CREATE TABLE poll (id integer PRIMARY KEY, stopped boolean NOT NULL, user_ids bytea)');
  await setUp.query(
    'CREATE TABLE objects (id serial PRIMARY KEY, poll_id integer NOT NULL REFERENCES poll(id), vote bytea)',
  );
  let polls = 0;
  return {
    name: 'PostgreSQL, one shared row, a transaction a vote',
    async open(ballots, senders) {
      polls += 1;
      await setUp.query('INSERT INTO poll (id, stopped) VALUES ($1, false)', [polls]);
      return await openPoll(at, polls, ballots, senders);
    },
    async stop() {
      await setUp.end();
      await daemon.stop();
    },
  };
}

async function openPoll(at: pg.ClientConfig, poll: number, ballots: number, senders: number): Promise<Poll> {
  const clients = Array.from({ length: senders }, () => new pg.Client(at));
  for (const client of clients) await client.connect();
  const votes = Array.from({ length: ballots }, () => randomBytes(BALLOT_BYTES));
  return {
    async send(sender, numbers) {
      const client = clients[sender];
      if (client) for (const number of numbers) while (!(await voteOnce(client, poll, number, votes[number]))) continue;
    },
    async close() {
      const counted = await clients[0]?.query<{ count: number }>(
        'SELECT count(*)::integer AS count FROM objects WHERE poll_id = $1',
        [poll],
      );
      for (const client of clients) await client.end();
      return counted?.rows[0]?.count ?? 0;
    },
  };
}

const USER_BYTES = 4;
const SERIALIZATION_FAILURE = '40001';

/** false: another vote changed the row meanwhile. */
async function voteOnce(client: pg.Client, poll: number, voter: number, vote: Buffer | undefined): Promise<boolean> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  try {
    const read = { name: 'read', text: 'SELECT stopped, user_ids FROM poll WHERE id = $1', values: [poll] };
    const { rows } = await client.query<{ stopped: boolean; user_ids: Buffer | null }>(read);
    const voters = withVoter(rows[0]?.user_ids ?? Buffer.alloc(0), voter);
    const write = { name: 'write', text: 'UPDATE poll SET user_ids = $1 WHERE id = $2', values: [voters, poll] };
    await client.query(write);
    const put = { name: 'put', text: 'INSERT INTO objects (poll_id, vote) VALUES ($1, $2)', values: [poll, vote] };
    await client.query(put);
    await client.query('COMMIT');
    return true;
  } catch (error) {
    await client.query('ROLLBACK');
    if ((error as { code?: string }).code === SERIALIZATION_FAILURE) return false;
    throw error;
  }
}

/** Ordered by number, so that the row does not tell who voted first. Throws where the voter stands in it. */
function withVoter(voters: Buffer, voter: number): Buffer {
  let [low, high] = [0, voters.length / USER_BYTES];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (voters.readUInt32BE(middle * USER_BYTES) < voter) low = middle + 1;
    else high = middle;
  }
  const at = low * USER_BYTES;
  if (at < voters.length && voters.readUInt32BE(at) === voter) throw new Error(`voter ${voter} has voted`);
  const added = Buffer.alloc(USER_BYTES);
  added.writeUInt32BE(voter);
  return Buffer.concat([voters.subarray(0, at), added, voters.subarray(at)]);
}
