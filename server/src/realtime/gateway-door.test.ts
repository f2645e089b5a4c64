import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Challenge, type GatewayAuth, NONCE_BYTES } from '@piaojue/contract/gateway-admission';
import { Admission } from '@piaojue/device-gateway/admission';
import { Server } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayDoor } from './gateway-door.ts';

const TOKEN = 'the token of this hall';
let http: HttpServer;
let server: Server;
let door: GatewayDoor;
let url: string;
let now: number;
/** Names of gateways that came in. */
let came: string[];
let told: string[];
/** Events that the server heard of those who came in. */
let heard: unknown[];
const clients: Socket[] = [];

async function open(limits: { proveMs?: number; maxWaiting?: number } = {}): Promise<void> {
  http = createServer();
  server = new Server(http, { transports: ['websocket'], serveClient: false });
  [came, told, heard, now] = [[], [], [], 0];
  door = new GatewayDoor(server.of('/gateway'), {
    token: TOKEN,
    run: 'run-1',
    now: () => now,
    refused: (text) => told.push(text),
    ...limits,
  });
  door.on('connection', (socket) => {
    came.push(String(socket.handshake.auth['gateway']));
    socket.on('gateway:links', (reports) => heard.push(reports));
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/gateway`;
}
beforeEach(() => open());
async function shut(): Promise<void> {
  for (const client of clients.splice(0)) client.disconnect();
  await server.close();
}
afterEach(shut);

const connect = (auth: object): Socket => {
  const client = io(url, { auth, transports: ['websocket'], reconnection: false, forceNew: true });
  clients.push(client);
  return client;
};
const admissionOf = (token: string, name = 'g'): Admission => new Admission({ name, instance: '1', token });
const challengeOf = async (client: Socket): Promise<Challenge> =>
  (await once(client as never, 'hall:challenge'))[0] as Challenge;
const prove = (client: Socket, answer: unknown): Promise<unknown> => client.emitWithAck('gateway:prove', answer);
const refusedAtOnce = async (auth: object): Promise<string> =>
  ((await once(connect(auth) as never, 'connect_error'))[0] as Error).message;
const otherDigit = (text: string, at: number, bit: number): string => {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return text.slice(0, at) + (digits[digits.indexOf(text[at] ?? '') ^ (1 << bit)] ?? '') + text.slice(at + 1);
};

describe('a gateway that holds the token', () => {
  it('is let in, and what it says is heard from then on; nothing that crossed the wire holds the token', async () => {
    const admission = admissionOf(TOKEN);
    const auth = admission.auth();
    const client = connect(auth);
    const challenge = await challengeOf(client);
    client.emit('gateway:links', ['before the proof']);
    const answer = admission.answer(challenge);
    expect(await prove(client, answer)).toBeNull();
    client.emit('gateway:links', ['after it']);
    await expect.poll(() => heard).toEqual([['after it']]);
    expect(came).toEqual(['g']);
    expect(JSON.stringify([auth, challenge, answer])).not.toContain(TOKEN);
  });

  it('is asked by the hub only then: who proves nothing learns no names', async () => {
    const asked: string[] = [];
    door.use((socket, next) => {
      asked.push(String(socket.handshake.auth['gateway']));
      next(new Error('name-taken'));
    });
    const [right, wrong] = [admissionOf(TOKEN, 'right'), admissionOf('another', 'wrong')];
    const [client, stranger] = [connect(right.auth()), connect(wrong.auth())];
    const [challenge, other] = await Promise.all([challengeOf(client), challengeOf(stranger)]);
    expect(await prove(stranger, { proof: other.proof })).toBe('unauthorized');
    expect(await prove(client, right.answer(challenge))).toBe('name-taken');
    expect([asked, came]).toEqual([['right'], []]);
  });

  it('says nothing to a server that does not prove the same', async () => {
    const admission = admissionOf('another token');
    const challenge = await challengeOf(connect(admission.auth()));
    expect(admission.answer(challenge)).toBeUndefined();
    for (const none of [undefined, null, 7, {}, { ...challenge, proof: '' }, { ...challenge, nonce: 7 }])
      expect(admissionOf(TOKEN).answer(none)).toBeUndefined();
  });
});

describe('nobody else', () => {
  /** A connection of a gateway that could prove itself, and what it would say. */
  async function ready(auth?: GatewayAuth) {
    const admission = admissionOf(TOKEN);
    const own = admission.auth();
    const client = connect(auth ?? own);
    const challenge = await challengeOf(client);
    return { auth: own, client, challenge, answer: admission.answer(challenge) };
  }

  it('a proof that was recorded opens no other connection, with the same nonce neither', async () => {
    const first = await ready();
    expect(await prove(first.client, first.answer)).toBeNull();
    const again = await ready(first.auth);
    expect(again.challenge.nonce).not.toBe(first.challenge.nonce);
    expect(await prove(again.client, first.answer)).toBe('unauthorized');
    expect(came).toEqual(['g']);
  });

  it("the server's own proof sent back, and the right one under another name, are none", async () => {
    const mirror = await ready();
    expect(await prove(mirror.client, { proof: mirror.challenge.proof })).toBe('unauthorized');
    const borrowed = admissionOf(TOKEN);
    const auth = borrowed.auth();
    const client = connect({ ...auth, gateway: 'h' });
    const challenge = await challengeOf(client);
    expect(borrowed.answer(challenge)).toBeUndefined();
    expect(came).toEqual([]);
  });

  it('a proof with any one bit changed is none, and there is one try a connection', async () => {
    let tried = 0;
    for (let at = 0; at < 43; at++)
      for (let bit = 0; bit < 6; bit++) {
        now += 1000;
        const { client, answer } = await ready();
        expect(await prove(client, { proof: otherDigit(answer?.proof ?? '', at, bit) })).toBe('unauthorized');
        client.emit('gateway:prove', answer);
        client.disconnect();
        tried++;
      }
    expect([tried, came]).toEqual([258, []]);
    console.log(`bit-flipped proofs of a gateway: ${tried} tried, ${came.length} accepted`);
  });

  it('without a right shape nothing is asked; a gateway of another version is told which', async () => {
    const good = admissionOf(TOKEN).auth();
    expect(await refusedAtOnce({ token: TOKEN, gateway: 'g', instance: '1' })).toMatch(
      /version 2 of the gateway link, the gateway speaks version 1, which sends the token itself/,
    );
    expect(await refusedAtOnce({ ...good, version: 3 })).toMatch(/the gateway speaks version 3/);
    for (const part of [{ gateway: '' }, { gateway: 7 }, { nonce: 'short' }, { nonce: `${good.nonce}A` }, { more: 1 }])
      expect([part, await refusedAtOnce({ ...good, ...part })]).toEqual([part, 'bad-name']);
    expect(told).toEqual(['a gateway of another version of piaojue was turned away at 127.0.0.1']);
  });

  it('one that proves nothing is sent away, and the others are heard meanwhile', async () => {
    await shut();
    await open({ proveMs: 50 });
    const silent = connect(admissionOf(TOKEN).auth());
    await once(silent as never, 'disconnect');
    expect(came).toEqual([]);
  });

  it('however many prove nothing, one that does is let in at once: whoever waited longest makes room', async () => {
    await shut();
    await open({ maxWaiting: 3 });
    const silent = Array.from({ length: 3 }, () => connect(admissionOf(TOKEN).auth()));
    await Promise.all(silent.map(challengeOf));
    const { client, answer } = await ready();
    expect(await prove(client, answer)).toBeNull();
    expect(came).toEqual(['g']);
    await expect.poll(() => silent.filter(({ connected }) => connected).length).toBe(2);
    // Who came in waits no more, and is never put out.
    await Promise.all([ready(), ready(), ready()]);
    expect(client.connected).toBe(true);
  });

  it('many wrong ones from one address are put off; the operator is told once', async () => {
    const auth = { ...admissionOf('wrong').auth(), nonce: randomBytes(NONCE_BYTES).toString('base64url') };
    for (let i = 0; i < 60; i++) {
      const client = connect(auth);
      await challengeOf(client);
      expect(await prove(client, 7)).toBe('unauthorized');
    }
    expect(await refusedAtOnce(auth)).toBe('too-many-tries');
    now += 1000;
    const { client, answer } = await ready();
    expect(await prove(client, answer)).toBeNull();
    expect([came, told]).toEqual([['g'], ['a program without the gateway token was turned away at 127.0.0.1']]);
  });
});
