import { connect, type Socket } from 'node:net';
import { fail, ok, type Result } from '@piaojue/firmware-protocol/result';
import type { Connection, OpenFault, Transport } from './transport.ts';

/** ms to wait for a connection. */
const CONNECT_MS = 3000;

/** `port`: as given to `--port`. The same bytes as on a serial line, for ser2net receivers and systems without a pty. */
export function tcpTransport(port: string, host: string, tcpPort: number): Transport {
  return {
    port,
    open: () =>
      new Promise<Result<Connection, OpenFault>>((resolve) => {
        const socket = connect({ host, port: tcpPort, noDelay: true, keepAlive: true });
        const failed = (why: string): void => {
          socket.destroy();
          resolve(fail(tcpFault(port, why)));
        };
        const onError = (error: NodeJS.ErrnoException): void => failed(error.code ?? error.message);
        socket.setTimeout(CONNECT_MS, () => failed('ETIMEDOUT'));
        socket.once('error', onError);
        socket.once('connect', () => {
          socket.setTimeout(0);
          socket.removeAllListeners('timeout');
          socket.off('error', onError);
          resolve(ok(connection(socket)));
        });
      }),
  };
}

/** In words that help. `why`: a code of the system. */
function tcpFault(port: string, why: string): OpenFault {
  switch (why) {
    case 'ECONNREFUSED':
      return { code: 'not-there', message: `${port}: nobody listens there (is ser2net running?)` };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { code: 'not-there', message: `${port}: no host of this name` };
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return { code: 'no-answer', message: `${port}: the host does not answer (${why})` };
    default:
      return { code: 'failed', message: `${port}: no connection (${why})` };
  }
}

function connection(socket: Socket): Connection {
  const gone: ((why: string) => void)[] = [];
  let told = false;
  const tell = (why: string): void => {
    if (told) return;
    told = true;
    for (const listener of gone) listener(why);
  };
  socket.on('error', (error) => tell(error.message));
  socket.on('close', () => tell('closed'));
  return {
    bytes: socket,
    write(bytes, done) {
      if (socket.destroyed) return;
      socket.write(bytes, () => done());
    },
    // A connection whose other side vanished without a word looks like one on which nothing is said: silence is all
    // that tells, so it counts as gone.
    probe: () => Promise.resolve(false),
    onGone: (listener) => void gone.push(listener),
    close: () =>
      new Promise((resolve) => {
        told = true;
        if (socket.destroyed) return resolve();
        socket.once('close', () => resolve());
        // Not an end in order: what still waits for a network that is away must never reach the receiver later.
        socket.resetAndDestroy();
      }),
  };
}
