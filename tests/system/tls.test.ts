import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { sessions } from '@piaojue/server/access/sessions';
import { OperatorClient } from '@piaojue/server/cli/operator-client';
import {
  gone,
  type ServerProcess,
  startGatewayProcess,
  startServerProcess,
  startSimulatorProcess,
} from '@piaojue/server/cli/processes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countNaively, contest } from './harness/contests.ts';
import { deckOf } from './harness/decks.ts';
import { rankingOf } from './harness/ranking.ts';
import { removeTempFolders, tempFolder } from './harness/temp-folder.ts';
import { SAMPLE_SITTING, WHOLE_HALL_PINS } from './harness/whole-hall.ts';

/** A hall over TLS: keypads, receiver, a gateway that pins the certificate, server and operator, all in processes. */
const CONTEST = contest(6, 2);
const VOTERS = 58;
const folder = tempFolder();
const keys = join(folder, 'keys');
const deviceKeys = join(folder, 'device-keys.json');
const serveArgs = (...more: string[]): string[] => [
  ...['--data', join(folder, 'data'), '--keys', keys, '--device-keys', deviceKeys],
  ...['--sitting', SAMPLE_SITTING, '--port', '0', ...more],
];
let simulator: Awaited<ReturnType<typeof startSimulatorProcess>>;
let server: ServerProcess;
let operator: OperatorClient;
const ca = (): string => readFileSync(join(keys, 'tls.pem'), 'utf8');

beforeAll(async () => {
  simulator = await startSimulatorProcess(
    [
      ...['--keypads', '60', '--seed', '5', '--keys', deviceKeys, '--mode', 'rehearsal', '--http', 'off'],
      ...['--link-dir', join(folder, 'dev')],
    ],
    true,
  );
  server = await startServerProcess(serveArgs('--tls', 'on'), WHOLE_HALL_PINS, true);
  const secret = readFileSync(join(keys, 'session.key'));
  operator = OperatorClient.withToken(server.url, sessions(secret, Date.now).issue('operator'), ca());
});
afterAll(async () => {
  operator.close();
  for (const child of [server.child, simulator.child]) child.kill('SIGTERM');
  await Promise.all([server.child, simulator.child].map(gone));
  removeTempFolders();
});

const startGateway = (tlsFingerprint: string | null) => {
  let said = '';
  const child = startGatewayProcess(
    {
      url: server.url,
      ports: simulator.ready.ports,
      tokenFile: join(keys, 'gateway.token'),
      tlsFingerprint,
      driver: 'line',
      baud: 921_600,
    },
    true,
    { capture: true },
  );
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const end = async (): Promise<void> => {
    child.kill('SIGTERM');
    await gone(child);
  };
  return { end, said: () => said };
};

test('the fingerprint that is printed is that of the certificate; nothing but TLS is spoken', async () => {
  const x509 = new X509Certificate(ca());
  expect(server.fingerprint).toBe(x509.fingerprint256.replaceAll(':', '').toLowerCase());
  const { health } = await operator.until('the health of the server', () => true, 10_000);
  expect(health.certificate?.replaceAll(' ', ':')).toBe(x509.fingerprint256);
  const { port } = new URL(server.url);
  const plain = connectTcp(Number(port), '127.0.0.1');
  let heard = 0;
  plain.on('data', (bytes) => (heard += bytes.length));
  plain.on('error', () => undefined);
  plain.write(`GET /api/health HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  await once(plain, 'close');
  // At most an alert of TLS, of seven bytes.
  expect(heard).toBeLessThanOrEqual(7);
  const old = connect({ port: Number(port), host: '127.0.0.1', ca: ca(), maxVersion: 'TLSv1.1', minVersion: 'TLSv1' });
  await expect(once(old, 'secureConnect')).rejects.toThrow(/protocol version|unsupported protocol|no protocols/i);
});

test('pages and answers of a server with TLS say that it has to be TLS', async () => {
  const ask = request(`${server.url}/api/health`, { ca: ca() });
  ask.end();
  const [response] = (await once(ask, 'response')) as [{ headers: Record<string, string>; resume(): void }];
  response.resume();
  expect(response.headers['strict-transport-security']).toBe('max-age=86400');
  expect(response.headers['content-security-policy']).toContain(`wss://${new URL(server.url).host}`);
});

test('a gateway with another fingerprint, or with none, says nothing to this server and says why', async () => {
  const wrong = startGateway('ab'.repeat(32));
  const none = startGateway(null);
  await expect.poll(wrong.said, { timeout: 30_000 }).toMatch(/certificate is not the one of --tls-fingerprint/);
  await expect.poll(none.said, { timeout: 30_000 }).toMatch(/self-signed certificate/);
  expect(operator.view?.links ?? []).toEqual([]);
  await Promise.all([wrong.end(), none.end()]);
});

test('a vote through a gateway that pins the certificate is counted whole', async () => {
  const gateway = startGateway(server.fingerprint);
  await operator.until('the receiver', ({ links }) => links.some(({ state }) => state === 'up'), 60_000);
  await operator.command('signIn:start', {});
  const keypads = Array.from({ length: VOTERS }, (_, i) => i + 1);
  simulator.send({ type: 'signIn', keypads, withinMs: 500 });
  await operator.until('everybody', ({ signIn }) => signIn.present === VOTERS, 60_000);
  const roundId = (await operator.command('contest:import', { contest: CONTEST })) ?? 0;
  await operator.command('round:ready', { roundId });
  await operator.command('round:open', { roundId });
  const deck = deckOf(CONTEST, VOTERS, 4);
  let outcomes = 0;
  const off = simulator.on((message) => {
    if (message.type === 'outcome') outcomes += message.items.length;
  });
  simulator.send({ type: 'press', perSecond: 100, presses: deck.map((line, id) => ({ id, ...line })) });
  await expect.poll(() => outcomes, { timeout: 60_000 }).toBe(deck.length);
  off();
  await operator.command('round:close', { roundId });
  const closed = ({ current }: NonNullable<typeof operator.view>): boolean =>
    current?.round.id === roundId && current.state === 'closed';
  const { current } = await operator.until('the result', closed, 60_000);
  const { valid, invalid, votes } = countNaively(CONTEST, deck);
  expect(current?.result?.figures).toMatchObject({ valid, invalid });
  const rows = rankingOf(current?.result)?.rows.toSorted((a, b) => a.no - b.no);
  expect(rows?.map((row) => row.votes)).toEqual(votes);
  console.log(`over TLS: ${outcomes} ballots of ${current?.returned} voters, each with its receipt`);
  await gateway.end();
});

test('a network is never served in the clear', async () => {
  let said = '';
  const child = startServerProcess(serveArgs('--host', '0.0.0.0', '--tls', 'off'), WHOLE_HALL_PINS, true, {
    capture: true,
    launched: (process) => process.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text)),
  });
  await expect(child).rejects.toThrow(/ended \(2\)/);
  expect(said).toMatch(/--tls off: expected a loopback address, --host is 0\.0\.0\.0/);
});
