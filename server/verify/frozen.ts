import { createHash } from 'node:crypto';
import type { Bundle } from './bundle.ts';
import { canonicalText, type Value } from './canonical.ts';
import { type Check, fault, judged, unchecked } from './checks.ts';

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/**
 * The hash under which the rules were frozen, computed from what the bundle says of them: FORMAT.md, "What was frozen". The
 * papers of the keypads carry its first half, so a ballot is bound to these rules.
 */
export function frozenHash(bundle: Bundle): string {
  const { round, parent, turn, method, contest, words = '', all, rollHash = '' } = bundle;
  const frozen: Value = {
    version: 3,
    round,
    parent,
    turn,
    method: method === 'hand' ? 'hand' : '',
    contest: contest as unknown as Value,
    words,
    all,
    rollHash,
  };
  return sha256(canonicalText(frozen) ?? '');
}

export function frozenChecks(bundle: Bundle): readonly Check[] {
  const presence = unchecked('presence-hash', 'presence-not-in-bundle');
  if (!bundle.rollHash) return [unchecked('rules-hash', 'roll-not-in-bundle'), presence];
  const computed = frozenHash(bundle);
  const same = computed === bundle.frozenHash;
  return [judged('rules-hash', same ? [] : [fault('frozenHash', computed, bundle.frozenHash)]), presence];
}

/** The box as it was made, read back before anybody could vote: no ballot stood in it. */
export function zeroCheck({ version, method, emptyBox, openedAt }: Bundle): Check {
  if (version === 1 || (emptyBox === '' && method !== 'hand')) return unchecked('zero', 'older-bundle');
  if (!emptyBox) return unchecked('zero', 'no-ballots-kept');
  const faults = emptyBox.ballots === 0 ? [] : [fault('emptyBox/ballots', 0, emptyBox.ballots)];
  if (openedAt !== '' && emptyBox.at > openedAt)
    faults.push(fault('emptyBox/at', `before the opening at ${openedAt}`, emptyBox.at));
  return judged('zero', faults);
}
