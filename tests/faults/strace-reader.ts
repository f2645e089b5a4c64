import { DefaultDeserializer } from 'node:v8';
import { RECORD_BYTES } from '@piaojue/server/box/box-file';
import { RECEIPT_BYTES } from '@piaojue/firmware-protocol/messages';

/**
 * Reads what `strace` wrote of a server with its box process, and judges the order of its calls: no receipt leaves the
 * box process before the `fdatasync` of its ballot's frame returned, and no word of the hall leaves the server while a
 * transaction is written and not synced. Pure.
 */
export const STRACE_ARGS = ['-f', '-y', '-xx', '-s', '4000000', '-e', 'trace=pwrite64,fsync,fdatasync,write,writev'];

export interface TraceVerdict {
  /** Frames written to the box file, and syncs of it that returned. */
  readonly frames: number;
  readonly syncs: number;
  /** Messages of the box process with receipts, and receipts in them. */
  readonly messages: number;
  readonly receipts: number;
  /** Transactions written to the store that were synced, and words of the server to its gateways. */
  readonly commits: number;
  readonly words: number;
  /** Each says what left too early, and in which line. */
  readonly tooEarly: readonly string[];
}

export interface TracedFiles {
  readonly box: string;
  /** Write-ahead log of the store. */
  readonly wal: string;
}

/** A call is one event, or two where another thread came between its begin and its end. */
interface CallEvent {
  readonly line: number;
  readonly pid: string;
  readonly call: string;
  /** `21</path>` */
  readonly descriptor: string;
  /** What was written, as far as strace shows it. */
  readonly bytes: Buffer;
  readonly begins: boolean;
  /** undefined: it has not ended. */
  readonly result: number | undefined;
}

const WHOLE = /^(\d+) +(\w+)\((.*)\) += (-?\d+)/;
const BEGUN = /^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$/;
const RESUMED = /^(\d+) +<\.\.\. (\w+) resumed>.*\) += (-?\d+)/;

/** `\x2f\x74…`, as `-xx` shows every text and path. */
const unhex = (text: string): Buffer => Buffer.from(text.replaceAll('\\x', ''), 'hex');

function callEvent(line: number, pid: string, call: string, args: string, ends: Pick<CallEvent, 'begins' | 'result'>) {
  const [, fd = '', path = ''] = /^(\d+)<([^>]*)>/.exec(args) ?? [];
  const written = [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = '']) => unhex(hex));
  return { line, pid, call, descriptor: `${fd}<${unhex(path).toString()}>`, bytes: Buffer.concat(written), ...ends };
}

function* eventsOf(trace: string): Generator<CallEvent> {
  const under = new Map<string, string>();
  for (const [i, text] of trace.split('\n').entries()) {
    const whole = WHOLE.exec(text);
    const begun = BEGUN.exec(text);
    const resumed = RESUMED.exec(text);
    if (whole) {
      const [, pid = '', call = '', args = '', result] = whole;
      yield callEvent(i + 1, pid, call, args, { begins: true, result: Number(result) });
    } else if (begun) {
      const [, pid = '', call = '', args = ''] = begun;
      under.set(pid, args);
      yield callEvent(i + 1, pid, call, args, { begins: true, result: undefined });
    } else if (resumed) {
      const [, pid = '', call = '', result] = resumed;
      yield callEvent(i + 1, pid, call, under.get(pid) ?? '', { begins: false, result: Number(result) });
    }
  }
}

/** A file that is written and then synced; SQLite syncs its log with `fsync`. */
class Synced {
  #begun = 0;
  #written = 0;
  /** Per thread: what had been written when its sync began. */
  readonly #covers = new Map<string, number>();
  durable = 0;
  syncs = 0;
  writes = 0;

  hear({ pid, call, begins, result }: CallEvent, amount: number): void {
    if (call === 'pwrite64') {
      if (begins) this.#begun += 1;
      if (result === undefined || result <= 0) return;
      this.writes += 1;
      this.#written += amount;
    } else if (call === 'fdatasync' || call === 'fsync') {
      if (begins) this.#covers.set(pid, this.#written);
      if (result !== 0) return;
      this.syncs += 1;
      this.durable = Math.max(this.durable, this.#covers.get(pid) ?? 0);
      this.#begun = 0;
    }
  }

  /** Something was written, and no sync returned since. */
  get isDirty(): boolean {
    return this.#begun > 0;
  }
}

/** `length 4 | type and records` in front of every frame; of the header and the END frame no record is whole. */
const recordsIn = (frame: Buffer): number =>
  frame.length < 4 ? 0 : Math.floor((frame.readUInt32BE(0) - 1) / RECORD_BYTES);

export function judgeTrace(trace: string, files: TracedFiles): TraceVerdict {
  const box = new Synced();
  const wal = new Synced();
  const tooEarly: string[] = [];
  const boxProcesses = new Set<string>();
  const channels = new Map<string, Messages>();
  let messages = 0;
  let receipts = 0;
  let words = 0;
  for (const event of eventsOf(trace)) {
    const { line, pid, call, descriptor, bytes, begins } = event;
    if (descriptor.endsWith(`<${files.box}>`)) {
      boxProcesses.add(pid);
      box.hear(event, recordsIn(bytes));
    } else if (descriptor.endsWith(`<${files.wal}>`)) wal.hear(event, 1);
    else if (begins && (call === 'write' || call === 'writev')) {
      if (boxProcesses.has(pid)) {
        const channel = channels.get(descriptor) ?? new Messages();
        channels.set(descriptor, channel);
        for (const message of channel.take(bytes)) {
          if (message.type !== 'receipts' || !message.receipts) continue;
          messages += 1;
          receipts += message.receipts.length / RECEIPT_BYTES;
          if (box.isDirty) tooEarly.push(`line ${line}: receipts left, and a frame was written and not synced`);
          if (receipts > box.durable)
            tooEarly.push(`line ${line}: ${receipts} receipts left, ${box.durable} ballots were on the disk`);
        }
      } else if (bytes.includes('"hall:')) {
        words += 1;
        if (wal.isDirty) tooEarly.push(`line ${line}: the hall was told while a transaction was not synced`);
      }
    }
  }
  return { frames: box.writes, syncs: box.syncs, messages, receipts, commits: wal.syncs, words, tooEarly };
}

interface Message {
  readonly type?: string;
  readonly receipts?: Uint8Array;
}

/** The messages of one end of an IPC channel with `serialization: 'advanced'`: length 4 | what v8 made of the message. */
class Messages {
  #rest: Buffer = Buffer.alloc(0);

  *take(bytes: Buffer): Generator<Message> {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    while (this.#rest.length >= 4) {
      const end = 4 + this.#rest.readUInt32BE(0);
      if (this.#rest.length < end) return;
      const reader = new ChannelReader(this.#rest.subarray(4, end));
      reader.readHeader();
      this.#rest = this.#rest.subarray(end);
      yield reader.readValue() as Message;
    }
  }
}

/** Node puts a word before each view of bytes, 0 where one follows. */
class ChannelReader extends DefaultDeserializer {
  _readHostObject(): unknown {
    if (this.readUint32() !== 0) return this.readValue();
    const inherited = DefaultDeserializer.prototype as unknown as { _readHostObject(): unknown };
    return inherited._readHostObject.call(this);
  }
}
