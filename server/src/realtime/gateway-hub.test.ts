import { EventEmitter } from 'node:events';
import type { LinkReport } from '@piaojue/contract/gateway-link';
import { fromBase64url, toBase64url } from '@piaojue/firmware-protocol/base64url';
import { Closing, PaperChunk, State } from '@piaojue/firmware-protocol/messages';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { testRound } from '../store/test-rows.ts';
import { GatewayHub, type HallOrder } from './gateway-hub.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const PAPER = testRound('ready').frozen?.paper ?? new Uint8Array();
const ORDER: HallOrder = {
  rehearsal: true,
  provisioning: 0xee00_0001,
  sid: new Uint8Array(8).fill(9),
  epoch: 6,
  round: 3,
  state: 'open',
  busy: false,
  digest: 0xabcd,
  paper: PAPER,
};

/** A gateway at the other end of a fake socket. */
class FakeGateway {
  readonly inbox = new EventEmitter();
  readonly sent: { name: string; order: { port: string; payload?: string; chunks?: string[]; receipts?: string[] } }[] =
    [];
  readonly socket;

  constructor(name: string | undefined, address = '10.0.0.9') {
    this.socket = {
      handshake: { auth: name === undefined ? {} : { gateway: name }, address },
      on: (event: string, listener: (...args: unknown[]) => void) => this.inbox.on(event, listener),
      emit: (event: string, order: FakeGateway['sent'][number]['order']) => this.sent.push({ name: event, order }),
    };
  }

  report(...ports: Partial<LinkReport>[]): void {
    const full = ports.map((port) => ({
      port: '/dev/ttyUSB0',
      state: 'up',
      receiver: '504a2d53494d0001',
      channel: 1,
      silentMs: 5,
      counters: { 'bad-crc': 2 },
      ...port,
    }));
    this.inbox.emit('gateway:links', full);
  }

  frames(batch: unknown, taken?: unknown): void {
    this.inbox.emit('gateway:frames', batch, taken);
  }

  disconnect(): void {
    this.inbox.emit('disconnect');
  }

  /** Everything of one kind for a port, decoded no further than the payload. */
  orders(name: string, port = '/dev/ttyUSB0') {
    return this.sent.filter((one) => one.name === name && one.order.port === port).map(({ order }) => order);
  }
  /** The last state order of a port. */
  state(port?: string) {
    const bytes = fromBase64url(this.orders('hall:state', port).at(-1)?.payload ?? '');
    const state = State.decode(bytes ?? new Uint8Array());
    if (!state.ok) throw new Error('no state');
    return state.value;
  }
}

function hubOf() {
  const taken: { port: number; type: string; payloads: string[] }[] = [];
  const connections = new EventEmitter();
  let order = ORDER;
  const hub = new GatewayHub({
    frames: (port, type, payloads) =>
      taken.push({ port, type, payloads: payloads.map((bytes) => Buffer.from(bytes).toString('hex')) }),
    changed: () => undefined,
    order: () => order,
  });
  hub.attach({ on: (event: string, listener: (socket: unknown) => void) => connections.on(event, listener) } as never);
  return {
    hub,
    taken,
    set: (over: Partial<HallOrder>) => (order = { ...order, ...over }),
    connect: (name?: string, address?: string): FakeGateway => {
      const gateway = new FakeGateway(name, address);
      connections.emit('connection', gateway.socket);
      return gateway;
    },
  };
}
const LEASE_LISTEN = 1;
const LEASE_OWN = 0;

describe('what receivers are told', () => {
  it('state and paper of the hall, once a port is known and whenever the hall says so', () => {
    const { hub, connect, set } = hubOf();
    const gateway = connect('a');
    gateway.report({});
    expect(gateway.state()).toEqual({
      provisioning: 0xee00_0001,
      sid: new Uint8Array(8).fill(9),
      round: 3,
      state: 2 | 0x40,
      paper: 0xabcd,
      lease: LEASE_OWN,
      epoch: 6,
    });
    const chunks = gateway.orders('hall:paper').at(-1)?.chunks ?? [];
    const bytes = chunks.flatMap((chunk) => {
      const read = PaperChunk.decode(fromBase64url(chunk) ?? new Uint8Array());
      return read.ok ? [...read.value.bytes] : [];
    });
    expect(bytes.slice(0, PAPER.length)).toEqual([...PAPER]);
    set({ busy: true, rehearsal: false, state: 'closing', paper: null });
    gateway.sent.length = 0;
    hub.broadcast();
    expect([gateway.state().state, gateway.orders('hall:paper')]).toEqual([3 | 0x80, []]);
  });

  it('SRV24 one gateway has each channel: the first that is up; the others listen', () => {
    const { hub, connect } = hubOf();
    const [a, b] = [connect('a'), connect('b')];
    a.report({ state: 'greeting', channel: null });
    b.report({});
    a.report({});
    expect([a.state().lease, b.state().lease]).toEqual([LEASE_LISTEN, LEASE_OWN]);
    expect(hub.links().map(({ gateway, speaks }) => [gateway, speaks])).toEqual([
      ['a', false],
      ['b', true],
    ]);
    const c = connect('c');
    c.report({ channel: 2 });
    expect([c.state().lease, a.state().lease]).toEqual([LEASE_OWN, LEASE_LISTEN]);
  });

  it('SRV24 the channel goes to another gateway three seconds after the last word from the first, not before', () => {
    const { connect } = hubOf();
    const [a, b] = [connect('a'), connect('b')];
    a.report({});
    b.report({});
    a.disconnect();
    vi.advanceTimersByTime(2999);
    b.report({});
    expect(b.state().lease).toBe(LEASE_LISTEN);
    vi.advanceTimersByTime(1);
    expect(b.state().lease).toBe(LEASE_OWN);
    const again = connect('a');
    again.report({});
    expect([again.state().lease, b.state().lease]).toEqual([LEASE_LISTEN, LEASE_OWN]);
  });

  it('a gateway that comes back within that time keeps its channel; another receiver of it takes over at once', () => {
    const { connect } = hubOf();
    const [a, b] = [connect('a'), connect('b')];
    a.report({}, { port: 'spare' });
    b.report({});
    a.report({ state: 'lost' });
    expect([a.state('spare').lease, b.state().lease]).toEqual([LEASE_OWN, LEASE_LISTEN]);
    a.disconnect();
    vi.advanceTimersByTime(2000);
    const again = connect('a');
    again.report({ state: 'lost' }, { port: 'spare' });
    vi.advanceTimersByTime(60_000);
    expect([again.state('spare').lease, b.state().lease]).toEqual([LEASE_OWN, LEASE_LISTEN]);
  });

  it('SRV1 receipts go back to the port a ballot came from, or to the one that speaks on its channel', () => {
    const { hub, connect, taken } = hubOf();
    const [a, b] = [connect('a'), connect('b')];
    a.report({});
    b.report({});
    b.frames({ port: '/dev/ttyUSB0', frames: [{ type: 'B', payload: 'AA' }] });
    const receipts = new Uint8Array(45).map((_, i) => i);
    hub.receipts(taken[0]?.port ?? 99, receipts);
    expect(a.orders('hall:receipts')).toEqual([
      {
        port: '/dev/ttyUSB0',
        receipts: [0, 15, 30].map((at) => toBase64url(receipts.subarray(at, at + 15))),
      },
    ]);
    expect(b.orders('hall:receipts')).toEqual([]);
    a.disconnect();
    hub.receipts(taken[0]?.port ?? 99, receipts);
    expect(b.orders('hall:receipts').length).toBe(1);
    b.disconnect();
    hub.receipts(taken[0]?.port ?? 99, receipts);
    hub.receipts(77, receipts);
  });
});

describe('what gateways send', () => {
  it('frames by their letter, with the port they came from; each batch is acknowledged', () => {
    const { connect, taken } = hubOf();
    const gateway = connect('a');
    const ack = vi.fn<() => void>();
    const frames = [
      { type: 'B', payload: 'AQ' },
      { type: 'S', payload: 'Ag' },
      { type: 'B', payload: 'AwM' },
    ];
    gateway.frames({ port: 'x', frames }, ack);
    gateway.frames({ port: 'y', frames: [{ type: 'D', payload: '' }] }, 'not a function');
    gateway.frames({ port: 'x', frames: [{ type: 'H', payload: 'BA' }] });
    expect(taken).toEqual([
      { port: 0, type: 'B', payloads: ['01', '0303'] },
      { port: 0, type: 'S', payloads: ['02'] },
      { port: 1, type: 'D', payloads: [''] },
      { port: 0, type: 'H', payloads: ['04'] },
    ]);
    expect(ack).toHaveBeenCalledTimes(1);
  });

  it('FLT2 malformed batches and reports are passed over; an acknowledgement is given all the same', () => {
    const { hub, connect, taken } = hubOf();
    const gateway = connect('a');
    const ack = vi.fn<() => void>();
    const frame = { type: 'B', payload: 'AA' };
    const bad: unknown[] = [
      null,
      7,
      'x',
      [],
      {},
      { port: 7, frames: [frame] },
      { port: 'x'.repeat(201), frames: [frame] },
      { port: 'x', frames: [{ ...frame, type: 'Z' }] },
      { port: 'x', frames: [{ ...frame, payload: 'A'.repeat(161) }] },
      { port: 'x', frames: [{ ...frame, extra: 1 }] },
      { port: 'x', frames: Array.from({ length: 2049 }, () => frame) },
      { port: 'x', frames: [frame], extra: 1 },
    ];
    for (const batch of bad) gateway.frames(batch, ack);
    expect([taken, ack.mock.calls.length]).toEqual([[], bad.length]);
    for (const payload of ['A', 'AB', '=', 'AA==', 'A A', '＝'])
      gateway.frames({ port: 'x', frames: [{ type: 'B', payload }] });
    expect(taken).toEqual([]);
    for (const reports of [null, {}, [{}], [{ port: 'x', state: 'up' }], [{ port: 'x', state: 'fine' }]])
      gateway.inbox.emit('gateway:links', reports);
    expect(hub.links().map(({ state }) => state)).toEqual(['lost']);
  });

  it('reports become links; a gateway that went is lost with its last counters', () => {
    const { hub, connect } = hubOf();
    const gateway = connect(undefined, '10.0.0.7');
    gateway.report({}, { port: 'b', state: 'silent', receiver: null, channel: null, silentMs: null, counters: {} });
    expect([hub.gateways, hub.links()]).toEqual([
      1,
      [
        {
          gateway: '10.0.0.7',
          port: '/dev/ttyUSB0',
          state: 'up',
          receiver: '504a2d53494d0001',
          speaks: true,
          silentMs: 5,
          counters: { 'bad-crc': 2 },
        },
        {
          gateway: '10.0.0.7',
          port: 'b',
          state: 'silent',
          receiver: null,
          speaks: false,
          silentMs: null,
          counters: {},
        },
      ],
    ]);
    gateway.disconnect();
    expect([hub.gateways, hub.links().map(({ state, speaks }) => [state, speaks])]).toEqual([
      0,
      [
        ['lost', false],
        ['lost', false],
      ],
    ]);
  });

  it('the late end of an old connection does not take the new one along', () => {
    const { hub, connect } = hubOf();
    const old = connect('a');
    old.report({});
    const fresh = connect('a');
    fresh.report({});
    old.disconnect();
    expect(hub.links().map(({ state, speaks }) => [state, speaks])).toEqual([['up', true]]);
  });
});

describe('the drain', () => {
  const LONGEST = 3000;
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  function draining() {
    const hall = hubOf();
    const gateway = hall.connect('a');
    gateway.report({ port: 'one' }, { port: 'two' }, { port: 'silent', state: 'silent' });
    let done = false;
    const drain = hall.hub.drain(3, 77, LONGEST, wait).then(() => (done = true));
    return { ...hall, gateway, drain, isDone: () => vi.advanceTimersByTimeAsync(0).then(() => done) };
  }

  it('CLS2 asks every port, and again every 300 ms until its end', async () => {
    const { gateway, drain, hub } = draining();
    const asked = (port: string) => gateway.orders('hall:closing', port);
    expect(['one', 'two', 'silent'].map((port) => asked(port).length)).toEqual([1, 1, 1]);
    expect(Closing.decode(fromBase64url(asked('one')[0]?.payload ?? '') ?? new Uint8Array())).toEqual({
      ok: true,
      value: { closeId: 77, round: 3, drain: LONGEST },
    });
    await vi.advanceTimersByTimeAsync(900);
    expect(asked('one').length).toBe(4);
    hub.drained(0, 77, 0);
    hub.drained(1, 77, 0);
    await drain;
    await vi.advanceTimersByTimeAsync(900);
    expect(asked('one').length).toBe(4);
  });

  it('CLS5 ends when every receiver that is up said that nothing is left', async () => {
    const { hub, isDone } = draining();
    hub.drained(0, 77, 0);
    expect(await isDone()).toBe(false);
    hub.drained(1, 77, 4);
    hub.drained(1, 76, 0);
    expect(await isDone()).toBe(false);
    hub.drained(1, 77, 0);
    expect(await isDone()).toBe(true);
  });

  it('CLS5 ends after D whoever has not answered', async () => {
    const { hub, isDone } = draining();
    hub.drained(0, 77, 0);
    await vi.advanceTimersByTimeAsync(LONGEST - 1);
    expect(await isDone()).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await isDone()).toBe(true);
    hub.drained(1, 77, 0);
  });

  it('GW11 with no receiver up it takes the whole D: one may come back with ballots', async () => {
    const { hub } = hubOf();
    let done = false;
    void hub.drain(3, 1, LONGEST, wait).then(() => (done = true));
    await vi.advanceTimersByTimeAsync(LONGEST - 1);
    expect(done).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(done).toBe(true);
  });
});
