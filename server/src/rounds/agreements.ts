import type { Blocker } from '@piaojue/contract/console-view';
import { MONITORS, type Role } from '@piaojue/contract/live';
import type { AgreementKind, AgreementView } from '@piaojue/contract/officers-view';
import type { RoundRow } from '../store/store.ts';

/**
 * Who confirms and agrees to what in a round (RULES §4 People). The rules of the round say whether anybody is asked, so it is
 * frozen and hashed with them. Pure.
 */
type Asked = Pick<RoundRow, 'state' | 'method' | 'contest' | 'agreements' | 'announcedAt' | 'decision'>;

const KINDS: readonly AgreementKind[] = ['emptyBox', 'open', 'close', 'box', 'sums', 'announce'];

const ROLES_OF: Readonly<Record<AgreementKind, readonly Role[]>> = {
  emptyBox: MONITORS,
  sums: MONITORS,
  open: ['presiding'],
  close: ['presiding'],
  announce: ['presiding'],
  box: ['operator', ...MONITORS],
};

/** Whether the rules ask for it at all. A disputed box always takes two (4x); a round by hand has no box to look into. */
function isWanted(what: AgreementKind, { contest, method, state }: Asked): boolean {
  const { people } = contest.rules;
  switch (what) {
    case 'emptyBox':
      return people?.emptyBox === true && method !== 'hand';
    case 'sums':
      return people?.sums === true;
    case 'open':
    case 'close':
    case 'announce':
      return people?.presiding === true;
    case 'box':
      return state === 'disputed';
  }
}

/** The step it belongs to is the next one of the round. */
function isDue(what: AgreementKind, { state, announcedAt, decision }: Asked): boolean {
  switch (what) {
    case 'emptyBox':
    case 'open':
      return state === 'ready';
    case 'close':
      return state === 'open';
    case 'sums':
    case 'announce':
      return state === 'closed' && announcedAt === null && decision !== null;
    case 'box':
      return state === 'disputed';
  }
}

export const agreementsOf = (round: Asked): AgreementView[] =>
  KINDS.filter((what) => isWanted(what, round)).map((what) => {
    const given = round.agreements?.[what] ?? null;
    return { what, roles: ROLES_OF[what], asked: isDue(what, round) && given === null, given };
  });

/** Whether it can be given now, or why not. */
export function agreementRefusal(what: AgreementKind, round: Asked): string | undefined {
  if (!isWanted(what, round)) return `the rules of this round ask nobody for ${what}`;
  if (!isDue(what, round)) return `${what} is not asked for while the round is ${round.state}`;
  return undefined;
}

const BLOCKS: Readonly<Record<Exclude<AgreementKind, 'box'>, { readonly step: Step; readonly blocker: Blocker }>> = {
  emptyBox: { step: 'open', blocker: 'box-not-confirmed' },
  open: { step: 'open', blocker: 'no-consent' },
  close: { step: 'close', blocker: 'no-consent' },
  sums: { step: 'announce', blocker: 'sums-not-confirmed' },
  announce: { step: 'announce', blocker: 'no-consent' },
};
type Step = 'open' | 'close' | 'announce';

/** What is still missing for this step of the operator's. */
export const missingFor = (step: Step, round: Asked): Blocker[] =>
  agreementsOf(round).flatMap(({ what, given }) =>
    what !== 'box' && given === null && BLOCKS[what].step === step ? [BLOCKS[what].blocker] : [],
  );
