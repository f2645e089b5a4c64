import type { CommandAnswer, CommandPayload } from '@piaojue/contract/commands';
import type { Role } from '@piaojue/contract/live';
import type { SimulatedHands } from '../../rehearsal/simulated-hands.ts';
import { NOTHING_KNOWN, withCharacters } from '../../setup/characters.ts';
import type { SetupRow } from '../../setup/setup-row.ts';
import { figuresOf, type SetupFacts } from '../../setup/setup-view.ts';
import { done, refuse } from '../answers.ts';
import type { Keep, OrderDesk, Orders } from './order.ts';

export interface SetupOrderParts {
  readonly setupFacts: () => SetupFacts;
  /** null: no simulated keypads are at hand, or the sitting is a real one. */
  readonly hands: SimulatedHands | null;
}

/** The first run: what was set and tried, step by step, and the characters that no face draws. */
export const setupOrders = (
  desk: OrderDesk,
  parts: SetupOrderParts,
): Orders<
  'setup:step' | 'setup:position' | 'setup:close' | 'characters:tell' | 'characters:accept' | 'rehearsal:deck'
> => ({
  'setup:step': (payload, keep, by) => step(desk, parts, payload, keep, by),
  'setup:position': ({ lastRow, imageHeight }, keep) => {
    const { sitting } = desk;
    // What a page is laid out by, to a tenth (DISCAS): further digits are nobody's to measure.
    const r = Math.min(20, Math.max(2, Math.round((lastRow / imageHeight) * 10) / 10));
    desk.parts.store.transaction(() => {
      desk.parts.store.putSitting({
        ...sitting,
        hall: { ...sitting.hall, r },
        setup: { ...rowOf(desk), position: { lastRow, imageHeight } },
      });
      keep(null);
    });
    return done();
  },
  'setup:close': ({ closed }, keep) => put(desk, { ...rowOf(desk), closed }, keep),
  'characters:tell': ({ drawn, missing }, keep) => {
    const { characters = NOTHING_KNOWN, ...row } = rowOf(desk);
    const { rare } = parts.setupFacts();
    const ours = Array.from(drawn)
      .filter((char) => rare.includes(char))
      .join('');
    // The last word counts: a face may have been taken away.
    const known = withCharacters(characters.drawn, ours, missing);
    if (known === characters.drawn) return done();
    return put(desk, { ...row, characters: { ...characters, drawn: known } }, keep);
  },
  'characters:accept': ({ characters: looked }, keep, by) => {
    const { characters = NOTHING_KNOWN, ...row } = rowOf(desk);
    const { rare } = parts.setupFacts();
    const unknown = Array.from(looked)
      .filter((char) => !rare.includes(char))
      .join('');
    if (unknown)
      return refuse('bad-payload', `expected characters of this sitting that the font has not, got ${unknown}`);
    desk.write({ event: 'rare characters accepted', characters: looked, by }, () => {
      const accepted = withCharacters(characters.accepted, looked);
      put(desk, { ...row, characters: { ...characters, accepted } }, keep);
    });
    return done();
  },
  'rehearsal:deck': ({ roundId }) => {
    const { hands } = parts;
    if (!hands) return refuse('forbidden', 'expected a rehearsal with simulated keypads at hand');
    // Once it is open, they press whatever they like.
    return desk.withRound(roundId, ['draft', 'ready'], () => {
      hands.pressDeck(roundId);
      return done(roundId);
    });
  },
});

const rowOf = (desk: OrderDesk): SetupRow => desk.sitting.setup ?? { steps: {} };

function put(desk: OrderDesk, setup: SetupRow, keep: Keep): CommandAnswer {
  desk.parts.store.transaction(() => {
    desk.parts.store.putSitting({ ...desk.sitting, setup });
    keep(null);
  });
  return done();
}

function step(
  desk: OrderDesk,
  { setupFacts }: SetupOrderParts,
  { step: id, to, word }: CommandPayload<'setup:step'>,
  keep: Keep,
  by: Role,
): CommandAnswer {
  const row = rowOf(desk);
  const { [id]: _, ...others } = row.steps;
  if (to === 'todo') return put(desk, { ...row, steps: others }, keep);
  if (to === 'skipped' && !word) return refuse('bad-payload', 'expected a word on why it is skipped');
  const figures = to === 'skipped' ? {} : figuresOf(id, setupFacts(), row);
  if (typeof figures === 'string') return refuse('blocked', figures);
  const at = desk.parts.now();
  const made = { state: to, at, figures, ...(to === 'skipped' && { word }) };
  desk.write({ event: 'set-up step', step: id, to, ...(word && { reason: word }), by }, () => {
    put(desk, { ...row, steps: { ...others, [id]: made } }, keep);
  });
  return done();
}
