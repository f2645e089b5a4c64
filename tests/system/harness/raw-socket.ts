import type { CommandAnswer } from '@piaojue/contract/commands';
import { io, type Socket } from 'socket.io-client';

/** A client of a namespace that sends whatever a test wants, in whatever shape. */
export class RawSocket {
  readonly socket: Socket;

  constructor(
    url: string,
    namespace: '/console' | '/screen' | '/officers' | '/gateway',
    auth: Readonly<Record<string, unknown>>,
  ) {
    this.socket = io(`${url}${namespace}`, {
      auth: { ...auth },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
  }

  /** Resolves with undefined once connected, or with the words of the refusal. */
  connected(): Promise<string | undefined> {
    return new Promise((resolve) => {
      this.socket.once('connect', () => resolve(undefined));
      this.socket.once('connect_error', (error) => resolve(error.message));
    });
  }

  async ask(event: string, ...payload: unknown[]): Promise<CommandAnswer> {
    return (await this.socket.timeout(30_000).emitWithAck(event, ...payload)) as CommandAnswer;
  }

  close(): void {
    this.socket.disconnect();
  }
}

export async function post(url: string, path: string, body: unknown, token?: string) {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
