import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { NO_FAULTS } from '@piaojue/device-gateway/simulator/faults/fault-spec';
import { noFaultCounts } from '@piaojue/device-gateway/simulator/faults/line-faults';
import { ptyPort } from '@piaojue/device-gateway/simulator/port/pty-port';
import { seededRandom } from '@piaojue/device-gateway/simulator/random';
import { ReceiverLine } from '@piaojue/device-gateway/simulator/receiver/receiver-line';
import { ReceiverModel } from '@piaojue/device-gateway/simulator/receiver/receiver-model';
import type { SealedBallot } from '@piaojue/firmware-protocol/messages';

const KEYPADS = 3000;
const QUEUE = 256;
const STEP_MS = 5;

/** Receivers on ptys whose lines never pause: there is always another ballot that waits for the wire. */
export interface FullLines {
  /** What a gateway opens. */
  readonly ports: readonly string[];
  stop(): Promise<void>;
}

export async function fullLines(count: number, baud: number, folder: string): Promise<FullLines> {
  const start = performance.now();
  const now = (): number => performance.now() - start;
  const ballots = Array.from(
    { length: KEYPADS },
    (_, i): SealedBallot => ({
      ...{ keypad: i + 1, round: 1, counter: 1, paper: 0x1234 },
      ciphertext: new Uint8Array(randomBytes(16)),
      tag: new Uint8Array(randomBytes(8)),
    }),
  );
  const receivers = Array.from({ length: count }, (_, i) => {
    const id = new Uint8Array(8).fill(i + 1);
    const model = new ReceiverModel({ id, channel: i + 1, queue: QUEUE, boot: i + 1, versions: [1, 1], now: 0 });
    const port = ptyPort(join(folder, `line-${i + 1}`));
    const random = seededRandom(i);
    const line = new ReceiverLine({
      ...{ port, baud, random, now: 0, faults: NO_FAULTS, counts: noFaultCounts(), model: () => model },
    });
    return { model, line, next: 0 };
  });
  for (const { line } of receivers) await line.plug();
  const stepping = setInterval(() => {
    const at = now();
    for (const receiver of receivers) {
      for (;;) {
        const ballot = ballots[receiver.next % KEYPADS];
        if (!ballot || !receiver.model.hearBallot(ballot, 60, at)) break;
        receiver.next++;
      }
      receiver.model.endFrame(at);
      receiver.model.tick(at);
      receiver.line.advance(at);
    }
  }, STEP_MS);
  return {
    ports: receivers.map(({ line }) => line.name),
    async stop() {
      clearInterval(stepping);
      for (const { line } of receivers) await line.unplug();
    },
  };
}
