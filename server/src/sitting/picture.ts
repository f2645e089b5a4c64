import type { AgendaView } from '@piaojue/contract/agenda';
import type { Fraction } from '@piaojue/contract/contest';
import type { Picture, RoundTitle, ScreenPlace } from '@piaojue/contract/screen-view';
import { chainAt } from '../rounds/chain.ts';
import { clockOf } from '../rounds/clock.ts';
import { isFinal, isInProgress } from '../rounds/machine.ts';
import { awaitsPaper } from '../rounds/paper-count.ts';
import type { LiveFigures } from '../rules/named-answers.ts';
import type { ReadingRow, RoundRow, Shown } from '../store/store.ts';
import { readingPicture, isReadable, rowsRead } from './reading.ts';
import { quorumView, resultView, roundTitle } from './result-view.ts';
import { summaryOf } from './summary.ts';

/** What the pictures are made of: facts of the sitting, and who took part as a number. */
export interface Scene {
  readonly place: ScreenPlace;
  /** A vote in progress decides what is shown; not on a presidium's screen that goes its own way. */
  readonly follows: boolean;
  readonly rounds: readonly RoundRow[];
  /** The one that the operator works on. */
  readonly current: RoundRow | undefined;
  readonly agenda: AgendaView;
  /** Of the vote that is on or to come. */
  readonly quorum: Fraction;
  readonly shown: Shown;
  readonly signInOpen: boolean;
  readonly all: number;
  readonly present: number;
  /** Title of the plenary that people sign in for, or ''. */
  readonly plenary: string;
  readonly observers: number;
  /** Ballots returned so far in the round in progress. */
  readonly returned: number;
  /** Of a named vote that is open: how many answered what; null in every other. */
  readonly live: LiveFigures | null;
  /** Results that are read out row by row. */
  readonly readings: readonly ReadingRow[];
  /** Names of those who signed in last, as far as they may be shown. */
  readonly arrivals: readonly string[];
}

/**
 * The round the operator works on: the one in progress or ready; one at its end until it was announced and what it calls for
 * was ordered; then what comes next, a re-vote before the contests that were planned, in their order.
 */
export function currentRound(rounds: readonly RoundRow[]): RoundRow | undefined {
  const last = lastFinal(rounds);
  const drafts = rounds.filter(({ state }) => state === 'draft');
  return (
    rounds.find(({ state }) => isInProgress(state) || state === 'ready') ??
    (last && needsOperator(last, rounds) ? last : undefined) ??
    drafts.find(({ parent }) => parent !== null) ??
    drafts[0] ??
    last
  );
}

/** The round that came to its end last, which is not always the one with the highest id. */
export const lastFinal = (rounds: readonly RoundRow[]): RoundRow | undefined =>
  rounds
    .filter(({ state }) => isFinal(state))
    .toSorted((a, b) => (a.closedAt ?? 0) - (b.closedAt ?? 0) || a.id - b.id)
    .at(-1);

/** Its result is not announced yet, or something may follow it that was not ordered. */
function needsOperator(round: RoundRow, rounds: readonly RoundRow[]): boolean {
  if (round.state === 'closed' && round.announcedAt === null) return true;
  const { last, may } = chainAt(round, rounds);
  return last.id === round.id && may.length > 0;
}

/** The round that `candidates`, `round` and `summary` mean. */
export const meantRound = ({ rounds, shown, current }: Scene): RoundRow | undefined =>
  rounds.find(({ id }) => id === shown.roundId) ?? current;

/** What a screen shows now: a vote in progress decides by itself, else the operator's choice. Pure. */
export function pictureOf(scene: Scene): Picture {
  const busy = scene.rounds.find(({ state }) => isInProgress(state));
  if (busy && scene.follows) return roundPicture(busy, scene);
  const { agenda } = scene;
  const meant = meantRound(scene);
  switch (scene.shown.picture) {
    case 'idle':
      return { kind: 'idle' };
    case 'signIn':
      return {
        kind: 'signIn',
        all: scene.all,
        present: scene.present,
        quorum: quorumView(scene.quorum, scene.all, scene.present),
        open: scene.signInOpen,
        plenary: scene.plenary,
        observers: scene.observers,
        arrivals: scene.arrivals,
      };
    case 'candidates':
      return meant ? candidates(meant, titleAt(meant, scene.rounds), scene.shown.index) : { kind: 'idle' };
    case 'round':
      return meant ? roundPicture(meant, scene) : { kind: 'idle' };
    case 'calibration':
      return { kind: 'calibration' };
    case 'summary': {
      if (!meant) return { kind: 'idle' };
      const round = roundPicture(meant, scene);
      // Not before the hall saw all of the result.
      return round.kind === 'result' ? (summaryOf(meant, scene.rounds) ?? round) : round;
    }
    case 'agenda': {
      const index = agenda.items.findIndex(({ id }) => id === agenda.now);
      const items = agenda.items.map(({ title, state }) => ({ title, state }));
      return { kind: 'agenda', items, index: index < 0 ? null : index };
    }
    case 'item': {
      const now = agenda.items.find(({ id }) => id === agenda.now);
      return now ? { kind: 'item', title: now.title, presenter: now.presenter } : { kind: 'idle' };
    }
  }
}

/** Of a re-vote with what the announced rounds before it have chosen. */
function titleAt(round: RoundRow, rounds: readonly RoundRow[]): RoundTitle {
  const title = roundTitle(round);
  const parent = rounds.find(({ id }) => id === round.parent);
  if (parent === undefined || parent.announcedAt === null || title.seats === 0) return title;
  const before = rounds.filter(({ id }) => id <= parent.id);
  return { ...title, settled: chainAt(parent, before).adopted.length };
}

const candidates = (round: RoundRow, title: RoundTitle, index: number | null): Picture => ({
  kind: 'candidates',
  round: title,
  candidates: round.contest.candidates,
  index: index !== null && index < round.contest.candidates.length ? index : null,
});

function roundPicture(round: RoundRow, scene: Scene): Picture {
  const title = titleAt(round, scene.rounds);
  const turnout = {
    all: round.frozen?.all ?? scene.all,
    present: round.presence?.present ?? scene.present,
    issued: round.presence?.issued ?? 0,
    returned: scene.returned,
  };
  switch (round.state) {
    case 'draft':
    case 'ready':
    case 'opening':
      return candidates(round, title, null);
    case 'open': {
      if (round.method === 'hand') return { kind: 'paper', round: title, turnout };
      const { candidates: list, kind } = round.contest;
      const openedAt = round.openedAt ?? 0;
      const voting = {
        kind: 'voting',
        round: title,
        candidates: list,
        turnout,
        openedAt,
        clock: clockOf(round),
      } as const;
      return kind === 'namedResolution' ? { ...voting, named: true, live: scene.live } : { ...voting, named: false };
    }
    case 'closing':
      return { kind: 'closing', round: title, turnout, since: round.closingAt ?? 0 };
    case 'counting':
      return awaitsPaper(round) ? { kind: 'paper', round: title, turnout } : { kind: 'counting', round: title };
    case 'disputed':
      return { kind: 'counting', round: title };
    case 'aborting':
    case 'aborted':
      return { kind: 'aborted', round: title, returned: round.returned, issued: turnout.issued };
    case 'tallied':
    case 'recorded':
    case 'destroying':
    case 'closed': {
      const counted = resultView(round);
      if (!counted) return { kind: 'counting', round: title };
      const result = { ...counted, round: title };
      // 主席团 decides about a result that the hall must not see yet: it has it as soon as it was counted.
      const waits = (round.contest.rules.reveal ?? 'atClose') === 'afterConfirmation';
      if (scene.place === 'presidium' && waits) return { kind: 'result', result };
      if (waits && round.announcedAt === null) return { kind: 'unrevealed', round: title };
      const read = rowsRead(result, scene.readings);
      return read === null || !isReadable(result)
        ? { kind: 'result', result }
        : readingPicture(result, round.contest.candidates, read);
    }
  }
}
