import { randomUUID } from 'node:crypto';
import type { GatewayAuth } from '@piaojue/contract/gateway-admission';
import { type LinkReport, REPORT_MS } from '@piaojue/contract/gateway-link';
import { Admission } from '@piaojue/device-gateway/admission';
import { fromBase64url, toBase64url } from '@piaojue/firmware-protocol/base64url';
import { Closing, Drained, PaperChunk, Receipt, State } from '@piaojue/firmware-protocol/messages';
import { decodePaper } from '@piaojue/firmware-protocol/paper';
import { io, type Socket } from 'socket.io-client';
import { Changes } from './wait.ts';

export interface ClosingOrder {
  readonly closeId: number;
  readonly round: number;
  readonly drain: number;
}

/**
 * The network side of a gateway with one receiver on it, in the test's own process: it speaks the real `/gateway`
 * namespace, so what the server does is what it does in a hall, without the time of serial lines and radio.
 */
export class StubGateway {
  readonly changes = new Changes();
  readonly #socket: Socket;
  readonly #ports: readonly string[];
  #isIn = false;
  /** Batches that were sent before the server let it in. */
  readonly #waiting: unknown[] = [];
  /** What the server said to its proof; null: it is in. */
  refusal: string | null | undefined;
  readonly #living: NodeJS.Timeout;
  #links: LinkReport[] = [];
  state: State | undefined;
  /** Bytes of the paper that was announced last. */
  paper: Uint8Array | undefined;
  readonly receipts: Receipt[] = [];
  /** Orders to close that came, repeats too. */
  closings: ClosingOrder[] = [];
  /** Answers a closing order at once that nothing is left. */
  drains = true;
  /** Everything that was sent down, as it came, for whoever searches it. */
  readonly heard: unknown[] = [];

  constructor(url: string, token: string, name = 'stub', ports: readonly string[] = ['stub-port']) {
    this.#ports = ports;
    const admission = new Admission({ name, instance: randomUUID(), token });
    this.#socket = io(`${url}/gateway`, {
      auth: (send: (auth: GatewayAuth) => void) => send(admission.auth()),
      transports: ['websocket'],
    });
    this.#socket.on('hall:challenge', (challenge: unknown) => {
      this.#socket.emit('gateway:prove', admission.answer(challenge), (refusal: string | null) => {
        this.refusal = refusal;
        if (refusal !== null) return;
        this.#isIn = true;
        this.report('up');
        for (const batch of this.#waiting.splice(0)) this.batch(batch);
      });
    });
    this.#socket.on('disconnect', () => (this.#isIn = false));
    this.#socket.onAny((event: string, body: unknown) => {
      this.heard.push([event, body]);
      this.#hear(event, body as { payload?: string; chunks?: string[]; receipts?: string[] });
      this.changes.happened();
    });
    this.#living = setInterval(() => this.#say(), REPORT_MS);
  }

  report(state: 'up' | 'lost', counters: Readonly<Record<string, number>> = {}): void {
    this.#links = this.#ports.map((port, i) => ({
      ...{ port, state, receiver: `${'00'.repeat(7)}0${i}`, channel: 1, silentMs: 0 },
      ...{ speaks: state === 'up' && i === 0, voiceMs: 0, fault: null, counters },
    }));
    this.#say();
  }

  /** Again and again, as a gateway that is alive. */
  #say(): void {
    if (this.#isIn) this.#socket.emit('gateway:links', this.#links, () => undefined);
  }

  /** Payloads of lines of one type, as one of its receivers heard them. */
  send(type: string, payloads: readonly Uint8Array[], port = this.#ports[0]): void {
    this.batch({ port, frames: payloads.map((payload) => ({ type, payload: toBase64url(payload) })) });
  }

  /** Any batch, also one that is none. */
  batch(batch: unknown): void {
    if (this.#isIn) this.#socket.emit('gateway:frames', batch, () => undefined);
    else this.#waiting.push(batch);
  }

  drained(closing: ClosingOrder, left = 0): void {
    this.send('D', [Drained.encode({ closeId: closing.closeId, round: closing.round, left })]);
  }

  close(): void {
    clearInterval(this.#living);
    this.#socket.disconnect();
  }

  #hear(event: string, body: { payload?: string; chunks?: string[]; receipts?: string[] }): void {
    if (event === 'hall:state') this.state = decoded(State, body.payload);
    else if (event === 'hall:paper') this.#hearPaper(body.chunks ?? []);
    else if (event === 'hall:receipts')
      for (const receipt of body.receipts ?? []) this.receipts.push(decoded(Receipt, receipt));
    else if (event === 'hall:closing') {
      const closing = decoded(Closing, body.payload);
      this.closings.push(closing);
      if (this.drains) this.drained(closing);
    }
  }

  /** None: no round is on any more. */
  #hearPaper(chunks: readonly string[]): void {
    if (chunks.length === 0) {
      this.paper = undefined;
      return;
    }
    const bytes = chunks.map((chunk) => decoded(PaperChunk, chunk).bytes);
    const paper = decodePaper(new Uint8Array(Buffer.concat(bytes)));
    if (!paper.ok) throw new Error(`the server sent a paper that is none: ${paper.error}`);
    this.paper = paper.value.bytes;
  }
}

type Decoder<T> = { decode(bytes: Uint8Array): { ok: true; value: T } | { ok: false; error: unknown } };

function decoded<T>(codec: Decoder<T>, text: string | undefined): T {
  const message = codec.decode(fromBase64url(text ?? '') ?? new Uint8Array());
  if (!message.ok) throw new Error(`the server sent what does not decode: ${String(message.error)}`);
  return message.value;
}
