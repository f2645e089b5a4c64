import { type Bundle, fillsSeats, isCounted } from './bundle.ts';
import type { Value } from './canonical.ts';
import { type Fault, fault } from './checks.ts';
import { differences } from './decide.ts';
import { anything, closed, hash, listOf, oneOf, open, orNothing, text, whole } from './shape.ts';

/** `chain.json` as FORMAT.md describes it: a first vote with all that followed from it, once nothing follows any more. */
export interface Chain {
  readonly version: number;
  readonly mode: string;
  readonly sitting: { readonly congress: string; readonly meeting: string; readonly date: string };
  readonly chain: number;
  readonly rounds: readonly ChainRound[];
  readonly adopted: readonly { readonly no: number; readonly round: number; readonly by: string }[];
  readonly pending: Value;
  readonly signer: string;
}
export interface ChainRound {
  readonly round: number;
  readonly parent: number | '';
  readonly turn: number;
  readonly method: string;
  readonly state: string;
  readonly outcome: string;
  readonly frozenHash: string;
  /** SHA-256 of bundle.json; "" of a round that was aborted. */
  readonly bundle: string;
  readonly announcedAt: number | '';
  readonly ruling: { readonly ruling: Ruling } | '';
}
interface Ruling {
  readonly kind: string;
  readonly nos?: readonly number[];
  readonly until?: string;
}

const ruling = open({ ruling: open({ kind: oneOf('chosen', 'revote', 'left') }), decision: text, at: whole() });
const SHAPE = closed({
  version: whole(1),
  mode: oneOf('rehearsal', 'real'),
  sitting: open({ congress: text, meeting: text, date: text }),
  chain: whole(1),
  title: text,
  kind: text,
  rounds: listOf(
    closed({
      round: whole(1),
      parent: orNothing(whole(1)),
      turn: whole(1),
      method: oneOf('keypads', 'hand', 'mixed'),
      state: oneOf('closed', 'aborted'),
      outcome: text,
      frozenHash: orNothing(hash),
      bundle: orNothing(hash),
      announcedAt: orNothing(whole()),
      agreements: anything,
      reason: text,
      ruling: orNothing(ruling),
    }),
  ),
  adopted: listOf(closed({ no: whole(1), round: whole(1), by: oneOf('vote', 'presidium') })),
  pending: open({ kind: oneOf('nothing', 'left') }),
  signer: hash,
});

/** What keeps these fields from being a chain. None: it is a `Chain`. */
export function chainFaults(value: Value): readonly Fault[] {
  const faults = SHAPE(value, '');
  return faults.length || (value as unknown as Chain).version === 1 ? faults : [fault('version', 1, 'another')];
}

/** Whether the bundles, by their hashes, are those of the rounds as the chain tells them. */
export function roundFaults({ rounds }: Chain, bundles: ReadonlyMap<string, Bundle>): readonly Fault[] {
  return rounds.flatMap((row, index): readonly Fault[] => {
    const path = `rounds/${index}`;
    const parent = rounds.slice(0, index).find(({ round }) => round === row.parent);
    const strange = index > 0 && !parent ? [fault(`${path}/parent`, 'a round before it', row.parent)] : [];
    if (row.state === 'aborted')
      return row.bundle === '' ? strange : [...strange, fault(`${path}/bundle`, 'nothing: it was aborted', 'a hash')];
    const bundle = bundles.get(row.bundle);
    if (!bundle) return [...strange, fault(`${path}/bundle`, `a bundle of round ${row.round}`, row.bundle)];
    const { round, turn, method = 'keypads', decision, frozenHash } = bundle;
    const told = { round, parent: bundle.parent, turn, method, outcome: decision.outcome, frozenHash };
    const named = {
      round: row.round,
      parent: row.parent,
      turn: row.turn,
      method: row.method,
      outcome: row.outcome,
      frozenHash: row.frozenHash,
    };
    return [...strange, ...differences(told, named, path)];
  });
}

/** Numbers in the order in which they are read out: by votes, then by number. */
function chosenOf({ decision }: Bundle): readonly number[] {
  const rows = decision['rows'] as readonly { readonly no: number; readonly votes: number; readonly status: string }[];
  return rows
    .filter(({ status }) => status === 'chosen')
    .toSorted((a, b) => b.votes - a.votes || a.no - b.no)
    .map(({ no }) => no);
}

/** The adopted list, folded anew over the rounds that were announced and the rulings on them; and what it leaves open. */
export function adoptedFaults(chain: Chain, bundles: ReadonlyMap<string, Bundle>): readonly Fault[] {
  const adopted: { no: number; round: number; by: string }[] = [];
  const faults: Fault[] = [];
  let left: { round: number; until: string } | undefined;
  let before: { readonly bundle: Bundle; readonly ruling: Ruling | undefined } | undefined;
  const told = chain.rounds.filter(({ state }) => state === 'closed');
  for (const row of told) {
    const bundle = bundles.get(row.bundle);
    if (!bundle) return [fault('adopted', `the bundle of round ${row.round}`, 'none')];
    if (row.announcedAt === '') faults.push(fault(`round ${row.round}`, 'announced', 'not announced'));
    if (before && !follows(before.bundle, before.ruling, bundle))
      faults.push(fault(`round ${row.round}`, 'the vote that the round before calls for', 'another'));
    if (fillsSeats(bundle.contest.kind) && isCounted(bundle))
      adopted.push(...chosenOf(bundle).map((no) => ({ no, round: row.round, by: 'vote' })));
    if (bundle.decision.outcome === 'passed')
      adopted.push({ no: Number(bundle.decision['no']), round: row.round, by: 'vote' });
    const ruled = row.ruling ? row.ruling.ruling : undefined;
    if (ruled?.kind === 'chosen')
      adopted.push(...(ruled.nos ?? []).map((no) => ({ no, round: row.round, by: 'presidium' })));
    if (ruled?.kind === 'left') left = { round: row.round, until: ruled.until ?? '' };
    before = { bundle, ruling: ruled };
  }
  const first = told[0] && bundles.get(told[0].bundle);
  const seats = first && fillsSeats(first.contest.kind) ? first.contest.rules.seats : 0;
  const open = Math.max(0, seats - adopted.length);
  const pending = left && open ? { kind: 'left', ...left, seats: open } : { kind: 'nothing' };
  if (seats && adopted.length + (left ? open : 0) !== seats)
    faults.push(fault('adopted', `${seats} seats, taken or left open`, adopted.length));
  if (new Set(adopted.map(({ no }) => no)).size !== adopted.length) faults.push(fault('adopted', 'each once', 'twice'));
  return [
    ...faults,
    ...differences(adopted, chain.adopted, 'adopted'),
    ...differences(pending, chain.pending, 'pending'),
  ];
}

/** The tied ones for the seats that remain, the same vote again, or some of those who were not chosen (RULES §1). */
function follows(before: Bundle, ruled: Ruling | undefined, next: Bundle): boolean {
  const numbers = ({ contest }: Bundle): string =>
    [...contest.candidates.map(({ no }) => no)].sort((a, b) => a - b).join();
  const { outcome } = before.decision;
  if (outcome === 'void' || outcome === 'no-quorum') return numbers(before) === numbers(next);
  if (outcome === 'runoff') {
    const { tied, runoffSeats } = before.decision as unknown as { tied: readonly number[]; runoffSeats: number };
    const { seats, majority } = next.contest.rules;
    return [...tied].sort((a, b) => a - b).join() === numbers(next) && seats === runoffSeats && majority === '';
  }
  // A shortfall, also one that a single candidate put as a motion left: the presidium names who stands.
  const named = ruled?.kind === 'revote' ? [...(ruled.nos ?? [])].sort((a, b) => a - b).join() : undefined;
  return named !== undefined && named === numbers(next);
}
