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
          const code = why === 'ECONNREFUSED' || why === 'ENOTFOUND' ? 'not-there' : 'failed';
          resolve(fail({ code, message: `${port}: no connection (${why})` }));
        };
        const onError = (error: NodeJS.ErrnoException): void => failed(error.code ?? error.message);
        socket.setTimeout(CONNECT_MS, () => failed(`no answer within ${CONNECT_MS / 1000} s`));
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
    probe: () => Promise.resolve(!socket.destroyed),
    onGone: (listener) => void gone.push(listener),
    close: () =>
      new Promise((resolve) => {
        told = true;
        if (socket.destroyed) return resolve();
        socket.once('close', () => resolve());
        socket.destroy();
      }),
  };
}
