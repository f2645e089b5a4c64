import { EventEmitter } from 'node:events';
import { fromBase64url } from '@piaojue/firmware-protocol/base64url';
import { Closing, Drained, Receipt } from '@piaojue/firmware-protocol/messages';
import { toBase64url } from '@piaojue/firmware-protocol/base64url';
import type { GatewayHub } from '@piaojue/server/realtime/gateway-hub';

type Namespace = Parameters<GatewayHub['attach']>[0];

const PORT = 'lab-port';

/**
 * A gateway with one receiver, on an object in place of its socket. It lost nothing and says `drained` at once, unless it is told not to. What it is
 * told is handed on as text, with the MAC of each receipt struck out: a receipt is bound to the very ballot (PROTOCOL), so
 * whoever records the way down and has the device keys reads the ballot in it. That is no secret the server could keep
 * (server/SECRECY.md), and it is written down nowhere.
 */
export class LabGateway {
  readonly #said: (text: string) => void;
  readonly #inbox = new EventEmitter();
  #accept: ((socket: unknown) => void) | undefined;
  /** Receipts as they came, whole. */
  readonly receipts: Receipt[] = [];
  /** Whether its receiver says that it has no ballot left; one that does not lets a close take the whole of its time. */
  answersDrain = true;

  constructor(said: (text: string) => void) {
    this.#said = said;
  }

  /** What the hub attaches itself to. Its guards are not asked: who is let in is tested with the real sockets. */
  namespace(): Namespace {
    return {
      use: () => undefined,
      on: (_: string, accept: (socket: unknown) => void) => {
        this.#accept = accept;
      },
    } as unknown as Namespace;
  }

  connect(): void {
    this.#accept?.({
      handshake: { auth: { token: '', gateway: 'lab', instance: 'lab' }, address: '127.0.0.1' },
      data: {},
      on: (event: string, listener: (...args: unknown[]) => void) => this.#inbox.on(event, listener),
      emit: (event: string, body: unknown) => this.#hear(event, body),
      disconnect: () => undefined,
    });
    this.report();
  }

  frames(frames: readonly { readonly type: string; readonly payload: string }[]): void {
    this.#inbox.emit('gateway:frames', { port: PORT, frames });
  }

  /** As a gateway that is alive. */
  report(): void {
    const link = { port: PORT, state: 'up', receiver: '00'.repeat(8), channel: 1, silentMs: 0, speaks: true };
    this.#inbox.emit('gateway:links', [{ ...link, voiceMs: 0, fault: null, counters: {} }]);
  }

  #hear(event: string, body: unknown): boolean {
    const { receipts, payload = '' } = body as { readonly receipts?: readonly string[]; readonly payload?: string };
    this.#said(JSON.stringify([event, receipts ? { receipts: receipts.map((one) => this.#withoutMac(one)) } : body]));
    if (event === 'hall:closing' && this.answersDrain) {
      const closing = Closing.decode(fromBase64url(payload) ?? new Uint8Array());
      if (!closing.ok) throw new Error('the server sent a closing order that does not decode');
      const { closeId, round } = closing.value;
      const drained = toBase64url(Drained.encode({ closeId, round, left: 0 }));
      setImmediate(() => this.frames([{ type: 'D', payload: drained }]));
    }
    return true;
  }

  #withoutMac(text: string): unknown {
    const receipt = Receipt.decode(fromBase64url(text) ?? new Uint8Array());
    if (!receipt.ok) throw new Error('the server sent a receipt that does not decode');
    this.receipts.push(receipt.value);
    const { mac: _, ...rest } = receipt.value;
    return rest;
  }
}
