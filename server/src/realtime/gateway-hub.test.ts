import { EventEmitter } from 'node:events';
import { type LinkReport, MAX_GATEWAYS, MAX_PORTS, VOICE_ORDERS } from '@piaojue/contract/gateway-link';
import { fromBase64url, toBase64url } from '@piaojue/firmware-protocol/base64url';
import { Closing, PaperChunk, RollCall, State } from '@piaojue/firmware-protocol/messages';
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

  refusal: string | undefined;
  /** The server ended the connection. */
  ended = false;

  constructor(name: unknown, instance = 'first life') {
    this.socket = {
      handshake: { auth: { gateway: name, instance } },
      on: (event: string, listener: (...args: unknown[]) => void) => this.inbox.on(event, listener),
      emit: (event: string, order: FakeGateway['sent'][number]['order']) => this.sent.push({ name: event, order }),
      disconnect: () => {
        this.ended = true;
        this.disconnect();
      },
    };
  }

  report(...ports: Partial<LinkReport>[]): void {
    const full = ports.map((port) => ({
      port: '/dev/ttyUSB0',
      state: 'up',
      receiver: '504a2d53494d0001',
      channel: 1,
      silentMs: 5,
      speaks: true,
      voiceMs: 0,
      fault: null,
      counters: { 'bad-crc': 2 },
      ...port,
    }));
    this.inbox.emit('gateway:links', full);
  }

  /** Goes on saying the same, as a gateway does. */
  async lives(ms: number, ...ports: Partial<LinkReport>[]): Promise<void> {
    for (let passed = 0; passed < ms; passed += 500) {
      await vi.advanceTimersByTimeAsync(Math.min(500, ms - passed));
      this.report(...ports);
    }
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
  let admit: (socket: unknown, next: (error?: Error) => void) => void;
  let order = ORDER;
  let malformed = 0;
  const refused: string[] = [];
  const hub = new GatewayHub({
    frames: (port, type, payloads) =>
      taken.push({ port, type, payloads: payloads.map((bytes) => Buffer.from(bytes).toString('hex')) }),
    malformed: () => malformed++,
    refused: (text) => refused.push(text),
    changed: () => undefined,
    order: () => order,
  });
  hub.attach({
    use: (check: typeof admit) => (admit = check),
    on: (event: string, listener: (socket: unknown) => void) => connections.on(event, listener),
  } as never);
  return {
    hub,
    taken,
    refused,
    malformed: () => malformed,
    set: (over: Partial<HallOrder>) => (order = { ...order, ...over }),
    connect: (name: unknown, instance?: string): FakeGateway => {
      const gateway = new FakeGateway(name, instance);
      admit(gateway.socket, (error) => (gateway.refusal = error?.message));
      if (gateway.refusal === undefined) connections.emit('connection', gateway.socket);
      return gateway;
    },
  };
}
const LEASE_OWN = VOICE_ORDERS.asYouLike;
const LEASE_LISTEN = VOICE_ORDERS.listen;
const LEASE_SHARED = VOICE_ORDERS.shared;

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
    expect([gateway.state().state, gateway.orders('hall:paper')]).toEqual([
      3 | 0x80,
      [{ port: '/dev/ttyUSB0', chunks: [] }],
    ]);
  });

  it('an order is said once: it comes again only when it says something else, or over another connection', () => {
    const { hub, connect, set } = hubOf();
    const gateway = connect('a');
    gateway.report({});
    const names = (): string[] => gateway.sent.splice(0).map(({ name }) => name);
    expect(names()).toEqual(['hall:state', 'hall:paper']);
    for (let tick = 0; tick < 5; tick++) hub.broadcast();
    gateway.report({});
    expect(names()).toEqual([]);
    set({ busy: true });
    hub.broadcast();
    expect(names()).toEqual(['hall:state']);
    const again = connect('a');
    again.report({});
    expect(again.sent.map(({ name }) => name)).toEqual(['hall:state', 'hall:paper']);
  });

  it('SRV24 one gateway has each channel: the first that is up; the others listen, and the first knows that they do', () => {
    const { hub, connect } = hubOf();
    const [a, b] = [connect('a'), connect('b')];
    a.report({ state: 'greeting', channel: null, speaks: false });
    b.report({});
    expect(b.state().lease).toBe(LEASE_OWN);
    a.report({ speaks: false });
    expect([a.state().lease, b.state().lease]).toEqual([LEASE_LISTEN, LEASE_SHARED]);
    expect(hub.links().map(({ gateway, speaks }) => [gateway, speaks])).toEqual([
      ['a', false],
      ['b', true],
    ]);
    const c = connect('c');
    c.report({ channel: 2 });
    expect([c.state().lease, a.state().lease]).toEqual([LEASE_OWN, LEASE_LISTEN]);
  });

  it('SRV24 listens until the server knows whose its channel is', () => {
    const { connect } = hubOf();
    const gateway = connect('a');
    gateway.report({ state: 'greeting', channel: null, receiver: null, silentMs: null });
    expect(gateway.state().lease).toBe(LEASE_LISTEN);
    gateway.report({ channel: 0 });
    expect(gateway.state().lease).toBe(LEASE_OWN);
  });

  it('SRV24 a gateway whose connection ended: another one has the channel 2,250 ms later, not before', async () => {
    const { connect } = hubOf();
    const [a, b] = [connect('a'), connect('b')];
    a.report({});
    b.report({});
    await vi.advanceTimersByTimeAsync(200);
    a.disconnect();
    await b.lives(2249, {});
    expect(b.state().lease).toBe(LEASE_LISTEN);
    await vi.advanceTimersByTimeAsync(3);
    expect(b.state().lease).toBe(LEASE_OWN);
    const again = connect('a');
    again.report({});
    expect([again.state().lease, b.state().lease]).toEqual([LEASE_LISTEN, LEASE_SHARED]);
  });

  it('SRV24 a gateway that says nothing any more and does not hang up: 2,750 ms after its last word', async () => {
    const { hub, connect } = hubOf();
    const [a, b] = [connect('a'), connect('b')];
    a.report({});
    b.report({});
    await b.lives(2749, {});
    expect([b.state().lease, hub.gateways]).toEqual([LEASE_LISTEN, 2]);
    await vi.advanceTimersByTimeAsync(3);
    expect([b.state().lease, hub.gateways]).toEqual([LEASE_SHARED, 1]);
    expect(hub.links().map(({ state, speaks }) => [state, speaks])).toEqual([
      ['lost', false],
      ['up', true],
    ]);
    a.report({});
    expect([a.state().lease, b.state().lease, hub.gateways]).toEqual([LEASE_LISTEN, LEASE_SHARED, 2]);
  });

  it.each([
    ['lost', { state: 'lost' as const }],
    ['in doubt', { silentMs: 1501 }],
  ])(
    'SRV24 the only receiver of a live gateway is %s: another one has the channel when it surely is silent',
    async (_, fault) => {
      const { connect } = hubOf();
      const [a, b] = [connect('a'), connect('b')];
      a.report({});
      b.report({});
      a.report({ ...fault, speaks: false, voiceMs: 1800 });
      b.report({});
      await vi.advanceTimersByTimeAsync(2049);
      expect(b.state().lease).toBe(LEASE_LISTEN);
      await vi.advanceTimersByTimeAsync(3);
      expect([a.state().lease, b.state().lease]).toEqual([LEASE_LISTEN, LEASE_SHARED]);
    },
  );

  it('SRV24 with nobody to take over a channel stays with its gateway, however long', async () => {
    const { connect } = hubOf();
    const a = connect('a');
    a.report({});
    a.disconnect();
    await vi.advanceTimersByTimeAsync(60_000);
    const again = connect('a', 'second life');
    again.report({});
    expect(again.state().lease).toBe(LEASE_OWN);
  });

  it('a gateway that comes back within that time keeps its channel; another receiver of it takes over within it', async () => {
    const { connect } = hubOf();
    const [a, b] = [connect('a'), connect('b')];
    a.report({}, { port: 'spare' });
    b.report({});
    a.report({ state: 'lost' }, { port: 'spare' });
    expect([a.state('spare').lease, b.state().lease]).toEqual([LEASE_SHARED, LEASE_LISTEN]);
    a.disconnect();
    await vi.advanceTimersByTimeAsync(2000);
    const again = connect('a');
    again.report({ state: 'lost' }, { port: 'spare' });
    for (let passed = 0; passed < 10; passed++) {
      await vi.advanceTimersByTimeAsync(500);
      again.report({ state: 'lost' }, { port: 'spare' });
      b.report({});
    }
    expect([again.state('spare').lease, b.state().lease]).toEqual([LEASE_SHARED, LEASE_LISTEN]);
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
    vi.advanceTimersByTime(2600);
    b.report({});
    hub.receipts(taken[0]?.port ?? 99, receipts);
    expect(b.orders('hall:receipts').length).toBe(1);
    b.disconnect();
    hub.receipts(taken[0]?.port ?? 99, receipts);
    hub.receipts(77, receipts);
  });
});

describe('a roll call', () => {
  it('AIR10 goes to every receiver, the listening ones too', () => {
    const { hub, connect } = hubOf();
    const gateways = [connect('a'), connect('b')];
    for (const gateway of gateways) gateway.report({ port: 'x', channel: 1 }, { port: 'y', channel: 2 });
    hub.rollCall(3, 500);
    for (const gateway of gateways) {
      for (const port of ['x', 'y']) {
        const asked = gateway.orders('hall:rollCall', port);
        expect(asked.map(({ payload }) => RollCall.decode(fromBase64url(payload ?? '') ?? new Uint8Array()))).toEqual([
          { ok: true, value: { from: 3, to: 500 } },
        ]);
      }
    }
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
    const { hub, connect, taken, malformed } = hubOf();
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
    const badReports = [null, {}, [{}], [{ port: 'x', state: 'up' }], [{ port: 'x', state: 'fine' }]];
    for (const reports of badReports) gateway.inbox.emit('gateway:links', reports, ack);
    expect(ack).toHaveBeenCalledTimes(bad.length + badReports.length);
    expect(malformed()).toBe(bad.length + 6 + badReports.length);
    expect(hub.links().map(({ state }) => state)).toEqual(['lost']);
  });

  it('reports become links; a gateway that went is lost with its last counters', () => {
    const { hub, connect } = hubOf();
    const gateway = connect('10.0.0.7:/dev/ttyUSB0');
    const b = { port: 'b', receiver: null, channel: null, silentMs: null, speaks: false, counters: {} } as const;
    gateway.report({}, { ...b, state: 'lost', fault: 'no-permission' });
    const views = [
      {
        index: 0,
        gateway: '10.0.0.7:/dev/ttyUSB0',
        port: '/dev/ttyUSB0',
        state: 'up',
        receiver: '504a2d53494d0001',
        channel: 1,
        speaks: true,
        fault: null,
        silentMs: 5,
        counters: { 'bad-crc': 2 },
      },
      {
        index: 1,
        gateway: '10.0.0.7:/dev/ttyUSB0',
        port: 'b',
        state: 'lost',
        receiver: null,
        channel: null,
        speaks: false,
        fault: 'no-permission',
        silentMs: null,
        counters: {},
      },
    ];
    expect([hub.gateways, hub.links()]).toEqual([1, views]);
    gateway.disconnect();
    expect([hub.gateways, hub.links()]).toEqual([
      0,
      views.map((view) => ({ ...view, state: 'lost', speaks: false, fault: null, silentMs: null })),
    ]);
  });

  it('a port that a report does not name any more is forgotten; a 65th is not taken', () => {
    const { hub, connect, taken, malformed } = hubOf();
    const gateway = connect('a');
    const many = Array.from({ length: MAX_PORTS }, (_, i) => ({ port: `p${i}` }));
    gateway.report(...many);
    gateway.frames({ port: 'one more', frames: [{ type: 'B', payload: 'AA' }] });
    expect([taken, malformed(), hub.links().length]).toEqual([[], 1, MAX_PORTS]);
    gateway.report({ port: 'p3' }, { port: 'one more' });
    expect(hub.links().map(({ port }) => port)).toEqual(['p3', 'one more']);
    gateway.frames({ port: 'one more', frames: [{ type: 'B', payload: 'AA' }] });
    expect(taken).toHaveLength(1);
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

describe('who a gateway is', () => {
  it('two gateways on one host are two, by their names', () => {
    const { hub, connect } = hubOf();
    for (const name of ['box:/dev/ttyUSB0', 'box:/dev/ttyUSB1']) connect(name).report({});
    expect([hub.gateways, hub.links().map(({ gateway }) => gateway)]).toEqual([
      2,
      ['box:/dev/ttyUSB0', 'box:/dev/ttyUSB1'],
    ]);
  });

  it.each([undefined, '', 7, ' ', 'a b', 'a\n', 'a\u0000', '\u202eabc', 'x'.repeat(101)])(
    'a gateway without a printable name of at most 100 characters is refused: %j',
    (name) => {
      const { hub, connect } = hubOf();
      expect([connect(name).refusal, hub.gateways]).toEqual(['bad-name', 0]);
    },
  );

  it('a second live gateway of one name is refused, and the operator is told once; the same one may come again', () => {
    const { hub, connect, refused } = hubOf();
    const first = connect('分会场', 'a life');
    first.report({});
    for (let tries = 0; tries < 3; tries++) expect(connect('分会场', 'another').refusal).toBe('name-taken');
    expect(refused).toEqual(['a second gateway named 分会场 was refused: give one of the two another --name']);
    const again = connect('分会场', 'a life');
    expect([again.refusal, first.ended, hub.gateways]).toEqual([undefined, true, 1]);
    again.report({});
    expect(again.state().lease).toBe(LEASE_OWN);
  });

  it('a dead gateway gives its name up: at once when it hung up, else 2,750 ms after its last word', async () => {
    const { connect } = hubOf();
    connect('a', 'first').disconnect();
    const second = connect('a', 'second');
    expect(second.refusal).toBeUndefined();
    second.report({});
    await vi.advanceTimersByTimeAsync(2749);
    expect(connect('a', 'third').refusal).toBe('name-taken');
    await vi.advanceTimersByTimeAsync(2);
    expect([connect('a', 'third').refusal, second.ended]).toEqual([undefined, true]);
  });

  it('gateways are bounded; one that is gone makes room', () => {
    const { hub, connect, refused } = hubOf();
    const all = Array.from({ length: MAX_GATEWAYS }, (_, i) => connect(`g${i}`));
    for (const gateway of all) gateway.report({});
    expect(connect('late').refusal).toBe('too-many-gateways');
    expect(refused).toEqual([`gateway late was refused: ${MAX_GATEWAYS} are there`]);
    all[4]?.disconnect();
    expect(connect('late').refusal).toBeUndefined();
    expect(hub.links().map(({ gateway }) => gateway)).not.toContain('g4');
  });
});

describe('the drain', () => {
  const LONGEST = 3000;
  /** After a start of the server, until all gateways are back. */
  const BACK_MS = 2500;
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  function draining() {
    const hall = hubOf();
    vi.advanceTimersByTime(BACK_MS);
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

  it('CLS5 a spare whose queue is empty has asked nobody: with the speaker gone the drain waits until the spare speaks', async () => {
    const { hub, gateway, isDone } = draining();
    hub.drained(1, 77, 0);
    gateway.report({ port: 'one', state: 'lost', speaks: false }, { port: 'two', speaks: false });
    expect(await isDone()).toBe(false);
    gateway.report({ port: 'one', state: 'lost', speaks: false }, { port: 'two', speaks: true });
    expect(await isDone()).toBe(false);
    hub.drained(1, 77, 0);
    expect(await isDone()).toBe(true);
  });

  it('CLS5 a channel on which nobody is left to ask keeps it to D', async () => {
    const { hub, gateway, isDone } = draining();
    gateway.report({ port: 'one' }, { port: 'two', channel: 2, state: 'lost', speaks: false });
    hub.drained(0, 77, 0);
    expect(await isDone()).toBe(false);
    await vi.advanceTimersByTimeAsync(LONGEST);
    expect(await isDone()).toBe(true);
  });

  it('CLS5 after a start of the server it does not end before all gateways can be back', async () => {
    const { hub, connect } = hubOf();
    const gateway = connect('a');
    gateway.report({});
    let done = false;
    await vi.advanceTimersByTimeAsync(1000);
    void hub.drain(3, 77, LONGEST, wait).then(() => (done = true));
    hub.drained(0, 77, 0);
    await vi.advanceTimersByTimeAsync(1400);
    expect(done).toBe(false);
    gateway.report({});
    await vi.advanceTimersByTimeAsync(100);
    expect(done).toBe(true);
  });

  it('CLS5 the end of the drain of an aborted round does not keep the next one waiting', async () => {
    const { hub, drain, gateway } = draining();
    await gateway.lives(LONGEST - 500, { port: 'one' }, { port: 'two' });
    let done = false;
    void hub.drain(4, 78, LONGEST, wait).then(() => (done = true));
    await vi.advanceTimersByTimeAsync(500);
    await drain;
    for (const port of [0, 1]) hub.drained(port, 78, 0);
    await vi.advanceTimersByTimeAsync(0);
    expect(done).toBe(true);
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
