import { decodeDown, decodeLine, encodeLine, payloadOf } from '@piaojue/firmware-protocol/line';
import type { UpMessage } from '@piaojue/firmware-protocol/messages';
import { fail } from '@piaojue/firmware-protocol/result';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HandClock, settle } from '../test-clock.ts';
import { FakePort } from '../test-port.ts';
import type { Connection, OpenFault, Transport } from '../transport/transport.ts';
import { judge, NO_USB } from './fingerprints.ts';
import type { Device } from './found-devices.ts';
import { ReceiverFinder } from './receiver-finder.ts';

const ID = '0707070707070707';
const FAST = 921_600;
const SLOW = 115_200;

/** Something at a serial port. */
class Plugged {
  readonly device: Device;
  readonly port: FakePort;
  readonly #clock: HandClock;
  readonly says: (() => string) | null;
  readonly baud: number;
  readonly id: number;
  fault: OpenFault['code'] | undefined;
  /** Speeds at which it was opened. */
  opened: number[] = [];
  closed = 0;
  #sequence = 1;
  static #plugging = 0;

  constructor(
    clock: HandClock,
    path: string,
    what: { says?: (() => string) | null; baud?: number; id?: number; name?: string } = {},
  ) {
    const { says = (): string => this.line({ type: 'T', uptime: 1, queue: 0, load: 0 }), baud = FAST, id = 7 } = what;
    this.#clock = clock;
    this.says = says;
    this.baud = baud;
    this.id = id;
    this.port = new FakePort(path);
    this.device = {
      key: `${path} ${++Plugged.#plugging}`,
      path,
      byId: what.name ?? null,
      label: what.name ?? path,
      likeness: judge(NO_USB, what.name ?? '').likeness,
    };
    clock.every(1000, () => this.says && this.speak(this.says()));
  }

  line(message: UpMessage): string {
    return `${encodeLine(message.type, this.#sequence++ % 4096, payloadOf(message))}\n`;
  }

  /** At another speed its bytes are noise. */
  speak(text: string): void {
    const heard = this.opened.at(-1) === this.baud ? text : text.replaceAll(/./g, '~');
    this.port.bytes.write(Buffer.from(heard, 'latin1'));
  }

  async open(baud: number) {
    this.opened.push(baud);
    if (this.fault) return fail({ code: this.fault, message: `${this.device.path}: ${this.fault}` });
    const opened = await this.port.open();
    if (!opened.ok) return opened;
    const at = opened.value;
    const connection: Connection = {
      ...at,
      write: (bytes, done) => {
        at.write(bytes, done);
        this.#greet(Buffer.from(bytes).toString('latin1'));
      },
      close: () => {
        this.closed++;
        return at.close();
      },
    };
    return { ok: true as const, value: connection };
  }

  #greet(text: string): void {
    const line = decodeLine(text.trimEnd());
    if (!line.ok || line.value.sequence !== 0 || this.says === null || !this.greets) return;
    const receiver = new Uint8Array(8).fill(this.id);
    const greeting = {
      type: 'G',
      oldest: 1,
      newest: 1,
      boot: 1,
      receiver,
      channel: 1,
      queue: 9,
      features: 31,
    } as const;
    this.#clock.after(2, () => this.speak(this.line(greeting)));
  }
  greets = true;
}

let clock: HandClock;
let finder: ReceiverFinder;
let plugged: Plugged[];
let found: Transport[];
let said: string[];
let changes: number;

beforeEach(() => {
  clock = new HandClock();
  plugged = [];
  found = [];
  said = [];
  changes = 0;
  finder = new ReceiverFinder({
    find: () => Promise.resolve(plugged.map(({ device }) => device)),
    open: (path, baud) =>
      plugged.find(({ device }) => device.path === path)?.open(baud) ??
      Promise.resolve(fail({ code: 'not-there', message: path })),
    bauds: [FAST, SLOW],
    whoMayOpen: () => ({ user: 'anna', group: 'dialout' }),
    holderOf: () => Promise.resolve('ModemManager (pid 712)'),
    clock,
    log: (text) => said.push(text),
  });
});
afterEach(() => finder.stop());

async function start(...all: Plugged[]): Promise<void> {
  plugged.push(...all);
  finder.start({ receiver: (transport) => found.push(transport), changed: () => changes++ });
  await settle();
}
const states = (): readonly string[] => finder.reports().map(({ path, state }) => `${path} ${state}`);
const open = async (transport: Transport | undefined): Promise<Connection> => {
  const opened = await transport?.open();
  if (!opened?.ok) throw new Error('expected it to open');
  return opened.value;
};

test('GW14 a receiver is heard first and asked then; what stands behind it goes on at the same link', async () => {
  const one = new Plugged(clock, '/dev/ttyUSB0', { name: 'usb-Piaojue_A' });
  await start(one);
  await clock.pass(900);
  expect([states(), one.port.written]).toEqual([['/dev/ttyUSB0 listening'], '']);
  await clock.pass(200);
  expect(states()).toEqual(['/dev/ttyUSB0 receiver']);
  expect(finder.reports()[0]).toMatchObject({ receiver: ID, byId: 'usb-Piaojue_A' });
  expect(found.map(({ port }) => port)).toEqual([`auto/${ID}`]);
  const asked = decodeLine(one.port.written.trimEnd());
  const order = asked.ok ? decodeDown(asked.value) : asked;
  // Nothing of a hall is said, and no voice is lent.
  expect(order.ok && order.value).toMatchObject({ type: 'O', lease: 0, provisioning: 0, round: 0 });
  expect(one.closed).toBe(0);
  const connection = await open(found[0]);
  const heard: string[] = [];
  connection.bytes.on('data', (bytes) => heard.push(String(bytes)));
  connection.bytes.resume();
  await clock.pass(1000);
  expect(heard.join('')).toMatch(/^\$T.+\n$/);
  expect(said).toEqual([`/dev/ttyUSB0 (usb-Piaojue_A): receiver ${ID}`]);
});

const STRANGERS: readonly (readonly [string, (() => string) | null])[] = [
  ['silence', null],
  ['a satellite receiver', () => '$GPGGA,092750.000,5321.6802,N,00630.3372,W,1,8,1.03,61.7,M,55.2,M,,*76\r\n'],
  ['a host', () => `${encodeLine('O', 0, new Uint8Array(21))}\n`],
  ['a cradle', () => `${encodeLine('K', 0, new Uint8Array(25))}\n`],
  ['noise', () => '\u00ff\u0000$$$$TAAA\n'],
];
test.each(STRANGERS)(
  'GW14 %s: at every speed nothing is written, the port is let go, and is looked at again ever more seldom',
  async (_, says) => {
    const stranger = new Plugged(clock, '/dev/ttyUSB0', { says });
    await start(stranger);
    await clock.pass(3100);
    expect([states(), stranger.opened, stranger.closed]).toEqual([['/dev/ttyUSB0 foreign'], [FAST, SLOW], 2]);
    const since = finder.reports()[0]?.forMs;
    await clock.pass(60_000);
    expect(finder.reports()[0]).toMatchObject({ state: 'foreign', forMs: (since ?? 0) + 60_000 });
    expect(stranger.opened.length).toBe(2 * 5);
    expect(stranger.port.written).toBe('');
    expect(found).toEqual([]);
    expect(said).toEqual(['/dev/ttyUSB0: says nothing of ours; left alone, nothing was written to it']);
  },
);

test('GW14 a modem is not even opened', async () => {
  const modem = new Plugged(clock, '/dev/ttyUSB0', { name: 'usb-ACME_LTE_Modem' });
  await start(modem);
  await clock.pass(60_000);
  expect([states(), modem.opened]).toEqual([['/dev/ttyUSB0 foreign'], []]);
});

test('a receiver at the slow speed is found at it within 3 s', async () => {
  const slow = new Plugged(clock, '/dev/ttyUSB0', { baud: SLOW });
  await start(slow);
  await clock.pass(3000);
  expect([states(), slow.opened]).toEqual([['/dev/ttyUSB0 receiver'], [FAST, SLOW]]);
});

test('one that never greets is asked three times and let go', async () => {
  const mute = new Plugged(clock, '/dev/ttyUSB0');
  mute.greets = false;
  await start(mute);
  await clock.pass(5000);
  expect(states()).toEqual(['/dev/ttyUSB0 foreign']);
  expect(mute.port.written.split('\n').length - 1).toBe(3);
  expect(said[0]).toContain('does not greet');
});

test('denied with who may, busy with who has it; each is said once, and goes on when it is mended', async () => {
  const shut = new Plugged(clock, '/dev/ttyUSB0');
  const taken = new Plugged(clock, '/dev/ttyUSB1', { id: 8 });
  shut.fault = 'no-permission';
  taken.fault = 'in-use';
  await start(shut, taken);
  await clock.pass(9000);
  expect(finder.reports()).toMatchObject([
    { state: 'denied', user: 'anna', group: 'dialout', forMs: 9000 },
    { state: 'busy', holder: 'ModemManager (pid 712)', forMs: 9000 },
  ]);
  expect(said).toEqual([
    '/dev/ttyUSB0: no permission to open it. Run once, then log in again: sudo usermod -aG dialout anna (in a container: --group-add dialout)',
    '/dev/ttyUSB1: ModemManager (pid 712) has it open',
  ]);
  shut.fault = undefined;
  taken.fault = undefined;
  await clock.pass(3500);
  expect(states()).toEqual(['/dev/ttyUSB0 receiver', '/dev/ttyUSB1 receiver']);
});

test('pulled: its link is told at once, by name; in another socket the same link goes on', async () => {
  await start(new Plugged(clock, '/dev/ttyUSB0', { name: 'usb-Piaojue_A' }));
  await clock.pass(1200);
  const connection = await open(found[0]);
  let gone = '';
  connection.onGone((why) => {
    gone = why;
    void connection.close();
  });
  plugged = [];
  await clock.pass(400);
  expect([gone, states()]).toEqual(['pulled', ['/dev/ttyUSB0 gone']]);
  expect(await found[0]?.open()).toMatchObject({ ok: false, error: { code: 'not-there' } });
  // The driver tries again, and waits here.
  const waiting = found[0]?.open();
  await clock.pass(60_000);
  plugged = [new Plugged(clock, '/dev/ttyACM3')];
  await clock.pass(1900);
  expect(await waiting).toMatchObject({ ok: true });
  expect([states(), found.length]).toEqual([['/dev/ttyACM3 receiver'], 1]);
});

test('a receiver that falls silent is written to no more until it is heard again', async () => {
  const one = new Plugged(clock, '/dev/ttyUSB0');
  await start(one);
  await clock.pass(1200);
  const connection = await open(found[0]);
  Object.assign(one, { says: null });
  one.port.written = '';
  await connection.close();
  expect(await found[0]?.open()).toMatchObject({ ok: false, error: { code: 'no-answer' } });
  const waiting = found[0]?.open();
  await clock.pass(20_000);
  expect([states(), one.port.written]).toEqual([['/dev/ttyUSB0 listening'], '']);
  Object.assign(one, { says: () => one.line({ type: 'T', uptime: 1, queue: 0, load: 0 }) });
  await clock.pass(4000);
  expect(await waiting).toMatchObject({ ok: true });
});

test('two receivers of one number are both used', async () => {
  await start(new Plugged(clock, '/dev/ttyUSB0'), new Plugged(clock, '/dev/ttyUSB1'));
  await clock.pass(1200);
  expect(found.map(({ port }) => port)).toEqual([`auto/${ID}`, `auto/${ID}/2`]);
});

test('the end of a gateway leaves no port open, also one that is only listened to', async () => {
  const silent = new Plugged(clock, '/dev/ttyUSB0', { says: null });
  const nobodys = new Plugged(clock, '/dev/ttyUSB1');
  await start(silent, nobodys);
  await clock.pass(1200);
  await finder.stop();
  await settle();
  await clock.pass(5000);
  expect([silent.opened, silent.closed > 0, nobodys.closed]).toEqual([[FAST], true, 1]);
});

test('what is told changes only when something changed', async () => {
  await start(new Plugged(clock, '/dev/ttyUSB0', { says: null }));
  await clock.pass(3500);
  const before = changes;
  await clock.pass(60_000);
  expect([before, changes]).toEqual([3, 3]);
});

test('pulled where its driver noticed first: named as pulled all the same', async () => {
  await start(new Plugged(clock, '/dev/ttyUSB0'));
  await clock.pass(1200);
  const connection = await open(found[0]);
  plugged = [];
  await connection.close();
  expect(await found[0]?.open()).toMatchObject({ ok: false, error: { code: 'no-answer' } });
  const waiting = found[0]?.open();
  await clock.pass(400);
  expect([states(), await waiting]).toMatchObject([['/dev/ttyUSB0 gone'], { error: { code: 'not-there' } }]);
});
