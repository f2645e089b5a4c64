/**
 * What a receipt says (PROTOCOL RCP2): public facts only. An over-vote or nonsense under a valid seal is `counted`;
 * a keypad never learns more from a receipt than anybody in the hall may know.
 *
 * `by` names the key that makes the receipt: `down` only the box process has, so that only the box can say
 * `counted`; `roll` the roll has too, for all that is said outside an open round.
 */
export const STATUSES = {
  counted: { code: 1, by: 'down' },
  notOpen: { code: 2, by: 'roll' },
  /** with n = the last counter counted for this keypad in the round; n = own counter means: counted. */
  closed: { code: 3, by: 'roll' },
  notOnRoll: { code: 4, by: 'roll' },
  /** with n = the last counter counted: this one is not above it. */
  counter: { code: 5, by: 'down' },
  otherPaper: { code: 6, by: 'down' },
  busy: { code: 7, by: 'down' },
  signedIn: { code: 8, by: 'roll' },
  /** Answers every S that signs nobody in: the keypad works and was heard (PROTOCOL SGN4). */
  noted: { code: 9, by: 'roll' },
} as const;

export type Status = keyof typeof STATUSES;

const byCode = new Map<number, Status>(
  (Object.keys(STATUSES) as Status[]).map((name) => [STATUSES[name].code, name] as const),
);
export const statusOf = (code: number): Status | undefined => byCode.get(code);
