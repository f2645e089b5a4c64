import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { encodePaper } from '@piaojue/firmware-protocol/paper';
import { bitmap, countBits, setBit } from '../bitmap.ts';
import { ballotShape, leastMarks } from '../rules/ballot-shape.ts';
import { plain } from '../record/plain.ts';
import { inBothLanguages, rulesInWords } from '../rules/rules-in-words.ts';
import type { Frozen, FrozenPresence, RoundRow, SeatRow } from '../store/store.ts';

const sha256 = (value: unknown): Buffer =>
  createHash('sha256')
    .update(canonicalize(value) ?? '')
    .digest();

/**
 * What `ready` freezes: rules, their words, candidates, N and the voter slots, under one hash over their canonical JSON (RFC 8785).
 * The paper that goes to the keypads carries the hash, so a ballot is bound to all of it. The slots, which stand in no bundle,
 * are under it by a hash of their own: so the hash can be computed from a bundle (server/verify/FORMAT.md "What was frozen").
 */
export function freeze(
  round: Pick<RoundRow, 'id' | 'parent' | 'turn' | 'contest'> & Partial<Pick<RoundRow, 'method'>>,
  seats: readonly SeatRow[],
  all: number = seats.length,
): Frozen {
  const { contest } = round;
  const words = inBothLanguages((language) => rulesInWords(contest, language));
  const rollHash = sha256(plain(seats)).toString('hex');
  const frozen = {
    version: 3,
    round: round.id,
    parent: round.parent,
    turn: round.turn,
    method: round.method === 'hand' ? 'hand' : null,
    contest,
    words,
    all,
    rollHash,
  };
  const hash = sha256(plain(frozen));
  const shape = ballotShape(contest);
  const paper = encodePaper({
    form: shape.form,
    round: round.id,
    maxMarks: shape.maxMarks,
    minMarks: leastMarks(shape),
    firstPress: contest.rules.press === 'first',
    named: contest.kind === 'namedResolution',
    grades: shape.grades,
    frozen: new Uint8Array(hash.subarray(0, 16)),
    numbers: contest.candidates.map(({ no }) => no),
  });
  return { hash: hash.toString('hex'), paper, all, seats, words, rollHash };
}

/**
 * What `open` freezes: who is present and may vote (P, I), under a second hash. Every present deputy gets a ballot, but for
 * the slots whose keypad was barred: nobody could vote with it.
 */
export function freezePresence(
  frozen: Frozen,
  present: ReadonlySet<number>,
  barred: ReadonlySet<number> = new Set(),
): FrozenPresence {
  const authorised = bitmap(frozen.seats.length);
  const here = frozen.seats.filter(({ slot }) => present.has(slot));
  for (const { slot } of here) if (!barred.has(slot)) setBit(authorised, slot);
  const hash = sha256({ frozen: frozen.hash, authorised: Buffer.from(authorised).toString('hex') }).toString('hex');
  return { present: here.length, issued: countBits(authorised), authorised, hash };
}
