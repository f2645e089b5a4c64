import type { SittingRow } from '../store/store.ts';

export interface SessionOfSitting {
  /** 8 bytes. */
  readonly sid: Uint8Array;
  readonly epoch: number;
}

/**
 * What the beacons say: the session of the sitting, and after its end one without votes, of the next epoch, in which the keypads take
 * their step at once (PROTOCOL KEY11).
 */
export const sessionOf = ({ sid, epoch, end }: Pick<SittingRow, 'sid' | 'epoch' | 'end'>): SessionOfSitting =>
  end && end.at !== null ? { sid: new Uint8Array(Buffer.from(end.sid, 'hex')), epoch: end.epoch } : { sid, epoch };
