import { type LinkFault, VOICE_ORDERS } from '@piaojue/contract/gateway-link';
import { BUSY_FLAG, Closing, PaperChunk, Receipt, RollCall, State } from '@piaojue/firmware-protocol/messages';
import type { Codec } from '@piaojue/firmware-protocol/fields';
import { DOUBT_MS, LEASE_MS, silentAt, VOICE_MARGIN_MS } from '@piaojue/firmware-protocol/voice';
import type { Clock } from '../clock.ts';
import { Counters } from '../counters.ts';
import type { LinkHealth, ReceiverDriver, ReceiverEvents, VoiceOf } from '../driver.ts';
import type { Connection, Transport } from '../transport/transport.ts';
import type { Voice, VoicePort } from '../voice.ts';
import { DownQueue } from './down-queue.ts';
import { type LinkEffect, type LinkInput, type LinkState, startLink, stepLink } from './link-machine.ts';
import { readLines, type UpFrame } from './line-reader.ts';
import { LineWriter } from './line-writer.ts';

/** How often the machine is asked what is due. */
const TICK_MS = 100;
/** CLS2: the closing is said again this often until the receiver has drained: a line may be lost. */
const CLOSING_AGAIN_MS = 300;
/** The paper is said again this often: a lost chunk would leave every keypad of the channel without one. */
const PAPER_AGAIN_MS = 3000;

/** Before the server said anything: nobody's session, nothing open. The receiver stays silent, for want of a lease. */
export const NOTHING_YET: State = {
  provisioning: 0,
  sid: new Uint8Array(8),
  round: 0,
  state: BUSY_FLAG,
  paper: 0,
  lease: 0,
  epoch: 0,
};

export interface LineDriverParts {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly events: ReceiverEvents;
  readonly voice: VoiceOf;
  /** For people; never a payload. */
  readonly log: (text: string) => void;
}

/** Our own open protocol (PROTOCOL.md): the thin edge around link-machine. */
export class LineDriver implements ReceiverDriver {
  readonly #parts: LineDriverParts;
  readonly #counters = new Counters();
  readonly #queue = new DownQueue();
  #link: LinkState;
  #connection: Connection | undefined;
  #writer: LineWriter | undefined;
  #hall: State = NOTHING_YET;
  #paper: readonly Uint8Array[] = [];
  #paperAgain = 0;
  #closing: { readonly id: number; readonly payload: Uint8Array; readonly until: number; again: number } | undefined;
  #stopTicking: (() => void) | undefined;
  #stopped = false;
  #saidFault = '';
  #fault: LinkFault | null = null;
  #voice: Voice = 'listens';
  /** When the last line, and the last lease, was written to the receiver. */
  #wroteAt = Number.NEGATIVE_INFINITY;
  #leasedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: LineDriverParts) {
    this.#parts = parts;
    this.#link = startLink(parts.clock.now())[0];
  }

  start(): void {
    const [state, effects] = startLink(this.#parts.clock.now());
    this.#link = state;
    this.#stopTicking = this.#parts.clock.every(TICK_MS, () => this.#tick());
    this.#run(effects);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopTicking?.();
    await this.#connection?.close();
  }

  state(payload: Uint8Array, busy: boolean): void {
    const state = this.#decode(State, payload);
    if (!state) return;
    const before = this.#hall;
    this.#hall = busy ? { ...state, state: state.state | BUSY_FLAG } : state;
    if (before !== NOTHING_YET && Buffer.compare(before.sid, state.sid) !== 0) {
      this.#queue.clearSession();
      this.#closing = undefined;
      this.#paper = [];
    }
    if (this.#link.name !== 'up') return;
    this.#beat(false, true);
    // Another digest in O makes the receiver drop its chunks (REC8): the paper has to come after it.
    if (before.paper !== state.paper || before.round !== state.round) this.#put(() => this.#queue.paper(this.#paper));
  }

  paper(chunks: readonly Uint8Array[]): void {
    if (!chunks.every((chunk) => this.#decode(PaperChunk, chunk))) return;
    this.#paper = chunks;
    this.#paperAgain = this.#parts.clock.now() + PAPER_AGAIN_MS;
    if (this.#isUp()) this.#put(() => this.#queue.paper(chunks));
  }

  receipts(receipts: readonly Uint8Array[]): void {
    const good = receipts.filter((receipt) => this.#decode(Receipt, receipt));
    if (!this.#isUp(good.length)) return;
    if (this.#voice === 'hushed') return this.#counters.add('dropped-down', good.length);
    this.#put(() => this.#counters.add('receipts-overflow', this.#queue.receipts(good)));
  }

  closing(payload: Uint8Array): void {
    const closing = this.#decode(Closing, payload);
    if (!closing) return;
    const now = this.#parts.clock.now();
    this.#closing = { id: closing.closeId, payload, until: now + closing.drain, again: now + CLOSING_AGAIN_MS };
    if (this.#isUp()) this.#put(() => this.#queue.closing(payload));
  }

  rollCall(payload: Uint8Array): void {
    if (this.#decode(RollCall, payload) && this.#isUp()) this.#put(() => this.#queue.rollCall(payload));
  }

  voiceChanged(): void {
    const voice = this.#parts.voice(this.#parts.transport.port);
    if (voice === this.#voice) return;
    this.#setVoice(voice);
    const { name } = this.#link;
    if (this.#connection) this.#beat(name === 'greeting' || name === 'refused', name === 'up');
    this.#parts.events.health(this.health());
  }

  voicePort(): VoicePort | null {
    const { name, channel, heardAt } = this.#link;
    if (channel === null) return null;
    return {
      channel,
      sound: name === 'up' && heardAt !== null && this.#parts.clock.now() - heardAt <= DOUBT_MS,
      allowed: this.#hall !== NOTHING_YET && this.#hall.lease !== VOICE_ORDERS.listen,
      shared: this.#hall.lease === VOICE_ORDERS.shared,
      silentBy: silentAt(this.#wroteAt, this.#leasedAt) + VOICE_MARGIN_MS,
      leaseOver: this.#leasedAt + LEASE_MS + VOICE_MARGIN_MS,
    };
  }

  health(): LinkHealth {
    const { name, receiver, channel, heardAt } = this.#link;
    const now = this.#parts.clock.now();
    return {
      port: this.#parts.transport.port,
      state: name,
      receiver,
      channel,
      silentMs: heardAt === null ? null : Math.max(0, Math.round(now - heardAt)),
      speaks: this.#voice === 'speaks' && name === 'up',
      voiceMs: Math.max(0, Math.ceil(silentAt(this.#wroteAt, this.#leasedAt) - now)),
      fault: this.#fault,
      counters: this.#counters.snapshot(),
    };
  }

  /** Counters of the gateway itself that belong to this port. */
  count(name: 'dropped-offline' | 'dropped-overflow' | 'ack-timeouts', by: number): void {
    this.#counters.add(name, by);
  }

  #decode<T>(codec: Codec<T>, payload: Uint8Array): T | undefined {
    const value = codec.decode(payload);
    if (value.ok) return value.value;
    this.#counters.add('bad-order');
    return undefined;
  }

  #isUp(waiting = 1): boolean {
    if (this.#link.name === 'up') return true;
    this.#counters.add('dropped-down', waiting);
    return false;
  }

  #put(put: () => void): void {
    put();
    this.#writer?.wake();
  }

  #tick(): void {
    const now = this.#parts.clock.now();
    this.#step({ type: 'tick', now });
    if (now >= this.#paperAgain && this.#paper.length > 0 && this.#link.name === 'up') {
      this.#paperAgain = now + PAPER_AGAIN_MS;
      this.#put(() => this.#queue.paper(this.#paper));
    }
    const closing = this.#closing;
    if (!closing) return;
    if (now >= closing.until) this.#closing = undefined;
    else if (now >= closing.again && this.#link.name === 'up') {
      closing.again = now + CLOSING_AGAIN_MS;
      this.#put(() => this.#queue.closing(closing.payload));
    }
  }

  #step(input: LinkInput): void {
    if (this.#stopped) return;
    const [next, effects] = stepLink(this.#link, input);
    this.#link = next;
    this.#run(effects);
  }

  #run(effects: readonly LinkEffect[]): void {
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: LinkEffect): void {
    switch (effect.type) {
      case 'open':
        void this.#open();
        return;
      case 'close':
        this.#close();
        return;
      case 'probe':
        void this.#probe();
        return;
      case 'beat':
        this.#beat(effect.ask, effect.speak);
        return;
      case 'resend':
        this.#put(() => this.#queue.paper(this.#paper));
        return;
      case 'count':
        this.#counters.add(effect.name);
        return;
      case 'changed':
        this.#say();
        this.#parts.events.health(this.health());
        return;
    }
  }

  async #open(): Promise<void> {
    const opened = await this.#parts.transport.open();
    const now = this.#parts.clock.now();
    if (!opened.ok) {
      if (this.#saidFault !== opened.error.message) this.#parts.log(opened.error.message);
      this.#saidFault = opened.error.message;
      const isNews = this.#fault !== opened.error.code;
      this.#fault = opened.error.code;
      this.#step({ type: 'openFailed', now });
      if (isNews) this.#parts.events.health(this.health());
      return;
    }
    const connection = opened.value;
    if (this.#stopped) return connection.close();
    this.#saidFault = '';
    this.#fault = null;
    this.#queue.clear();
    this.#connection = connection;
    this.#writer = new LineWriter({
      connection,
      queue: this.#queue,
      counters: this.#counters,
      onWritten: (leased) => this.#wrote(leased),
    });
    this.#writer.hushed = this.#voice === 'hushed';
    const current = (): boolean => this.#connection === connection;
    connection.onGone(() => current() && this.#step({ type: 'gone', now: this.#parts.clock.now() }));
    void readLines(
      connection.bytes,
      this.#counters,
      () => current() && this.#step({ type: 'heard', now: this.#parts.clock.now() }),
      (frame) => current() && this.#frame(frame),
    );
    this.#step({ type: 'opened', now });
  }

  #close(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    this.#writer?.close();
    this.#writer = undefined;
    this.#queue.clear();
    void connection?.close();
  }

  async #probe(): Promise<void> {
    const connection = this.#connection;
    const alive = (await connection?.probe()) ?? false;
    if (this.#connection === connection) this.#step({ type: 'probed', now: this.#parts.clock.now(), alive });
  }

  #beat(ask: boolean, speak: boolean): void {
    this.#setVoice(this.#parts.voice(this.#parts.transport.port));
    const lease = speak && this.#voice === 'speaks' ? LEASE_MS : 0;
    if (ask) this.#writer?.askForGreeting();
    this.#put(() => this.#queue.state(State.encode({ ...this.#hall, lease }), lease > 0));
  }

  #setVoice(voice: Voice): void {
    this.#voice = voice;
    if (this.#writer) this.#writer.hushed = voice === 'hushed';
  }

  #wrote(leased: boolean): void {
    this.#wroteAt = this.#parts.clock.now();
    if (leased) this.#leasedAt = this.#wroteAt;
  }

  #frame({ message, payload }: UpFrame): void {
    if (message.type === 'G') return this.#step({ type: 'greeting', now: this.#parts.clock.now(), greeting: message });
    if (message.type === 'T') return;
    if (this.#link.name !== 'up') return this.#counters.add('dropped-offline');
    const { events } = this.#parts;
    switch (message.type) {
      case 'B':
        return events.ballot(payload);
      case 'S':
        return events.presence(payload);
      case 'H':
        return events.heard(payload);
      case 'L':
        return events.levels(payload);
      case 'D':
        if (this.#closing?.id === message.closeId && message.left === 0) this.#closing = undefined;
        return events.drained(payload);
    }
  }

  #say(): void {
    const { port } = this.#parts.transport;
    const { name, receiver, channel } = this.#link;
    if (name === 'up') this.#parts.log(`${port}: receiver ${receiver} is up on channel ${channel}`);
    else if (name === 'silent') this.#parts.log(`${port}: silent for more than 3 s`);
    else if (name === 'lost') this.#parts.log(`${port}: not open; trying again`);
    else if (name === 'refused') {
      this.#parts.log(`${port}: receiver ${receiver} speaks another wire version; update its firmware or this gateway`);
    }
  }
}
