import type { Blocker } from '@piaojue/contract/console-view';
import type {
  CountedRound,
  OfficersLink,
  OfficersRound,
  OfficersView,
  TurnoutFigures,
  UncountedRound,
} from '@piaojue/contract/officers-view';
import { incidentsOf } from '../record/record-lines.ts';
import { agreementsOf, missingFor } from '../rounds/agreements.ts';
import type { RoundRow } from '../store/store.ts';
import { courseOf, quorumNow, roundNow } from './agenda.ts';
import type { Hall } from './hall.ts';
import { paperView } from './paper-view.ts';
import { HEARS_NOBODY } from './readiness.ts';
import { readingOf } from './reading.ts';
import { quorumView, resultView, roundTitle } from './result-view.ts';
import type { Stamp } from './screen-views.ts';
import { signInFigures } from './sign-in-figures.ts';
import { absentSoFar, returnedOf } from './views.ts';

/** What presiding officer and monitors are sent. A figure per candidate is in it only once the round was counted. */
export function officersView(hall: Hall, stamp: Stamp): OfficersView {
  const { store, hub } = hall.parts;
  const { sitting } = hall;
  const course = courseOf(store);
  const round = roundNow(course);
  const figures = signInFigures(hall.parts);
  const hearings = hall.keypads.liveness.hearings();
  return {
    ...stamp,
    rehearsal: sitting.mode === 'rehearsal',
    ended: sitting.end !== null,
    sitting: sitting.title,
    signIn: {
      ...figures,
      quorum: quorumView(quorumNow(course), figures.all, figures.present),
    },
    round: round ? officersRound(hall, round) : null,
    links: hub.links().map(
      ({ index, gateway, port, state, receiver, channel, silentMs }): OfficersLink => ({
        ...{ index, gateway, port, state, receiver, channel, silentMs },
        heard: (hearings.get(index) ?? HEARS_NOBODY).heard,
      }),
    ),
    incidents: incidentsOf(store.record()),
  };
}

function officersRound(hall: Hall, round: RoundRow): OfficersRound {
  const { frozen, presence, bundleHash, rebuiltAt } = round;
  const figures: TurnoutFigures = {
    all: frozen?.all ?? hall.parts.roll.all,
    present: presence?.present ?? hall.parts.roll.present.size,
    issued: presence?.issued ?? null,
    returned: presence ? returnedOf(hall, round) : null,
  };
  const common = {
    round: roundTitle(round),
    method: round.method,
    candidates: round.contest.candidates.map(({ no, name }) => ({ no, ...(name !== undefined && { name }) })),
    seals: {
      frozen: frozen?.hash ?? null,
      emptyBox: round.emptyBox ?? null,
      presence: presence?.hash ?? null,
      bundle: bundleHash,
      rebuiltAt,
    },
    agreements: agreementsOf(round),
    blockedBy: blockersOf(round),
    paper: paperView(round),
    replaced: round.replaced?.length ?? 0,
    absent: round.absent ?? absentSoFar(hall, round),
    openedAt: round.openedAt,
    closingAt: round.closingAt,
    closedAt: round.closedAt,
    announcedAt: round.announcedAt,
  };
  const result = resultView(round);
  switch (round.state) {
    case 'tallied':
    case 'recorded':
    case 'destroying':
    case 'closed': {
      // A round that was counted has its result: it is written in one transaction with the state.
      if (!result) throw new Error(`round ${round.id} is ${round.state} and has no result`);
      const { valid, invalid, notSubmitted } = result.figures;
      const { state } = round;
      return {
        ...common,
        counted: true,
        state,
        figures: { ...figures, valid, invalid, notSubmitted },
        result,
        reading: readingOf(result, hall.sitting.readings ?? []),
      } satisfies CountedRound;
    }
    default:
      return { ...common, counted: false, state: round.state, figures, reason: round.reason } satisfies UncountedRound;
  }
}

/** Of the step that is next, as far as people are asked for it. */
function blockersOf(round: RoundRow): Blocker[] {
  switch (round.state) {
    case 'ready':
      return missingFor('open', round);
    case 'open':
      return missingFor('close', round);
    case 'closed':
      return round.announcedAt === null ? missingFor('announce', round) : [];
    default:
      return [];
  }
}
