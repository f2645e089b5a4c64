import type { AbsentView, ConsoleView, HealthView, RoundDetail, SeatView } from '@piaojue/contract/console-view';
import { hasBit } from '../bitmap.ts';
import { isCounted } from '../rules/decision.ts';
import { inBothLanguages, rulesInWords } from '../rules/rules-in-words.ts';
import { contestWarnings } from '../rules/warnings.ts';
import { absentOf, type Heard } from '../rounds/absent.ts';
import { agreementsOf } from '../rounds/agreements.ts';
import { chainAt } from '../rounds/chain.ts';
import { clockOf } from '../rounds/clock.ts';
import { isCountedState, isInProgress } from '../rounds/machine.ts';
import { fewIn } from '../rounds/paper-count.ts';
import { byKeypad } from '../rounds/round-rows.ts';
import type { RoundRow } from '../store/store.ts';
import type { Hall } from './hall.ts';
import { secondsSince } from './liveness.ts';
import { nextStep } from './next-step.ts';
import { agendaView, courseOf, itemNow, nextItem, quorumNow, roundNow } from './agenda.ts';
import { chainView, followOf } from './chain-view.ts';
import { paperView } from './paper-view.ts';
import { HEARS_NOBODY } from './readiness.ts';
import { openCharactersOf, setupOf } from '../setup/setup-facts.ts';
import { quorumView, resultView, roundTitle } from './result-view.ts';
import { NO_SCREENS, type ScreenLinks, screenState, type Stamp } from './screen-views.ts';
import { signInFigures } from './sign-in-figures.ts';

/** Of the health all that the hall does not know by itself. */
export type HealthAround = Omit<HealthView, 'refused' | 'disk' | 'backedUpAt'>;

export function consoleView(
  hall: Hall,
  stamp: Stamp,
  health: HealthAround,
  screens: ScreenLinks = NO_SCREENS,
): ConsoleView {
  const { store, roll, hub } = hall.parts;
  const sitting = hall.sitting;
  const course = courseOf(store);
  const { rounds } = course;
  const current = roundNow(course);
  const links = hub.links();
  const hearings = hall.keypads.liveness.hearings();
  const inProgress = rounds.find(({ state }) => isInProgress(state));
  const facts = {
    signInOpen: sitting.signInOpen,
    all: roll.all,
    present: roll.present.size,
    links,
    inProgress: inProgress !== undefined,
    readiness: sitting.readiness ?? null,
    ended: sitting.end !== null,
    item: itemNow(course)?.kind ?? null,
    nextItem: nextItem(course)?.kind ?? null,
  };
  const shown = {
    hall: screenState(hall, stamp, 'hall', screens),
    presidium: screenState(hall, stamp, 'presidium', screens),
  };
  return {
    ...stamp,
    rehearsal: sitting.mode === 'rehearsal',
    ended: facts.ended,
    screen: shown.hall.view,
    screens: shown,
    announce: sitting.announce ?? 'whole',
    signIn: {
      ...signInFigures(hall.parts),
      quorum: quorumView(quorumNow(course), facts.all, facts.present),
    },
    handout: sitting.people?.handout ?? 'listed',
    agenda: agendaView(course),
    rounds: rounds.map(summary),
    current: current ? detail(hall, current) : null,
    next: nextStep({
      ...facts,
      current,
      follow: current ? followOf(chainAt(current, rounds), current, facts.ended) : null,
      ...(current && { openCharacters: openCharactersOf(hall, current) }),
    }),
    seats: seatViews(hall, inProgress),
    selfCheck: hall.check.summary(),
    ports: hub.ports(hall.parts.now()),
    alarms: hall.alarms.views(),
    links: links.map((link) => ({ ...link, ...(hearings.get(link.index) ?? HEARS_NOBODY) })),
    setup: setupOf(hall),
    health: {
      ...health,
      disk: hall.alarms.disk,
      backedUpAt: hall.alarms.backedUpAt,
      refused: {
        ...hall.keypads.refused,
        ...prefixed('roll', roll.refused),
        ...prefixed('box', hall.parts.runner.refused),
      },
    },
  };
}

const summary = (round: RoundRow) => ({
  round: roundTitle(round),
  state: round.state,
  announced: round.announcedAt !== null,
});

/** R so far, as the hall may know it; null before the opening, and of papers until they were counted. */
export const returnedOf = (hall: Hall, round: RoundRow): number | null =>
  round.returned ??
  round.totals?.returned ??
  (isInProgress(round.state) && round.method !== 'hand' ? hall.returned() : null);

function detail(hall: Hall, round: RoundRow): RoundDetail {
  const issued = round.presence?.issued ?? null;
  const returned = returnedOf(hall, round);
  return {
    ...summary(round),
    candidates: round.contest.candidates,
    rules: round.contest.rules,
    rulesInWords: round.frozen?.words ?? inBothLanguages((language) => rulesInWords(round.contest, language)),
    issued,
    returned,
    absent: round.absent ?? absentSoFar(hall, round),
    openedAt: round.openedAt,
    result: resultView(round),
    dispute: round.state === 'disputed' ? round.reason : null,
    warnings: [
      ...contestWarnings(round.contest, issued ?? awaited(hall, round), countedTotals(round)),
      ...fewIn(round),
    ],
    bundleHash: round.bundleHash,
    method: round.method,
    clock: round.state === 'open' ? clockOf(round) : null,
    chain: chainView(round, hall.parts.store.rounds(), hall.sitting.end !== null),
    paper: paperView(round),
    agreements: agreementsOf(round),
    replaced: round.replaced?.length ?? 0,
  };
}

/** Ballots that it would issue if it were opened now; null where nobody is there yet, or it is not its turn. */
const awaited = (hall: Hall, { state }: RoundRow): number | null =>
  state === 'ready' && hall.parts.roll.present.size > 0 ? hall.parts.roll.present.size : null;

/** Figures of a round that counts; null before it was tallied. */
const countedTotals = ({ state, decision, totals }: RoundRow) =>
  isCountedState(state) && decision && isCounted(decision) ? totals : null;

function seatViews(hall: Hall, round: RoundRow | undefined): SeatView[] {
  const { roll, runner } = hall.parts;
  const voting = round?.presence && round.method !== 'hand' ? runner.took : undefined;
  return roll.seats.map(({ slot, name, group, keypad }) => ({
    slot,
    name,
    group,
    keypad,
    present: roll.present.has(slot),
    left: roll.rowOf(slot)?.state === 'left',
    submitted: voting ? hasBit(voting, slot) : null,
    onPaper: round?.presence ? isOnPaper(round, slot) : null,
    heard: voting ? heardOf(runner.heard, slot) : null,
    ...livenessOf(hall, keypad),
  }));
}

const isOnPaper = ({ method, withdrawn }: RoundRow, slot: number): boolean =>
  method === 'hand' || (withdrawn !== null && hasBit(withdrawn, slot));

/** A bit that is not set says something only where receivers tell whom they hear. */
function heardOf(heard: Heard | undefined, slot: number): boolean | null {
  if (!heard) return null;
  return hasBit(heard.bits, slot) || (heard.known ? false : null);
}

function livenessOf(hall: Hall, keypad: number): Pick<SeatView, 'heardAgo' | 'battery'> {
  const { heardAt, battery } = hall.keypads.liveness.facts(keypad);
  return { heardAgo: secondsSince(heardAt, hall.parts.now()), battery };
}

export function absentSoFar(hall: Hall, round: RoundRow): AbsentView | null {
  const { state, presence, method } = round;
  if (method === 'hand') return null;
  const { took, heard } = hall.parts.runner;
  if ((state !== 'open' && state !== 'closing') || !presence || !heard?.known) return null;
  return absentOf(byKeypad(round), took, heard.bits);
}

const prefixed = (prefix: string, counters: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counters).map(([name, n]) => [`${prefix}.${name}`, n]));
