import type { Profile, ProfileDraft } from '@piaojue/contract/profile';
import { ok, type Result } from '@piaojue/contract/result';
import type { ContestFault } from '../rules/contest-check.ts';
import { nextProfile } from '../rules/profiles/profile.ts';
import { READY_MADE } from '../rules/profiles/ready-made.ts';
import type { HallParts } from './orders/order.ts';

type Parts = Pick<HallParts, 'store' | 'now'>;

/** Rule profiles of this hall: those that come with the program, and every version that was made here. */
export const allProfiles = ({ store }: Pick<Parts, 'store'>): readonly Profile[] => [
  ...READY_MADE,
  ...store.profiles(),
];

/** The newest version of each, in the order in which they first were there. */
export function newestProfiles(parts: Pick<Parts, 'store'>): readonly Profile[] {
  return [...new Map(allProfiles(parts).map((profile) => [profile.id, profile])).values()];
}

export const newestProfile = (parts: Pick<Parts, 'store'>, id: string): Profile | undefined =>
  newestProfiles(parts).find((profile) => profile.id === id);

/** A new profile or the next version of one: the former versions stay as they were. */
export function saveProfile(parts: Parts, id: string, draft: ProfileDraft): Result<Profile, readonly ContestFault[]> {
  const { store, now } = parts;
  return store.transaction(() => {
    const next = nextProfile(id, newestProfile(parts, id), draft);
    if (!next.ok) return next;
    const { version, name } = next.value;
    store.addProfile(next.value);
    store.appendRecord(now(), {
      event: 'rule profile saved',
      profile: id,
      version,
      name: name['zh-CN'],
      by: 'operator',
    });
    return ok(next.value);
  });
}
