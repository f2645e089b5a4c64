import { createServer, type Server, type Socket } from 'node:net';
import type { SimPort } from './sim-port.ts';

const MOST_WAITING = 65_536;

/** A receiver on a TCP port, as behind ser2net: one host at a time, a later one takes over. `port` 0: any free one. */
export async function tcpPort(host: string, port: number): Promise<SimPort> {
  let server: Server | undefined;
  let socket: Socket | undefined;
  let receive: ((bytes: Buffer) => void) | undefined;
  const listen = (at: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const created = createServer({ noDelay: true }, (next) => {
        socket?.destroy();
        socket = next;
        next.on('error', () => undefined);
        next.on('data', (bytes) => receive?.(bytes));
      });
      created.once('error', reject);
      created.listen(at, host, () => {
        server = created;
        const address = created.address();
        resolve(typeof address === 'object' && address ? address.port : at);
      });
    });
  const bound = await listen(port);
  return {
    name: `tcp://${host}:${bound}`,
    async plug(onData) {
      receive = onData;
      if (!server) await listen(bound);
    },
    unplug() {
      const closing = server;
      server = undefined;
      socket?.destroy();
      socket = undefined;
      return new Promise((resolve) => {
        if (closing) closing.close(() => resolve());
        else resolve();
      });
    },
    write(bytes) {
      if (!socket || socket.destroyed || socket.writableLength > MOST_WAITING) return false;
      socket.write(bytes);
      return true;
    },
  };
}
