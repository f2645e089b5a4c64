import type { AgendaKind } from '@piaojue/contract/agenda';
import type { Blocker, LinkView, NextStep, StepWarning } from '@piaojue/contract/console-view';
import type { AcceptedReport } from '@piaojue/contract/readiness-view';
import { missingFor } from '../rounds/agreements.ts';
import { quorum } from '../rules/quorum.ts';
import { awaitsPaper } from '../rounds/paper-count.ts';
import type { RoundRow } from '../store/store.ts';
import type { Follow } from './chain-view.ts';

/** The facts that decide what the operator does next. */
export interface Situation {
  readonly current: RoundRow | undefined;
  readonly signInOpen: boolean;
  readonly all: number;
  readonly present: number;
  readonly links: readonly LinkView[];
  /** A round has its box open: there is one at a time. */
  readonly inProgress: boolean;
  /** Of the self-check that was accepted last. */
  readonly readiness: AcceptedReport | null;
  /** The sitting is over. */
  readonly ended: boolean;
  /** Kind of the agenda item that the hall is at, and of the one that it goes on to. */
  readonly item: AgendaKind | null;
  readonly nextItem: AgendaKind | null;
  /** What the chain of `current` calls for now. */
  readonly follow: Follow | null;
  /** Characters of its paper that no face draws and nobody looked at. */
  readonly openCharacters?: string;
}

/** Why a round can't be opened now. Also asked by the command itself: the button is a courtesy, not the guard. */
export function blockersOfOpen(
  round: RoundRow,
  situation: Pick<Situation, 'signInOpen' | 'all' | 'present' | 'links' | 'inProgress'>,
): Blocker[] {
  const blockers: Blocker[] = [];
  if (round.state !== 'ready') blockers.push('wrong-state');
  if (situation.inProgress) blockers.push('round-in-progress');
  blockers.push(...missingFor('open', round));
  if (situation.present > situation.all) blockers.push('more-present-than-deputies');
  if (situation.present === 0) blockers.push('nobody-present');
  else if (!quorum(round.contest.rules.quorum, { all: situation.all, present: situation.present }).met)
    blockers.push('no-quorum');
  // On paper nobody has to be heard.
  if (round.method !== 'hand' && !situation.links.some(({ state }) => state === 'up')) {
    blockers.push(situation.links.length ? 'receiver-silent' : 'no-receiver');
  }
  return blockers;
}

/** The one big button; null while the machine works by itself. Pure. */
export function nextStep(situation: Situation): NextStep | null {
  const step = stepOf(situation);
  // What was voted on may still be announced, and decided by 主席团.
  return step && situation.ended && step.command !== 'round:announce' && step.command !== 'round:rule'
    ? { ...step, blockedBy: ['sitting-ended'], warnings: [] }
    : step;
}

/** A sitting that goes on without a report said why. */
function uncheckedWarnings(report: AcceptedReport | null): StepWarning[] {
  if (report === null) return ['no-readiness'];
  return report.ready || report.without !== undefined ? [] : ['not-ready'];
}

function stepOf(situation: Situation): NextStep | null {
  const { current, signInOpen, present, readiness } = situation;
  const step = (
    command: NextStep['command'],
    label: NextStep['label'],
    hold = false,
    blockedBy: Blocker[] = [],
    warnings: StepWarning[] = [],
  ): NextStep => ({
    command,
    label,
    hold,
    blockedBy,
    warnings,
  });
  const unchecked = uncheckedWarnings(readiness);
  const { item, nextItem } = situation;
  /** Nothing is left to do at this item. */
  const goOn = (): NextStep =>
    nextItem === null
      ? step('contest:import', 'newContest')
      : // A plenary after the first empties the sign-in of the one before.
        step(
          'agenda:go',
          'nextItem',
          nextItem === 'plenary' && present > 0,
          [],
          nextItem === 'plenary' ? unchecked : [],
        );
  /** What its chain calls for, before anything else. */
  const next = (): NextStep => {
    const { follow } = situation;
    if (follow === null) return goOn();
    return step(follow === 'rule' ? 'round:rule' : 'round:revote', follow);
  };
  if (!current) {
    // A vote that was planned without its contest waits for it.
    if (item === 'vote') return step('contest:import', 'newContest');
    return nextItem === null && present === 0 && !signInOpen
      ? step('signIn:start', 'startSignIn', false, [], unchecked)
      : goOn();
  }
  switch (current.state) {
    case 'draft':
      return step('round:ready', 'freeze', false, situation.openCharacters ? ['rare-characters'] : [], unchecked);
    case 'ready':
      if (present === 0 && !signInOpen) return step('signIn:start', 'startSignIn', false, [], unchecked);
      return step('round:open', 'open', true, blockersOfOpen(current, situation), unchecked);
    case 'open':
      return step('round:close', 'close', true, missingFor('close', current));
    case 'disputed':
      if (awaitsPaper(current)) return step('round:typeTotals', 'typeTotals');
      // The second person is in the order itself: it carries the monitor's PIN.
      return step('round:accept', 'acceptBox', true);
    case 'closed':
      if (current.announcedAt === null)
        return step('round:announce', 'announce', true, missingFor('announce', current));
      return next();
    case 'aborted':
      return next();
    case 'counting':
      return awaitsPaper(current) ? step('round:typeTotals', 'typeTotals') : null;
    case 'opening':
    case 'closing':
    case 'tallied':
    case 'recorded':
    case 'destroying':
    case 'aborting':
      return null;
  }
}
