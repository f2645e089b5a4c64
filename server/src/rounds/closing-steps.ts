import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import type { AbsentView } from '@piaojue/contract/console-view';
import type { NamedRecount, Recount } from '../box/messages.ts';
import { crashPoint } from '../crash-point.ts';
import { recordSeal, writeBundle } from '../record/bundle.ts';
import { writeChainBundle } from '../record/chain-bundle.ts';
import { checkContest } from '../rules/contest-check.ts';
import { decide } from '../rules/decide.ts';
import { isCounted } from '../rules/decision.ts';
import type { RoundRow, Store } from '../store/store.ts';
import { absentOf, type Heard, together } from './absent.ts';
import type { BoxKeeper } from './box-keeper.ts';
import { recordOutstanding, removeBlanks } from './key-media.ts';
import { chainAt, rootOf } from './chain.ts';
import { awaitsPaper, summed, typedBy } from './paper-count.ts';
import { StepFailed } from './perseverance.ts';
import { byKeypad, destroyedOf, expectFrozen, expectPresence, type RoundRows } from './round-rows.ts';

export interface ClosingParts {
  readonly store: Store;
  readonly dataFolder: string;
  readonly signingKey: KeyObject;
  /** ms since the epoch */
  readonly now: () => number;
  /** Receivers say `drained`, or the longest time is over. */
  readonly drain: (round: number) => Promise<void>;
  /** Whose keypad was heard since the opening, as far as it is known now. */
  readonly heard: (round: RoundRow) => Heard;
  readonly changed: () => void;
  readonly trouble: (text: string) => void;
}

/** With the waits between them (`perseverance.ts`) about half a minute. */
const MAX_END_FAILURES = 5;

/** Steps 2 to 11 of the close: each can be taken up again after a crash. */
export class ClosingSteps {
  readonly #parts: ClosingParts;
  readonly #rows: RoundRows;
  readonly #box: BoxKeeper;
  /** Who was heard in the round in progress, as of the last tick of a second. */
  heard: Heard | undefined;
  #endFailures = 0;

  constructor(parts: ClosingParts, rows: RoundRows, box: BoxKeeper) {
    this.#parts = parts;
    this.#rows = rows;
    this.#box = box;
  }

  /** Who was heard so far is durable, so that a restart tells the same. */
  keepHeard(round: RoundRow): Heard {
    const { store, heard } = this.#parts;
    const kept = store.heard(round.id);
    const { bits, known } = heard(round);
    const all = together(bits, kept);
    if (!kept || Buffer.compare(all, kept) !== 0) store.setHeard(round.id, all);
    this.heard = { bits: all, known };
    return this.heard;
  }

  /** Steps 2 and 3, and on. */
  async drainAndCount(id: number): Promise<void> {
    this.#parts.changed();
    await this.#parts.drain(id);
    crashPoint('close:2');
    if (!(await this.#cutoff(id))) return;
    crashPoint('close:3');
    this.#rows.set(id, 'counting', {}, undefined, () => {
      // Silence that nobody could have heard is not counted as silence.
      if (!this.keepHeard(this.#rows.get(id)).known) this.#parts.store.setHeard(id, null);
    });
    await this.countOrWait(id);
  }

  /** From `counting`: a round with paper ballots waits until two people typed their sums alike (RULES §4). */
  async countOrWait(id: number): Promise<void> {
    if (!awaitsPaper(this.#rows.get(id))) await this.count(id, false);
    else this.#parts.changed();
  }

  /**
   * Step 3. A box that died meanwhile is started again first: until it has read its file it knows nothing. false: aborted
   * or disputed by now, or its end stood in the file already and is counted.
   */
  async #cutoff(id: number): Promise<boolean> {
    for (;;) {
      while (this.#box.restarting) await this.#box.restarting;
      if (this.#rows.get(id).state !== 'closing') return false;
      const sealed = await this.#box.request('cutoff', {});
      if (sealed.ok) {
        this.#endFailures = 0;
        return true;
      }
      if (this.#box.restarting) continue;
      // A disk that is full or fails may do so for a while only; one that does not recover is two people's business.
      if (sealed.error.code === 'disk' && ++this.#endFailures <= MAX_END_FAILURES)
        throw new StepFailed(`the end of the box of round ${id} can't be written: ${sealed.error.detail}`);
      this.#box.dispute(id, sealed.error.detail);
      return false;
    }
  }

  /** Steps 4 and 5, and on. `accept`: two people take what the box holds although it differs (4x). */
  async count(id: number, accept: boolean): Promise<void> {
    if (this.#rows.get(id).method === 'hand') {
      this.#tally(id, null, accept);
      this.#rows.set(id, 'recorded');
      return await this.finishRecorded(id);
    }
    const counted = await this.#box.request('recount', { published: this.#box.returned(id), accept });
    if (!counted.ok) {
      // It died over it, which says nothing of what is in the box: the next process counts again.
      if (counted.error.code === 'exited') throw new StepFailed(`round ${id}: ${counted.error.detail}`);
      this.#box.dispute(id, counted.error.detail);
      return;
    }
    crashPoint('close:4');
    // Aborted while the box was counted: no totals of it exist anywhere. Or counted already, by an order that came before.
    const { state } = this.#rows.get(id);
    if (state !== 'counting' && state !== 'disputed') return;
    this.#box.took = counted.value.participation;
    this.#tally(id, counted.value, accept);
    crashPoint('close:5');
    const { participation, counters } = counted.value;
    this.#rows.set(id, 'recorded', { participation, counters });
    await this.finishRecorded(id);
  }

  /** Step 5. `box`: what the box holds; null by hand. */
  #tally(id: number, box: Recount | NamedRecount | null, accepted: boolean): void {
    const { store } = this.#parts;
    const round = this.#rows.get(id);
    const contest = checkContest(round.contest);
    if (!contest.ok) throw new Error(`round ${id}: the frozen contest no longer passes its check`);
    const { all } = expectFrozen(round);
    const { present, issued } = expectPresence(round);
    const { totals, columns, overfull } = summed(round, box?.totals ?? null);
    const decision = decide(contest.value, { all, present, issued }, totals, overfull);
    const absent = box && this.#absent(round, box.participation);
    // Of no other kind, whatever is said of it.
    const named = box && 'answers' in box && round.contest.kind === 'namedResolution' ? box.answers : null;
    this.#rows.set(
      id,
      'tallied',
      { totals, columns, decision, patterns: box?.patterns ?? null, absent, named, hand: typedBy(round.hand) },
      {
        event: 'round tallied',
        round: id,
        returned: totals.returned,
        valid: isCounted(decision) ? totals.valid : null,
        invalid: isCounted(decision) ? totals.invalid : null,
        ...(columns && { onPaper: columns.paper.returned }),
        notHeard: absent?.notHeard ?? null,
        heardNotSubmitted: absent?.heardNotSubmitted ?? null,
        outcome: decision.outcome,
        rebuiltAt: round.rebuiltAt,
        accepted,
      },
      () => store.setHeard(id, null),
    );
    this.#parts.changed();
  }

  /** Of those who voted by keypad. */
  #absent(round: RoundRow, participation: Uint8Array): AbsentView | null {
    const heard = this.#parts.store.heard(round.id);
    return heard ? absentOf(byKeypad(round), participation, heard) : null;
  }

  /** From `tallied` or `recorded`, after a crash. */
  async afterTallied(id: number): Promise<void> {
    const { state, method } = this.#rows.get(id);
    if (state === 'tallied' && method === 'hand') this.#rows.set(id, 'recorded');
    else if (state === 'tallied') {
      const again = await this.#box.request('recount', { published: 0, accept: true });
      if (again.ok) {
        this.#rows.set(id, 'recorded', { participation: again.value.participation, counters: again.value.counters });
      } else if (again.error.code === 'exited' && this.#box.keyLost !== id) {
        throw new StepFailed(`round ${id}: ${again.error.detail}`);
      } else {
        // The totals stand already; only who took part can't be had again, for instance when a power cut took the key.
        const detail = `round ${id} was tallied, but who took part can't be read again: ${again.error.detail}`;
        this.#parts.trouble(detail);
        this.#rows.set(id, 'recorded', {}, { event: 'participation lost', round: id, detail });
      }
    }
    await this.finishRecorded(id);
  }

  /** Steps 6 to 8, and on. */
  async finishRecorded(id: number): Promise<void> {
    crashPoint('close:6');
    const { store } = this.#parts;
    const seal = recordSeal(store.record(), id);
    const round = this.#rows.get(id);
    const bundle = writeBundle(this.bundleFolder(id), this.#rows.sitting, round, this.#parts.signingKey, seal);
    if (!bundle.ok) throw new StepFailed(bundle.error);
    store.checkpoint();
    crashPoint('close:7');
    this.#rows.set(id, 'destroying', { bundleHash: bundle.value });
    crashPoint('close:8');
    await this.finishClose(id);
  }

  /** Steps 9 to 11. */
  async finishClose(id: number): Promise<void> {
    const round = this.#rows.get(id);
    const outstanding = await this.#box.destroy(round);
    this.#rows.set(
      id,
      'closed',
      { closedAt: this.#parts.now(), ...(outstanding.length && { outstanding }) },
      {
        event: 'round closed',
        round: id,
        bundle: round.bundleHash,
        destroyed: destroyedOf(round),
        outstanding: outstanding.join(', '),
      },
      () => recordOutstanding(this.#parts, id, outstanding),
    );
    removeBlanks(round.files?.medium ?? []);
    this.#parts.changed();
    crashPoint('close:11');
  }

  /**
   * A chain that came to rest, by an announcement or a ruling, gets its bundle, once. Asked again at every start: a server
   * that was killed before did not write it.
   */
  restChain(id: number): void {
    const { store, signingKey } = this.#parts;
    const chain = chainAt(this.#rows.get(id), store.rounds());
    const [root] = chain.rounds;
    if (chain.fault) this.#parts.trouble(`the chain of round ${id}: ${chain.fault}`);
    if (!root || !chain.atRest || root.chainHash !== null) return;
    crashPoint('chain:1');
    const bundle = writeChainBundle(this.chainFolder(id), this.#rows.sitting, chain, signingKey);
    if (!bundle.ok) throw new Error(bundle.error);
    crashPoint('chain:2');
    this.#rows.set(
      root.id,
      root.state,
      { chainHash: bundle.value },
      {
        event: 'chain at rest',
        round: root.id,
        last: chain.last.id,
        adopted: chain.adopted.length,
        bundle: bundle.value,
      },
    );
  }

  /** Of the chain that a round belongs to. */
  chainFolder(id: number): string {
    const root = rootOf(this.#rows.get(id), this.#parts.store.rounds());
    return join(this.#parts.dataFolder, 'bundles', `chain-${root.id}`);
  }

  bundleFolder(id: number): string {
    return join(this.#parts.dataFolder, 'bundles', `round-${id}`);
  }
}
