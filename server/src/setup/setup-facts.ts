import type { DeckView } from '@piaojue/contract/rehearsal-view';
import type { SetupView } from '@piaojue/contract/setup-view';
import { deckView } from '../rehearsal/deck-view.ts';
import { isCountedState } from '../rounds/machine.ts';
import { courseOf, roundNow } from '../sitting/agenda.ts';
import type { Hall } from '../sitting/hall.ts';
import type { RoundRow, SeatRow } from '../store/store.ts';
import { openOf, NOTHING_KNOWN, rareOf, textsOf } from './characters.ts';
import { type SetupFacts, setupView } from './setup-view.ts';

/** What a first run is judged by, as the hall stands now. */
export function setupFacts(hall: Hall): SetupFacts {
  const { store, roll, hub } = hall.parts;
  const { sums, rollCall } = hall.check.summary();
  const { all, answered, pressed } = sums;
  return {
    receivers: hub.links().filter(({ state }) => state === 'up').length,
    seats: roll.seats.length,
    called: rollCall !== null,
    ...{ all, answered, pressed },
    rehearsal: hall.sitting.mode === 'rehearsal' ? lastRehearsal(store.rounds(), hall) : null,
    rare: rareOfHall(hall),
  };
}

/** Of titles and candidates first, then of the roll: each once. */
function rareOfHall(hall: Hall): string {
  const { store, roll } = hall.parts;
  const { congress, meeting } = hall.sitting.title;
  const ofRounds = store.rounds().map(rareOfRound);
  return [...new Set(Array.from(ofRounds.join('') + rareOfRoll(roll.seats) + rareOf([congress, meeting])))].join('');
}

/** Characters of this paper that no face draws and nobody looked at: it is not made ready with them. */
export const openCharactersOf = (hall: Hall, round: RoundRow): string =>
  openOf(rareOfRound(round), hall.sitting.setup?.characters ?? NOTHING_KNOWN);

/** Rows are made anew when they change, and asked about in every snapshot. */
const ofRounds = new WeakMap<RoundRow, string>();
function rareOfRound(round: RoundRow): string {
  const known = ofRounds.get(round) ?? rareOf(textsOf(round.contest));
  ofRounds.set(round, known);
  return known;
}
const ofRolls = new WeakMap<readonly SeatRow[], string>();
function rareOfRoll(seats: readonly SeatRow[]): string {
  const known = ofRolls.get(seats) ?? rareOf(seats.flatMap(({ name, group }) => [name, group]));
  ofRolls.set(seats, known);
  return known;
}

/** The wizard as it stands. */
export const setupOf = (hall: Hall): SetupView =>
  setupView(hall.sitting.setup ?? { steps: {} }, setupFacts(hall), hall.parts.hands?.view() ?? null);

/** The deck of the last vote of a rehearsal that was counted. */
export function lastCountedDeck(hall: Hall): DeckView | null {
  const round = lastCounted(hall.parts.store.rounds());
  return round && hall.sitting.mode === 'rehearsal' ? deckOf(hall, round) : null;
}

const lastCounted = (rounds: readonly RoundRow[]): RoundRow | undefined =>
  rounds.findLast(({ state, method }) => isCountedState(state) && method !== 'hand');

const compared = new WeakMap<RoundRow, SetupFacts['rehearsal']>();
function lastRehearsal(rounds: readonly RoundRow[], hall: Hall): SetupFacts['rehearsal'] {
  const round = lastCounted(rounds);
  if (!round) return null;
  const known = compared.get(round) ?? comparison(round, deckOf(hall, round));
  compared.set(round, known);
  return known;
}

const comparison = ({ id }: RoundRow, deck: DeckView | null): SetupFacts['rehearsal'] =>
  deck && { round: id, rows: deck.rows.length + deck.figures.length, differences: deck.differences ?? 0 };

/** Of the round that the hall is at; null where none is voted on with keypads, and in a real sitting. */
export function deckNow(hall: Hall): DeckView | null {
  const round = roundNow(courseOf(hall.parts.store));
  return round && hall.sitting.mode === 'rehearsal' ? deckOf(hall, round) : null;
}

const deckOf = (hall: Hall, round: RoundRow): DeckView | null => deckView(round, hall.parts.roll);
