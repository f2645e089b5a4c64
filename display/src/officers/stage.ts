import type { OfficersView } from '@piaojue/contract/officers-view';

/** The way of a vote as the chair goes it. */
export const STAGES = ['presence', 'rules', 'vote', 'check', 'read', 'announced'] as const;
export type Stage = (typeof STAGES)[number];

/** Where the hall is on it; null where a round was given up. */
export function stageOf({ round }: Pick<OfficersView, 'round'>): Stage | null {
  if (round === null) return 'presence';
  switch (round.state) {
    case 'draft':
    case 'ready':
      return 'rules';
    case 'opening':
    case 'open':
      return 'vote';
    case 'closing':
    case 'counting':
    case 'disputed':
      return 'check';
    case 'aborting':
    case 'aborted':
      return null;
    case 'tallied':
    case 'recorded':
    case 'destroying':
    case 'closed':
      return round.announcedAt === null ? 'read' : 'announced';
  }
}
