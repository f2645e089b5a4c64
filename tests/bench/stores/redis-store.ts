import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { firstThere, freePort, startDaemon, whenReady } from './debian.ts';
import { BALLOT_BYTES, type NotThere, type StoreUnderTest } from './store-under-test.ts';

/** Redis as Debian installs it, `appendfsync always`: a hash per poll, a field per voter that can be set once; what a sender has at once goes in one pipeline. */
export async function redisStore(folder: string): Promise<StoreUnderTest | NotThere> {
  const program = firstThere(['/usr/bin/redis-server']);
  if (program === undefined) return { missing: 'Redis is not installed: apt-get install redis-server' };
  const home = join(folder, 'redis');
  mkdirSync(home, { mode: 0o700 });
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', home, '--save', ''];
  const daemon = startDaemon(program, [...args, '--appendonly', 'yes', '--appendfsync', 'always']);
  const connect = async () => {
    // It tries again by itself, without an end; here each attempt is one.
    const client = createClient({ socket: { host: '127.0.0.1', port, reconnectStrategy: false } });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const setUp = await whenReady('Redis', connect);
  const { appendfsync } = await setUp.configGet('appendfsync');
  if (appendfsync !== 'always') throw new Error(`appendfsync: expected always, got ${String(appendfsync)}`);
  let polls = 0;
  return {
    name: 'Redis, appendfsync always, a field a ballot',
    async open(ballots, senders) {
      polls += 1;
      const poll = `poll:${polls}`;
      const clients: Awaited<ReturnType<typeof connect>>[] = [];
      while (clients.length < senders) clients.push(await connect());
      const votes = Array.from({ length: ballots }, () => randomBytes(BALLOT_BYTES).toString('latin1'));
      return {
        async send(sender, numbers) {
          const client = clients[sender];
          if (client)
            await Promise.all(numbers.map((number) => client.hSetNX(poll, String(number), votes[number] ?? '')));
        },
        async close() {
          const count = await setUp.hLen(poll);
          for (const client of clients) await client.close();
          return count;
        },
      };
    },
    async stop() {
      await setUp.close();
      await daemon.stop();
    },
  };
}
