import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandAnswer, CommandName, CommandPayload } from '@piaojue/contract/commands';
import type { ConsoleView } from '@piaojue/contract/console-view';
import { io, type Socket } from 'socket.io-client';

/**
 * An operator without a browser, for rehearsals and `--auto`: the same session, socket and commands as the console.
 */
const ANSWER_MS = 5000;

export class OperatorClient {
  readonly #socket: Socket;
  readonly url: string;
  readonly token: string;
  view: ConsoleView | undefined;
  readonly #waiting = new Set<() => void>();
  #closed = false;

  private constructor(url: string, token: string) {
    this.url = url;
    this.token = token;
    this.#socket = io(`${url}/console`, {
      auth: { token },
      transports: ['websocket'],
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
    });
    this.#socket.on('console:snapshot', (view: ConsoleView) => {
      this.view = view;
      for (const wake of this.#waiting) wake();
    });
  }

  static async signIn(url: string, pin: string): Promise<OperatorClient> {
    const response = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ pin }),
    });
    const session = (await response.json()) as { token?: string; detail?: string };
    if (!session.token) throw new Error(`sign-in at ${url}: ${session.detail ?? response.status}`);
    return new OperatorClient(url, session.token);
  }

  /** With a session that was issued elsewhere. */
  static withToken(url: string, token: string): OperatorClient {
    return new OperatorClient(url, token);
  }

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
  async until(what: string, holds: (view: ConsoleView) => boolean, timeoutMs: number): Promise<ConsoleView> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      if (this.view && holds(this.view)) return this.view;
      const left = deadline - performance.now();
      if (left <= 0) {
        const { current, signIn } = this.view ?? {};
        throw new Error(
          `waited ${timeoutMs} ms for ${what}; round ${current?.state ?? 'none'}, present ${signIn?.present ?? 0}`,
        );
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

  close(): void {
    this.#closed = true;
    this.#socket.disconnect();
  }
}
