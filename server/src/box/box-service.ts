import { existsSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { RECEIPT_BYTES } from '@piaojue/firmware-protocol/messages';
import { crashPoint } from '../crash-point.ts';
import { syncFolder } from '../durable.ts';
import { BallotBox, type BoxEvents } from './ballot-box.ts';
import { endFormerHolder, leaveBox, takeBox } from './holder.ts';
import type { Answers, BoxFailure, FromBox, RequestName, Requests, ToBox } from './messages.ts';
import { blankKeyFile, destroyKeyFile } from './round-key.ts';

/** No other process touches the file of this box any more. */
async function hold(path: string): Promise<Result<null, BoxFailure>> {
  const taken = await takeBox(path);
  return taken.ok ? taken : fail({ code: 'held', detail: taken.error });
}

const noBox: BoxFailure = { code: 'missing', detail: 'no box is open in this process' };

type Handlers = { [N in RequestName]: (body: Requests[N]) => Promise<Result<Answers[N], BoxFailure>> };

/**
 * What a box process does with the messages of its parent, and says to it: nothing but the messages of `messages.ts`.
 * The process around it (`main.ts`) brings the pipe and the clock.
 */
export class BoxService {
  readonly #say: (message: FromBox) => void;
  #box: BallotBox | undefined;
  #turnoutChanged = false;
  readonly #waiting = new Map<number, Uint8Array[]>();
  /** What came in while the last group was being written: it makes the next one, whole. */
  #batches: { readonly port: number; readonly frames: Uint8Array }[] = [];
  readonly #events: BoxEvents = {
    receipt: (port, bytes) => {
      const list = this.#waiting.get(port);
      if (list) list.push(bytes);
      else this.#waiting.set(port, [bytes]);
    },
    afterGroup: () => {
      this.#turnoutChanged = true;
      this.#flushReceipts();
    },
  };

  constructor(say: (message: FromBox) => void) {
    this.#say = say;
  }

  take(message: ToBox): void {
    if (message.type === 'ballots') {
      if (!this.#batches.length) setImmediate(() => this.#takeBatches());
      this.#batches.push(message);
    } else {
      // In the order of the messages: what came before the cut-off counts.
      this.#takeBatches();
      void this.#answer(message.type, message.body);
    }
  }

  /** At fixed ticks and as a set: who took part, never in which order. */
  tick(): void {
    if (!this.#box || !this.#turnoutChanged) return;
    this.#turnoutChanged = false;
    this.#say({ type: 'turnout', took: this.#box.participation(), refused: { ...this.#box.intake.refused } });
    const figures = this.#box.live();
    if (figures) this.#say({ type: 'live', figures });
  }

  /** Receipts of one group leave as one message a port. */
  #flushReceipts(): void {
    for (const [port, receipts] of this.#waiting) {
      const all = new Uint8Array(receipts.length * RECEIPT_BYTES);
      receipts.forEach((receipt, i) => all.set(receipt, i * RECEIPT_BYTES));
      this.#say({ type: 'receipts', port, receipts: all });
    }
    this.#waiting.clear();
  }

  #takeBatches(): void {
    if (!this.#batches.length) return;
    const all = this.#batches;
    this.#batches = [];
    this.#box?.intake.takeAll(all);
    // What was refused is told too, also when nothing was committed.
    this.#turnoutChanged = true;
    this.#flushReceipts();
  }

  async #answer<N extends RequestName>(to: N, body: Requests[N]): Promise<void> {
    let result: Result<Answers[N], BoxFailure>;
    try {
      result = await this.#handlers[to](body);
    } catch (error) {
      result = fail({ code: 'disk', detail: (error as Error).message });
    }
    this.#say({ type: 'answer', to, result } as FromBox);
  }

  readonly #handlers: Handlers = {
    create: async ({ config }) => {
      const held = await hold(config.box);
      if (!held.ok) return held;
      const made = await BallotBox.create(config, this.#events);
      if (!made.ok) return made;
      this.#box = made.value.box;
      return ok({ ballots: made.value.ballots });
    },
    open: async (presence) => {
      if (!this.#box) return fail(noBox);
      this.#box.authorise(presence);
      return ok(null);
    },
    resume: async ({ config, presence }) => {
      const held = await hold(config.box);
      if (!held.ok) return held;
      const resumed = BallotBox.resume(config, presence, this.#events);
      if (!resumed.ok) return resumed;
      this.#box = resumed.value;
      this.#turnoutChanged = true;
      this.tick();
      return ok({ returned: resumed.value.returned(), ended: resumed.value.ended });
    },
    withdraw: async ({ slots }) => (this.#box ? ok({ voted: this.#box.intake.withdraw(slots) }) : fail(noBox)),
    replace: async ({ seat }) => (this.#box ? await this.#box.replace(seat) : fail(noBox)),
    cutoff: async () => {
      if (!this.#box) return fail(noBox);
      const done = await this.#box.cutoff();
      this.tick();
      return done;
    },
    recount: async ({ published, accept }) => (this.#box ? this.#box.recount(published, accept) : fail(noBox)),
    alive: async () => ok(null),
    destroy: async ({ box: path, keys, medium = [] }) => {
      // An aborted round names its R: how many took part, and of a box that is destroyed unopened nothing else.
      await this.#box?.intake.stop();
      this.tick();
      await this.#box?.giveUp();
      this.#box = undefined;
      const ended = await endFormerHolder(path);
      if (!ended.ok) return fail({ code: 'held', detail: ended.error });
      const outstanding: string[] = [];
      for (const key of keys) {
        if (medium.includes(key)) {
          if (!blankKeyFile(key)) outstanding.push(key);
        } else if (existsSync(dirname(key))) destroyKeyFile(key);
        // A folder that is not there is a medium that was pulled out: its copy is still to be destroyed.
        else outstanding.push(key);
      }
      crashPoint('close:9');
      leaveBox(path);
      if (existsSync(path)) {
        unlinkSync(path);
        syncFolder(dirname(path));
      }
      crashPoint('close:10');
      return ok({ outstanding });
    },
  };
}
