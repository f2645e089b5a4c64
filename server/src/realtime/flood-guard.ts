import type { Server } from 'socket.io';
import { addressKey } from '../access/address-key.ts';
import { type Rate, TokenBuckets } from '../access/token-buckets.ts';

/**
 * What one connection may send. People press buttons, screens send nothing but the pulse of the link; a page that sends
 * more than this is broken or hostile, and is cut off before its messages are read, so that the ballots go first.
 * Gateways that were let in are exempt: a hall's ballots all come through them.
 */
export interface FloodLimits {
  readonly messages: Rate;
  readonly bytes: Rate;
  /** New connections of one address: after a power cut sixty screens come back through one. */
  readonly connections: Rate;
}
export const FLOOD_LIMITS: FloodLimits = {
  messages: { burst: 300, perSecond: 50 },
  bytes: { burst: 4_000_000, perSecond: 500_000 },
  connections: { burst: 600, perSecond: 20 },
};

/** The part of an engine.io connection that is looked at. */
interface RawConnection {
  readonly id: string;
  on(event: 'packet', listener: (packet: { readonly data?: unknown }) => void): void;
  once(event: 'close', listener: () => void): void;
  readonly transport: { readonly socket?: { terminate?(): void } };
}

const sizeOf = (data: unknown): number => (typeof data === 'string' || data instanceof Uint8Array ? data.length : 0);

export class FloodGuard {
  readonly #connections: TokenBuckets;
  readonly #exempt = new Set<string>();
  /** Connections that were cut off. */
  cut = 0;

  /** `now`: ms of a monotonic clock. */
  constructor(io: Server, limits: FloodLimits = FLOOD_LIMITS, now: () => number = () => performance.now()) {
    this.#connections = new TokenBuckets(limits.connections, now);
    io.engine.on('connection', (connection: RawConnection) => {
      const messages = new TokenBuckets(limits.messages, now);
      const bytes = new TokenBuckets(limits.bytes, now);
      let isCut = false;
      // Before socket.io parses it.
      connection.on('packet', ({ data }) => {
        if (isCut || this.#exempt.has(connection.id)) return;
        if (messages.take('') && bytes.take('', sizeOf(data))) return;
        isCut = true;
        this.cut++;
        // Not closed in order: that would go on reading until the other end agrees.
        connection.transport.socket?.terminate?.();
      });
      connection.once('close', () => this.#exempt.delete(connection.id));
    });
  }

  /** Whether this address may open one more connection now. */
  admits(address: string): boolean {
    return this.#connections.take(addressKey(address));
  }

  exempt(connectionId: string): void {
    this.#exempt.add(connectionId);
  }
}
