import { randomBytes } from 'node:crypto';
import type { Actor } from '@piaojue/contract/officers-view';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { MAX_EPOCH } from '@piaojue/firmware-protocol/keypad-memory';
import { crashPoint } from '../crash-point.ts';
import type { SittingEnd, SittingRow, Store } from '../store/store.ts';

/**
 * The end of a sitting, in three steps that a restart completes (PROTOCOL KEY9):
 *
 *     E1 the intent is durable, with the epoch to come   E2 the key file is of that epoch   E3 ended
 */
export interface EndParts {
  readonly store: Store;
  /** ms since the epoch */
  readonly now: () => number;
  /** Whether a real sitting ends its key epoch. */
  readonly epochs: boolean;
  /** Step E2; may be asked again. */
  readonly advanceKeys: (provisioning: number, epoch: number) => Promise<Result<null, string>>;
}

/** Begins the end, or takes up one that was begun. The error says why it could not be completed; it may be asked again. */
export async function endSitting(parts: EndParts, by: Actor = 'server'): Promise<Result<SittingEnd, string>> {
  const { store, now } = parts;
  const begun = beginEnd(parts, by);
  if (!begun.ok || begun.value.at !== null) return begun;
  crashPoint('end:1');
  const { provisioning, epoch: former } = expectSitting(store);
  const { epoch } = begun.value;
  const advanced = epoch === former ? ok(null) : await parts.advanceKeys(provisioning, epoch);
  if (!advanced.ok) return advanced;
  crashPoint('end:2');
  const end = { ...begun.value, at: now() };
  store.transaction(() => {
    store.putSitting({ ...expectSitting(store), end });
    store.appendRecord(end.at, { event: 'sitting ended', epoch: former, nextEpoch: epoch, by });
  });
  crashPoint('end:3');
  return ok(end);
}

function beginEnd({ store, now, epochs }: EndParts, by: Actor): Result<SittingEnd, string> {
  const sitting = expectSitting(store);
  if (sitting.end) return ok(sitting.end);
  // A rehearsal leaves the real keys where they are.
  const epoch = sitting.epoch + (epochs && sitting.mode === 'real' ? 1 : 0);
  if (epoch > MAX_EPOCH) return fail(`the keys came to their last epoch, ${MAX_EPOCH}: provision the keypads anew`);
  const end: SittingEnd = { epoch, sid: randomBytes(8).toString('hex'), at: null };
  store.transaction(() => {
    store.putSitting({ ...sitting, signInOpen: false, end });
    store.appendRecord(now(), { event: 'sitting ending', epoch: sitting.epoch, nextEpoch: epoch, by });
  });
  return ok(end);
}

function expectSitting(store: Store): SittingRow {
  const sitting = store.sitting();
  if (!sitting) throw new Error('there is no sitting');
  return sitting;
}
