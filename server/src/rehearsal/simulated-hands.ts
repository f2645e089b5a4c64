import type { SimulatedHandsView } from '@piaojue/contract/setup-view';

/**
 * Simulated keypads that whoever started this server has at hand (`serve --simulated-keypads`, `npm start`): they sign in and
 * vote as deputies would, and press the test deck in the round that they are asked for. The server has no line to them but this
 * word; their presses come over the air like everybody's. There are none in a real sitting: what would ask is not made there.
 */
export class SimulatedHands {
  #deckOf: number | null = null;

  pressDeck(roundId: number): void {
    this.#deckOf = roundId;
  }

  view(): SimulatedHandsView {
    return { deckOf: this.#deckOf };
  }
}
