import type { ToSimulator } from '@piaojue/device-gateway/simulator/control';
import type { ConsoleView } from '@piaojue/contract/console-view';
import type { DeckView } from '@piaojue/contract/rehearsal-view';

/** What the simulated deputies of `npm start` do, of what the operator's view says. */
export type HandsTask =
  /** 签到, in a sign-in or a press test. */
  | { readonly kind: 'press' }
  /** A round opens soon: they vote as they like, or hold still for the deck. */
  | { readonly kind: 'autoplay'; readonly on: boolean }
  | { readonly kind: 'deck'; readonly roundId: number };

/** What was done, by what asked for it. */
export interface DoneTasks {
  readonly pressedFor: string;
  readonly autoplay: boolean;
  readonly deckOf: number | null;
}
export const NOTHING_DONE: DoneTasks = { pressedFor: '', autoplay: false, deckOf: null };

/** The next thing that they have not done yet, and what is done after it; null: nothing. Pure. */
export function nextTask(
  view: ConsoleView,
  done: DoneTasks,
): { readonly task: HandsTask; readonly after: DoneTasks } | null {
  const occasion = occasionOf(view);
  if (occasion !== '' && occasion !== done.pressedFor)
    return { task: { kind: 'press' }, after: { ...done, pressedFor: occasion } };
  const { current, setup } = view;
  const deckOf = setup.simulated?.deckOf ?? null;
  const forDeck = deckOf !== null && deckOf === current?.round.id;
  const autoplay = !forDeck;
  if (autoplay !== done.autoplay) return { task: { kind: 'autoplay', on: autoplay }, after: { ...done, autoplay } };
  if (forDeck && current?.state === 'open' && done.deckOf !== deckOf)
    return { task: { kind: 'deck', roundId: deckOf }, after: { ...done, deckOf } };
  return null;
}

/** Each plenary is signed in for once, each press test pressed once. Late sign-in is for those who come late. */
function occasionOf({ signIn, agenda, selfCheck: { pressTest } }: ConsoleView): string {
  if (pressTest?.running) return `test ${pressTest.at}`;
  return signIn.open && signIn.present === 0 ? `sign-in ${agenda.now}` : '';
}

/** A deck of 3,000 is pressed in half a minute. */
const DECK_MS = 2000;
const LONGEST_DECK_MS = 30_000;

export function deckPresses({ ballots }: DeckView): Extract<ToSimulator, { type: 'press' }> {
  const all = ballots.flatMap(({ keypad, presses }) => presses.map((marks) => ({ keypad, marks })));
  const within = Math.min(LONGEST_DECK_MS, Math.max(DECK_MS, all.length * 10));
  return {
    type: 'press',
    presses: all.map((press, id) => ({ ...press, id })),
    perSecond: Math.max(1, Math.ceil((all.length * 1000) / within)),
  };
}
