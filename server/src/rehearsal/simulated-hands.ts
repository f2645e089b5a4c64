import type { HandsTask, SimulatedHandsView } from '@piaojue/contract/setup-view';

/**
 * Simulated keypads that whoever started this server has at hand (`serve --simulated-keypads`, `npm start`): they press what
 * they are asked for. The server has no line to them but this word; their presses come over the air like everybody's.
 * There is none in a real sitting: what would ask is not made there.
 */
export class SimulatedHands {
  #asked: SimulatedHandsView['asked'] = null;

  ask(what: HandsTask): void {
    this.#asked = { what, times: (this.#asked?.times ?? 0) + 1 };
  }

  view(): SimulatedHandsView {
    return { asked: this.#asked };
  }
}
