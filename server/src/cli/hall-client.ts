import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandAnswer, CommandName, CommandPayload } from '@piaojue/contract/commands';
import { io, type Socket } from 'socket.io-client';

const ANSWER_MS = 5000;

/** Somebody who is signed on without a browser: the same session, socket and commands as the pages. */
export abstract class HallClient<View> {
  readonly #socket: Socket;
  readonly url: string;
  readonly token: string;
  view: View | undefined;
  readonly #waiting = new Set<() => void>();
  #closed = false;

  /** `ca`: a certificate (PEM) that is trusted besides those of this system. */
  protected constructor(
    url: string,
    token: string,
    space: { readonly name: string; readonly snapshot: string },
    ca?: string,
  ) {
    this.url = url;
    this.token = token;
    this.#socket = io(`${url}${space.name}`, {
      auth: { token },
      ...(ca !== undefined && { ca }),
      transports: ['websocket'],
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
      // Several roles may be signed on from one process.
      forceNew: true,
    });
    this.#socket.on(space.snapshot, (view: View) => {
      this.view = view;
      for (const wake of this.#waiting) wake();
    });
  }

  /** What a wait that failed says of the last view. */
  protected abstract facts(view: View): string;

  /** Asks until there is an answer; the command id makes a repeat harmless. Throws on a refusal. */
  async command<N extends CommandName>(
    name: N,
    payload: Omit<CommandPayload<N>, 'commandId'>,
    commandId: string = randomUUID(),
  ): Promise<number | null> {
    for (;;) {
      let answer: CommandAnswer;
      try {
        answer = (await this.#socket.timeout(ANSWER_MS).emitWithAck(name, { commandId, ...payload })) as CommandAnswer;
      } catch {
        if (this.#closed) throw new Error(`${name}: the connection was closed before the answer came`);
        await sleep(200);
        continue;
      }
      if (answer.ok) return answer.value.roundId;
      throw new Error(`${name}: ${answer.error.code}: ${answer.error.detail}`);
    }
  }

  /** The first view for which `holds`. Throws after `timeoutMs` with the last view's facts. */
  async until(what: string, holds: (view: View) => boolean, timeoutMs: number): Promise<View> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      if (this.view && holds(this.view)) return this.view;
      const left = deadline - performance.now();
      if (left <= 0) {
        const facts = this.view === undefined ? 'nothing was seen' : this.facts(this.view);
        throw new Error(`waited ${timeoutMs} ms for ${what}; ${facts}`);
      }
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          this.#waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, Math.min(left, 1000));
        this.#waiting.add(wake);
      });
    }
  }

  async get(path: string): Promise<Response> {
    return await fetch(`${this.url}${path}`, { headers: { authorization: `Bearer ${this.token}` } });
  }

  get closed(): boolean {
    return this.#closed;
  }

  close(): void {
    this.#closed = true;
    this.#socket.disconnect();
  }
}

/** The token of a session of whoever's PIN it is. */
export async function signOn(url: string, pin: string): Promise<string> {
  const response = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pin }),
  });
  const session = (await response.json()) as { token?: string; detail?: string };
  if (!session.token) throw new Error(`sign-in at ${url}: ${session.detail ?? response.status}`);
  return session.token;
}
