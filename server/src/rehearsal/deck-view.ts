import type { DeckColumn, DeckFigure, DeckRow, DeckView } from '@piaojue/contract/rehearsal-view';
import type { Totals } from '@piaojue/contract/outcome';
import { hasBit } from '../bitmap.ts';
import { ballotShape } from '../rules/ballot-shape.ts';
import { checkContest } from '../rules/contest-check.ts';
import { isCountedState } from '../rounds/machine.ts';
import { seatsNow } from '../rounds/round-rows.ts';
import { roundTitle } from '../sitting/result-view.ts';
import type { RoundRow, SeatRow } from '../store/store.ts';
import { testDeck } from './deck.ts';

/** Who votes: those whom the opening counted, before it those who are there, and before the sign-in the whole roll. */
export interface DeckRoll {
  readonly all: number;
  readonly seats: readonly SeatRow[];
  readonly present: ReadonlySet<number>;
}

/**
 * The deck of a round of a rehearsal beside what was counted. Nothing is stored: it follows from the contest and from who
 * votes, so it is the same after a restart. null by hand, where nobody presses.
 */
export function deckView(round: RoundRow, roll: DeckRoll): DeckView | null {
  if (round.method === 'hand') return null;
  const voters = votersOf(round, roll);
  const checked = checkContest(round.contest);
  // It was checked before it became a round.
  if (!checked.ok)
    throw new Error(`round ${round.id}: ${checked.error.map(({ path, expected }) => `${path} ${expected}`).join()}`);
  const { ballots, expected, distinct } = testDeck(checked.value, voters.length, Math.max(roll.all, voters.length));
  const totals = isCountedState(round.state) ? round.totals : null;
  const rows = rowsOf(round, expected, totals);
  const figures = figuresOf(voters.length, expected, totals);
  const { title, ballot } = roundTitle(round);
  return {
    roundId: round.id,
    title,
    ballot,
    distinct,
    ballots: ballots.map(({ kind, presses }, i) => {
      const { keypad = 0, name = '', group = '' } = voters[i] ?? {};
      return { keypad, name, group, kind, presses };
    }),
    rows,
    figures,
    differences: totals && [...rows, ...figures].filter(({ expected: due, counted }) => due !== counted).length,
  };
}

function votersOf(round: RoundRow, { seats, present }: DeckRoll): readonly SeatRow[] {
  const { presence, frozen } = round;
  if (presence && frozen) return seatsNow(round).filter(({ slot }) => hasBit(presence.authorised, slot));
  return present.size > 0 ? seats.filter(({ slot }) => present.has(slot)) : seats;
}

type Column = readonly [column: DeckColumn, of: (totals: Totals) => readonly number[] | undefined];

const ANSWERS: readonly Column[] = [
  ['votes', ({ votes }) => votes],
  ['against', ({ against }) => against],
  ['abstained', ({ abstained }) => abstained],
];
const gradeColumns = (scale: number): readonly Column[] =>
  [...Array.from({ length: scale }, (_, i) => `grade${i + 1}` as DeckColumn), 'blank' as const].map(
    (column, i): Column => [column, ({ grades }) => grades?.map((counts) => counts[i] ?? 0)],
  );

function rowsOf({ contest }: RoundRow, expected: Totals, totals: Totals | null): readonly DeckRow[] {
  const { grades } = ballotShape(contest);
  const columns = grades > 0 ? gradeColumns(grades) : ANSWERS;
  return contest.candidates.flatMap(({ no, name = '' }, place) =>
    columns.flatMap(([column, of]): DeckRow[] => {
      const due = of(expected)?.[place];
      if (due === undefined) return [];
      return [{ no, name, column, expected: due, counted: totals ? (of(totals)?.[place] ?? null) : null }];
    }),
  );
}

function figuresOf(issued: number, expected: Totals, totals: Totals | null): readonly DeckFigure[] {
  const of = (it: Totals) => ({
    returned: it.returned,
    valid: it.valid,
    invalid: it.invalid,
    notSubmitted: issued - it.returned,
  });
  const due = of(expected);
  const came = totals && of(totals);
  return (['returned', 'valid', 'invalid', 'notSubmitted'] as const).map((figure) => ({
    figure,
    expected: due[figure],
    counted: came && came[figure],
  }));
}
