/** A place that ballots are kept in until the count, as the senders of `store.ts` see it. */
export interface StoreUnderTest {
  readonly name: string;
  /** A new, empty poll with room for so many ballots, sent by so many senders. */
  open(ballots: number, senders: number): Promise<Poll>;
  stop(): Promise<void>;
}

export interface Poll {
  /** Resolves when all of these ballots are on the disk: what a receipt promises. Numbers from 0, each sent once. */
  send(sender: number, ballots: readonly number[]): Promise<void>;
  /** How many ballots stand in it. */
  close(): Promise<number>;
}

/** Why a store can't take part, and what would help. */
export interface NotThere {
  readonly missing: string;
}

export const BALLOT_BYTES = 16;
