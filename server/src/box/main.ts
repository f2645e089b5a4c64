/**
 * The box process: a child of the server, one per round, started at opening, gone at the end of the close. It alone
 * opens ballots. It says nothing but the messages of `messages.ts`, and writes no log.
 */
import { existsSync, unlinkSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { RECEIPT_BYTES } from '@piaojue/firmware-protocol/messages';
import { crashPoint } from '../crash-point.ts';
import { syncFolder } from '../durable.ts';
import { BallotBox, type BoxEvents } from './ballot-box.ts';
import { endFormerHolder, leaveBox, takeBox } from './holder.ts';
import type { Answers, BoxFailure, FromBox, RequestName, Requests, ToBox } from './messages.ts';
import { destroyKeyFile } from './round-key.ts';

const TURNOUT_TICK_MS = 1000;
delete process.env['DEBUG'];
process.umask(0o077);
// It is ended by force and never gets to its own end, where Node would write this: code, and nothing but code.
flushCompileCache();

let box: BallotBox | undefined;
let turnoutChanged = false;
const waiting = new Map<number, Uint8Array[]>();

const say = (message: FromBox): void => {
  process.send?.(message);
};

/** Receipts of one group leave as one message a port. */
function flushReceipts(): void {
  for (const [port, receipts] of waiting) {
    const all = new Uint8Array(receipts.length * RECEIPT_BYTES);
    receipts.forEach((receipt, i) => all.set(receipt, i * RECEIPT_BYTES));
    say({ type: 'receipts', port, receipts: all });
  }
  waiting.clear();
}

const events: BoxEvents = {
  receipt(port, bytes) {
    const list = waiting.get(port);
    if (list) list.push(bytes);
    else waiting.set(port, [bytes]);
  },
  afterGroup() {
    turnoutChanged = true;
    flushReceipts();
  },
};

function sayTurnout(): void {
  if (!box || !turnoutChanged) return;
  turnoutChanged = false;
  say({ type: 'turnout', took: box.participation(), refused: { ...box.intake.refused } });
  const figures = box.live();
  if (figures) say({ type: 'live', figures });
}
// At fixed ticks and as a set: who took part, never in which order.
setInterval(sayTurnout, TURNOUT_TICK_MS);

type Handlers = { [N in RequestName]: (body: Requests[N]) => Promise<Result<Answers[N], BoxFailure>> };

/** No other process touches the file of this box any more. */
async function hold(path: string): Promise<Result<null, BoxFailure>> {
  const taken = await takeBox(path);
  return taken.ok ? taken : fail({ code: 'held', detail: taken.error });
}

const noBox: BoxFailure = { code: 'missing', detail: 'no box is open in this process' };

const handlers: Handlers = {
  async create({ config }) {
    const held = await hold(config.box);
    if (!held.ok) return held;
    const made = await BallotBox.create(config, events);
    if (!made.ok) return made;
    const { ballots } = made.value;
    ({ box } = made.value);
    return ok({ ballots });
  },
  async open(presence) {
    if (!box) return fail(noBox);
    box.authorise(presence);
    return ok(null);
  },
  async resume({ config, presence }) {
    const held = await hold(config.box);
    if (!held.ok) return held;
    const resumed = BallotBox.resume(config, presence, events);
    if (!resumed.ok) return resumed;
    box = resumed.value;
    turnoutChanged = true;
    sayTurnout();
    return ok({ returned: box.returned(), ended: box.ended });
  },
  async withdraw({ slots }) {
    return box ? ok({ voted: box.intake.withdraw(slots) }) : fail(noBox);
  },
  async replace({ seat }) {
    return box ? await box.replace(seat) : fail(noBox);
  },
  async cutoff() {
    if (!box) return fail(noBox);
    const done = await box.cutoff();
    sayTurnout();
    return done;
  },
  async recount({ published, accept }) {
    return box ? box.recount(published, accept) : fail(noBox);
  },
  async destroy({ box: path, keys }) {
    // An aborted round names its R: how many took part, and of a box that is destroyed unopened nothing else.
    await box?.intake.stop();
    sayTurnout();
    await box?.giveUp();
    box = undefined;
    const ended = await endFormerHolder(path);
    if (!ended.ok) return fail({ code: 'held', detail: ended.error });
    const outstanding: string[] = [];
    for (const key of keys) {
      // A folder that is not there is a medium that was pulled out: its copy is still to be destroyed.
      if (existsSync(dirname(key))) destroyKeyFile(key);
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

async function answer<N extends RequestName>(to: N, body: Requests[N]): Promise<void> {
  let result: Result<Answers[N], BoxFailure>;
  try {
    result = await handlers[to](body);
  } catch (error) {
    result = fail({ code: 'disk', detail: (error as Error).message });
  }
  say({ type: 'answer', to, result } as FromBox);
}

/** What came in while the last group was being written: it makes the next one, whole. */
let batches: { port: number; frames: Uint8Array }[] = [];

function takeBatches(): void {
  if (!batches.length) return;
  const all = batches;
  batches = [];
  box?.intake.takeAll(all);
  // What was refused is told too, also when nothing was committed.
  turnoutChanged = true;
  flushReceipts();
}

process.on('message', (message: ToBox) => {
  if (message.type === 'ballots') {
    if (!batches.length) setImmediate(takeBatches);
    batches.push(message);
  } else {
    // In the order of the messages: what came before the cut-off counts.
    takeBatches();
    void answer(message.type, message.body as never);
  }
});
// Without its parent nobody could close the round: leave all as it stands, a restart takes it up.
process.on('disconnect', () => process.exit(0));
