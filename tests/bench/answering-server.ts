import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FrameBatch } from '@piaojue/contract/gateway-link';
import { fromBase64url, toBase64url } from '@piaojue/firmware-protocol/base64url';
import { HALL_STATES, Receipt, REHEARSAL_FLAG, State } from '@piaojue/firmware-protocol/messages';
import { STATUSES } from '@piaojue/firmware-protocol/status';
import { GatewayDoor } from '@piaojue/server/realtime/gateway-door';
import { Server } from 'socket.io';

/** The server's end of the gateway link and nothing behind it: each ballot has a receipt at once, over made-up keys. */
export interface AnsweringServer {
  readonly url: string;
  /** Ballots that came so far. */
  readonly ballots: () => number;
  stop(): Promise<void>;
}

const KEYPAD_AT = 1;
const COUNTER_AT = 5;

/** `token`: that of the gateways. */
export async function answeringServer(token: string): Promise<AnsweringServer> {
  let ballots = 0;
  const http = createServer();
  const io = new Server(http, { serveClient: false, transports: ['websocket'] });
  const state = State.encode({
    ...{ provisioning: 0xee00_0001, sid: new Uint8Array(8).fill(1), round: 1, paper: 0x1234, lease: 0, epoch: 0 },
    state: HALL_STATES.open | REHEARSAL_FLAG,
  });
  new GatewayDoor(io.of('/gateway'), { token, run: 'bench' }).on('connection', (socket) => {
    const told = new Set<string>();
    socket.on('gateway:links', (reports, taken) => {
      taken();
      for (const { port } of reports.filter((report) => !told.has(report.port))) {
        told.add(port);
        socket.emit('hall:state', { port, payload: toBase64url(state) });
      }
    });
    socket.on('gateway:frames', (batch, taken) => {
      taken();
      const receipts = batch.frames.flatMap(receiptFor);
      ballots += receipts.length;
      if (receipts.length > 0) socket.emit('hall:receipts', { port: batch.port, receipts });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    ballots: () => ballots,
    async stop() {
      await io.close();
    },
  };
}

const mac = new Uint8Array(randomBytes(8));

function receiptFor({ type, payload }: FrameBatch['frames'][number]): string[] {
  const bytes = type === 'B' ? fromBase64url(payload) : undefined;
  if (!bytes) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [keypad, number] = [view.getUint16(KEYPAD_AT), view.getUint32(COUNTER_AT)];
  return [toBase64url(Receipt.encode({ keypad, number, status: STATUSES.counted.code, mac }))];
}
