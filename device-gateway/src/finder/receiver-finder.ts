import type { PortReport } from '@piaojue/contract/port-view';
import type { Result } from '@piaojue/firmware-protocol/result';
import type { Clock } from '../clock.ts';
import type { Connection, OpenFault, Transport } from '../transport/transport.ts';
import type { Device } from './found-devices.ts';
import { FoundReceiver } from './found-receiver.ts';
import { greet, type HeardConnection, LISTEN_MS, listenAt } from './listen.ts';
import {
  due,
  EMPTY_BOOK,
  judged,
  listening,
  type PortBook,
  portReports,
  released,
  seen,
  type Verdict,
} from './port-book.ts';
import { type Access, howToOpen } from '../transport/who-may-open.ts';

/** How often it is looked at what is plugged in: a folder or two are read. */
const SCAN_MS = 400;

export interface FinderParts {
  /** What is plugged in now. */
  readonly find: () => Promise<readonly Device[]>;
  /** `baud` in bit/s. */
  readonly open: (path: string, baud: number) => Promise<Result<Connection, OpenFault>>;
  /** One after another. */
  readonly bauds: readonly number[];
  readonly whoMayOpen: (path: string) => Access;
  readonly holderOf: (path: string) => Promise<string | null>;
  readonly clock: Clock;
  /** For people. */
  readonly log: (text: string) => void;
}

export interface FinderEvents {
  /** A receiver that was never met before. It is the same one for the life of this program, wherever it is plugged in. */
  receiver(transport: Transport): void;
  /** `reports` says something else than before. */
  changed(): void;
}

/**
 * Finds receivers (PROTOCOL GW14): looks at what is plugged in, opens what may be one, and writes nothing until it heard
 * a valid line. The thin edge around port-book.
 */
export class ReceiverFinder {
  readonly #parts: FinderParts;
  #events: FinderEvents | undefined;
  #book: PortBook = EMPTY_BOOK;
  /** By key of the device: what is open and not handed over yet. */
  readonly #looking = new Map<string, Connection | undefined>();
  /** By key of the device: where each was heard last. */
  readonly #at = new Map<string, FoundReceiver>();
  /** By name of the port. */
  readonly #receivers = new Map<string, FoundReceiver>();
  #stopScanning: (() => void) | undefined;
  #scanning = false;
  #stopped = false;

  constructor(parts: FinderParts) {
    this.#parts = parts;
  }

  start(events: FinderEvents): void {
    this.#events = events;
    this.#stopScanning = this.#parts.clock.every(SCAN_MS, () => void this.#scan());
    void this.#scan();
  }

  /** Closes what it listens to; a receiver's connection is its driver's. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopScanning?.();
    await Promise.all([...this.#looking.values()].map(async (connection) => await connection?.close()));
    await Promise.all([...this.#receivers.values()].map((receiver) => receiver.stop()));
  }

  reports(): readonly PortReport[] {
    return portReports(this.#book, this.#parts.clock.now());
  }

  async #scan(): Promise<void> {
    if (this.#scanning || this.#stopped) return;
    this.#scanning = true;
    const devices = await this.#parts.find();
    this.#scanning = false;
    if (this.#stopped) return;
    const now = this.#parts.clock.now();
    const { book, pulled } = seen(this.#book, devices, now);
    const present = new Set(devices.map(({ key }) => key));
    for (const [key, connection] of this.#looking) if (!present.has(key)) void connection?.close();
    this.#turn(book);
    for (const key of pulled) this.#pulled(key);
    for (const device of due(this.#book, now, new Set(this.#looking.keys()))) void this.#look(device);
  }

  #pulled(key: string): void {
    const receiver = this.#at.get(key);
    this.#at.delete(key);
    if (!receiver) return;
    this.#parts.log(`${receiver.port}: pulled`);
    receiver.lost({
      code: 'not-there',
      message: `${receiver.port}: not plugged in; in whichever socket it comes back, it goes on`,
    });
  }

  async #look(device: Device): Promise<void> {
    this.#looking.set(device.key, undefined);
    const verdict = await this.#judge(device);
    this.#looking.delete(device.key);
    if (this.#stopped || !verdict) return;
    this.#say(device, verdict);
    this.#turn(judged(this.#book, device.key, verdict, this.#parts.clock.now()));
    if (!this.#book.has(device.key)) this.#pulled(device.key);
  }

  /** undefined: it was pulled meanwhile. */
  async #judge(device: Device): Promise<Verdict | undefined> {
    const { clock, bauds } = this.#parts;
    for (const baud of bauds) {
      const opened = await this.#parts.open(device.path, baud);
      if (!opened.ok) return await this.#shut(device, opened.error);
      const connection = opened.value;
      this.#looking.set(device.key, connection);
      if (this.#stopped) {
        await connection.close();
        return undefined;
      }
      this.#turn(listening(this.#book, device.key, clock.now()));
      const heard = await listenAt(connection, clock, LISTEN_MS);
      const verdict = heard && (await this.#greeted(device, heard));
      if (verdict) return verdict;
      await connection.close();
      if (this.#stopped || !this.#book.has(device.key)) return undefined;
      if (heard) return { is: 'foreign', why: `${device.path}: says lines of a receiver and does not greet` };
    }
    return { is: 'foreign' };
  }

  async #shut({ path }: Device, { code, message }: OpenFault): Promise<Verdict | undefined> {
    switch (code) {
      case 'no-permission':
        return { is: 'denied', access: this.#parts.whoMayOpen(path) };
      case 'in-use':
        return { is: 'busy', holder: await this.#parts.holderOf(path) };
      case 'not-there':
        return undefined;
      case 'no-answer':
      case 'failed':
        return { is: 'foreign', why: message };
      default:
        return code satisfies never;
    }
  }

  /** Its greeting says who it is: handed over to the link of that receiver. */
  async #greeted({ key, path }: Device, connection: HeardConnection): Promise<Verdict | undefined> {
    const greeting = await greet(connection, this.#parts.clock);
    if (!greeting || this.#stopped) return undefined;
    const id = Buffer.from(greeting.receiver).toString('hex');
    const receiver = this.#receiverOf(id);
    const isNew = !this.#receivers.has(receiver.port);
    this.#receivers.set(receiver.port, receiver);
    for (const [other, there] of this.#at) if (there === receiver) this.#at.delete(other);
    this.#at.set(key, receiver);
    receiver.offer(connection, () => this.#released(key, path));
    if (isNew) this.#events?.receiver(receiver);
    return { is: 'receiver', receiver: id };
  }

  /** Two that greet with one number are a fault of their maker, and both are used. */
  #receiverOf(id: string): FoundReceiver {
    for (let n = 1; ; n++) {
      const port = n === 1 ? `auto/${id}` : `auto/${id}/${n}`;
      const known = this.#receivers.get(port);
      if (!known?.isTaken) return known ?? new FoundReceiver(port);
    }
  }

  /** Its driver closed the port. */
  #released(key: string, path: string): void {
    const receiver = this.#at.get(key);
    if (!receiver) return;
    receiver.lost({
      code: 'no-answer',
      message: `${receiver.port}: nothing comes from it at ${path}; it is listened to`,
    });
    this.#turn(released(this.#book, key, this.#parts.clock.now()));
  }

  #turn(book: PortBook): void {
    const before = looks(this.#book);
    this.#book = book;
    if (looks(book) !== before) this.#events?.changed();
  }

  /** Once for each turn of a port. */
  #say({ key, path, label }: Device, verdict: Verdict): void {
    const before = this.#book.get(key);
    if (!before || (before.state === verdict.is && before.holder === heldBy(verdict))) return;
    const { log } = this.#parts;
    const port = label === path ? path : `${path} (${label})`;
    switch (verdict.is) {
      case 'receiver':
        return log(`${port}: receiver ${verdict.receiver}`);
      case 'foreign':
        return before.receiver === null
          ? log(verdict.why ?? `${port}: says nothing of ours; left alone, nothing was written to it`)
          : undefined;
      case 'denied':
        return log(`${port}: no permission to open it. ${howToOpen(verdict.access)}`);
      case 'busy':
        return log(`${port}: ${verdict.holder ?? 'another program'} has it open`);
      default:
        return verdict satisfies never;
    }
  }
}

/** All that is told but the time. */
const looks = (book: PortBook): string => JSON.stringify(portReports(book, 0).map(({ forMs: _, ...facts }) => facts));
const heldBy = (verdict: Verdict): string | null => (verdict.is === 'busy' ? verdict.holder : null);
